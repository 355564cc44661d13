// Packages that few reports need, loaded when they are called. What measures the width of letters makes a segmenter of graphemes
// and patterns of all emoji while it is loaded, which takes half as long as starting Node; plain text has as many columns as
// characters. wrap-ansi gets the same string-width as the rest, where it brings an older one.
import type { Plugin } from "esbuild";
import { PLAIN } from "../../src/report/text.js";
import { inAscii } from "./scripts.js";

const NAMESPACE = "lazy-package";

/** By package: the files that get it lazily, and what they get. */
const LAZY: { readonly [name: string]: { readonly importers: RegExp; readonly source: string } } = {
  "string-width": {
    importers: /\/(?:src\/report\/text\.ts|node_modules\/(?:wrap-ansi|cli-truncate)\/index\.js)$/,
    source: `let whole;
      export default (text, options) => options === undefined && ${inAscii(String(PLAIN))}.test(text)
        ? text.length : (whole ??= require("string-width").default)(text, options);`,
  },
  "cli-truncate": {
    importers: /\/src\/report\/text\.ts$/,
    source: 'export default (...given) => require("cli-truncate").default(...given);',
  },
  chalk: {
    importers: /\/src\/report\/pretty\/look\.ts$/,
    source: 'export const Chalk = function (...given) { return new (require("chalk").Chalk)(...given); };',
  },
};

/** Packages of the project at `root` as the files named above are to get them. */
export function lazyPackages(root: string): Plugin {
  return {
    name: NAMESPACE,
    setup(build) {
      build.onResolve({ filter: /^[\w-]+$/ }, ({ path, importer, kind }) => {
        const lazy = Object.hasOwn(LAZY, path) ? LAZY[path] : undefined;
        const isFor = kind === "import-statement" && lazy?.importers.test(importer.replaceAll("\\", "/"));
        return isFor ? { path, namespace: NAMESPACE } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
        contents: LAZY[path]?.source ?? "",
        resolveDir: root,
        loader: "js",
      }));
    },
  };
}
