// Indexes over open rows. They are dropped for the first load of an empty database and made after it: half the cost.
import type { Database } from "better-sqlite3";

const INDEXES: { readonly [name: string]: string } = {
  node_open: "node_row (data_set) WHERE closed_in IS NULL",
  node_id: "node_row (id) WHERE closed_in IS NULL",
  node_type: "node_row (kind, type, id) WHERE closed_in IS NULL",
  node_incarnation: "node_row (incarnation) WHERE closed_in IS NULL AND incarnation IS NOT NULL",
  node_parent: "node_row (parent) WHERE closed_in IS NULL AND parent IS NOT NULL",
  alias_value: "alias_row (value)",
  supplement_open: "supplement_row (data_set) WHERE closed_in IS NULL",
  supplement_node: "supplement_row (node) WHERE closed_in IS NULL",
  edge_open: "edge_row (data_set) WHERE closed_in IS NULL",
  gap_open: "gap_row (data_set) WHERE closed_in IS NULL",
  document_hash: "document_row (hash)",
  fact_node: "fact_row (node) WHERE closed_in IS NULL",
  derived_node_id: "derived_node_row (id) WHERE closed_in IS NULL",
};

/** Names of our indexes that the database lacks; not empty after a first load that was killed. */
export function missingIndexes(db: Database): string[] {
  const present = new Set(db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'index'").pluck().all());
  return Object.keys(INDEXES).filter((name) => !present.has(name));
}

/** Makes the indexes that are missing. */
export function createIndexes(db: Database): void {
  for (const name of missingIndexes(db)) db.exec(`CREATE INDEX ${name} ON ${INDEXES[name]}`);
}

/** Drops all of them, before a load into an empty database. */
export function dropIndexes(db: Database): void {
  for (const name of Object.keys(INDEXES)) db.exec(`DROP INDEX IF EXISTS ${name}`);
}
