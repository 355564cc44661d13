// What paths say of one identity: who can become it, what it reaches, what stops when it is disabled.
import { reachedFrom } from "../graph/forward.js";
import { isPassedThrough, type PathGraph, toPathGraph } from "../graph/path-graph.js";
import type { PathEdge } from "../model/analysis.js";
import type { Capability, NodeKind } from "../model/words.js";
import { counted } from "../report/count.js";
import type { Store } from "../store/index.js";
import { rulesInForce } from "./catalog.js";
import { controlledScopes, type PathEnd, type PathStart } from "./path-ends.js";
import { bestPath, type PathSearch, searchGraph } from "./path-search.js";
import { edgeText, type PathWords, pathLines, toPathWords } from "./path-text.js";
import { stoppedLines, stoppedPath } from "./stopped-path.js";

export interface AccessAnswer {
  /** Sources one step away, with the edge and state of it. */
  readonly become: readonly { readonly id: string; readonly edge: string; readonly state: string }[];
  /** All sources that get there, in however many steps. */
  readonly becomeCount: number;
  readonly reaches: readonly { readonly id: string; readonly capability: Capability; readonly hops: number }[];
  /** Workloads that run as it, credentials that sign in as it. */
  readonly stops: readonly { readonly id: string; readonly why: string }[];
  readonly lines: readonly string[];
}

const MOST_LISTED = 10;
const MOST_KEPT = 200;
const HELD: { readonly [kind in NodeKind]?: Capability } = { credential: "read", scope: "admin" };

/** The graph of a store as answers look at it: made once for however many identities. */
export interface AccessGraph {
  readonly edges: readonly PathEdge[];
  readonly graph: PathGraph;
  readonly words: PathWords;
  /** Control of any scope. */
  readonly control: PathEnd;
}

export async function accessGraph(store: Store): Promise<AccessGraph> {
  const edges = [...store.pathEdges()];
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const control: PathEnd = { node: undefined, targets: controlledScopes(store, edges) };
  return { edges, graph: toPathGraph(edges), words: toPathWords(store, tables), control };
}

/** Undefined for nodes that no path leads to or from. */
export async function explainAccess(store: Store, id: string, columns: number): Promise<AccessAnswer | undefined> {
  return accessOf(store, await accessGraph(store), id, columns);
}

/** The same, for a graph at hand. */
export function accessOf(store: Store, all: AccessGraph, id: string, columns: number): AccessAnswer | undefined {
  const { edges, graph: whole, words, control } = all;
  const node = store.node(id);
  if (!node || node.kind === "grant") return undefined;
  const held = HELD[node.kind] ?? "act";
  const toIt = searchGraph(whole, { node: undefined, targets: [{ node: id, capability: held }] }, undefined);
  const { graph } = toIt.graph;
  const sources = graph.ids.filter((one) => one !== id && isShown(one, store) && toIt.search.reaches(one, "act"));
  const near = sources.filter((one) => toIt.search.hopsFrom(one, "act") === 1);
  const reaches = reachedFrom(graph, id, held)
    .filter(({ node: one }) => isShown(one, store))
    .map(({ node: one, capability, hops }) => ({ id: one, capability, hops }));
  const become = near.slice(0, MOST_KEPT).map((one) => toNeighbour(one, toIt));
  const stops = stopsWith(id, { edges, near: near.map((one) => toNeighbour(one, toIt)) }, store);
  const starts: readonly PathStart[] = [{ id, capabilities: [held] }];
  const best = bestPath(searchGraph(whole, control, undefined), starts);
  const stopped = best === undefined ? stoppedPath(edges, control, starts, undefined) : undefined;
  const isCredential = node.kind === "credential";
  const lines = [
    ...list(
      isCredential ? "who uses it, holds it or can read it" : "who can become it",
      { rows: become, total: sources.length, none: "nobody that was read" },
      ({ id: one, edge, state }) => `${words.name(one)}  ${edgeText(edge)}${doubt(state)}`,
    ),
    ...list(
      isCredential ? "what opens if it leaks" : "what it reaches",
      { rows: reaches, total: reaches.length, none: "nothing that was read" },
      ({ id: one, capability, hops }) => {
        return `${words.name(one)}  ${capability === "act" ? "" : `${capability}, `}${counted(hops, "hop")}`;
      },
    ),
    ...(best && best.hops.length > 0
      ? [
          "",
          isCredential ? "the way from it to admin" : "its way to admin",
          ...pathLines(best, words, columns - 2).map(indent),
        ]
      : []),
    ...(stopped ? ["", "what stands between it and admin", ...stoppedLines(stopped, words).map(indent)] : []),
    ...list(
      "what stops when it is disabled",
      { rows: stops, total: stops.length, none: "nothing that was read" },
      ({ id: one, why }) => `${words.name(one)}  ${why}`,
    ),
  ];
  return { become, becomeCount: sources.length, reaches, stops, lines };
}

