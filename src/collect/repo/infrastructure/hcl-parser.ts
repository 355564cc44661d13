// The parser of Terraform's language: tree-sitter's grammar of it, compiled to WebAssembly. Loaded once, and only when a
// checkout has such files.
import { readFile } from "node:fs/promises";
import type { Node } from "web-tree-sitter";
import { grammarFile, runtimeFile } from "./grammar-files.js";

/** Parses a text and hands its tree to `read`, which must not keep it. */
export type HclParser = <T>(text: string, read: (root: Node) => T) => T;

let loading: Promise<HclParser> | undefined;

/** The parser, compiled once a process. */
export function loadHclParser(): Promise<HclParser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<HclParser> {
  const { Language, Parser } = await import("web-tree-sitter");
  const [runtime, grammar] = await Promise.all([readFile(runtimeFile()), readFile(grammarFile())]);
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return (text, read) => {
    const tree = parser.parse(text);
    if (tree === null) throw new Error("the parser of Terraform gave no tree");
    try {
      return read(tree.rootNode);
    } finally {
      tree.delete();
    }
  };
}
