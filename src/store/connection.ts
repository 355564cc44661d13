// An open database: transactions, the first load without indexes, and closing. Nothing of the schema's meaning.
import type { Database } from "better-sqlite3";
import { StoreError } from "../model/errors.js";
import { guard, guardEach } from "./errors.js";
import { createIndexes, dropIndexes, missingIndexes } from "./schema/indexes.js";

export interface Connection {
  readonly db: Database;
  /** As given; `:memory:` for none. */
  readonly path: string;
  /** Whether this is the first load of an empty database, during which there are no indexes. */
  isLoading(): boolean;
  /** Runs `work` in one immediate transaction: all of it is kept or nothing. */
  write<T>(work: () => T): T;
  /** Runs `work` with the indexes in place and errors for people. */
  read<T>(work: () => T): T;
  /** The same for rows that are read one by one. */
  readEach<T>(rows: () => Iterable<T>): IterableIterator<T>;
  close(): void;
}

/** Wraps an open, migrated database. `release` lets go of the writer's lock; a reader has none. */
export function toConnection(db: Database, path: string, release: (() => void) | undefined): Connection {
  const writable = release !== undefined;
  let settled = true;
  if (writable) {
    const empty = db.prepare("SELECT 1 FROM node_row LIMIT 1").get() === undefined;
    if (empty) dropIndexes(db);
    else createIndexes(db);
    settled = !empty;
  }
  const streams = new Set<IterableIterator<unknown>>();
  const settle = (): void => {
    if (settled) return;
    createIndexes(db);
    settled = true;
  };
  return {
    db,
    path,
    isLoading: () => !settled,
    write: (work) => {
      if (!writable) throw new StoreError(`${path}: the database was opened for reading only`);
      return guard(path, () => db.transaction(work).immediate());
    },
    read: (work) => {
      return guard(path, () => {
        settle();
        return work();
      });
    },
    readEach: (rows) => {
      const stream = guardEach(
        path,
        () => {
          streams.add(stream);
          settle();
          return rows();
        },
        () => streams.delete(stream),
      );
      return stream;
    },
    close: () => {
      // One that was not read to its end (a report that failed) would keep the database open.
      for (const stream of streams) stream.return?.();
      try {
        guard(path, settle);
      } finally {
        db.close();
        release?.();
      }
    },
  };
}

/** Whether a killed first load left a database without its indexes. */
export function lacksIndexes(db: Database): boolean {
  return missingIndexes(db).length > 0;
}
