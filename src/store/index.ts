// The store: the only place that knows better-sqlite3. Keeps the graph with its history, and gives it back as views.
import type { AccessPath, AnalysisInput, AnalysisResult, EstateConfig, FirstFix, PathEdge } from "../model/analysis.js";
import type { ScopeNode } from "../model/batch.js";
import type { ChangedFinding } from "../model/change.js";
import type { EvidenceNote, Finding } from "../model/finding.js";
import type { AnalysisStamp, History } from "../model/history.js";
import type { InventoryRow, ReportScope } from "../model/report.js";
import type { Tables } from "../model/tables.js";
import type { View } from "../model/views/column.js";
import type { NodeKind } from "../model/words.js";
import type { Connection } from "./connection.js";
import { guardAll, toStoreError } from "./errors.js";
import { openForReading, openForWork, openForWriting } from "./open-database.js";
import { analyses, isSameState } from "./read/analyses.js";
import { toAnalysisInput } from "./read/analysis-input.js";
import { type StoreCounts, storeCounts } from "./read/counts.js";
import { toEvidenceReader } from "./read/evidence.js";
import {
  type FindingLine,
  type FindingText,
  findingLines,
  findingTexts,
  toFindingReader,
} from "./read/finding-lines.js";
import { openHistory } from "./read/history.js";
import { joinMarks, type KnownBatches, knownBatches } from "./read/known-batches.js";
import {
  accessPaths,
  firstFix,
  type KnownNode,
  nodeIds,
  pathEdgePieces,
  pathEdges,
  toNodeReader,
} from "./read/path-edges.js";
import { type ExactValue, type QueryResult, runExactQuery, runQuery } from "./read/query.js";
import { resolveName } from "./read/resolve.js";
import { type RowsRequest, type ViewRow, viewRows, viewTypes, wholeRows } from "./read/rows.js";
import { nodesOfScope } from "./read/scope-nodes.js";
import { hasScopes, reportScopes } from "./read/scopes.js";
import { type AnalysisMade, analysisIsCurrent, writeAnalysis } from "./write/analysis.js";
import { rememberAnswers, takeOverAnswers } from "./write/answers.js";
import {
  type EvaluatedPair,
  type FindingChanges,
  type FindingKey,
  findingKeys,
  findingsClosedSince,
  openFindings,
  writeChanges,
  writeFindings,
} from "./write/findings.js";
import { type JudgedMade, type JudgedRest, judgedBefore, judgedLast } from "./write/judged.js";
import { analysisStands, keepAnalysis } from "./write/keep-analysis.js";
import { type KeptAnswers, keptAnswers } from "./write/kept-answers.js";
import { Ledger } from "./write/ledger.js";
import {
  beginRun,
  beginSnapshot,
  finishRun,
  lastRunStart,
  markReadAnew,
  type RunOutcome,
  type RunStart,
  resumeSnapshot,
} from "./write/runs.js";
import type { SnapshotWriter } from "./write/snapshot-writer.js";

export { isSqliteFile } from "./files.js";
export type { StoreCounts } from "./read/counts.js";
export type { FindingLine, FindingText } from "./read/finding-lines.js";
export type { KnownBatches } from "./read/known-batches.js";
export type { KnownNode } from "./read/path-edges.js";
export type { QueryResult } from "./read/query.js";
export type { RowsRequest, ViewRow } from "./read/rows.js";
export type { AnalysisMade } from "./write/analysis.js";
export type { EvaluatedPair, FindingChanges, FindingKey } from "./write/findings.js";
export type { JudgedMade, JudgedRest } from "./write/judged.js";
export type { RunOutcome, RunStart } from "./write/runs.js";
export type { RowCounts, SnapshotWriter } from "./write/snapshot-writer.js";

export interface StoreLocation {
  /** File of the database, or `:memory:`. */
  readonly path: string;
  /**
   * One process writes at a time; any number read, also while one writes. `work` is for what follows from what is there: it writes
   * where it may, else into a copy in memory.
   */
  readonly mode: "write" | "read" | "work";
}

