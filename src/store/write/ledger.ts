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

const DATA_SET = "scope, name, region";
const UNIT = "data_set, call, file";

export class Ledger {
  readonly connection: Connection;
  readonly documents: DocumentWriter;
  readonly #inserters: ReadonlyMap<string, RowInserter>;
  readonly #dataSets = new Map<string, number>();
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
      this.#unwritten.clear();
      this.documents.forget();
      for (const inserter of this.#inserters.values()) inserter.discard();
      throw error;
    } finally {
      this.connection.graphChanged();
    }
  }

  /** Number of a data set, made when it is new. Within a transaction. */
  dataSet({ scope, name, region }: DataSetKey): number {
    const key = JSON.stringify([scope, name, region]);
    const known = this.#dataSets.get(key);
    if (known !== undefined) return known;
    const values = [scope, name, region];
    const isNew = this.#knowsAll && this.connection.isLoading();
    const found = isNew ? undefined : this.#find("data_set_row", DATA_SET, values);
    const id = found ?? this.#make("data_set_row", DATA_SET, values);
    if (found === undefined) this.#unwritten.add(id);
    this.#dataSets.set(key, id);
    return id;
  }

  /** Whether a data set is new and nothing was written to it; true once. Saves a first load from looking for its rows. */
  takeNew(dataSet: number): boolean {
    return this.#unwritten.delete(dataSet);
  }

  /** Number of a unit (a call, and the bundle file that answered it), made unless it is there. Within a transaction. */
  unit(dataSet: number, call: string, file: string, isNew: boolean): number {
    const values = [dataSet, call, file];
    return (isNew ? undefined : this.#find("unit_row", UNIT, values)) ?? this.#make("unit_row", UNIT, values);
  }

  #find(table: string, columns: string, values: readonly (string | number)[]): number | undefined {
    const select = `SELECT id FROM ${table} WHERE (${columns}) = (?, ?, ?)`;
    return (prepared(this.connection.db, select).get(...values) as { id: number } | undefined)?.id;
  }

  #make(table: string, columns: string, values: readonly (string | number)[]): number {
    const insert = `INSERT INTO ${table} (${columns}) VALUES (?, ?, ?)`;
    return Number(prepared(this.connection.db, insert).run(...values).lastInsertRowid);
  }
}
