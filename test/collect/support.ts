// What collector tests share: a context that notes what it is told, bundles made of a table, and batches joined by data set.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { collectorForBundle } from "../../src/collect/index.js";
import type { Coverage, Gap, GraphBatch, GraphEdge, GraphNode, ScopeNode, Supplement } from "../../src/model/batch.js";
import { NO_CI_TABLES } from "../../src/model/ci-tables.js";
import type { CollectContext, Collector } from "../../src/model/collector.js";
import { shippedTables } from "../shipped.js";

export const JOIN_KEY = Buffer.alloc(32, 7);
export const NOW = new Date("2026-06-01T00:00:00Z");

const tables = await shippedTables();
/** The reviewed tables themselves: a test of what they say is a test of them. */
export const CI_TABLES = tables.ci ?? NO_CI_TABLES;

export interface Noted {
  readonly context: CollectContext;
  readonly calls: string[];
  readonly lines: string[];
  readonly progress: string[];
}

/** A context of a crawl; `done` are data sets (`scope dataSet`) of the run that is being resumed. */
export function noting(done: readonly string[] = [], signal: AbortSignal = new AbortController().signal): Noted {
  const calls: string[] = [];
  const lines: string[] = [];
  const progress: string[] = [];
  const context: CollectContext = {
    now: NOW,
    joinKey: JOIN_KEY,
    ciTables: CI_TABLES,
    signal,
    isDone: (scope, dataSet) => done.includes(`${scope} ${dataSet}`),
    progress: (scope, word, count) => void progress.push(`${scope} ${word} ${count}`),
    called: (scope, call) => void calls.push(`${scope} ${call}`),
    log: (level, message) => void lines.push(`${level}: ${message}`),
  };
  return { context, calls, lines, progress };
}

/** Everything that a collector yields. */
export async function batchesOf(collector: Collector, noted: Noted = noting()): Promise<GraphBatch[]> {
  const batches: GraphBatch[] = [];
  for await (const batch of collector.collect(noted.context)) batches.push(batch);
  return batches;
}

export interface Gathered {
  readonly batches: readonly GraphBatch[];
  /** By id, as the last batch has them. */
  readonly scopes: ReadonlyMap<string, ScopeNode>;
  readonly nodes: GraphNode[];
  readonly edges: GraphEdge[];
  readonly supplements: Supplement[];
  readonly gaps: Gap[];
  readonly coverage: Coverage[];
  readonly documents: Map<string, string>;
  node(id: string): GraphNode | undefined;
  ofType(type: string): GraphNode[];
  /** Coverage state of a data set, `-` when it was not closed. */
  state(dataSet: string, scope?: string): string;
  coverageOf(dataSet: string): Coverage | undefined;
  /** Properties that a data set adds to a node, several supplements merged. */
  facts(node: string): { readonly [key: string]: unknown };
}

export function gather(batches: readonly GraphBatch[]): Gathered {
  const nodes = batches.flatMap((batch) => batch.nodes ?? []);
  const supplements = batches.flatMap((batch) => batch.supplements ?? []);
  const closed = batches.filter((batch) => batch.coverage !== undefined);
  return {
    batches,
    scopes: new Map(batches.map(({ scope }) => [scope.id, scope])),
    nodes,
    supplements,
    edges: batches.flatMap((batch) => batch.edges ?? []),
    gaps: batches.flatMap((batch) => batch.gaps ?? []),
    coverage: batches.flatMap((batch) => batch.coverage ?? []),
    documents: new Map(batches.flatMap((batch) => (batch.documents ?? []).map(({ hash, text }) => [hash, text]))),
    node: (id) => nodes.find((node) => node.id === id),
    ofType: (type) => nodes.filter((node) => node.type === type),
    state: (dataSet, scope) =>
      closed.find((batch) => batch.dataSet === dataSet && (scope === undefined || batch.scope.id === scope))?.coverage
        ?.state ?? "-",
    coverageOf: (dataSet) => closed.find((batch) => batch.dataSet === dataSet)?.coverage,
    facts: (node) =>
      Object.assign({}, ...supplements.filter((added) => added.node === node).map((added) => added.properties)),
  };
}

/** Writes files into a new folder; objects as JSON. Keys are paths below it. */
export function folderOf(files: { readonly [path: string]: unknown }): string {
  const root = mkdtempSync(join(tmpdir(), "nhi-bundle-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const isText = typeof content === "string" || content instanceof Uint8Array;
    writeFileSync(join(root, path), isText ? content : JSON.stringify(content, null, 2));
  }
  return root;
}

/** What a bundle of these files becomes. */
export async function gatherBundle(
  files: { readonly [path: string]: unknown },
  noted: Noted = noting(),
): Promise<Gathered> {
  return gather(await batchesOf(await collectorForBundle(folderOf(files)), noted));
}

/** What a bundle or file becomes. */
export async function gatherPath(path: string, noted: Noted = noting()): Promise<Gathered> {
  return gather(await batchesOf(await collectorForBundle(path), noted));
}

/** Batches joined by scope and data set, without the place they were read from: equal for a crawl and its replay. */
export function joined(batches: readonly GraphBatch[]): unknown {
  const sets = new Map<string, { [key: string]: unknown }>();
  for (const batch of batches) {
    const key = `${batch.scope.id} ${batch.dataSet}`;
    const set = sets.get(key) ?? {
      scope: batch.scope,
      call: batch.evidence.call,
      nodes: [],
      edges: [],
      supplements: [],
      documents: [],
      gaps: [],
    };
    sets.set(key, set);
    for (const list of ["nodes", "edges", "supplements", "documents", "gaps"] as const) {
      set[list] = [...(set[list] as unknown[]), ...(batch[list] ?? [])];
    }
    if (batch.coverage !== undefined) set["coverage"] = batch.coverage;
  }
  return Object.fromEntries([...sets].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is said, whatever its order: calls are made side by side. */
export function sorted(list: readonly unknown[]): string[] {
  return list.map((one) => JSON.stringify(one)).sort();
}
