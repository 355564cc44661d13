// Widths of text without what takes longest at the first of them: a segmenter of graphemes, as long to make as half the start of
// Node. It is made when a text needs it, and the marks that nhi's own texts have, which take a column each, need it no more than
// ASCII does. wrap-ansi gets the string-width that the rest has: its own one asks the segmenter about ASCII, too.
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import { MARKS } from "../../src/report/text.js";

const SEGMENTER = /^const (\w+) = new Intl\.Segmenter\((.*)\);$/m;
const ASCII = "/^[\\u0020-\\u007E]*$/";
const ASCII_AND_MARKS = `/^[\\u0020-\\u007E${MARKS}]*$/`;

/** The source with its segmenter made on use. Throws when it makes none, or uses it otherwise. */
export function withSegmenterOnUse(source: string): string {
  const [whole, name, given] = SEGMENTER.exec(source) ?? [];
  const code = source.replaceAll(/\/\/.*$/gm, "");
  const uses = code.match(new RegExp(`\\b${name}\\b(?!\\.segment\\()`, "g")) ?? [];
  if (whole === undefined || uses.length > 1) {
    throw new Error("a package makes its segmenter in another way: mend scripts/build/quick-widths.ts");
  }
  const made = `{ made: undefined, segment(text) { return (this.made ??= new Intl.Segmenter(${given})).segment(text); } }`;
  return source.replace(whole, () => `const ${name} = ${made};`);
}

/** The source of string-width that takes the marks for what they are. Throws when it has no quick way for ASCII. */
export function withMarks(source: string): string {
  if (!source.includes(ASCII)) {
    throw new Error("string-width knows ASCII in another way: mend scripts/build/quick-widths.ts");
  }
  return source.replace(ASCII, () => ASCII_AND_MARKS);
}

export const quickWidths: Plugin = {
  name: "quick-widths",
  setup(build) {
    build.onResolve({ filter: /^string-width$/ }, ({ importer, kind }) =>
      importer.endsWith("/node_modules/wrap-ansi/index.js")
        ? build.resolve("string-width", { kind, resolveDir: build.initialOptions.absWorkingDir ?? "." })
        : undefined,
    );
    build.onLoad(
      { filter: /\/node_modules\/(?:string-width\/index|slice-ansi\/tokenize-ansi)\.js$/ },
      async ({ path }) => {
        const source = withSegmenterOnUse(await readFile(path, "utf8"));
        return { contents: path.includes("string-width") ? withMarks(source) : source, loader: "js" };
      },
    );
  },
};
