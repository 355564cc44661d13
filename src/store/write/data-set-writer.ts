// Writes one data set of one snapshot: new rows, and at its end which older rows will close.
import type { Statement } from "better-sqlite3";
import type { CoverageState, GraphBatch } from "../../model/batch.js";
import { forgetClosings } from "./forget.js";
import type { Ledger } from "./ledger.js";
import { prepared } from "./prepared.js";
import { KnownRows, readHashes } from "./rows.js";
import {
  type ContentRow,
  CRAWLED_TABLES,
  type CrawledTable,
  EDGE_TABLE,
  GAP_TABLE,
  NODE_TABLE,
  SUPPLEMENT_TABLE,
  toEdgeRow,
  toGapRow,
  toNodeRow,
  toSupplementRow,
} from "./tables.js";

/** Where a table's rows name the node that they speak of. */
const NODE_COLUMNS: ReadonlyMap<CrawledTable, string> = new Map([
  [NODE_TABLE, "id"],
  [SUPPLEMENT_TABLE, "node"],
]);

export class DataSetWriter {
  readonly #ledger: Ledger;
  readonly #snapshot: number;
  readonly #dataSet: number;
  readonly #known = new Map<string, KnownRows>();
  readonly #opened = new Map<string, number>();
  /** By call and file. */
  readonly #units = new Map<string, number>();
  /** Rows that stay open although they were not seen again, by table. */
  readonly #kept = new Map<CrawledTable, readonly number[]>();
  readonly #isNew: boolean;
  #ended: boolean;
  #aliases: Statement | undefined;

  /** `ended`: the data set is complete in this snapshot, and another source adds to it. */
  constructor(ledger: Ledger, snapshot: number, dataSet: number, ended = false) {
    this.#ledger = ledger;
    this.#snapshot = snapshot;
    this.#dataSet = dataSet;
    this.#ended = ended;
    this.#isNew = ledger.takeNew(dataSet);
  }

  /** Writes the rows of a batch that are not open already. Within a transaction. */
  write(batch: GraphBatch): void {
    const unit = this.#unit(batch.evidence.call, batch.evidence.file ?? "");
    for (const document of batch.documents ?? []) this.#ledger.documents.write(document, this.#snapshot);
    for (const node of batch.nodes ?? []) {
      const row = this.offer(NODE_TABLE, toNodeRow(node), unit);
      if (row !== undefined && node.aliases !== undefined) this.#writeAliases(row, node.aliases);
    }
    for (const supplement of batch.supplements ?? []) {
      this.offer(SUPPLEMENT_TABLE, toSupplementRow(supplement), unit);
    }
    for (const edge of batch.edges ?? []) this.offer(EDGE_TABLE, toEdgeRow(edge), unit);
    for (const gap of batch.gaps ?? []) this.offer(GAP_TABLE, toGapRow(gap), unit);
  }

