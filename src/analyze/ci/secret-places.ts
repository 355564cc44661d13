// Where workflows name a secret: the jobs, and the place in the file of the first of them.
import type { StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { JsonRecord } from "../../model/words.js";
import { recordsOf, textOf, textsOf } from "../properties.js";

/** More jobs are counted, and not named. */
const MOST_NAMED = 10;

/** Columns of a secret about the jobs that read it; `users`: ids of jobs. */
export function placesOf(
  secret: StoredNode,
  users: readonly string[],
  jobs: ReadonlyMap<string, StoredNode>,
): JsonRecord {
  const found = users
    .flatMap((id) => jobs.get(id) ?? [])
    // the repository's own files before those that it calls elsewhere
    .sort((a, b) => isElsewhere(a) - isElsewhere(b) || compareText(a.name, b.name) || compareText(a.id, b.id));
  const [first] = found;
  if (first === undefined) return {};
  const named = found.slice(0, MOST_NAMED).map(({ name }) => name);
  return { used_in: named, ...placeIn(first, secret.name) };
}

function isElsewhere({ properties }: StoredNode): number {
  return properties["defined_in"] === undefined ? 0 : 1;
}

/** Where a job names the secret: itself, or where it gives everything to another workflow. */
function placeIn({ properties }: StoredNode, name: string): JsonRecord {
  const file = textOf(properties["file"]);
  if (file === undefined) return {};
  const wanted = name.toUpperCase();
  const uses = recordsOf(properties["secrets"]);
  const own = uses.find((use) => (textsOf(use["stored"]) ?? [textOf(use["name"]) ?? ""]).includes(wanted));
  const place = own ?? uses.find((use) => use["name"] === wanted || use["name"] === "*") ?? properties;
  const { line, column } = place;
  if (typeof line !== "number") return {};
  return { file, line, ...(typeof column === "number" && { column }) };
}