const indent = (line: string): string => (line === "" ? "" : `  ${line}`);

/** Grants and instance profiles only say how one gets on. */
function isShown(id: string, store: Store): boolean {
  if (isPassedThrough(id)) return false;
  const node = store.node(id);
  return node?.kind !== "grant" && node?.type !== "aws.instance-profile";
}

/** In brackets, how sure a step is; nothing where it is. */
export function doubt(state: string): string {
  return state === "none" || state === "met" ? "" : ` (${state})`;
}

/** The step that a source takes first on its way there: hubs and trusts behind it only say how it goes on. */
function toNeighbour(source: string, toIt: PathSearch): AccessAnswer["become"][number] {
  const [first] = bestPath(toIt, [{ id: source, capabilities: ["act"] }])?.hops ?? [];
  return { id: source, edge: first?.edge ?? "contains", state: first?.state ?? "none" };
}

/** By what a workload that runs as it, or signs in as it, gets there. */
const IN_USE: { readonly [edge: string]: string } = {
  runs_as: "runs as it",
  authenticates_as: "signs in as it",
  federates: "signs in as it by federation",
};

/**
 * What uses it: workloads (also through an instance profile, or by a token of their own) and active credentials. Who only may
 * become it, a person or another identity, does not stop.
 */
function stopsWith(
  id: string,
  { edges, near }: { readonly edges: readonly PathEdge[]; readonly near: AccessAnswer["become"] },
  store: Store,
): AccessAnswer["stops"] {
  const direct = edges.flatMap(({ kind, from, to }): Pick<AccessAnswer["become"][number], "id" | "edge">[] => {
    return to === id ? [{ id: from, edge: kind }] : [];
  });
  const stops = new Map<string, string>();
  for (const { id: from, edge } of [...direct, ...near]) {
    const why = IN_USE[edge];
    const node = store.node(from);
    if (why === undefined || node === undefined || node.properties["status"] === "inactive") continue;
    // A branch or an environment is where jobs may run; the jobs are named themselves.
    if (edge === "federates" && !/job$|^kubernetes\./.test(node.type)) continue;
    if (isShown(from, store)) stops.set(from, why);
  }
  return [...stops].map(([one, why]) => ({ id: one, why }));
}

interface Listed<T> {
  readonly rows: readonly T[];
  readonly total: number;
  /** Said when there are none. */
  readonly none: string;
}

function list<T>(title: string, { rows, total, none }: Listed<T>, toLine: (one: T) => string): string[] {
  if (total === 0) return ["", title, `  ${none}`];
  const shown = rows.slice(0, MOST_LISTED).map((one) => `  ${toLine(one)}`);
  const more = total - shown.length;
  return [
    "",
    title,
    ...shown,
    ...(more > 0 ? [`  and ${more} more${shown.length === 0 ? ", further away" : ""}`] : []),
  ];
}
