// Numbered, forward-only migrations; the schema version is SQLite's user_version.
import type { Database } from "better-sqlite3";
import { crawled } from "./001-crawled.js";
import { analysed } from "./002-analysed.js";
import { paths } from "./003-paths.js";
import { unchanged } from "./004-unchanged.js";
import { findings } from "./005-findings.js";
import { firstFix } from "./006-first-fix.js";
import { keptAnswers } from "./007-kept-answers.js";
import { factTexts } from "./008-fact-texts.js";
import { judged } from "./009-judged.js";
import { madeWith } from "./010-made-with.js";
import { readAnew } from "./011-read-anew.js";
import type { Migration } from "./migration.js";

export const MIGRATIONS: readonly Migration[] = [
  crawled,
  analysed,
  paths,
  unchanged,
  findings,
  firstFix,
  keptAnswers,
  factTexts,
  judged,
  madeWith,
  readAnew,
];

/** Schema version that this nhi writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Marks a file as ours: "nhi1" in ASCII, SQLite's application_id. */
export const APPLICATION_ID = 0x6e686931;

/** Schema version of a database; 0 when it is empty. */
export function schemaVersion(db: Database): number {
  return Number(db.pragma("user_version", { simple: true }));
}

/** Runs the migrations that the database lacks, each in one transaction: a kill leaves the version before or after. */
export function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  for (const migration of migrations) {
    if (migration.version <= schemaVersion(db)) continue;
    db.transaction(() => {
      db.exec(migration.sql);
      db.pragma(`user_version = ${migration.version}`);
      db.pragma(`application_id = ${APPLICATION_ID}`);
    }).immediate();
  }
}
