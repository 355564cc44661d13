// What the search over paths says: whether and how far every principal is from control of an account, and the best path of
// everyone who gets there.
import { type PathGraph, stateOf, toHops, toPathGraph } from "../../graph/path-graph.js";
import { type FoundPath, searchTo, type Target } from "../../graph/search.js";
import type {
  AccessPath,
  AnalysisInput,
  DerivedEdge,
  DerivedFact,
  DerivedNode,
  PathEdge,
  PathSourceClass,
} from "../../model/analysis.js";
import type { EdgeKind, Exposure, Json, JsonRecord } from "../../model/words.js";

export interface Reach {
  readonly facts: readonly DerivedFact[];
  readonly paths: readonly AccessPath[];
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
  const graph = toPathGraph(edges);
  const open = new Set(graph.edges.flatMap(({ state }, index) => (state === "unknown" ? [index] : [])));
  const sure = searchTo(graph.graph, targets, { without: open });
  const perhaps = open.size > 0 ? searchTo(graph.graph, targets) : undefined;
  const paths: AccessPath[] = [];
  const addPath = (source: string, sourceClass: PathSourceClass): void => {
    const path = sure.pathFrom(source, "act") ?? perhaps?.pathFrom(source, "act");
    if (path && path.hops > 0) paths.push(toAccessPath(path, sourceClass, graph));
  };
  const facts = principals.map((node): DerivedFact => {
    const verdict = admins.get(node);
    addPath(node, "principal");
    const hops = sure.hopsFrom(node, "act");
    if (hops !== undefined) return { node, columns: reaching(verdict === "effective", hops) };
    const isOpen = verdict === "unknown" || perhaps?.reaches(node, "act") === true;
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
  const trusts = new Set<string>();
  const workloads = new Set<string>();
  for (const { kind, to } of derived) {
    if (kind === "federates") trusts.add(to);
    else if (kind === "runs_code_in") workloads.add(to);
  }
  for (const trust of trusts) yield toPathEdge("yields", trust, trust.slice(0, trust.indexOf("#trust/")));
  if (workloads.size === 0) return;
  // a hub of workloads leads to its members
  for (const { kind, from, to } of derived) if (kind === "includes" && workloads.has(from)) workloads.add(to);
  for (const { from, to } of input.edges(["runs_as"])) if (workloads.has(from)) yield toPathEdge("runs_as", from, to);
}

function toPathEdge(kind: EdgeKind, from: string, to: string): PathEdge {
  return { kind, from, to, state: "none", confidence: 1, because: [] };
}
