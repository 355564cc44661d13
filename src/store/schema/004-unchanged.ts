// Schema 4: what an analysis and a crawl were made of, so that neither is done again where nothing has changed.
import type { Migration } from "./migration.js";

/**
 * `basis`: hash over all that went into an analysis besides rows of the graph. `clock`: when it holds, as
 * write/keep-analysis.ts says; NULL at any time. `answers_row`: the snapshots that a set of recorded answers led to.
 */
export const unchanged: Migration = {
  version: 4,
  sql: `
ALTER TABLE analysis_row ADD COLUMN basis TEXT;
ALTER TABLE analysis_row ADD COLUMN clock TEXT;

CREATE TABLE answers_row (
  digest TEXT PRIMARY KEY,
  snapshots TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
