// Writes one scope's snapshot: batches as they come, and the completing transaction in which rows open and close.
import type { Coverage, CoverageState, GraphBatch, ScopeNode } from "../../model/batch.js";
import { SCOPE_DATA_SET } from "../views/current.js";
import { completeSnapshot, openNodes, recordCoverage, unaskedDataSets } from "./complete.js";
import { DataSetWriter } from "./data-set-writer.js";
import { forgetDataSet, markDocuments } from "./forget.js";
import type { Ledger } from "./ledger.js";
import { prepared } from "./prepared.js";
import { NODE_TABLE, toNodeRow } from "./tables.js";

/** Rows opened and closed, by table. Opened by this process only, where the snapshot was resumed. */
export interface RowCounts {
  readonly [table: string]: { readonly opened: number; readonly closed: number };
}

export interface SnapshotWriter {
  readonly id: number;
  readonly scope: string;
  /** Whether it goes on with a crawl that was interrupted. */
  readonly resumed: boolean;
  readonly completed: boolean;
  /** Whether a data set is complete in it already. */
  isDone(dataSet: string, region?: string): boolean;
  /**
   * Writes one batch in one transaction. A data set that an interruption left without complete coverage begins anew.
   * Where several sources answer for one data set, their rows are joined and the best coverage counts.
   */
  write(batch: GraphBatch): void;
  /** Makes the snapshot the current one of its scope. Data sets that never got their coverage count as failed. */
  complete(now: Date): RowCounts;
  /** Once complete: nodes with facts of earlier snapshots that this one did not read again, by data set. */
  readonly notReread: ReadonlyMap<string, ReadonlySet<string>>;
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
  state: "open" | "ended" | "broken";
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
  /** Data sets in work, and those that ended other than complete: another source may still answer. */
  readonly #stages = new Map<string, Stage>();
  readonly #opened = new Map<string, number>();
  #scope: ScopeNode;
  #lastScope: ScopeNode;
  #scopeText: string;
  #completed = false;
  #notReread: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  constructor(ledger: Ledger, snapshot: OpenSnapshot) {
    this.#ledger = ledger;
    this.id = snapshot.id;
    this.#run = snapshot.run;
    this.resumed = snapshot.resumed;
    this.scope = snapshot.scope.id;
    this.#scope = snapshot.scope;
    this.#lastScope = snapshot.scope;
    this.#scopeText = JSON.stringify(snapshot.scope);
    this.#done = new Set(snapshot.resumed ? this.#doneBefore() : []);
  }

  #doneBefore(): readonly string[] {
    const done = this.#ledger.connection.db
      .prepare<[number], [name: string, region: string]>(
        `SELECT d.name, d.region FROM coverage_row c JOIN data_set_row d ON d.id = c.data_set
        WHERE c.snapshot = ? AND c.state = 'complete'`,
      )
      .raw();
    return done.all(this.id).map(([name, region]) => toKey(name, region));
  }

  get completed(): boolean {
    return this.#completed;
  }

  get notReread(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#notReread;
  }

  isDone(dataSet: string, region = ""): boolean {
    return this.#done.has(toKey(dataSet, region));
  }

  write(batch: GraphBatch): void {
    const { dataSet, region = "", coverage } = batch;
    const key = toKey(dataSet, region);
    this.#check(batch, key);
    let state: CoverageState | undefined;
    try {
      this.#ledger.write(() => {
        this.#keepScopeNode(batch.scope);
        const stage = this.#stage(dataSet, region);
        stage.writer.write(batch);
        if (coverage !== undefined) state = this.#endDataSet(stage, coverage);
      });
    } catch (error) {
      const stage = this.#stages.get(key);
      if (stage !== undefined) stage.state = "broken";
      throw error;
    }
    if (state !== undefined) this.#leave(key, state);
  }

  complete(now: Date): RowCounts {
    if (this.#completed) throw new Error(`snapshot ${this.id} is complete already`);
    const closed = this.#ledger.write(() => {
      for (const stage of this.#stages.values()) if (stage.state !== "ended") this.#failDataSet(stage);
      this.#writeScopeNode();
      return completeSnapshot(this.#ledger.connection.db, this.id, this.#run, now);
    });
    this.#completed = true;
    this.#notReread = this.#gatherNotReread();
    for (const { writer } of this.#stages.values()) this.#count(writer);
    this.#stages.clear();
    return Object.fromEntries(
      [...closed].map(([table, rows]) => [table, { opened: this.#opened.get(table) ?? 0, closed: rows }]),
    );
  }

  /** What a data set in work kept, and all of one that was not asked for or whose answers could not be stored. */
  #gatherNotReread(): Map<string, ReadonlySet<string>> {
    const { db } = this.#ledger.connection;
    const gathered = new Map<string, Set<string>>();
    const add = (dataSet: string, nodes: ReadonlySet<string>): void => {
      const known = gathered.get(dataSet) ?? new Set<string>();
      gathered.set(dataSet, known);
      for (const node of nodes) known.add(node);
    };
    for (const { dataSet, number, writer, state } of this.#stages.values()) {
      add(dataSet, state === "broken" ? openNodes(db, number) : writer.keptNodes());
    }
    for (const { name, number } of unaskedDataSets(db, this.id, this.scope)) add(name, openNodes(db, number));
    return gathered;
  }

  /** Faults of a collector, not of the estate: better loud than a row in the wrong place. */
  #check(batch: GraphBatch, key: string): void {
    if (this.#completed) throw new Error(`snapshot ${this.id} of ${this.scope} is complete`);
    if (batch.scope.id !== this.scope) throw new Error(`batch of ${batch.scope.id} given to ${this.scope}`);
    if (this.#stages.get(key)?.state === "broken") throw new Error(`${key} of ${this.scope}: an earlier write failed`);
  }

  #stage(dataSet: string, region: string): Stage {
    const key = toKey(dataSet, region);
    const known = this.#stages.get(key);
    if (known !== undefined) {
      known.state = "open";
      return known;
    }
    const number = this.#ledger.dataSet({ scope: this.scope, name: dataSet, region });
    const done = this.#done.has(key);
    if (this.resumed && !done) this.#forget(number);
    const writer = new DataSetWriter(this.#ledger, this.id, number, done);
    const stage: Stage = { dataSet, region, number, writer, state: "open" };
    this.#stages.set(key, stage);
    return stage;
  }

  #endDataSet(stage: Stage, coverage: Coverage): CoverageState {
    const state = recordCoverage(this.#ledger.connection.db, this.id, stage.number, coverage);
    stage.writer.end(state);
    return state;
  }

  /** A data set without its end closes nothing; one whose rows could not be stored leaves the older ones alone. */
  #failDataSet(stage: Stage): void {
    const { dataSet, region } = stage;
    if (stage.state === "open") {
      this.#endDataSet(stage, { dataSet, state: "failed", message: "the crawl ended before it did" });
      return;
    }
    // The transaction that failed may have been the one that gave the data set its number.
    const number = this.#ledger.dataSet({ scope: this.scope, name: dataSet, region });
    this.#forget(number);
    recordCoverage(this.#ledger.connection.db, this.id, number, {
      state: "failed",
      message: "its answers could not be stored",
    });
  }

  #forget(dataSet: number): void {
    const { db } = this.#ledger.connection;
    forgetDataSet(db, this.id, dataSet);
    markDocuments(db, this.id);
  }

  #leave(key: string, state: CoverageState): void {
    const stage = this.#stages.get(key);
    if (stage === undefined) return;
    stage.state = "ended";
    if (state !== "complete") return;
    this.#count(stage.writer);
    this.#stages.delete(key);
    this.#done.add(key);
  }

  #count(writer: DataSetWriter): void {
    for (const [table, rows] of writer.opened()) this.#opened.set(table, (this.#opened.get(table) ?? 0) + rows);
  }

  /**
   * Batches may each know a part of the scope: parts are joined, the later word counts. Kept in the database so that an
   * interruption does not lose it.
   */
  #keepScopeNode(scope: ScopeNode): void {
    if (scope === this.#lastScope) return;
    this.#lastScope = scope;
    const joined = { ...this.#scope, ...scope, properties: { ...this.#scope.properties, ...scope.properties } };
    const text = JSON.stringify(joined);
    if (text === this.#scopeText) return;
    this.#scope = joined;
    this.#scopeText = text;
    prepared(this.#ledger.connection.db, "UPDATE snapshot_row SET scope_node = ? WHERE id = ?").run(text, this.id);
  }

  #writeScopeNode(): void {
    const { id, type, name, parent, properties = {} } = this.#scope;
    const number = this.#ledger.dataSet({ scope: this.scope, name: SCOPE_DATA_SET, region: "" });
    const writer = new DataSetWriter(this.#ledger, this.id, number);
    const node = { id, kind: "scope" as const, type, name, properties };
    writer.offer(NODE_TABLE, toNodeRow(parent === undefined ? node : { ...node, parent }), null);
    writer.end("complete");
    this.#count(writer);
  }
}

/** Space cannot be in a data set's name, and messages show the key. */
function toKey(dataSet: string, region: string): string {
  return region === "" ? dataSet : `${dataSet} ${region}`;
}
