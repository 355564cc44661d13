// Statements that run for each data set, prepared once: an estate of thousands of projects has tens of thousands of data sets, and
// preparing took a tenth of a scan of 200 Google projects.
import type { Database, Statement } from "better-sqlite3";

const PREPARED = new WeakMap<Database, Map<string, Statement<unknown[], unknown>>>();

/** The statement of a text, prepared at its first use of this database. To be run or got from, never iterated over. */
export function prepared(db: Database, sql: string): Statement<unknown[], unknown> {
  const known = PREPARED.get(db) ?? new Map<string, Statement<unknown[], unknown>>();
  PREPARED.set(db, known);
  const statement = known.get(sql) ?? db.prepare<unknown[], unknown>(sql);
  known.set(sql, statement);
  return statement;
}
