// All that a database knows now, as the batches that would write it again: for a comparison with what another one knows.
import type {
  Coverage,
  CoverageState,
  EdgeEnd,
  Gap,
  GraphBatch,
  GraphDocument,
  GraphEdge,
  GraphNode,
  ScopeNode,
  Supplement,
} from "../../model/batch.js";
import type { Capability, ConditionState, EdgeKind, JsonRecord, NodeKind } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { SCOPE_DATA_SET, visible } from "../views/current.js";

/** Rows in one batch, which is written in one transaction. */
const ROWS = 2_000;

interface DataSet {
  readonly number: number;
  readonly scope: string;
  readonly name: string;
  readonly region: string;
  readonly everComplete: 0 | 1;
  readonly state: CoverageState;
  readonly code: string | null;
  readonly message: string | null;
  readonly permission: string | null;
}

const DATA_SETS = `SELECT d.id AS number, d.scope, d.name, d.region, d.completed_in IS NOT NULL AS everComplete,
    c.state, c.code, c.message, c.permission
  FROM data_set_row d JOIN coverage_row c ON c.snapshot = d.attempted_in AND c.data_set = d.id
  ORDER BY d.scope, d.name, d.region`;

const LATEST = `SELECT max(r.started_at) FROM snapshot_row s JOIN run_row r ON r.id = s.run WHERE s.state = 'complete'`;

export interface KnownBatches {
  /** Clock of the latest run that read any of it. */
  readonly at: string;
  readonly known: Iterable<GraphBatch>;
  readonly attempts: readonly GraphBatch[];
}

/**
 * The rows that count now with the calls that gave them, data set by data set. One that was whole once and was read worse
 * since comes twice: whole, as it is known, and in `attempts` with what the last attempt came to.
 */
export function knownBatches(connection: Connection): KnownBatches {
  const { at, scopes, dataSets } = connection.read(() => ({
    at: connection.db.prepare<[], string | null>(LATEST).pluck().get() ?? new Date(0).toISOString(),
    scopes: scopeNodes(connection),
    dataSets: connection.db.prepare<[], DataSet>(DATA_SETS).all(),
  }));
  const attempts = dataSets.flatMap((dataSet): GraphBatch[] => {
    const isWorse = dataSet.everComplete === 1 && dataSet.state !== "complete";
    if (!isWorse) return [];
    const gaps = [...byUnit<GapRow>(connection, dataSet.number, GAPS)].flatMap(([, rows]) => rows);
    return [
      {
        ...toFrame(dataSet, scopes),
        evidence: NO_CALL,
        gaps: gaps.map((gap) => toGap(gap, dataSet.name)),
        coverage: toCoverage(dataSet),
      },
    ];
  });
  return { at, known: rowsOfAll(), attempts };

  function* rowsOfAll(): Generator<GraphBatch> {
    const documents = toDocuments(connection);
    for (const dataSet of dataSets) {
      const frame = toFrame(dataSet, scopes);
      for (const part of rowsOf(connection, dataSet, documents)) yield { ...frame, ...part };
      const { name, region, everComplete } = dataSet;
      const whole: Coverage = { dataSet: name, region, state: "complete" };
      yield { ...frame, evidence: NO_CALL, coverage: everComplete === 1 ? whole : toCoverage(dataSet) };
    }
  }
}

/** Marks by which equal secrets are recognised: another key, other marks. */
export function joinMarks({ db, read }: Connection): ReadonlySet<string> {
  const sql = `SELECT DISTINCT json_extract(r.properties, '$.join') AS mark FROM node_row r
    WHERE ${visible("r")} AND mark IS NOT NULL`;
  return new Set(read(() => db.prepare<[], string>(sql).pluck().all()));
}

const NO_CALL = { call: "" };

type Frame = Pick<GraphBatch, "scope" | "dataSet" | "region">;

/** A scope whose own node was not kept is known by its id alone. */
function toFrame({ scope: id, name, region }: DataSet, scopes: ReadonlyMap<string, ScopeNode>): Frame {
  return { scope: scopes.get(id) ?? { id, type: "scope", name: id }, dataSet: name, region };
}

function toCoverage({ name, region, state, code, message, permission }: DataSet): Coverage {
  return {
    dataSet: name,
    region,
    state,
    ...(code !== null && { code }),
    ...(message !== null && { message }),
    ...(permission !== null && { permission }),
  };
}

interface ScopeRow {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | null;
  readonly properties: string;
}

function scopeNodes({ db }: Connection): Map<string, ScopeNode> {
  const sql = `SELECT r.id, r.type, r.name, r.parent, r.properties FROM node_row r JOIN data_set_row d ON d.id = r.data_set
    WHERE d.name = '${SCOPE_DATA_SET}' AND r.id = d.scope AND ${visible("r")}`;
  return new Map(
    db
      .prepare<[], ScopeRow>(sql)
      .all()
      .map(({ parent, properties, ...row }) => [
        row.id,
        { ...row, ...(parent !== null && { parent }), properties: JSON.parse(properties) as JsonRecord },
      ]),
  );
}