  /** Writes a row unless it is open already; returns its number when it was written. */
  offer(table: CrawledTable, { hash, values }: ContentRow, unit: number | null): number | undefined {
    if (this.#knownRows(table).offer(hash) !== "new") return undefined;
    this.#opened.set(table.name, (this.#opened.get(table.name) ?? 0) + 1);
    return this.#ledger.inserter(table.name).add(hash, this.#snapshot, [this.#dataSet, unit], values);
  }

  /**
   * Notes the closings for when the snapshot completes: a complete data set closes what it did not show again, any
   * other only what a changed row replaces. One read in part names all that it lacks: gaps that it does not name again
   * are none any more, but for those of nodes that it did not come to. Within a transaction.
   */
  end(state: CoverageState): void {
    if (this.#ended) {
      for (const table of CRAWLED_TABLES) this.#knownRows(table);
      forgetClosings(this.#ledger.connection.db, this.#snapshot, this.#dataSet);
    }
    for (const table of CRAWLED_TABLES) this.#close(table, state);
    this.#ended = true;
  }

  /** Rows opened so far, by table. */
  opened(): ReadonlyMap<string, number> {
    return this.#opened;
  }

  /** Nodes with facts that the data set did not show again, and that it keeps since it is not complete. */
  keptNodes(): ReadonlySet<string> {
    const nodes = new Set<string>();
    for (const [table, rows] of this.#kept) {
      const column = NODE_COLUMNS.get(table);
      if (column === undefined || rows.length === 0) continue;
      const sql = `SELECT ${column} FROM ${table.name} WHERE row IN (SELECT value FROM json_each(?))`;
      const statement = this.#ledger.connection.db.prepare<[string], string>(sql).pluck();
      for (const node of statement.all(JSON.stringify(rows))) nodes.add(node);
    }
    return nodes;
  }

  #unit(call: string, file: string): number {
    const key = `${call} ${file}`;
    const unit = this.#units.get(key) ?? this.#ledger.unit(this.#dataSet, call, file, this.#isNew);
    this.#units.set(key, unit);
    return unit;
  }

  #close(table: CrawledTable, state: CoverageState): void {
    // Of a new data set there is nothing that could close.
    if (this.#isNew) return;
    const unseen = this.#knownRows(table).unseen();
    const closing = this.#closing(table, unseen, state);
    const closes = new Set(closing);
    this.#kept.set(
      table,
      unseen.filter((row) => !closes.has(row)),
    );
    if (closing.length === 0) return;
    const sql = 'INSERT INTO closing_row (snapshot, "table", row) VALUES (?, ?, ?)';
    const insert = prepared(this.#ledger.connection.db, sql);
    for (const row of closing) insert.run(this.#snapshot, table.name, row);
  }

  #closing(table: CrawledTable, unseen: readonly number[], state: CoverageState): readonly number[] {
    if (state === "complete" || unseen.length === 0) return unseen;
    return table === GAP_TABLE && state === "partial" ? this.#mended(unseen) : this.#replaced(table, new Set(unseen));
  }

  /** Gaps of what was read again and is whole now. Nodes are closed before gaps. */
  #mended(unseen: readonly number[]): readonly number[] {
    const kept = this.keptNodes();
    const sql = "SELECT row, subject FROM gap_row WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row";
    const gaps = this.#ledger.connection.db.prepare<[string], { row: number; subject: string }>(sql);
    return gaps.all(JSON.stringify(unseen)).flatMap(({ row, subject }) => (kept.has(subject) ? [] : [row]));
  }

  #replaced(table: CrawledTable, unseen: ReadonlySet<number>): number[] {
    this.#ledger.inserter(table.name).flush();
    const same = table.same.map((column) => `older.${column} IS newer.${column}`).join(" AND ");
    const rows = this.#ledger.connection.db
      .prepare<[number, number, number], number>(
        `SELECT DISTINCT older.row FROM ${table.name} newer JOIN ${table.name} older ON ${same}
        WHERE newer.data_set = ? AND newer.opened_in = ? AND newer.closed_in IS NULL
          AND older.data_set = newer.data_set AND older.opened_in <> ? AND older.closed_in IS NULL`,
      )
      .pluck()
      .all(this.#dataSet, this.#snapshot, this.#snapshot);
    return rows.filter((row) => unseen.has(row));
  }

  #knownRows(table: CrawledTable): KnownRows {
    let known = this.#known.get(table.name);
    if (known === undefined) {
      const { db } = this.#ledger.connection;
      const open = "data_set = ? AND closed_in IS NULL";
      const rows = this.#isNew ? [] : readHashes(db, table, open, this.#dataSet);
      known = new KnownRows(rows, this.#ended ? this.#waiting(table) : undefined);
      this.#known.set(table.name, known);
    }
    return known;
  }

  /** Rows that wait for their closing: of a data set that has ended, the only ones that were not seen. */
  #waiting(table: CrawledTable): ReadonlySet<number> {
    return new Set(
      this.#ledger.connection.db
        .prepare<[number, string], number>('SELECT row FROM closing_row WHERE snapshot = ? AND "table" = ?')
        .pluck()
        .all(this.#snapshot, table.name),
    );
  }

  #writeAliases(row: number, aliases: readonly string[]): void {
    this.#aliases ??= this.#ledger.connection.db.prepare(
      "INSERT OR IGNORE INTO alias_row (node_row, value) VALUES (?, ?)",
    );
    for (const value of aliases) this.#aliases.run(row, value);
  }
}