/** Every method throws StoreError with a message for people when the database cannot be used. */
export interface Store {
  readonly path: string;
  /** Whether it ends with the process: `:memory:`, or the copy of a file that may not be written. */
  readonly inMemory: boolean;
  /** Opens a run; returns its number. */
  beginRun(run: RunStart): number;
  /** When the latest run began, ISO 8601; undefined before the first. A first load stays without its indexes. */
  lastRunStart(): string | undefined;
  finishRun(run: number, outcome: RunOutcome, now: Date): void;
  /**
   * The writer of a scope's snapshot: the one this run has open, else an unfinished one younger than 24 hours, else a
   * new one. Older unfinished ones are forgotten without a trace. With `isAnew`, for what is of files, which may have
   * changed since, it goes on with none, and no later run goes on with it.
   */
  openSnapshot(run: number, scope: ScopeNode, now: Date, isAnew?: boolean): SnapshotWriter;
  /** Runs writes in one transaction: all of them are kept or none. */
  together(work: () => void): void;
  /** The same, but only where there is one to go on with: a scope may be done up to its last transaction. */
  resumeSnapshot(run: number, scope: string, now: Date, isAnew?: boolean): SnapshotWriter | undefined;
  analysisInput(config: EstateConfig, tables: Tables, now: Date): AnalysisInput;
  /** Whether the stored analysis used the snapshots that are current now; says nothing of config or version. */
  analysisIsCurrent(): boolean;
  /** With `made`, it may stand for later snapshots too: see keepAnalysis. */
  writeAnalysis(result: AnalysisResult, now: Date, made?: AnalysisMade): void;
  /**
   * Lets the latest analysis stand for the current snapshots when it was made of the same (`made.of`), no row has opened
   * or closed since, and it does not depend on the clock. False: analyse again.
   */
  keepAnalysis(of: string, now: Date): boolean;
  /** Whether the latest analysis is of the current snapshots, made of the same and on the same day. Writes nothing. */
  analysisStands(of: string, now: Date): boolean;
  /** Every analysis that was kept, the oldest first. */
  analyses(): AnalysisStamp[];
  /** Whether two of them say the same of the same estate; cheaper than to compare. */
  isSameState(before: AnalysisStamp, after: AnalysisStamp): boolean;
  /** What changed between two of them. One history at a time: opening another ends this one. */
  history(before: AnalysisStamp, after: AnalysisStamp): History;
  /**
   * All that is known now, as the batches that would write it again; and what the last attempts came to where they came to
   * less, to be written after those.
   */
  knownBatches(): KnownBatches;
  /** Marks by which equal secrets are recognised; those of another key are all others. Never to be printed. */
  joinMarks(): ReadonlySet<string>;
  /** Notes that a crawl of recorded answers led to exactly these snapshots. */
  rememberAnswers(digest: string, snapshots: readonly number[]): void;
  /** Repeats the snapshots that these answers led to, unless their scopes were read otherwise since; the scopes. */
  takeOverAnswers(run: number, digest: string, now: Date): readonly string[] | undefined;
  /** Answers that this build kept for the next crawl; to be closed. */
  keptAnswers(build: string, now: Date): KeptAnswers;
  /** Rows of a view, sorted by id, streamed. Writing has to wait until the last one is read. */
  rows(view: View, request: RowsRequest): IterableIterator<ViewRow>;
  /** Vendor types that open rows of the kinds of a view have; some of those rows may not be among the view's. */
  types(view: View): readonly string[];
  /** Every principal with all columns of the `identity` view, sorted by scope and id. */
  inventory(): IterableIterator<InventoryRow>;
  /** Scopes that hold identities with all columns of the `account` view, sorted by id. */
  accounts(): IterableIterator<InventoryRow>;
  scopes(): ReportScope[];
  /** Whether anything was read of any scope. */
  hasScopes(): boolean;
  counts(): StoreCounts;
  /** Node ids for an id, alias, unique id, name or end of an id; more than one when it is not unique. */
  resolve(name: string): string[];
  /** Where a node was read; with the ROW_UNIT of its row, that need not be looked up. */
  evidenceOf(node: string, unit?: number | string | null): readonly EvidenceNote[];
  /** Ids of what was read in a scope, of these kinds, sorted. */
  nodesOf(scope: string, kinds: readonly NodeKind[]): string[];
  /** A node by its id, collected or derived. */
  node(id: string): KnownNode | undefined;
  /** Every edge that a path may walk, blocked ones included, sorted by from, to and kind. */
  pathEdges(): IterableIterator<PathEdge>;
  /** The same edges in no order, some thousands at a time. */
  pathEdgePieces(): IterableIterator<readonly PathEdge[]>;
  /** Ids of nodes of a kind, or of a kind and type, in no order; some more than once. */
  nodeIds(kind: NodeKind, type?: string): IterableIterator<string>;
  /** The change that cuts most paths to control, as the current analysis found it. */
  firstFix(): FirstFix | undefined;
  /** Access paths that the current analysis found, sorted by source and target; with `source`, those from there. */
  accessPaths(source?: string): IterableIterator<AccessPath>;
  /** What identifies each open finding, sorted by fingerprint. */
  findingKeys(): FindingKey[];
  /** Open findings with these fingerprints, sorted by them; or all, in no order that means anything. */
  openFindings(fingerprints?: ReadonlySet<string>): Finding[];
  /** What open findings are sorted and filtered by, some thousands at a time, in no order. */
  findingLines(): IterableIterator<readonly FindingLine[]>;
  /** What a search looks for in them besides, likewise. */
  findingTexts(): IterableIterator<readonly FindingText[]>;
  /** A finding by the number of its row. */
  findingAt(row: number): Finding | undefined;
  /** Findings closed by runs after this one and not open again, worst first. */
  findingsClosedSince(run: number): ChangedFinding[];
  /** With `made`, the evaluation may stand for a later one: see judgedBefore. */
  writeFindings(
    run: number,
    findings: readonly Finding[],
    evaluated: readonly EvaluatedPair[],
    made?: JudgedMade,
    agedRules?: ReadonlySet<string>,
  ): void;
  /** The same for an evaluation that differs from the kept one in little. */
  writeChanges(run: number, changes: FindingChanges, made: JudgedMade): void;
  /** What the latest evaluation came to besides the open findings, when it had this key and no row has changed since. */
  judgedBefore(key: string): JudgedRest | undefined;
  /** The same of the latest evaluation, whatever its key. */
  judgedLast(): JudgedRest | undefined;
  /** One SELECT over the views; anything else is a UsageError. */
  query(sql: string): QueryResult;
  /** The same for a statement of the user's own: every digit of its numbers, and bytes as text. */
  queryExact(sql: string): QueryResult<ExactValue>;
  close(): void;
}

