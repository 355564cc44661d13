// What paths say of one identity: who can become it, what it reaches, what stops when it is disabled.
import { reachSteps } from "../graph/forward.js";
import { isPassedThrough, type PathGraph, pathGraphSteps } from "../graph/path-graph.js";
import { searchSteps } from "../graph/search.js";
import { addAll } from "../model/add-all.js";
import type { PathEdge } from "../model/analysis.js";
import { compareText } from "../model/compare.js";
import { addTo } from "../model/group-by.js";
import { finish, type Steps, sortSteps } from "../model/steps.js";
import { workflowJob } from "../model/views/workflow-job.js";
import type { Capability, NodeKind } from "../model/words.js";
import { counted } from "../report/count.js";
import type { KnownNode, Store } from "../store/index.js";
import { rulesInForce } from "./catalog.js";
import { signsInAs } from "./job-sign-ins.js";
import { openAssumptions } from "./path-assumptions.js";
import { controlledScopes, type PathEnd, type PathStart } from "./path-ends.js";
import { bestPath, type PathSearch, searchGraph } from "./path-search.js";
import { edgeText, pathLines, toPathWords } from "./path-text.js";
import { stoppedLines, stoppedPath } from "./stopped-path.js";

export interface AccessAnswer {
  /** Sources one step away, with the edge and state of it. */
  readonly become: readonly { readonly id: string; readonly edge: string; readonly state: string }[];
  /** All sources that get there, in however many steps. */
  readonly becomeCount: number;
  readonly reaches: readonly { readonly id: string; readonly capability: Capability; readonly hops: number }[];
  /** Workloads that run as it, credentials that sign in as it. */
  readonly stops: readonly { readonly id: string; readonly why: string }[];
}

/** Titles of the lists, where what is explained is nobody whom one can become. */
const WHO: { readonly [kind in NodeKind]?: string } = {
  credential: "who uses it, holds it or can read it",
  resource: "who can read or change it",
  scope: "who becomes administrator of it",
};
const WHAT: { readonly [kind in NodeKind]?: string } = {
  credential: "what opens if it leaks",
  resource: "what whoever changes it reaches",
  scope: "what its administrator reaches",
};

const MOST_LISTED = 10;
const MOST_KEPT = 200;
const HELD: { readonly [kind in NodeKind]?: Capability } = { credential: "read", resource: "write", scope: "admin" };

/** The graph of a store as answers look at it: its parts are made once, when the first answer needs them. */
export interface AccessGraph {
  readonly graph: PathGraph;
  /** Edges by where they lead. */
  readonly into: ReadonlyMap<string, readonly PathEdge[]>;
  /** Grants and instance profiles: they only say how one gets on. */
  readonly hidden: ReadonlySet<string>;
}

/** Reads the graph of a store in steps: a second of work where there are a hundred thousand identities. */
export function* accessGraphSteps(store: Store): Steps<AccessGraph> {
  const edges: PathEdge[] = [];
  for (const piece of store.pathEdgePieces()) {
    addAll(edges, piece);
    yield { doing: "reading the graph", done: edges.length };
  }
  const sorted = yield* sortSteps(edges, compareEdges);
  return yield* toAccessGraph(store, sorted);
}

/** Two edges of the same two ends may differ in kind: which one a way takes must not depend on how they lie in the file. */
function compareEdges(a: PathEdge, b: PathEdge): number {
  return compareText(a.from, b.from) || compareText(a.to, b.to) || compareText(a.kind, b.kind);
}

function* toAccessGraph(store: Store, edges: readonly PathEdge[]): Steps<AccessGraph> {
  const graph = yield* pathGraphSteps(edges);
  const into = new Map<string, PathEdge[]>();
  for (const [at, edge] of edges.entries()) {
    addTo(into, edge.to, edge);
    if (at % PIECE === 0) yield;
  }
  const { indexOf } = graph.graph;
  const hidden = new Set<string>();
  for (const ids of [store.nodeIds("grant"), store.nodeIds("resource", "aws.instance-profile")]) {
    let read = 0;
    for (const id of ids) {
      if (indexOf.has(id)) hidden.add(id);
      read += 1;
      if (read % PIECE === 0) yield;
    }
  }
  return { graph, into, hidden };
}

