// What the search over paths says: whether and how far every principal is from control of a scope, and the best path of
// everyone who gets there. The last part of analysis: it walks the edges of all parts and of all providers.
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
import { compareText } from "../../model/compare.js";
import type { Exposure, Json, JsonRecord } from "../../model/words.js";
import { collectedEdges } from "./collected-edges.js";

export interface Reach {
  readonly facts: readonly DerivedFact[];
  readonly paths: readonly AccessPath[];
}

/** Principals, and what their own permissions say of being administrator; undefined stands for `no`. */
export type Standings = ReadonlyMap<string, Json | undefined>;

/** Whose reach is of interest. */
export interface Judged {
  readonly standings: Standings;
  /** Workloads: only how far they are from control. */
  readonly workloads?: readonly string[];
}

/**
 * In: every principal that is judged, the derived nodes and edges of all parts. A path that rests on something unread counts
 * as unknown, and only where there is no other.
 */
export function findReach(
  input: Pick<AnalysisInput, "scopes" | "edges">,
  { standings, workloads = [] }: Judged,
  nodes: readonly DerivedNode[],
  derived: readonly DerivedEdge[],
): Reach {
  const edges: PathEdge[] = [...derived, ...collectedEdges(input, derived)];
  const targets = targetsIn(edges, input);
  const graph = toPathGraph(edges);
  const open = new Set(graph.edges.flatMap(({ state }, index) => (state === "unknown" ? [index] : [])));
  const sure = searchTo(graph.graph, targets, { without: open });
  const perhaps = open.size > 0 ? searchTo(graph.graph, targets) : undefined;
  const paths: AccessPath[] = [];
  const addPath = (source: string, sourceClass: PathSourceClass): void => {
    const path = sure.pathFrom(source, "act") ?? perhaps?.pathFrom(source, "act");
    if (!path || path.hops === 0) return;
    // what any repository of an owner reaches is said once, of all of them
    if (sourceClass === "repository" && path.edges.some(({ from }) => from !== source && isHubOfRepositories(from)))
      return;
    paths.push(toAccessPath(path, sourceClass, graph));
  };
  const facts: DerivedFact[] = [];
  for (const [node, verdict] of standings) {
    addPath(node, "principal");
    const hops = sure.hopsFrom(node, "act");
    if (hops !== undefined) {
      facts.push({ node, columns: reaching(verdict === "effective", hops) });
      continue;
    }
    const isOpen = verdict === "unknown" || perhaps?.reaches(node, "act") === true;
    facts.push({ node, columns: isOpen ? UNKNOWN : NOT });
  }
  for (const node of workloads) {
    const hops = sure.hopsFrom(node, "act");
    if (hops !== undefined) facts.push({ node, columns: { reaches_admin: true, admin_hops: hops } });
    else if (perhaps?.reaches(node, "act") !== true) facts.push({ node, columns: { reaches_admin: false } });
  }
  for (const { id, type } of nodes) {
    const sourceClass = CLASSES[type];
    if (sourceClass !== undefined) addPath(id, sourceClass);
  }
  return { facts, paths };
}

function isHubOfRepositories(id: string): boolean {
  return id.startsWith("set:github:");
}

/** Scopes that some edge gives control of: tier 0. Control of a single resource is not. */
function targetsIn(edges: readonly PathEdge[], input: Pick<AnalysisInput, "scopes">): Target[] {
  const known = new Set([...input.scopes()].map(({ id }) => id));
  const scopes = new Set<string>();
  for (const { to, capability } of edges) {
    if (capability === "admin" && (to.startsWith("aws:") || known.has(to))) scopes.add(to);
  }
  return [...scopes].sort(compareText).map((node) => ({ node, capability: "admin" }));
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
  "any.member": "principal",
  "github.action-publisher": "vendor",
  "aws.external-account": "vendor",
  "aws.external-principal": "vendor",
  "github.repositories": "repository",
  "github.repository-writers": "repository",
  "oidc.subjects": "federation",
  "saml.users": "federation",
  "x509.certificates": "federation",
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
