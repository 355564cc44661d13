// Keeps the start of nhi light: the modules that load before a command is chosen must not contain a heavy package.
import type { Metafile } from "esbuild";

/** Packages that only a command in need of them may load, with the reason. */
const HEAVY: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /\/node_modules\/@(aws-sdk|smithy|azure|octokit|kubernetes)\//, reason: "vendor SDK" },
  { pattern: /\/node_modules\/(googleapis|google-auth-library)\//, reason: "vendor SDK" },
  { pattern: /\/node_modules\/(ink|react|react-reconciler|yoga-layout)\//, reason: "terminal interface" },
  { pattern: /\/node_modules\/(@marcbachmann\/cel-js|re2js)\//, reason: "rule engine" },
  { pattern: /\/node_modules\/(web-tree-sitter|jsonc-parser|toml-eslint-parser)\//, reason: "parser of one source" },
  { pattern: /\/node_modules\/(zod|yaml)\/|^\/better-sqlite3$/, reason: "not needed to print --help" },
];

/** Loaded by every command, so part of the start although the entry imports it only when it is needed. */
const PROGRAM = "src/cli/main.ts";

export interface HeavyModule {
  readonly module: string;
  readonly reason: string;
}

/** Heavy modules among what `entry` (path of an output) loads without being asked, following static imports and that of the program. */
export function heavyAtStart(metafile: Metafile, entry: string): HeavyModule[] {
  const found: HeavyModule[] = [];
  for (const output of staticClosure(metafile, entry)) {
    const external = (metafile.outputs[output]?.imports ?? []).filter((imported) => imported.external === true);
    const outside = external.filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
    for (const module of [...Object.keys(metafile.outputs[output]?.inputs ?? {}), ...outside]) {
      const heavy = HEAVY.find(({ pattern }) => pattern.test(`/${module}`));
      if (heavy !== undefined) found.push({ module, reason: heavy.reason });
    }
  }
  return found.sort((a, b) => (a.module < b.module ? -1 : 1));
}

function staticClosure(metafile: Metafile, entry: string): Set<string> {
  const seen = new Set([entry]);
  for (const output of seen) {
    for (const { path, kind, external } of metafile.outputs[output]?.imports ?? []) {
      const isProgram = metafile.outputs[path]?.entryPoint === PROGRAM;
      if ((kind === "import-statement" || isProgram) && external !== true) seen.add(path);
    }
  }
  return seen;
}

/** Throws with the list when the start is heavy. */
export function refuseHeavyStart(metafile: Metafile, entry: string): void {
  const heavy = heavyAtStart(metafile, entry);
  if (heavy.length === 0) return;
  const lines = heavy.slice(0, 10).map(({ module, reason }) => `  ${module} (${reason})`);
  throw new Error(
    `${entry} loads ${heavy.length} heavy modules at start; import them with await import():\n${lines.join("\n")}`,
  );
}