/** Text of a document the first time that it is asked for; undefined after that, and where it was not kept. */
function toDocuments({ db }: Connection): (hash: string) => GraphDocument | undefined {
  const find = db.prepare<[string], GraphDocument>("SELECT hash, type, text FROM document_row WHERE hash = ?");
  const given = new Set<string>();
  return (hash) => {
    if (given.has(hash)) return undefined;
    given.add(hash);
    return find.get(hash);
  };
}

type Part = Omit<GraphBatch, "scope" | "dataSet" | "region" | "coverage">;

/** The rows of a data set, those of one call together. */
function* rowsOf(
  connection: Connection,
  { number, name }: DataSet,
  documents: (hash: string) => GraphDocument | undefined,
): Generator<Part> {
  for (const [evidence, rows] of byUnit<NodeRow>(connection, number, NODES)) {
    const found = rows.flatMap(({ document }) => (document === null ? [] : (documents(document) ?? [])));
    yield { evidence, nodes: rows.map(toNode), documents: found };
  }
  for (const [evidence, rows] of byUnit<SupplementRow>(connection, number, SUPPLEMENTS)) {
    yield { evidence, supplements: rows.map(toSupplement) };
  }
  for (const [evidence, rows] of byUnit<EdgeRow>(connection, number, EDGES)) {
    yield { evidence, edges: rows.map(toEdge) };
  }
  for (const [evidence, rows] of byUnit<GapRow>(connection, number, GAPS)) {
    yield { evidence, gaps: rows.map((row) => toGap(row, name)) };
  }
}

interface Row {
  readonly call: string | null;
  readonly file: string | null;
}

function selectOf(table: string, columns: string): string {
  return `SELECT ${columns}, u.call, u.file FROM ${table} r LEFT JOIN unit_row u ON u.id = r.unit
    WHERE r.data_set = ? AND ${visible("r")} ORDER BY r.unit, r.row`;
}

const NODES = selectOf(
  "node_row",
  `r.kind, r.type, r.id, r.name, r.incarnation, r.parent, r.document, r.properties,
    (SELECT json_group_array(a.value) FROM alias_row a WHERE a.node_row = r.row) AS aliases`,
);
const SUPPLEMENTS = selectOf("supplement_row", "r.node, r.properties");
const EDGES = selectOf(
  "edge_row",
  "r.kind, r.from_by, r.from_value, r.to_by, r.to_value, r.capability, r.state, r.confidence, r.properties",
);
const GAPS = selectOf("gap_row", "r.subject, r.message, r.permission");

/** Rows in groups of one call, none longer than a batch should be. */
function* byUnit<T extends Row>(
  connection: Connection,
  dataSet: number,
  sql: string,
): Generator<readonly [GraphBatch["evidence"], readonly T[]]> {
  let group: T[] = [];
  for (const row of connection.readEach(() => connection.db.prepare<[number], T>(sql).iterate(dataSet))) {
    const [first] = group;
    const isOther = first !== undefined && (first.call !== row.call || first.file !== row.file);
    if (first !== undefined && (isOther || group.length >= ROWS)) {
      yield [toEvidence(first), group];
      group = [];
    }
    group.push(row);
  }
  const [first] = group;
  if (first !== undefined) yield [toEvidence(first), group];
}

function toEvidence({ call, file }: Row): GraphBatch["evidence"] {
  return file === null || file === "" ? { call: call ?? "" } : { call: call ?? "", file };
}

interface NodeRow extends Row {
  readonly kind: NodeKind;
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly incarnation: string | null;
  readonly parent: string | null;
  readonly document: string | null;
  readonly properties: string;
  readonly aliases: string;
}

function toNode({ kind, type, id, name, incarnation, parent, document, properties, aliases }: NodeRow): GraphNode {
  const others = JSON.parse(aliases) as string[];
  return {
    kind,
    type,
    id,
    name,
    ...(incarnation !== null && { incarnation }),
    ...(parent !== null && { parent }),
    ...(document !== null && { document }),
    ...(others.length > 0 && { aliases: others }),
    properties: JSON.parse(properties) as JsonRecord,
  };
}

interface SupplementRow extends Row {
  readonly node: string;
  readonly properties: string;
}

function toSupplement({ node, properties }: SupplementRow): Supplement {
  return { node, properties: JSON.parse(properties) as JsonRecord };
}

interface EdgeRow extends Row {
  readonly kind: EdgeKind;
  readonly from_by: string | null;
  readonly from_value: string;
  readonly to_by: string | null;
  readonly to_value: string;
  readonly capability: Capability | null;
  readonly state: ConditionState;
  readonly confidence: number;
  readonly properties: string;
}

function toEdge(row: EdgeRow): GraphEdge {
  const { kind, capability, state, confidence, properties } = row;
  return {
    kind,
    from: toEnd(row.from_by, row.from_value),
    to: toEnd(row.to_by, row.to_value),
    ...(capability !== null && { capability }),
    state,
    confidence,
    properties: JSON.parse(properties) as JsonRecord,
  };
}

function toEnd(by: string | null, value: string): EdgeEnd {
  return by === null ? value : { by, value };
}

interface GapRow extends Row {
  readonly subject: string;
  readonly message: string;
  readonly permission: string | null;
}

function toGap({ subject, message, permission }: GapRow, dataSet: string): Gap {
  return { dataSet, subject, message, ...(permission !== null && { permission }) };
}
