// Takes out chunks that hold nothing: for a lazy import of a module that shares its chunk with others, esbuild writes a chunk
// that only hands its names on. Each would cost a start about a millisecond.
import { posix } from "node:path";
import type { Metafile } from "esbuild";

type Outputs = Metafile["outputs"];

/** By path of a chunk that only hands on names, as they are: the chunk that has them all. */
export function facades(outputs: Outputs, textOf: (path: string) => string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [path, { inputs, exports, imports }] of Object.entries(outputs)) {
    const isEmpty = Object.values(inputs).every(({ bytesInOutput }) => bytesInOutput === 0);
    if (!isEmpty || exports.length === 0 || /\bas\b/.test(textOf(path))) continue;
    const loaded = imports.filter(({ kind, external }) => kind === "import-statement" && external !== true);
    const having = loaded.filter((one) => exports.every((name) => outputs[one.path]?.exports.includes(name)));
    const [only] = having;
    if (only !== undefined && having.length === 1) found.set(path, only.path);
  }
  return found;
}

/** The text of a chunk with lazy imports of such chunks sent on to what they hand on. */
export function withoutFacades(text: string, known: ReadonlyMap<string, string>): string {
  const byName = new Map([...known].map(([from, to]) => [posix.basename(from), posix.basename(to)]));
  return text.replace(/\bimport\((["'])\.\/([\w.-]+\.js)\1\)/g, (whole, quote: string, name: string) => {
    const to = byName.get(name);
    return to === undefined ? whole : `import(${quote}./${to}${quote})`;
  });
}

/** Chunks that hold esbuild's own helpers and nothing else: they do nothing by being loaded. */
export function idleChunks(outputs: Outputs): ReadonlySet<string> {
  const held = Object.entries(outputs).filter(([, { inputs, exports }]) => {
    return Object.keys(inputs).length === 0 && exports.every((name) => name.startsWith("__"));
  });
  return new Set(held.map(([path]) => posix.basename(path)));
}

/** The text of a chunk without imports of helpers that take nothing from them: esbuild writes one into every chunk. */
export function withoutIdleImports(text: string, idle: ReadonlySet<string>): string {
  return text.replace(/^import "\.\/([\w.-]+\.js)";\n/gm, (whole, name: string) => (idle.has(name) ? "" : whole));
}
