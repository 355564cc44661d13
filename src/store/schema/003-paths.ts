// Schema 3: what derived edges give and count for, and the access paths that the search found.
import type { Migration } from "./migration.js";

export const paths: Migration = {
  version: 3,
  sql: `
ALTER TABLE derived_edge_row ADD COLUMN capability TEXT;
ALTER TABLE derived_edge_row ADD COLUMN hops INTEGER;

CREATE TABLE access_path_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  source TEXT NOT NULL,
  source_class TEXT NOT NULL,
  target TEXT NOT NULL,
  tier INTEGER NOT NULL,
  hops INTEGER NOT NULL,
  confidence REAL NOT NULL,
  state TEXT NOT NULL,
  exposure TEXT,
  steps TEXT NOT NULL
) STRICT;
`,
};
