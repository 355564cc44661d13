// What the search over paths says: whether and how far every principal is from control of an account, and the best path of
// everyone who gets there.
import { type PathGraph, stateOf, toHops, toPathGraph } from "../../graph/path-graph.js";
import { type FoundPath, type Search, searchTo, type Target } from "../../graph/search.js";
import type {
  AccessPath,
  AnalysisInput,
  DerivedEdge,
  DerivedFact,
  DerivedNode,
  PathEdge,
  PathSourceClass,
  StoredEdge,
} from "../../model/analysis.js";
import type { EdgeKind, Exposure, Json, JsonRecord } from "../../model/words.js";

/** Collected kinds that lead from one principal of AWS to another. Policies and groups are in the derived edges already. */
const COLLECTED: readonly EdgeKind[] = ["runs_as", "yields"];

export interface Reach {
  readonly facts: readonly DerivedFact[];
  readonly paths: readonly AccessPath[];
}

interface Way {
  readonly graph: PathGraph;
  readonly search: Search;
}

/**
 * In: ids of principals, what their own policies say of being administrator (`no` when absent), the derived graph.
 * A path that rests on something unread counts as unknown, and only where there is no other.
 */
export function toReach(
  input: AnalysisInput,
  principals: readonly string[],
  admins: ReadonlyMap<string, Json | undefined>,
  nodes: readonly DerivedNode[],
  derived: readonly DerivedEdge[],
): Reach {
  const edges: PathEdge[] = [...derived, ...collected(input, derived)];
  const targets = targetsIn(derived);
  const toWay = (some: readonly PathEdge[]): Way => {
    const graph = toPathGraph(some);
    return { graph, search: searchTo(graph.graph, targets) };
  };
  const sure = toWay(edges.filter(({ state }) => state !== "unknown"));
  const perhaps = edges.some(({ state }) => state === "unknown") ? toWay(edges) : undefined;
  const paths: AccessPath[] = [];
  const addPath = (source: string, sourceClass: PathSourceClass): void => {
    const way = [sure, perhaps].find((one) => one?.search.reaches(source, "act"));
    const path = way?.search.pathFrom(source, "act");
    if (way && path && path.hops > 0) paths.push(toAccessPath(path, sourceClass, way.graph));
  };
  const facts = principals.map((node): DerivedFact => {
    const verdict = admins.get(node);
    addPath(node, "principal");
    const hops = sure.search.hopsFrom(node, "act");
    if (hops !== undefined) return { node, columns: reaching(verdict === "effective", hops) };
    const isOpen = verdict === "unknown" || perhaps?.search.reaches(node, "act") === true;
    return { node, columns: isOpen ? UNKNOWN : NOT };
  });
  for (const { id, type } of nodes) {
    const sourceClass = CLASSES[type];
    if (sourceClass !== undefined) addPath(id, sourceClass);
  }
  return { facts, paths };
}

/** Scopes that some derived edge gives control of. */
function targetsIn(derived: readonly DerivedEdge[]): Target[] {
  const scopes = new Set<string>();
  for (const { to, capability } of derived) if (capability === "admin" && to.startsWith("aws:")) scopes.add(to);
  return [...scopes].sort().map((node) => ({ node, capability: "admin" }));
}

const UNKNOWN: JsonRecord = { admin: "unknown" };
const NOT: JsonRecord = { admin: "no", reaches_admin: false };

function reaching(isEffective: boolean, hops: number): JsonRecord {
  const common = { reaches_admin: true, admin_hops: hops };
  return isEffective ? { admin: "effective", tier: 0, ...common } : { admin: "reaches", ...common };
}

/** Sources outside the estate, by the type of their node. */
const CLASSES: { readonly [type: string]: PathSourceClass } = {
  "any.internet": "internet",
  "aws.external-account": "vendor",
  "aws.external-principal": "vendor",
  "github.repositories": "repository",
  "github.repository-writers": "repository",
  "oidc.subjects": "federation",
  "saml.users": "federation",
};

const EXPOSURES: { readonly [sourceClass in PathSourceClass]?: Exposure } = {
  internet: "internet",
  vendor: "vendor",
  repository: "any-writer",
};

function toAccessPath(path: FoundPath, sourceClass: PathSourceClass, graph: PathGraph): AccessPath {
  const exposure = EXPOSURES[sourceClass];
  return {
    source: path.source,
    sourceClass,
    target: path.target,
    tier: 0,
    hops: path.hops,
    confidence: path.confidence,
    state: stateOf(path),
    ...(exposure !== undefined && { exposure }),
    steps: toHops(path, graph),
  };
}

/** Collected edges, as far as a derived one leads to them: most trusts accept nobody from outside. */
function* collected(input: AnalysisInput, derived: readonly DerivedEdge[]): Iterable<PathEdge> {
  const reached = new Set<string>();
  for (const { kind, to } of derived) if (kind === "federates" || kind === "runs_code_in") reached.add(to);
  // a hub of workloads leads to its members
  for (const { kind, from, to } of derived) if (kind === "includes" && reached.has(from)) reached.add(to);
  if (reached.size === 0) return;
  for (const edge of input.edges(COLLECTED)) if (reached.has(edge.from)) yield toPathEdge(edge);
}

function toPathEdge({ kind, from, to, state, confidence }: StoredEdge): PathEdge {
  return { kind, from, to, state, confidence, because: [] };
}
