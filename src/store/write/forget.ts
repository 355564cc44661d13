// Removes what an unfinished snapshot wrote: one data set of it that begins anew, or all of it.
import type { Database } from "better-sqlite3";
import { CRAWLED_TABLES } from "./tables.js";

/** Forgets the rows, coverage and closings of one data set of an unfinished snapshot. Within a transaction. */
export function forgetDataSet(db: Database, snapshot: number, dataSet: number): void {
  const mine = "data_set = ? AND closed_in IS NULL AND opened_in = ?";
  db.prepare(`DELETE FROM alias_row WHERE node_row IN (SELECT row FROM node_row WHERE ${mine})`).run(dataSet, snapshot);
  for (const { name } of CRAWLED_TABLES) db.prepare(`DELETE FROM ${name} WHERE ${mine}`).run(dataSet, snapshot);
  forgetClosings(db, snapshot, dataSet);
  db.prepare("DELETE FROM coverage_row WHERE snapshot = ? AND data_set = ?").run(snapshot, dataSet);
}

/** Forgets the closings that wait for one data set. Within a transaction. */
export function forgetClosings(db: Database, snapshot: number, dataSet: number): void {
  for (const { name } of CRAWLED_TABLES) {
    db.prepare(
      `DELETE FROM closing_row WHERE snapshot = ? AND "table" = '${name}'
      AND (SELECT data_set FROM ${name} WHERE ${name}.row = closing_row.row) = ?`,
    ).run(snapshot, dataSet);
  }
}

/** Forgets an unfinished snapshot. Its closings were never applied, so nothing needs to be opened again. Within a transaction. */
export function forgetSnapshot(db: Database, snapshot: number, scope: string): void {
  const dataSets = db.prepare<[string], number>("SELECT id FROM data_set_row WHERE scope = ?").pluck().all(scope);
  for (const dataSet of dataSets) forgetDataSet(db, snapshot, dataSet);
  // Other snapshots may use its texts: they are marked, and swept when the run is finished.
  db.prepare("UPDATE document_row SET opened_in = NULL WHERE opened_in = ?").run(snapshot);
  db.prepare("DELETE FROM snapshot_row WHERE id = ?").run(snapshot);
}

/**
 * Marks the texts that an unfinished snapshot brought and no row names: those of a data set that begins anew, until it
 * brings them again. Within a transaction.
 */
export function markDocuments(db: Database, snapshot: number): void {
  db.prepare(
    `UPDATE document_row SET opened_in = NULL WHERE opened_in = ?
    AND hash NOT IN (SELECT document FROM node_row WHERE document IS NOT NULL)`,
  ).run(snapshot);
}

/** Removes marked documents that no row names. Within a transaction. */
export function sweepDocuments(db: Database): void {
  db.exec(
    `DELETE FROM document_row WHERE opened_in IS NULL
    AND hash NOT IN (SELECT document FROM node_row WHERE document IS NOT NULL)`,
  );
}
