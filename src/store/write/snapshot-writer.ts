// Writes one scope's snapshot: batches as they come, and the completing transaction in which rows open and close.
import type { Coverage, GraphBatch, ScopeNode } from "../../model/batch.js";
import { SCOPE_DATA_SET } from "../views/current.js";
import { completeSnapshot, recordCoverage } from "./complete.js";
import { DataSetWriter, type RowCounts } from "./data-set-writer.js";
import { forgetDataSet } from "./forget.js";
import type { Ledger } from "./ledger.js";
import { NODE_TABLE, toNodeRow } from "./tables.js";

export interface SnapshotWriter {
  readonly id: number;
  readonly scope: string;
  /** Whether it goes on with a crawl that was interrupted. */
  readonly resumed: boolean;
  readonly completed: boolean;
  /** Whether a data set is complete in it already. */
  isDone(dataSet: string, region?: string): boolean;
  /**
   * Writes one batch in one transaction. A data set begins anew where an interruption, or anything but complete
   * coverage, left it. A batch after the one with the coverage is a fault of the collector: Error.
   */
  write(batch: GraphBatch): void;
  /** Makes the snapshot the current one of its scope. Data sets that never got their coverage count as failed. */
  complete(now: Date): RowCounts;
}

/** Unfinished snapshot to write to, as `openSnapshot` found or made it. */
export interface OpenSnapshot {
  readonly id: number;
  /** Run that completes it. */
  readonly run: number;
  readonly resumed: boolean;
  readonly scope: ScopeNode;
}

/** A data set of which this process has seen a batch. */
interface Stage {
  readonly dataSet: string;
  readonly region: string;
  readonly number: number;
  readonly writer: DataSetWriter;
  state: "open" | "broken";
}

/** The writer of an unfinished snapshot; reads which of its data sets are done. */
export function toSnapshotWriter(ledger: Ledger, snapshot: OpenSnapshot): SnapshotWriter {
  return new Writer(ledger, snapshot);
}

class Writer implements SnapshotWriter {
  readonly id: number;
  readonly scope: string;
  readonly resumed: boolean;
  readonly #run: number;
  readonly #ledger: Ledger;
  readonly #done: Set<string>;
  readonly #ended = new Set<string>();
  readonly #stages = new Map<string, Stage>();
  readonly #counts = new Map<string, { opened: number; closed: number }>();
  #scopeNode: string;
  #completed = false;

  constructor(ledger: Ledger, snapshot: OpenSnapshot) {
    this.#ledger = ledger;
    this.id = snapshot.id;
    this.#run = snapshot.run;
    this.resumed = snapshot.resumed;
    this.scope = snapshot.scope.id;
    this.#scopeNode = JSON.stringify(snapshot.scope);
    const done = ledger.connection.db
      .prepare<[number], [name: string, region: string]>(
        `SELECT d.name, d.region FROM coverage_row c JOIN data_set_row d ON d.id = c.data_set
        WHERE c.snapshot = ? AND c.state = 'complete'`,
      )
      .raw()
      .all(this.id);
    this.#done = new Set(done.map(([name, region]) => toKey(name, region)));
  }

  get completed(): boolean {
    return this.#completed;
  }

  isDone(dataSet: string, region = ""): boolean {
    return this.#done.has(toKey(dataSet, region));
  }

