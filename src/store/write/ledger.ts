// What the writing of one process shares: inserters, texts, and the numbers of data sets and units.
import type { Connection } from "../connection.js";
import { DocumentWriter } from "./documents.js";
import { prepared } from "./prepared.js";
import { RowInserter } from "./rows.js";
import { CRAWLED_TABLES } from "./tables.js";

export interface DataSetKey {
  readonly scope: string;
  readonly name: string;
  /** Empty for global data sets. */
  readonly region: string;
}

export class Ledger {
  readonly connection: Connection;
  readonly documents: DocumentWriter;
  readonly #inserters: ReadonlyMap<string, RowInserter>;
  readonly #dataSets = new Map<string, number>();
  readonly #units = new Map<string, number>();
  /** Whether the numbers given so far are all there are, where the database was empty: a failed write forgets some. */
  #knowsAll = true;
  /** Data sets made by this process that nothing was written to yet. */
  readonly #unwritten = new Set<number>();

  constructor(connection: Connection) {
    this.connection = connection;
    this.documents = new DocumentWriter(connection);
    this.#inserters = new Map(CRAWLED_TABLES.map((table) => [table.name, new RowInserter(connection.db, table)]));
  }

  /** Inserter of a crawled table. */
  inserter(table: string): RowInserter {
    const inserter = this.#inserters.get(table);
    if (inserter === undefined) throw new Error(`${table} is not a crawled table`);
    return inserter;
  }

  /** One transaction over the crawled tables: rows are flushed before it ends, caches forgotten when it fails. */
  write<T>(work: () => T): T {
    try {
      return this.connection.write(() => {
        const result = work();
        for (const inserter of this.#inserters.values()) inserter.flush();
        return result;
      });
    } catch (error) {
      this.#knowsAll = false;
      this.#dataSets.clear();
      this.#units.clear();
      this.#unwritten.clear();
      this.documents.forget();
      for (const inserter of this.#inserters.values()) inserter.discard();
      throw error;
    } finally {
      this.connection.graphChanged();
    }
  }

  /** Number of a data set, made when it is new. Within a transaction. */
  dataSet(key: DataSetKey): number {
    const values = [key.scope, key.name, key.region];
    return this.#number(this.#dataSets, "data_set_row", "scope, name, region", values, this.#unwritten);
  }

  /** Whether a data set is new and nothing was written to it; true once. Saves a first load from looking for its rows. */
  takeNew(dataSet: number): boolean {
    return this.#unwritten.delete(dataSet);
  }

  /** Number of a unit (a call, and the bundle file that answered it), made when it is new. Within a transaction. */
  unit(dataSet: number, call: string, file: string): number {
    return this.#number(this.#units, "unit_row", "data_set, call, file", [dataSet, call, file]);
  }

  #number(
    known: Map<string, number>,
    table: string,
    columns: string,
    values: readonly (string | number)[],
    made?: Set<number>,
  ): number {
    const key = JSON.stringify(values);
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const { db } = this.connection;
    const isNew = this.#knowsAll && this.connection.isLoading();
    const select = `SELECT id FROM ${table} WHERE (${columns}) = (?, ?, ?)`;
    const found = isNew ? undefined : (prepared(db, select).get(...values) as { id: number } | undefined);
    const insert = `INSERT INTO ${table} (${columns}) VALUES (?, ?, ?)`;
    const id = found?.id ?? Number(prepared(db, insert).run(...values).lastInsertRowid);
    if (found === undefined) made?.add(id);
    known.set(key, id);
    return id;
  }
}
