// Schema 9: what rules came to the last time, so that the same rules over the same rows at the same time are not run again.
import type { Migration } from "./migration.js";

/**
 * One row at most. `key`: hash over all that was judged with besides the rows; `analysis`: the one whose rows were
 * judged; `rest`: what is not in `finding_row` (rows not evaluated, counts), deflated JSON.
 */
export const judged: Migration = {
  version: 9,
  sql: `
CREATE TABLE judged_row (
  key TEXT PRIMARY KEY,
  analysis INTEGER NOT NULL,
  rest BLOB NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
