// Two analyses of one database, and what differs between them: what drift is worked out of. The store implements it.
import type { AccessPath, StoredNode } from "./analysis.js";
import type { Coverage, CoverageState, Gap } from "./batch.js";
import type { Capability, ConditionState, EdgeKind, JsonRecord } from "./words.js";

/** When an analysis was made, and of what. */
export interface AnalysisStamp {
  readonly id: number;
  /** Clock of the run that made it. */
  readonly at: string;
  /** Clock of the latest run that it used: when this state was seen first. */
  readonly readAt: string;
  /** Runs whose snapshots it used, in order. */
  readonly runs: readonly number[];
  /** Hash over the code, the tables and the configuration that it was made with; undefined when it was not noted. */
  readonly madeWith: string | undefined;
}

export type Side = "before" | "after";

/** How well one data set was read for each of the two analyses; a side is undefined where it was never asked for. */
export interface ComparedDataSet {
  readonly scope: string;
  readonly name: string;
  /** Empty for global data sets. */
  readonly region: string;
  readonly before: CoverageState | undefined;
  readonly after: CoverageState | undefined;
  /** It was read again between the two. */
  readonly isReread: boolean;
  /** What was missing of it each time; there where it was read in part both times. */
  readonly missing?: { readonly [side in Side]: Missing };
}

/** What an attempt that read in part says of what it lacks. */
export interface Missing extends Pick<Coverage, "message" | "permission"> {
  readonly gaps: readonly Pick<Gap, "subject" | "message" | "permission">[];
}

/** A node as it was at one of the two times. */
export interface HistoricNode extends Omit<StoredNode, "supplements"> {
  /** Data set that declared it; undefined when analysis did. */
  readonly dataSet: ComparedDataSet | undefined;
}

/** The same thing at both times; a side is undefined where it was not there. */
export interface Pair<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** What another data set adds to a node, at both times. */
export interface SupplementPair extends Pair<JsonRecord> {
  readonly node: string;
  readonly dataSet: ComparedDataSet;
}

/** An edge that was read: one side only, as edges have no identity but what they say. */
export interface EdgeChange {
  readonly kind: string;
  /** Node ids; `by:value` for a reference. */
  readonly from: string;
  readonly to: string;
  readonly capability: string | undefined;
  readonly side: Side;
  readonly dataSet: ComparedDataSet;
}

/** An edge that gives access or hands it on, read or worked out, with its state at both times; undefined: not there. */
export interface AccessEdge extends Pair<ConditionState> {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  /** What `permits` gives. */
  readonly capability: Capability | undefined;
}

/** Derived columns of one node at both times. */
export interface FactPair extends Pair<JsonRecord> {
  readonly node: string;
}

/** What changed between two analyses. Iterables are streams over the database: read one to its end before the next. */
export interface History {
  readonly before: AnalysisStamp;
  readonly after: AnalysisStamp;
  dataSets(): readonly ComparedDataSet[];
  /** Analyses between the two that were the first to see a data set whole that the earlier one had not. */
  cameIntoView(): readonly number[];
  /** Nodes that are not the same, sorted by id; those of analysis included. */
  nodes(): Iterable<Pair<HistoricNode>>;
  supplements(): Iterable<SupplementPair>;
  edges(kinds: readonly string[]): Iterable<EdgeChange>;
  /** All that give access, changed or not; none when not one of them has come, gone or changed. */
  accessEdges(): Iterable<AccessEdge>;
  facts(): Iterable<FactPair>;
  paths(): Iterable<Pair<AccessPath>>;
  /** Every trust of these principals, changed or not, by principal. */
  trustsOf(principals: ReadonlySet<string>): ReadonlyMap<string, { readonly [side in Side]: readonly HistoricNode[] }>;
  /** A node as it was; undefined when it was not there. */
  node(id: string, side: Side): HistoricNode | undefined;
  /** Derived columns of a node at the later time; undefined when there are none. */
  factsOf(id: string): JsonRecord | undefined;
  document(hash: string): string | undefined;
}
