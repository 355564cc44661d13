// Keeps what reports load in few chunks. Node takes about a millisecond a chunk, and esbuild makes one of every set of modules
// that the same imports reach: on the way to a report were 57 of them. Modules that all the same imports reach are one.
import { relative } from "node:path";
import type { Plugin } from "esbuild";

/** Modules that are loaded together, with all that they import: what every report loads. */
const REPORT: readonly string[] = [
  "src/app/scan.ts",
  "src/app/settings.ts",
  "src/catalog/problem.ts",
  "src/report/json.ts",
];

/** The same of what judges by rules, which most commands do without. */
const RULES: readonly string[] = ["src/evaluate/evaluate.ts"];

const NAMESPACE = "few-chunks";

/**
 * Whatever is imported by `await import()` loads the modules of reports as well (mostly they are there already), and what
 * concerns rules all that judges by them. All but the program itself, which has to say `nhi scan --help` quickly.
 */
export function fewChunks(root: string): Plugin {
  return {
    name: NAMESPACE,
    setup(build) {
      build.onResolve({ filter: /^\./ }, async ({ path, kind, importer, resolveDir }) => {
        if (kind !== "dynamic-import" || importer.includes("node_modules")) return undefined;
        const found = await build.resolve(path, { kind: "import-statement", importer, resolveDir });
        const isProgram = found.path.endsWith("/src/cli/main.ts");
        return found.errors.length > 0 || isProgram
          ? found
          : { path: relative(root, found.path), namespace: NAMESPACE };
      });
      build.onResolve({ filter: /^together:/ }, ({ path }) => ({ path, namespace: NAMESPACE, sideEffects: true }));
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
        contents: contentsOf(path),
        resolveDir: root,
        loader: "js",
      }));
    },
  };
}

function contentsOf(path: string): string {
  if (path === "together:report") return REPORT.map(asImport).join("\n");
  if (path === "together:rules") return RULES.map(asImport).join("\n");
  const judges = path.startsWith("src/evaluate/");
  return ["report", ...(judges ? ["rules"] : [])]
    .map((name) => `import "together:${name}";`)
    .concat(`export * from ${JSON.stringify(`./${path}`)};`)
    .join("\n");
}

/** For its effect, which esbuild drops of a package that says it has none: so the module is imported by name, and let go. */
function asImport(path: string, index: number): string {
  return `import * as m${index} from ${JSON.stringify(`./${path}`)}; export { m${index} };`;
}
