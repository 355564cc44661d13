// Which kinds and types of nodes there are.
import type { Database } from "better-sqlite3";

// Each begins where the last one ended, in an index that begins so: some of its 130,000 entries are looked at, where GROUP BY
// reads all of them, and so does a comparison of both columns at once, which leaves out what equals the first.
const NEXT_KIND = "SELECT min(kind) FROM node_row WHERE closed_in IS NULL AND kind > ?";
const NEXT_TYPE = "SELECT min(type) FROM node_row WHERE closed_in IS NULL AND kind = ? AND type > ?";

/** Kind and type of the open nodes, each pair once, sorted. */
export function openTypes(db: Database): readonly (readonly [kind: string, type: string])[] {
  const nextKind = db.prepare<[string], string | null>(NEXT_KIND).pluck();
  const nextType = db.prepare<[string, string], string | null>(NEXT_TYPE).pluck();
  const pairs: [string, string][] = [];
  for (let kind = nextKind.get(""); isThere(kind); kind = nextKind.get(kind)) {
    for (let type = nextType.get(kind, ""); isThere(type); type = nextType.get(kind, type)) pairs.push([kind, type]);
  }
  return pairs;
}

/** The least of no rows is NULL. */
function isThere(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}
