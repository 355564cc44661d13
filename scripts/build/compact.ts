// Takes white space and comments out of chunks that others wrote, which are most of the package; our own stay readable.
import { type Metafile, type TransformOptions, transform } from "esbuild";

type Output = Metafile["outputs"][string];

/** A chunk of which less than this share of bytes comes from packages is ours, and stays as it is. */
const THEIRS = 0.95;

/** True when nearly all of a chunk comes out of node_modules. */
export function isTheirs({ inputs }: Pick<Output, "inputs">): boolean {
  const sizes = Object.entries(inputs).map(([path, { bytesInOutput }]) => ({ path, bytesInOutput }));
  const all = sizes.reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
  const theirs = sizes
    .filter(({ path }) => isOfPackage(path))
    .reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
  return all > 0 && theirs / all >= THEIRS;
}

/** White space and comments go, names stay as they were: packages look at names of classes and functions. */
export const COMPACT = { minifyWhitespace: true, minifySyntax: true } satisfies TransformOptions;

/** The chunk, a module, without white space and comments. */
export async function compacted(text: string, output: Pick<Output, "inputs">): Promise<string> {
  const options: TransformOptions = { format: "esm", target: "node20.19", legalComments: "none", ...COMPACT };
  const { code } = await transform(text, options);
  return packageLines(output) + code;
}

/** A comment per package in the chunk, as esbuild writes one per module, so that what a start loads can still be seen. */
export function packageLines({ inputs }: Pick<Output, "inputs">): string {
  const packages = new Set(Object.keys(inputs).filter(isOfPackage).map(packageOf));
  return [...packages]
    .sort()
    .map((path) => `// ${path}\n`)
    .join("");
}

function isOfPackage(path: string): boolean {
  return path.startsWith("node_modules/") || path.includes("/node_modules/");
}

/** `node_modules/@scope/name/` of a path inside it. */
function packageOf(path: string): string {
  return path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+\//)?.[0] ?? path;
}
