// Schema 11: which snapshots nobody may go on with, as what they read may have changed since.
import type { Migration } from "./migration.js";

/** 1 in snapshots of files, such as recorded answers: after an interruption they are read anew. */
export const readAnew: Migration = {
  version: 11,
  sql: "ALTER TABLE snapshot_row ADD COLUMN read_anew INTEGER NOT NULL DEFAULT 0;",
};
