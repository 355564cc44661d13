// Where the grammar of Terraform and the runtime of its parser lie: beside the bundle in the package, else in node_modules.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Names in dist; the build copies the files there. */
const RUNTIME_FILE = "web-tree-sitter.wasm";
const GRAMMAR_FILE = "tree-sitter-terraform.wasm";

/** Path of the WebAssembly that runs parsers. */
export function runtimeFile(): string {
  return beside(RUNTIME_FILE) ?? required("web-tree-sitter/web-tree-sitter.wasm");
}

/** Path of the grammar of Terraform. */
export function grammarFile(): string {
  return beside(GRAMMAR_FILE) ?? required("@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm");
}

function beside(name: string): string | undefined {
  const path = fileURLToPath(new URL(name, import.meta.url));
  return existsSync(path) ? path : undefined;
}

function required(name: string): string {
  return createRequire(import.meta.url).resolve(name);
}
