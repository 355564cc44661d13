// Schema 2: what analysis derived, and the findings with their history.
import type { Migration } from "./migration.js";

/** Derived rows are opened and closed by analyses, findings by runs; unchanged ones are not written again. */
export const analysed: Migration = {
  version: 2,
  sql: `
CREATE TABLE analysis_row (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  snapshots TEXT NOT NULL
) STRICT;

CREATE TABLE derived_fact_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  node TEXT NOT NULL,
  columns TEXT NOT NULL
) STRICT;

CREATE TABLE derived_node_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  properties TEXT NOT NULL
) STRICT;

CREATE TABLE derived_edge_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  kind TEXT NOT NULL,
  from_id TEXT NOT NULL,
  to_id TEXT NOT NULL,
  state TEXT NOT NULL,
  confidence REAL NOT NULL,
  technique TEXT,
  condition TEXT,
  because TEXT NOT NULL
) STRICT;

CREATE TABLE analysis_gap_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  scope TEXT NOT NULL,
  subject TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;

CREATE TABLE finding_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  rule TEXT NOT NULL,
  scope TEXT NOT NULL,
  subject TEXT NOT NULL,
  severity TEXT NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  json TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX finding_open ON finding_row (fingerprint) WHERE closed_in IS NULL;
`,
};