/** Rows between two rests. */
const PIECE = 4_096;

export interface ExplainedAccess extends AccessAnswer {
  /** Of the answer and of the way to admin. */
  readonly lines: readonly string[];
  /** The best way to admin; undefined where there is none. */
  readonly toAdmin: WayToAdmin | undefined;
}

export interface WayToAdmin {
  readonly hops: number;
  /** Of its least sure step. */
  readonly state: string;
}

interface NodeUse {
  /** How long ago it was used, as people say it; undefined when that is not known, or it never was. */
  readonly lastUse: string | undefined;
  /** Logs of its cloud can be asked. */
  readonly hasLogs: boolean;
}

/** Nothing that was read runs or signs in as it; something did all the same when it was used. Nobody disables a bucket. */
function nothingStops(kind: NodeKind, { lastUse, hasLogs }: NodeUse): string | undefined {
  if (kind === "resource" || kind === "scope") return undefined;
  if (lastUse === undefined) return "nothing that was read";
  const when = lastUse === "0 d ago" ? "within a day" : lastUse;
  return `nothing that was read, and yet it was used ${when}${hasLogs ? " (--logs FILE says what it did)" : ""}`;
}

/** The answer for one node alone, in lines as well; undefined for nodes that no path leads to or from. */
export async function explainAccess(
  store: Store,
  id: string,
  { columns, lastUse, hasLogs }: NodeUse & { readonly columns: number },
): Promise<ExplainedAccess | undefined> {
  const edges = [...store.pathEdges()];
  const all = finish(toAccessGraph(store, edges));
  const node = store.node(id);
  const answer = finish(accessSteps(store, all, id));
  if (node === undefined || answer === undefined) return undefined;
  const { become, becomeCount, reaches, stops } = answer;
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const words = toPathWords(store, tables);
  const assuming = await openAssumptions(store);
  const control: PathEnd = { node: undefined, targets: controlledScopes(store, edges) };
  const starts: readonly PathStart[] = [{ id, capabilities: [heldAt(node.kind)] }];
  const best = bestPath(searchGraph(all.graph, control, undefined), starts);
  const stopped = best === undefined ? stoppedPath(edges, control, starts, undefined) : undefined;
  const between = stopped ? stoppedLines(stopped, words) : [];
  const isCredential = node.kind === "credential";
  const lines = [
    ...list(
      WHO[node.kind] ?? "who can become it",
      { rows: become, total: becomeCount, none: "nobody that was read" },
      ({ id: one, edge, state }) => `${words.name(one)}  ${edgeText(edge)}${doubt(state)}`,
    ),
    ...list(
      WHAT[node.kind] ?? "what it reaches",
      { rows: reaches, total: reaches.length, none: node.kind === "resource" ? undefined : "nothing that was read" },
      ({ id: one, capability, hops }) => {
        return `${words.name(one)}  ${capability === "act" ? "" : `${capability}, `}${counted(hops, "hop")}`;
      },
    ),
    ...(best && best.hops.length > 0
      ? [
          "",
          isCredential ? "the way from it to admin" : "its way to admin",
          ...pathLines(assuming(best), words, columns - 2).map(indent),
        ]
      : []),
    ...(between.length > 0 ? ["", "what stands between it and admin", ...between.map(indent)] : []),
    ...list(
      "what stops when it is disabled",
      { rows: stops, total: stops.length, none: nothingStops(node.kind, { lastUse, hasLogs }) },
      ({ id: one, why }) => `${words.name(one)}  ${why}`,
    ),
  ];
  const toAdmin = best && { hops: best.hops.length, state: best.state };
  return { ...answer, lines, toAdmin };
}

