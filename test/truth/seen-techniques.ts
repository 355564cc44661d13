// Techniques by which published cases are found, gathered while the modules run and compared with the list that
// docs/coverage.md is made of.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Figure } from "./figure.js";

const LIST = fileURLToPath(new URL("./published-techniques.json", import.meta.url));
const seen = new Set<string>();

/** Notes the techniques of a path that a published case asks for. */
export function noteTechniques(hops: readonly { readonly technique?: string | undefined }[]): void {
  for (const { technique } of hops) if (technique !== undefined) seen.add(technique);
}

/** Whether the list says what was seen; `isWriting` makes it say so. */
export function compareList(isWriting: boolean): Figure {
  const found = [...seen].sort();
  if (isWriting) writeFileSync(LIST, `${JSON.stringify(found, undefined, 2)}\n`);
  const listed = JSON.parse(readFileSync(LIST, "utf8")) as readonly string[];
  const gone = listed.filter((id) => !seen.has(id));
  const added = found.filter((id) => !listed.includes(id));
  return {
    name: "techniques are on paths of published cases, as listed in published-techniques.json (npm run truth -- --write)",
    got: listed.length - gone.length,
    of: listed.length,
    problems: [...gone.map((id) => `${id}: listed, not seen`), ...added.map((id) => `${id}: seen, not listed`)],
  };
}
