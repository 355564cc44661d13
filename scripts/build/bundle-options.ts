// What esbuild is asked for: ESM with code splitting, so that `await import()` stays lazy and --help loads no SDK.
import type { BuildOptions } from "esbuild";
import { calledCommands } from "./called-commands.js";
import { fewChunks } from "./few-chunks.js";
import { kubeconfigAlone } from "./kubeconfig-alone.js";
import { lazyChildProcess } from "./lazy-child-process.js";
import { lazyPackages } from "./lazy-packages.js";

export const BANNER = [
  // Bundled CommonJS calls require. __dirname must not be defined here: a bundled package declares it itself.
  'import { createRequire as nhiCreateRequire } from "node:module";',
  "const require = nhiCreateRequire(import.meta.url);",
].join("\n");

/** What the build puts in place of names in the source. */
export interface BuildTexts {
  readonly version: string;
  /** What `nhi --help` says. */
  readonly help: string;
  /** Key of the views of a database. */
  readonly views: string;
  /** Version of better-sqlite3, whose native part stays a dependency. */
  readonly driver: string;
}

/** Options for one build of the package at `root`; nothing is written, the caller gets the files and the metafile. */
export function bundleOptions(root: string, { version, help, views, driver }: BuildTexts, minify: boolean) {
  return {
    absWorkingDir: root,
    // The second one is the process that judges rules of --rules.
    entryPoints: { nhi: "bin/nhi.ts", "rule-worker": "src/app/rule-worker/main.ts" },
    outdir: "dist",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    splitting: true,
    // ES modules where a package has them: a lazily imported CommonJS one would only have a default export here.
    mainFields: ["module", "main"],
    chunkNames: "[name]-[hash]",
    // What better-sqlite3 looks for its native part with, which is named instead, see src/store/driver.ts; ink asks for
    // react-devtools-core only when DEV is set.
    external: ["bindings", "react-devtools-core"],
    banner: { js: BANNER },
    define: {
      "process.env.NODE_ENV": '"production"',
      __NHI_VERSION__: JSON.stringify(version),
      __NHI_HELP__: JSON.stringify(help),
      __NHI_VIEWS__: JSON.stringify(views),
      __NHI_DRIVER__: JSON.stringify(driver),
    },
    plugins: [calledCommands, kubeconfigAlone, lazyChildProcess, lazyPackages(root), fewChunks(root)],
    legalComments: "none",
    minify,
    metafile: true,
    write: false,
    logLevel: "warning",
  } satisfies BuildOptions;
}
