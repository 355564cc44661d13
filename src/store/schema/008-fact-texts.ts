// Schema 8: facts of nodes that are alike are the same text, kept once.
import type { Migration } from "./migration.js";

/** A new name beside a dropped table: renaming would stumble over the views that name the old one. */
export const factTexts: Migration = {
  version: 8,
  sql: `
CREATE TABLE fact_text_row (
  id INTEGER PRIMARY KEY,
  columns TEXT NOT NULL
) STRICT;

CREATE TABLE fact_row (
  row INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  opened_in INTEGER NOT NULL,
  closed_in INTEGER,
  node TEXT NOT NULL,
  text INTEGER NOT NULL
) STRICT;

INSERT INTO fact_text_row (columns) SELECT DISTINCT columns FROM derived_fact_row;
INSERT INTO fact_row (row, hash, opened_in, closed_in, node, text)
  SELECT f.row, f.hash, f.opened_in, f.closed_in, f.node, t.id
  FROM derived_fact_row f JOIN fact_text_row t ON t.columns = f.columns;
DROP TABLE derived_fact_row;
`,
};
