// Tables whose rows are opened and closed by content: which rows are open, what is new, what was not seen again.
import type { Database, Statement } from "better-sqlite3";
import { HashTable } from "./hash-table.js";

export type SqlValue = string | number | null;

/** A table with `row`, `hash`, `opened_in`, `closed_in`; `columns` are the others, in the order they are written. */
export interface RowTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Rows an INSERT carries: enough to spread the cost of a statement, few enough to prepare quickly. */
const ROWS_PER_INSERT = 40;

/** Inserts rows of one table many at a time. What is not flushed is not in the database yet. */
export class RowInserter {
  readonly #db: Database;
  readonly #table: RowTable;
  readonly #width: number;
  /** Values of the rows that wait, as the statement binds them; made once and filled again and again. */
  readonly #values: SqlValue[];
  #filled = 0;
  #next: number | undefined;
  #many: Statement | undefined;
  #one: Statement | undefined;

  constructor(db: Database, table: RowTable) {
    this.#db = db;
    this.#table = table;
    this.#width = table.columns.length + 3;
    this.#values = Array<SqlValue>(this.#width * ROWS_PER_INSERT).fill(null);
  }

  /** Adds a row that snapshot or analysis `openedIn` opens; returns its row number. */
  add(hash: string, openedIn: number, ...values: readonly (readonly SqlValue[])[]): number {
    this.#next ??= this.#firstFree();
    const row = this.#next++;
    this.#fill(row);
    this.#fill(hash);
    this.#fill(openedIn);
    for (const part of values) for (const value of part) this.#fill(value);
    if (this.#filled === this.#values.length) {
      this.#many ??= this.#prepare(ROWS_PER_INSERT);
      this.#many.run(this.#values);
      this.#filled = 0;
    }
    return row;
  }

  /** Writes what is left. Call it before the transaction ends. */
  flush(): void {
    for (let at = 0; at < this.#filled; at += this.#width) {
      this.#one ??= this.#prepare(1);
      this.#one.run(this.#values.slice(at, at + this.#width));
    }
    this.#filled = 0;
  }

  /** Forgets what is not flushed, after a transaction that failed. */
  discard(): void {
    this.#filled = 0;
  }

  #fill(value: SqlValue): void {
    this.#values[this.#filled++] = value;
  }

  // One process writes at a time (lock.ts), so row numbers can be given here and used before the row is there.
  #firstFree(): number {
    const last = this.#db.prepare<[], number | null>(`SELECT max(row) FROM ${this.#table.name}`).pluck().get();
    return (last ?? 0) + 1;
  }

  /**
   * OR FAIL: a row that is refused ends the transaction, with all that the statement wrote. Without it SQLite notes, a statement,
   * how to take back the rows before a refused one, which costs as much as writing them.
   */
  #prepare(rows: number): Statement {
    const names = ["row", "hash", "opened_in", ...this.#table.columns];
    const one = `(${names.map(() => "?").join(",")})`;
    const sql = `INSERT OR FAIL INTO ${this.#table.name} (${names.join(",")}) VALUES ${Array(rows).fill(one).join(",")}`;
    return this.#db.prepare(sql);
  }
}

/** Rows read as one JSON list: as many as make a text of a few MB. */
const ROWS_PER_LIST = 50_000;

/** Row numbers and hashes of the rows that `where` selects. As JSON lists: a third of the cost of reading one by one. */
export function* readHashes(
  db: Database,
  table: RowTable,
  where: string,
  ...parameters: readonly number[]
): Iterable<readonly [row: number, hash: string]> {
  const statement = db
    .prepare<number[], [rows: string, hashes: string]>(
      `SELECT json_group_array(row), json_group_array(hash) FROM (
        SELECT row, hash FROM ${table.name} WHERE ${where} AND row > ? ORDER BY row LIMIT ${ROWS_PER_LIST})`,
    )
    .raw();
  for (let last = 0; ; ) {
    const lists = statement.get(...parameters, last);
    const rows: number[] = JSON.parse(lists?.[0] ?? "[]");
    const hashes: string[] = JSON.parse(lists?.[1] ?? "[]");
    for (const [at, row] of rows.entries()) yield [row, hashes[at] ?? ""];
    if (rows.length < ROWS_PER_LIST) return;
    last = rows.at(-1) ?? last;
  }
}

/** What became of an offered row: `new`, offered before (`repeated`), or the number of the row that says the same. */
export type Offer = "new" | "repeated" | number;

/** The rows that are there, by content hash, and which of them are seen again. */
export class KnownRows {
  /** Row that was there before and is not seen yet; 0 once it was seen. */
  readonly #rows = new HashTable();

  /** With `unseen`, every other row counts as seen already. */
  constructor(rows: Iterable<readonly [row: number, hash: string]>, unseen?: ReadonlySet<number>) {
    for (const [row, hash] of rows) this.#rows.set(hash, unseen === undefined || unseen.has(row) ? row : 0);
  }

  /** Says whether a row that is to be written is there already, and notes that it was seen. */
  offer(hash: string): Offer {
    const row = this.#rows.set(hash, 0);
    return row === 0 ? "repeated" : (row ?? "new");
  }

  /** Rows that were there before and were not offered again, in the order they were written. */
  unseen(): number[] {
    return [...this.#rows.values()].filter((row) => row !== 0).sort((a, b) => a - b);
  }
}
