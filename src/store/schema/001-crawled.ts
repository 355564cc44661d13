// Schema 1: what crawls read. Tables end in _row; the names without it are the public views.
import type { Migration } from "./migration.js";

/**
 * Rows carry `opened_in`/`closed_in` (snapshot ids) and `hash` over everything they say, so that an unchanged row is
 * recognised without reading it. Rows whose snapshot is unfinished are open but not visible; closings wait in
 * `closing_row` until their snapshot completes.
 */
export const crawled: Migration = {
  version: 1,
  sql: `
CREATE TABLE run_row (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  version TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  outcome TEXT
) STRICT;

CREATE TABLE snapshot_row (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  scope TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('unfinished', 'complete')),
  opened_at TEXT NOT NULL,
  completed_at TEXT,
  scope_node TEXT
) STRICT;
CREATE INDEX snapshot_unfinished ON snapshot_row (id) WHERE state = 'unfinished';
CREATE INDEX snapshot_scope ON snapshot_row (scope, id);

CREATE TABLE data_set_row (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  region TEXT NOT NULL,
  attempted_in INTEGER,
  completed_in INTEGER,
  completed_run INTEGER NOT NULL DEFAULT 0,
  UNIQUE (scope, name, region)
) STRICT;

CREATE TABLE coverage_row (
  snapshot INTEGER NOT NULL,
  data_set INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('complete', 'partial', 'denied', 'unlicensed', 'failed')),
  code TEXT,
  message TEXT,
  permission TEXT,
  PRIMARY KEY (snapshot, data_set)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_row (
  id INTEGER PRIMARY KEY,
  data_set INTEGER NOT NULL,
  call TEXT NOT NULL,
  file TEXT NOT NULL,
  UNIQUE (data_set, call, file)
) STRICT;

CREATE TABLE node_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  data_set INTEGER NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  unit INTEGER,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  incarnation TEXT,
  parent TEXT,
  document TEXT,
  properties TEXT NOT NULL
) STRICT;

CREATE TABLE alias_row (
  node_row INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (node_row, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE supplement_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  data_set INTEGER NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  unit INTEGER,
  node TEXT NOT NULL,
  properties TEXT NOT NULL
) STRICT;

CREATE TABLE edge_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  data_set INTEGER NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  unit INTEGER,
  kind TEXT NOT NULL,
  from_by TEXT,
  from_value TEXT NOT NULL,
  to_by TEXT,
  to_value TEXT NOT NULL,
  capability TEXT,
  state TEXT NOT NULL,
  confidence REAL NOT NULL,
  properties TEXT NOT NULL
) STRICT;

CREATE TABLE gap_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  data_set INTEGER NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  unit INTEGER,
  subject TEXT NOT NULL,
  message TEXT NOT NULL,
  permission TEXT
) STRICT;

CREATE TABLE document_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  type TEXT NOT NULL,
  text TEXT NOT NULL,
  opened_in INTEGER
) STRICT;
CREATE INDEX document_marked ON document_row (opened_in) WHERE opened_in IS NULL;

CREATE TABLE closing_row (
  snapshot INTEGER NOT NULL,
  "table" TEXT NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (snapshot, "table", row)
) STRICT, WITHOUT ROWID;
`,
};