const OPEN = { write: openForWriting, read: openForReading, work: openForWork } as const;

/** Opens the database; a StoreError says what is wrong with it and what to do. */
export function openStore({ path, mode }: StoreLocation): Store {
  const connection = OPEN[mode](path);
  try {
    return toStore(connection, path);
  } catch (error) {
    connection.close();
    throw toStoreError(error, path);
  }
}

function toStore(connection: Connection, path: string): Store {
  const ledger = new Ledger(connection);
  return guardAll<Store>(path, {
    path,
    inMemory: connection.db.memory,
    beginRun: (run) => beginRun(ledger, run),
    lastRunStart: () => lastRunStart(connection),
    finishRun: (run, outcome, now) => finishRun(ledger, run, outcome, now),
    ...openSnapshots(ledger),
    together: (work) => connection.write(work),
    analysisInput: (config, tables, now) => toAnalysisInput(connection, config, tables, now),
    ...pastOf(connection),
    analysisIsCurrent: () => analysisIsCurrent(connection),
    writeAnalysis: (result, now, made) => writeAnalysis(connection, result, now, made),
    analysisStands: (of, now) => analysisStands(connection, of, now),
    keepAnalysis: (of, now) => keepAnalysis(connection, of, now),
    rememberAnswers: (digest, snapshots) => rememberAnswers(ledger, digest, snapshots),
    takeOverAnswers: (run, digest, now) => takeOverAnswers(ledger, run, digest, now),
    keptAnswers: (build, now) => keptAnswers(connection, build, now),
    rows: (view, request) => viewRows(connection, view, request),
    types: (view) => viewTypes(connection, view),
    inventory: () => wholeRows(connection, "identity"),
    accounts: () => wholeRows(connection, "account"),
    scopes: () => reportScopes(connection),
    hasScopes: () => hasScopes(connection),
    counts: () => storeCounts(connection),
    resolve: (name) => resolveName(connection, name),
    evidenceOf: toEvidenceReader(connection),
    nodesOf: (scope, kinds) => nodesOfScope(connection, scope, kinds),
    node: toNodeReader(connection),
    pathEdges: () => pathEdges(connection),
    pathEdgePieces: () => pathEdgePieces(connection),
    nodeIds: (kind, type) => nodeIds(connection, kind, type),
    firstFix: () => firstFix(connection),
    accessPaths: (source) => accessPaths(connection, source),
    query: (sql) => runQuery(connection, sql),
    queryExact: (sql) => runExactQuery(connection, sql),
    close: () => connection.close(),
  });
}

