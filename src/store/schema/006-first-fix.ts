// Schema 6: the change that cuts most paths, so that an analysis that still holds can say it again.
import type { Migration } from "./migration.js";

/** JSON; NULL when no single change cuts more than one path. */
export const firstFix: Migration = {
  version: 6,
  sql: "ALTER TABLE analysis_row ADD COLUMN first_fix TEXT;",
};
