// Searches the stored graph: its edges, the best path from a start to an end, others beside it, and what may hide one.
import { controlOf, type PathGraph, stateOf, toHops, toPathGraph } from "../graph/path-graph.js";
import type { FoundPath, Search } from "../graph/search.js";
import { compareWays, searchSureFirst } from "../graph/sure-first.js";
import type { PathEdge } from "../model/analysis.js";
import type { PathHop } from "../model/finding.js";
import type { Store } from "../store/index.js";
import type { PathEnd, PathStart } from "./path-ends.js";
import { unaskedIn } from "./unasked.js";

/** A path as `nhi paths` prints it. */
export interface ShownPath {
  readonly source: string;
  readonly target: string;
  /** What is held at the target: act, read, admin. */
  readonly capability: string;
  readonly hops: readonly PathHop[];
  readonly state: string;
  readonly confidence: number;
  /** Identity through which the target scope is controlled, when the path ends in one. */
  readonly controller?: string;
  /** What that control depends on; none where nothing. */
  readonly condition?: string;
  /** What was taken as given because it was not read; none where nothing. */
  readonly assumptions?: readonly string[];
}

export interface PathSearch {
  readonly graph: PathGraph;
  readonly search: Search;
}

/** What was found where it is named, and is kept elsewhere: groups of Google are the directory's, not the project's that names them. */
const KEPT_ELSEWHERE: ReadonlySet<string> = new Set(["gcp.group"]);

/** Edges of the store, and control of the target's scope, which reaches everything in it. */
export function edgesTo(edges: readonly PathEdge[], end: PathEnd): readonly PathEdge[] {
  const { node } = end;
  if (!node || node.scope === "" || node.id === node.scope || KEPT_ELSEWHERE.has(node.type)) return edges;
  const contains: PathEdge = {
    kind: "contains",
    from: node.scope,
    to: node.id,
    state: "none",
    confidence: 1,
    hops: 1,
    because: [],
  };
  return [...edges, contains];
}

/** Searches the edges that lead to an end backwards from it; over any number of hops where no limit is given. */
export function searchPaths(edges: readonly PathEdge[], end: PathEnd, maxHops: number | undefined): PathSearch {
  return searchGraph(toPathGraph(edgesTo(edges, end)), end, maxHops);
}

/** The same of a graph that is built already. */
export function searchGraph(graph: PathGraph, { targets }: PathEnd, maxHops: number | undefined): PathSearch {
  return { graph, search: searchSureFirst(graph.graph, targets, maxHops === undefined ? {} : { maxHops }) };
}

/** Best path of the starts, a certain one before one that is not; undefined when there is none. */
export function bestPath({ search, graph }: PathSearch, starts: readonly PathStart[]): ShownPath | undefined {
  const [best] = waysOf(search, starts);
  return best && toShown(best, graph);
}

/** Best path of each start and capability, the best of all first. */
export function waysOf(search: Search, starts: readonly PathStart[]): FoundPath[] {
  return starts
    .flatMap(({ id, capabilities }) => capabilities.flatMap((capability) => search.pathFrom(id, capability) ?? []))
    .sort(compareWays);
}

function toShown(path: FoundPath, graph: PathGraph): ShownPath {
  return {
    source: path.source,
    target: path.target,
    capability: path.capability,
    hops: toHops(path, graph),
    state: stateOf(path),
    confidence: path.confidence,
    ...controlOf(path, graph),
  };
}

const MOST_PATHS = 50;

/** Paths that differ in an edge, best first: each is the best one without some edge of those before it. */
export function allPaths(found: PathSearch, end: PathEnd, starts: readonly PathStart[], maxHops?: number): ShownPath[] {
  const { graph } = found;
  const best = (without: ReadonlySet<number>): FoundPath | undefined => {
    const options = { without, ...(maxHops !== undefined && { maxHops }) };
    return waysOf(searchSureFirst(graph.graph, end.targets, options), starts)[0];
  };
  const paths = new Map<string, FoundPath>();
  const queue: ReadonlySet<number>[] = [new Set()];
  const tried = new Set<string>();
  for (let without = queue.shift(); without !== undefined && paths.size < MOST_PATHS; without = queue.shift()) {
    const path = best(without);
    if (!path) continue;
    paths.set(path.edgeIndexes.join(" "), path);
    for (const edge of path.edgeIndexes) {
      const next = new Set([...without, edge]);
      const key = [...next].sort((a, b) => a - b).join(" ");
      if (!tried.has(key) && next.size <= 3 && tried.size < 4 * MOST_PATHS) queue.push(next);
      tried.add(key);
    }
  }
  return [...paths.values()].sort(compareWays).map((path) => toShown(path, graph));
}

export interface HidingGap {
  readonly scope: string;
  readonly what: string;
  readonly why: string;
}

/**
 * What was not read and could hide a path: anything of the scopes but whole data sets that say nothing of access; and what nobody asked
 * for, where nothing of a scope can be told without it.
 */
export function hidingGaps(store: Store): HidingGap[] {
  const scopes = store.scopes();
  const unasked = unaskedIn(scopes).map(({ scope, dataSet }) => ({ scope, what: dataSet, why: "was never asked for" }));
  const unread = scopes.flatMap(({ id, coverage, gaps }) => [
    ...coverage
      .filter(({ state, dataSet }) => state !== "complete" && bearsOnAccess(dataSet))
      .map(({ dataSet, region, message, code }) => ({
        scope: id,
        what: region === undefined || region === "" ? dataSet : `${dataSet} in ${region}`,
        why: message ?? code ?? "not read",
      })),
    ...gaps
      .filter(({ dataSet }) => bearsOnAccess(dataSet))
      .map(({ subject, message }) => ({ scope: id, what: subject, why: message })),
  ]);
  return [...unasked, ...unread];
}

/** Data sets about passwords, ages and names lead nowhere. */
const ASIDE =
  /^aws\/iam:(credential-report|access-key-last-used|account-summary|account-aliases|account-password-policy|server-certificates|signing-certificates|ssh-public-keys|service-specific-credentials|virtual-mfa-devices|mfa-devices)$|^aws\/sts:/;

function bearsOnAccess(dataSet: string): boolean {
  return !ASIDE.test(dataSet);
}