  write(batch: GraphBatch): void {
    const key = toKey(batch.dataSet, batch.region ?? "");
    this.#check(batch, key);
    try {
      this.#ledger.write(() => {
        this.#keepScopeNode(batch.scope);
        const stage = this.#stage(batch.dataSet, batch.region ?? "");
        stage.writer.write(batch);
        if (batch.coverage !== undefined) this.#endDataSet(stage, batch.coverage);
      });
    } catch (error) {
      const stage = this.#stages.get(key);
      if (stage !== undefined) stage.state = "broken";
      throw error;
    }
    if (batch.coverage !== undefined) this.#leave(key, batch.coverage.state === "complete");
  }

  complete(now: Date): RowCounts {
    if (this.#completed) throw new Error(`snapshot ${this.id} is complete already`);
    const { db } = this.#ledger.connection;
    this.#ledger.write(() => {
      for (const stage of this.#stages.values()) this.#failDataSet(stage);
      this.#writeScopeNode();
      completeSnapshot(db, this.id, this.#run, now);
    });
    this.#completed = true;
    for (const key of [...this.#stages.keys()]) this.#leave(key, false);
    return Object.fromEntries(this.#counts);
  }

  /** Faults of a collector, not of the estate: better loud than a row in the wrong place. */
  #check(batch: GraphBatch, key: string): void {
    if (this.#completed) throw new Error(`snapshot ${this.id} of ${this.scope} is complete`);
    if (batch.scope.id !== this.scope) throw new Error(`batch of ${batch.scope.id} given to ${this.scope}`);
    if (this.#stages.get(key)?.state === "broken") throw new Error(`${key} of ${this.scope}: an earlier write failed`);
    if (this.#done.has(key) || this.#ended.has(key)) throw new Error(`${key} of ${this.scope} has ended already`);
  }

  #stage(dataSet: string, region: string): Stage {
    const key = toKey(dataSet, region);
    const known = this.#stages.get(key);
    if (known !== undefined) return known;
    const number = this.#ledger.dataSet({ scope: this.scope, name: dataSet, region });
    if (this.resumed) forgetDataSet(this.#ledger.connection.db, this.id, number);
    const writer = new DataSetWriter(this.#ledger, this.id, number);
    const stage: Stage = { dataSet, region, number, writer, state: "open" };
    this.#stages.set(key, stage);
    return stage;
  }

  #endDataSet(stage: Stage, coverage: Coverage): void {
    stage.writer.end(coverage.state === "complete");
    recordCoverage(this.#ledger.connection.db, this.id, stage.number, coverage);
  }

  /** A data set without its end closes nothing; one whose rows could not be stored leaves the older ones alone. */
  #failDataSet(stage: Stage): void {
    const broken = stage.state === "broken";
    const { db } = this.#ledger.connection;
    const message = broken ? "its answers could not be stored" : "the crawl ended before it did";
    // The transaction that first named a broken data set may be undone with its number.
    const number = broken
      ? this.#ledger.dataSet({ scope: this.scope, name: stage.dataSet, region: stage.region })
      : stage.number;
    if (broken) forgetDataSet(db, this.id, number);
    else stage.writer.end(false);
    recordCoverage(db, this.id, number, { state: "failed", message });
  }

  #leave(key: string, done: boolean): void {
    for (const [table, { opened, closed }] of this.#stages.get(key)?.writer.counts() ?? []) {
      const sum = this.#counts.get(table) ?? { opened: 0, closed: 0 };
      this.#counts.set(table, { opened: sum.opened + opened, closed: sum.closed + closed });
    }
    this.#stages.delete(key);
    this.#ended.add(key);
    if (done) this.#done.add(key);
  }

  /** Later batches may know more of the scope; kept in the database so that an interruption does not lose it. */
  #keepScopeNode(scope: ScopeNode): void {
    const text = JSON.stringify(scope);
    if (text === this.#scopeNode) return;
    this.#scopeNode = text;
    this.#ledger.connection.db.prepare("UPDATE snapshot_row SET scope_node = ? WHERE id = ?").run(text, this.id);
  }

  #writeScopeNode(): void {
    const scope = JSON.parse(this.#scopeNode) as ScopeNode;
    const { id, type, name, parent, properties = {} } = scope;
    const number = this.#ledger.dataSet({ scope: this.scope, name: SCOPE_DATA_SET, region: "" });
    const writer = new DataSetWriter(this.#ledger, this.id, number);
    const node = { id, kind: "scope" as const, type, name, properties };
    writer.offer(NODE_TABLE, toNodeRow(parent === undefined ? node : { ...node, parent }), null);
    writer.end(true);
  }
}

/** Space cannot be in a data set's name, and messages show the key. */
function toKey(dataSet: string, region: string): string {
  return region === "" ? dataSet : `${dataSet} ${region}`;
}
