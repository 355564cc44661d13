// Schema 7: answers of a provider that can say "unchanged", so that the next crawl need not read them again.
import type { Migration } from "./migration.js";

/**
 * `key`: keyed hash of what was asked. `mark`: the provider's own of the answer, an ETag. `body`: what a collector keeps
 * of the answer, without secret values, deflated. `build`: the nhi that made it so; another one may keep otherwise.
 */
export const keptAnswers: Migration = {
  version: 7,
  sql: `
CREATE TABLE kept_answer_row (
  key TEXT PRIMARY KEY,
  mark TEXT NOT NULL,
  body BLOB NOT NULL,
  build TEXT NOT NULL,
  used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
