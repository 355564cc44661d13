// Writes what analysis derived: rows that are new, closings of those that are gone, nothing for the rest.

import type { AccessPath, AnalysisResult, DerivedEdge, DerivedFact } from "../../model/analysis.js";
import type { ClockSpan } from "../../model/clock.js";
import type { Connection } from "../connection.js";
import { FactTexts, mergedFacts } from "./fact-texts.js";
import { canonicalJson, rowHash } from "./hash.js";
import { forgetJudged } from "./judged.js";
import { basisOf, clockText, currentSnapshots, latestAnalysis } from "./keep-analysis.js";
import { KnownRows, RowInserter, type RowTable, readHashes, type SqlValue } from "./rows.js";

const FACTS: RowTable = { name: "fact_row", columns: ["node", "text"] };
const NODES: RowTable = { name: "derived_node_row", columns: ["kind", "type", "id", "name", "scope", "properties"] };
const EDGES: RowTable = {
  name: "derived_edge_row",
  columns: [
    "kind",
    "from_id",
    "to_id",
    "state",
    "confidence",
    "technique",
    "condition",
    "because",
    "capability",
    "hops",
  ],
};
const PATHS: RowTable = {
  name: "access_path_row",
  columns: ["source", "source_class", "target", "tier", "hops", "confidence", "state", "exposure", "steps"],
};
const GAPS: RowTable = { name: "analysis_gap_row", columns: ["scope", "subject", "message"] };

/** What an analysis was made of, for those who would make it again. */
export interface AnalysisMade {
  /** Code, tables and configuration, in a text of the caller's own. */
  readonly of: string;
  /** By the clock, when it holds; undefined: at no other time. */
  readonly span: ClockSpan | undefined;
  /** It may not stand for later snapshots: code changes under one name when nhi runs from source. */
  readonly isForNow?: boolean;
}

/** Whether the latest analysis used the snapshots that are current now. */
export function analysisIsCurrent(connection: Connection): boolean {
  return connection.read(() => latestAnalysis(connection)?.snapshots === currentSnapshots(connection));
}

/**
 * Makes `result` the current analysis, in one transaction. Over the same snapshots as the latest one it takes that
 * one's place, so that history tells what the estate did and not how often it was looked at.
 */
export function writeAnalysis(connection: Connection, result: AnalysisResult, now: Date, made?: AnalysisMade): void {
  const basis =
    made === undefined || made.isForNow === true ? null : connection.read(() => basisOf(connection, made.of));
  connection.write(() => {
    const analysis = beginAnalysis(connection, now);
    forgetJudged(connection);
    const clock = made === undefined ? null : clockText(made.span, now);
    const fix = result.firstFix === undefined ? null : canonicalJson({ ...result.firstFix });
    connection.db
      .prepare("UPDATE analysis_row SET basis = ?, clock = ?, first_fix = ?, made_with = ? WHERE id = ?")
      .run(basis, clock, fix, made?.of ?? null, analysis.id);
    reconcile(connection, FACTS, analysis, toFactRows(connection, result.facts));
    reconcile(connection, NODES, analysis, map(result.nodes, toNodeValues));
    reconcile(connection, EDGES, analysis, map(result.edges, toEdgeValues));
    reconcile(
      connection,
      GAPS,
      analysis,
      map(result.gaps, (gap) => [gap.scope, gap.subject, gap.message]),
    );
    reconcile(connection, PATHS, analysis, map(result.paths ?? [], toPathValues));
  });
}

interface Analysis {
  readonly id: number;
  /** Whether it takes the place of one over the same snapshots. */
  readonly again: boolean;
}

function beginAnalysis(connection: Connection, now: Date): Analysis {
  const snapshots = currentSnapshots(connection);
  const latest = latestAnalysis(connection);
  if (latest?.snapshots === snapshots) {
    connection.db.prepare("UPDATE analysis_row SET at = ? WHERE id = ?").run(now.toISOString(), latest.id);
    return { id: latest.id, again: true };
  }
  const insert = connection.db.prepare("INSERT INTO analysis_row (at, snapshots) VALUES (?, ?)");
  return { id: Number(insert.run(now.toISOString(), snapshots).lastInsertRowid), again: false };
}

/** Brings a table to `rows`: what this same analysis had opened and lacks now goes, what it had closed and has now opens. */
function reconcile(
  connection: Connection,
  table: RowTable,
  { id, again }: Analysis,
  rows: Iterable<readonly SqlValue[]>,
): void {
  const { db } = connection;
  const rowsOf = (where: string) => (again ? [...readHashes(db, table, where, id)].map(([row]) => row) : []);
  const openedHere = new Set(rowsOf("opened_in = ?"));
  const closedHere = new Set(rowsOf("closed_in = ?"));
  const known = new KnownRows(readHashes(db, table, "(closed_in IS NULL OR closed_in = ?)", id));
  const inserter = new RowInserter(db, table);
  const setClosed = db.prepare(`UPDATE ${table.name} SET closed_in = ? WHERE row = ?`);
  for (const values of rows) {
    const hash = rowHash(values.map((value) => (typeof value === "number" ? String(value) : value)));
    const offer = known.offer(hash);
    if (offer === "new") inserter.add(hash, id, values);
    else if (offer !== "repeated" && closedHere.has(offer)) setClosed.run(null, offer);
  }
  inserter.flush();
  const remove = db.prepare(`DELETE FROM ${table.name} WHERE row = ?`);
  for (const row of known.unseen()) {
    if (openedHere.has(row)) remove.run(row);
    else setClosed.run(id, row);
  }
}

/** One row a node, by the number of its text. */
function* toFactRows({ db }: Connection, facts: readonly DerivedFact[]): Iterable<readonly SqlValue[]> {
  const texts = new FactTexts(db);
  for (const [node, columns] of mergedFacts(facts)) yield [node, texts.number(columns)];
}

function toNodeValues(node: AnalysisResult["nodes"][number]): readonly SqlValue[] {
  return [node.kind, node.type, node.id, node.name, node.scope, canonicalJson(node.properties)];
}

function toEdgeValues(edge: DerivedEdge): readonly SqlValue[] {
  const { kind, from, to, state, confidence, technique = null, condition = null, because } = edge;
  const { capability = null, hops = null } = edge;
  return [kind, from, to, state, confidence, technique, condition, JSON.stringify(because), capability, hops];
}

function toPathValues(path: AccessPath): readonly SqlValue[] {
  const { source, sourceClass, target, tier, hops, confidence, state, exposure = null, steps } = path;
  return [source, sourceClass, target, tier, hops, confidence, state, exposure, JSON.stringify(steps)];
}

function* map<T>(rows: readonly T[], toValues: (row: T) => readonly SqlValue[]): Iterable<readonly SqlValue[]> {
  for (const row of rows) yield toValues(row);
}
