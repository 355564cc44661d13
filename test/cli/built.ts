// Where the built nhi is, for everything that runs it: a build that is absent or has holes is said at once, as what runs without a
// part of itself may wait for it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Read at run time by other means than loading code. */
const READ = ["catalog.json", "tables.json", "web-tree-sitter.wasm", "tree-sitter-terraform.wasm"];
const LOADED = /\b(?:require|import|nhiLater|load|later)\("\.\/([\w.-]+)"\)|\bfrom ?"\.\/([\w.-]+)"/g;

/** Parts that are absent, by name; looked for once a folder. */
const absent = new Map<string, readonly string[]>();

/**
 * The entry point of the built nhi.
 * @param folder where it was built.
 * @throws Error when the entry point or a part that it may load is not there, with what to do.
 */
export function builtNhi(folder: string = resolve("dist")): string {
  const parts = absent.get(folder) ?? absentParts(folder);
  absent.set(folder, parts);
  const [first] = parts;
  if (first === undefined) return join(folder, "nhi.js");
  const others = parts.length > 1 ? ` and ${parts.length - 1} more` : "";
  throw new Error(
    `the tests run the built nhi, and ${folder} lacks ${first}${others}: npm run build, then run them again`,
  );
}

function absentParts(folder: string): string[] {
  const there = new Set(existsSync(folder) ? readdirSync(folder) : []);
  const code = [...there].filter((name) => /\.m?js$/.test(name));
  const loaded = code.flatMap((name) =>
    [...readFileSync(join(folder, name), "utf8").matchAll(LOADED)].map(([, one, other = ""]) => one ?? other),
  );
  return [...new Set(["nhi.js", ...READ, ...loaded])].filter((name) => !there.has(name));
}
