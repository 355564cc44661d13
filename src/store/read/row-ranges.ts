// A table in pieces by row number: for who must not be held up by a read of all of it.
import type { Connection } from "../connection.js";

/** Rows of a piece: some milliseconds. */
const PIECE = 5_000;

/** First and last row number of each piece of a table, as long as it was when this was asked. */
export function* rowRanges(connection: Connection, table: string): Iterable<readonly [first: number, last: number]> {
  const bounds = `SELECT coalesce(min(row), 0), coalesce(max(row), -1) FROM ${table}`;
  const [first = 0, last = -1] =
    connection.read(() => connection.db.prepare<[], [number, number]>(bounds).raw().get()) ?? [];
  for (let at = first; at <= last; at += PIECE) yield [at, at + PIECE - 1];
}
