// Schema 5: what many findings have in common is kept once, and their messages, which age, beside the rest.
import type { Migration } from "./migration.js";

/** `message` and `fix` are NULL in rows of before, whose `json` has them. `fix` is a text, or the number of one in `text_row`. */
export const findings: Migration = {
  version: 5,
  sql: `
CREATE TABLE text_row (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

ALTER TABLE finding_row ADD COLUMN message TEXT;
ALTER TABLE finding_row ADD COLUMN fix ANY;
`,
};