/** Snapshots of the runs of this process, each written by one writer. */
function openSnapshots(ledger: Ledger): Pick<Store, "openSnapshot" | "resumeSnapshot"> {
  const live = new Map<string, SnapshotWriter>();
  // nobody else writes: what was not there comes by us alone
  const absent = new Set<string>();
  const anew = new Set<number>();
  const resume = (run: number, scope: string, now: Date, isAnew = false): SnapshotWriter | undefined => {
    const key = `${run} ${scope}`;
    if (absent.has(key)) return undefined;
    const open = live.get(key);
    if (open !== undefined && !open.completed) return open;
    if (isAnew) return undefined;
    const writer = resumeSnapshot(ledger, run, scope, now);
    if (writer !== undefined) live.set(key, writer);
    else absent.add(key);
    return writer;
  };
  return {
    openSnapshot: (run, scope, now, isAnew) => {
      const known = resume(run, scope.id, now, isAnew);
      const writer = known ?? beginSnapshot(ledger, run, scope, now);
      if (isAnew && !anew.has(writer.id)) {
        anew.add(writer.id);
        markReadAnew(ledger, writer.id);
      }
      if (known !== undefined) return known;
      live.set(`${run} ${scope.id}`, writer);
      absent.delete(`${run} ${scope.id}`);
      return writer;
    },
    resumeSnapshot: resume,
  };
}

/** What was, and what rules said of it. */
function pastOf(
  connection: Connection,
): Pick<
  Store,
  | "analyses"
  | "isSameState"
  | "history"
  | "knownBatches"
  | "joinMarks"
  | "findingKeys"
  | "findingsClosedSince"
  | "openFindings"
  | "findingLines"
  | "findingTexts"
  | "findingAt"
  | "writeChanges"
  | "writeFindings"
  | "judgedBefore"
  | "judgedLast"
> {
  return {
    analyses: () => analyses(connection),
    isSameState: (before, after) => isSameState(connection, before, after),
    history: (before, after) => openHistory(connection, before, after),
    knownBatches: () => knownBatches(connection),
    joinMarks: () => joinMarks(connection),
    findingKeys: () => findingKeys(connection),
    findingsClosedSince: (run) => findingsClosedSince(connection, run),
    openFindings: (fingerprints) => openFindings(connection, fingerprints),
    findingLines: () => findingLines(connection),
    findingTexts: () => findingTexts(connection),
    findingAt: toFindingReader(connection),
    writeChanges: (run, changes, made) => writeChanges(connection, run, changes, made),
    writeFindings: (...given) => writeFindings(connection, ...given),
    judgedBefore: (key) => judgedBefore(connection, key),
    judgedLast: () => judgedLast(connection),
  };
}
