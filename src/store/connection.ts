// An open database: transactions, the first load without indexes, and closing. Nothing of the schema's meaning.
import type { Database } from "better-sqlite3";
import { StoreError } from "../model/errors.js";
import { guard, guardEach } from "./errors.js";
import { HiddenRows } from "./hidden-rows.js";
import { createIndexes, dropIndexes, missingIndexes } from "./schema/indexes.js";

export interface Connection {
  readonly db: Database;
  /** As given; `:memory:` for none. */
  readonly path: string;
  /** Whether this is the first load of an empty database, during which there are no indexes. */
  isLoading(): boolean;
  /** Runs `work` in one immediate transaction: all of it is kept or nothing. */
  write<T>(work: () => T): T;
  /** Says that the rows of the graph have changed. */
  graphChanged(): void;
  /** What `work` gave since the rows of the graph last changed, else what it gives now. Within `read`. */
  once<T>(name: string, work: () => T): T;
  /** Runs `work` with the indexes in place and errors for people. */
  read<T>(work: () => T): T;
  /** The same for rows that are read one by one. */
  readEach<T>(rows: () => Iterable<T>): IterableIterator<T>;
  close(): void;
}

/** Wraps an open, migrated database. `release` lets go of the writer's lock; a reader has none. */
export function toConnection(db: Database, path: string, release: (() => void) | undefined): Connection {
  const indexes = keepIndexes(db, release !== undefined);
  const streams = new Set<IterableIterator<unknown>>();
  const hidden = new HiddenRows(db, release === undefined);
  // Made once: making it costs as much as a small transaction.
  const { immediate } = db.transaction((work: () => unknown) => work());
  const getReady = (): void => {
    indexes.settle();
    hidden.refresh();
  };
  return {
    db,
    path,
    isLoading: indexes.areAway,
    write: (work) => {
      if (release === undefined) throw new StoreError(`${path}: the database was opened for reading only`);
      return guard(path, () => immediate(work) as ReturnType<typeof work>);
    },
    graphChanged: () => hidden.forget(),
    once: keptUntilChanged(hidden),
    read: (work) => {
      return guard(path, () => {
        for (;;) {
          getReady();
          const result = work();
          if (hidden.areFresh()) return result;
        }
      });
    },
    readEach: (rows) => {
      const open = () => {
        streams.add(stream);
        getReady();
        return release === undefined ? freshRows(rows, hidden, getReady) : rows();
      };
      const stream = guardEach(path, open, () => streams.delete(stream));
      return stream;
    },
    close: () => {
      // One that was not read to its end (a report that failed) would keep the database open.
      for (const stream of streams) stream.return?.();
      try {
        guard(path, indexes.settle);
      } finally {
        db.close();
        release?.();
      }
    },
  };
}

/** Keeps what was worked out, by name, until the rows of the graph change. */
function keptUntilChanged(hidden: HiddenRows): Connection["once"] {
  let version = hidden.version;
  const values = new Map<string, unknown>();
  return <T>(name: string, work: () => T): T => {
    if (version !== hidden.version) values.clear();
    version = hidden.version;
    if (!values.has(name)) values.set(name, work());
    return values.get(name) as T;
  };
}

/** Drops the indexes of a database that is empty and will be written to; `settle` makes them again. */
function keepIndexes(
  db: Database,
  writable: boolean,
): { readonly areAway: () => boolean; readonly settle: () => void } {
  const empty = writable && db.prepare("SELECT 1 FROM node_row LIMIT 1").get() === undefined;
  if (empty) dropIndexes(db);
  else if (writable) createIndexes(db);
  let away = empty;
  return {
    areAway: () => away,
    settle: () => {
      if (away) createIndexes(db);
      away = false;
    },
  };
}

/** Rows that were begun while the lists of hidden rows were those of the database: begun again when it has just changed. */
function* freshRows<T>(rows: () => Iterable<T>, hidden: HiddenRows, getReady: () => void): Iterable<T> {
  for (;;) {
    const iterator = rows()[Symbol.iterator]();
    const first = iterator.next();
    if (hidden.areFresh()) {
      if (first.done === true) return;
      yield first.value;
      yield* { [Symbol.iterator]: () => iterator };
      return;
    }
    iterator.return?.();
    getReady();
  }
}

/** Whether a killed first load left a database without its indexes. */
export function lacksIndexes(db: Database): boolean {
  return missingIndexes(db).length > 0;
}