/** Who can become a node and what it reaches, of a graph at hand; undefined for nodes that no path leads to or from. */
export function* accessSteps(store: Store, all: AccessGraph, id: string): Steps<AccessAnswer | undefined> {
  const node = store.node(id);
  if (!node || node.kind === "grant") return undefined;
  const held = heldAt(node.kind);
  const isShown = (one: string): boolean => !isPassedThrough(one) && !all.hidden.has(one);
  const wanted: readonly Capability[] = node.kind === "resource" ? ["read", "write"] : [held];
  const targets = wanted.map((capability) => ({ node: id, capability }));
  const search = yield* searchSteps(all.graph.graph, targets);
  const toIt: PathSearch = { graph: all.graph, search };
  const sources = search.sourcesOf("act").filter(({ node: one }) => one !== id && isShown(one));
  yield;
  const near = sources.flatMap(({ node: one, hops }) => (hops === 1 ? [one] : []));
  const reached = yield* reachSteps(all.graph.graph, id, held);
  const reaches = reached
    .filter(({ node: one }) => isShown(one))
    .map(({ node: one, capability, hops }) => ({ id: one, capability, hops }));
  yield;
  const become = near.slice(0, MOST_KEPT).map((one) => toNeighbour(one, toIt));
  const uses: { readonly id: string; readonly edge: string }[] = [];
  for (const { kind, from } of all.into.get(id) ?? []) uses.push({ id: from, edge: kind });
  for (const [at, one] of near.entries()) {
    uses.push(toNeighbour(one, toIt));
    if (at % 512 === 511) yield;
  }
  const stops = (yield* stopSteps(node, uses, store)).filter((one) => isShown(one.id));
  return { become, becomeCount: sources.length, reaches, stops };
}

const heldAt = (kind: NodeKind): Capability => HELD[kind] ?? "act";
const indent = (line: string): string => (line === "" ? "" : `  ${line}`);

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

const JOBS: ReadonlySet<string> = new Set(workflowJob.types);
/** Of a job that would be taken, and whose text does not say as whom it signs in. */
const MAYBE = "may sign in as it by federation";

/**
 * What uses it: workloads (also through an instance profile, or by a token of their own) and active credentials. Who only may
 * become it, a person, another identity or a job that signs in as another, does not stop.
 */
function* stopSteps(
  target: KnownNode,
  uses: readonly { readonly id: string; readonly edge: string }[],
  store: Store,
): Steps<AccessAnswer["stops"]> {
  const stops = new Map<string, string>();
  for (const [at, { id: from, edge }] of uses.entries()) {
    if (at % 512 === 511) yield;
    const why = IN_USE[edge];
    if (why === undefined) continue;
    const node = store.node(from);
    if (node === undefined || node.properties["status"] === "inactive") continue;
    // A branch or an environment is where jobs may run; the jobs are named themselves.
    const isJob = JOBS.has(node.type);
    if (edge === "federates" && !isJob && !node.type.startsWith("kubernetes.")) continue;
    const said = edge === "federates" && isJob ? signsInAs(node, target) : "yes";
    if (said !== "no") stops.set(from, said === "yes" ? why : MAYBE);
  }
  return [...stops].map(([one, why]) => ({ id: one, why }));
}

interface Listed<T> {
  readonly rows: readonly T[];
  readonly total: number;
  /** Said when there are none; undefined leaves the list out then. */
  readonly none: string | undefined;
}

function list<T>(title: string, { rows, total, none }: Listed<T>, toLine: (one: T) => string): string[] {
  if (total === 0) return none === undefined ? [] : ["", title, `  ${none}`];
  const shown = rows.slice(0, MOST_LISTED).map((one) => `  ${toLine(one)}`);
  const more = total - shown.length;
  return [
    "",
    title,
    ...shown,
    ...(more > 0
      ? [shown.length === 0 ? `  nobody in one step; ${more} from further away` : `  and ${more} more`]
      : []),
  ];
}
