// Schema 10: what an analysis was made with, so that what two of them differ in can be laid to the estate alone.
import type { Migration } from "./migration.js";

/** Hash over code, tables and configuration, as the caller gives it; NULL in rows of before. */
export const madeWith: Migration = {
  version: 10,
  sql: "ALTER TABLE analysis_row ADD COLUMN made_with TEXT;",
};
