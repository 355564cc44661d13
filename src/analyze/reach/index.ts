// What the search over paths says: whether and how far every principal is from control of a scope and from data of production,
// and the best path of everyone who gets there. The last part of analysis: it walks the edges of all parts and providers.
import { MOST_HOPS, type PathGraph, stateOf, toHops, toPathGraph } from "../../graph/path-graph.js";
import { type FoundPath, type Search, searchTo, type Target } from "../../graph/search.js";
import { openEdges } from "../../graph/sure-first.js";
import { addAll } from "../../model/add-all.js";
import type {
  AccessPath,
  AnalysisInput,
  DerivedEdge,
  DerivedFact,
  DerivedNode,
  FirstFix,
  PathEdge,
  PathSourceClass,
} from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { Capability, Exposure, Json, JsonRecord } from "../../model/words.js";
import { createRecordPool } from "../facts/record-joiner.js";
import { weakerInvokers } from "./amplify.js";
import { collectedEdges } from "./collected-edges.js";
import { crossingColumns, readEnvironments } from "./crossing.js";
import { delegationCallers } from "./delegates.js";
import { everybodysData } from "./everybodys-data.js";
import { findFirstFix } from "./first-fix.js";
import { foreignEnvironments } from "./foreign-environments.js";
import { privilegeUse } from "./privilege-use.js";
import { secretReaders } from "./secret-readers.js";
import { tierOneTargets } from "./tiers.js";
import { type ReachOf, workloadReach } from "./workloads.js";

export interface Reach {
  readonly facts: readonly DerivedFact[];
  readonly paths: readonly AccessPath[];
  readonly firstFix: FirstFix | undefined;
}

/** Principals, and what their own permissions say of being administrator; undefined stands for `no`. */
export type Standings = ReadonlyMap<string, Json | undefined>;

/** What the parts before have worked out. */
export interface Worked {
  readonly standings: Standings;
  /** Workloads whose own edges are walked: only how far they are from control. */
  readonly workloads?: readonly string[];
  readonly nodes: readonly DerivedNode[];
  readonly edges: readonly DerivedEdge[];
  readonly facts: readonly DerivedFact[];
}

/**
 * In: every principal that is judged, the derived nodes, edges and facts of all parts. A path that rests on something unread
 * counts as unknown, and only where there is no other.
 */
export function findReach(
  input: AnalysisInput,
  { standings, workloads = [], nodes, edges: derived, facts: known }: Worked,
): Reach {
  const edges: PathEdge[] = [...derived, ...collectedEdges(input, derived)];
  const graph = toPathGraph(edges);
  const open = openEdges(graph.graph);
  const control = searchBoth(graph, targetsIn(edges, input, nodes), open);
  const data = searchBoth(graph, tierOneTargets(input, known), open);
  const paths: AccessPath[] = [];
  /** The scope that the source controls, or comes to control first. */
  const addPaths = (source: string, sourceClass: PathSourceClass): string | undefined => {
    const path = control?.pathFrom(source);
    if (path && isOwnPath(path, sourceClass)) paths.push(toAccessPath(path, { sourceClass, tier: 0 }, graph));
    if (control?.isAt(source)) return path?.target; // who controls the account has all that is in it
    const toData = data?.pathFrom(source);
    if (toData && isOwnPath(toData, sourceClass)) paths.push(toAccessPath(toData, { sourceClass, tier: 1 }, graph));
    return path?.target;
  };
  const sessions = new Set([...input.nodes(["aws.session"])].map(({ id }) => id));
  const isJudged = (id: string) => standings.has(id) || sessions.has(id);
  const { reachOf, running } = createReaches({ standings, isJudged }, control, data);
  const facts: DerivedFact[] = [];
  const environments = readEnvironments(known);
  for (const [node, verdict] of standings) {
    // most identities have no edge that leads anywhere
    if (!graph.graph.indexOf.has(node)) {
      facts.push({ node, columns: verdict === "unknown" ? UNKNOWN : NOT });
      continue;
    }
    const target = addPaths(node, "principal");
    const reached = reachOf(node) ?? NOT;
    const crossing = environments.has(node) ? crossingOf([data, control], node, environments) : undefined;
    const columns = crossing === undefined ? reached : { ...reached, ...crossing };
    // an account of Google's may come to control of another sort of scope, which is another finding
    const isTold = target !== undefined && node.startsWith("gcp:service-account/");
    facts.push({ node, columns: isTold ? { ...columns, admin_of: target } : columns });
  }
  addAll(facts, ofWorkloads(workloads, control), ofUnjudged(input, standings, { graph, control, data }));
  for (const { id, type } of nodes) {
    const sourceClass = CLASSES[type];
    if (sourceClass !== undefined) addPaths(id, sourceClass);
  }
  for (const { id } of input.nodes(["agent.client"])) addPaths(id, "agent");
  const reach = { input, edges, derived, known, reachOf, running, control };
  const stepsOf = (id: string) => stepsIn([control, data], id, graph);
  const isAdmin = (id: string) => standings.get(id) === "effective";
  const isOwn = (id: string) => standings.has(id);
  addAll(facts, factsOfReach(reach, isOwn), privilegeUse(input, { isAdmin, stepsOf }));
  const sources = paths.flatMap(({ tier, source }) => (tier === 0 ? [source] : []));
  // whoever writes to a repository is counted once above, as its writers
  for (const id of ofForges(input, standings)) addPaths(id, "principal");
  return { facts, paths, firstFix: control && findFirstFix(graph, control.targets, sources) };
}

/** People, bots, teams and Apps of GitHub and GitLab: they start paths, and nobody weighs their own rights as a whole. */
function* ofForges(input: AnalysisInput, standings: Standings): Iterable<string> {
  const types = input.types("principal").filter((type) => /^git(?:hub|lab)\./.test(type));
  if (types.length === 0) return;
  for (const { id } of input.nodes(types)) if (!standings.has(id)) yield id;
}

/** How far workloads are from control; nothing where that is open. */
function* ofWorkloads(workloads: readonly string[], control: Both | undefined): Iterable<DerivedFact> {
  for (const node of workloads) {
    const hops = control?.hopsFrom(node);
    if (hops !== undefined) yield { node, columns: { reaches_admin: true, admin_hops: hops, tier: 0 } };
    else if (control?.mayReach(node) !== true) yield { node, columns: { reaches_admin: false } };
  }
}

/**
 * People, teams and Apps whose own rights nobody weighs as a whole: that one is no administrator is not known, but a way that was found
 * is one.
 */
function* ofUnjudged(
  input: AnalysisInput,
  standings: Standings,
  { graph, ...ends }: { graph: PathGraph; control: Both | undefined; data: Both | undefined },
): Iterable<DerivedFact> {
  const types = input.types("principal");
  if (types.length === 0) return;
  const reachOf = createReachOf({ standings, isJudged: () => true }, ends.control, ends.data);
  for (const { id } of input.nodes(types)) {
    if (standings.has(id) || !graph.graph.indexOf.has(id)) continue;
    const columns = reachOf(id) ?? NOT;
    const { admin, reaches_admin: _, ...way } = columns;
    if (admin !== "no") yield { node: id, columns };
    else if (Object.keys(way).length > 0) yield { node: id, columns: way };
  }
}

/** Steps of the way to control, else of the one to data. */
function stepsIn(searches: readonly (Both | undefined)[], id: string, graph: PathGraph): AccessPath["steps"] {
  for (const search of searches) {
    const path = search?.pathFrom(id);
    if (path !== undefined) return toHops(path, graph, MOST_HOPS);
  }
  return [];
}

interface Reached {
  readonly input: AnalysisInput;
  readonly edges: readonly PathEdge[];
  readonly derived: readonly DerivedEdge[];
  readonly known: readonly DerivedFact[];
  readonly reachOf: ReachOf;
  /** Of what runs as an identity, which has its tokens alone. */
  readonly running: ReachOf;
  readonly control: Both | undefined;
}

/** The way to control counts before the one to data; undefined where neither crosses. */
function crossingOf(
  searches: readonly (Both | undefined)[],
  node: string,
  environments: ReadonlyMap<string, string>,
): JsonRecord | undefined {
  let found: JsonRecord | undefined;
  for (const search of searches) {
    const path = search?.pathFrom(node);
    const columns = path && crossingColumns(path, environments);
    if (columns !== undefined) found = columns;
  }
  return found;
}

/** What follows from reach for workloads, agents, secrets, delegations and roles. */
function* factsOfReach(
  { input, edges, derived, known, reachOf, running, control }: Reached,
  isOwn: (id: string) => boolean,
): Iterable<DerivedFact> {
  for (const { id } of input.nodes(["agent.config-secret"])) {
    const hops = control?.hopsFrom(id, "read");
    if (hops !== undefined) yield { node: id, columns: { opens_admin: true, opens_admin_hops: hops } };
  }
  yield* workloadReach(input, derived, (id) => withoutVerdict(running(id)));
  yield* weakerInvokers(input, edges, { reachOf, running });
  yield* secretReaders(input, edges, derived, reachOf);
  yield* delegationCallers(input, edges, (id) => control?.isAt(id) === true);
  yield* everybodysData(input, edges);
  yield* foreignEnvironments(derived, known, isOwn);
}

interface Away {
  /** From a secret, whoever reads it: "read". */
  hopsFrom(node: string, held?: Capability): number | undefined;
  mayReach(node: string): boolean;
}

/** Two searches: without the edges that rest on something unread, and with them. */
interface Both extends Away {
  readonly targets: readonly Target[];
  /** Of those who have tokens of an identity and not its signature. */
  readonly unsigned: Away;
  /** Reached in no step, such as by an administrator. */
  isAt(node: string): boolean;
  pathFrom(node: string): FoundPath | undefined;
}

function searchBoth({ graph }: PathGraph, targets: readonly Target[], open: ReadonlySet<number>): Both | undefined {
  if (targets.length === 0) return undefined;
  const sure = searchTo(graph, targets, { without: open });
  const perhaps: Search | undefined = open.size > 0 ? searchTo(graph, targets) : undefined;
  return {
    targets,
    unsigned: toAway(sure.unsigned, perhaps?.unsigned),
    ...toAway(sure, perhaps),
    isAt: (node) => sure.hopsFrom(node, "act") === 0,
    pathFrom: (node) => sure.pathFrom(node, "act") ?? perhaps?.pathFrom(node, "act"),
  };
}

function toAway(sure: Search["unsigned"], perhaps: Search["unsigned"] | undefined): Away {
  return {
    hopsFrom: (node, held = "act") => sure.hopsFrom(node, held),
    mayReach: (node) => perhaps?.reaches(node, "act") === true,
  };
}

/** A path with a step in it; what any repository of an owner reaches is said once, of all of them. */
function isOwnPath({ hops, edges, source }: FoundPath, sourceClass: PathSourceClass): boolean {
  if (hops === 0) return false;
  if (sourceClass !== "repository" || isHubOfRepositories(source)) return true;
  return !edges.some(({ from }) => isHubOfRepositories(from));
}

function isHubOfRepositories(id: string): boolean {
  return /^set:git(?:hub|lab):/.test(id);
}

/** Scopes that some edge gives control of: tier 0. Control of a single resource is not. */
function targetsIn(
  edges: readonly PathEdge[],
  input: Pick<AnalysisInput, "scopes" | "nodes" | "types">,
  derived: readonly DerivedNode[],
): Target[] {
  const known = new Set([...input.scopes()].map(({ id }) => id));
  for (const { id, kind } of derived) if (kind === "scope") known.add(id);
  const types = input.types("scope");
  if (types.length > 0) for (const { id } of input.nodes(types)) known.add(id);
  const scopes = new Set<string>();
  for (const { to, capability } of edges) {
    if (capability === "admin" && (to.startsWith("aws:") || known.has(to))) scopes.add(to);
  }
  return [...scopes].sort(compareText).map((node) => ({ node, capability: "admin" }));
}

const UNKNOWN: JsonRecord = { admin: "unknown" };
const NOT: JsonRecord = { admin: "no", reaches_admin: false };

interface Judged {
  readonly standings: Standings;
  readonly isJudged: (id: string) => boolean;
}

/** What identities reach, and what is reached by running as them. */
function createReaches(judged: Judged, control: Both | undefined, data: Both | undefined) {
  return {
    reachOf: createReachOf(judged, control, data),
    running: createReachOf(judged, control?.unsigned, data?.unsigned),
  };
}

/** Columns of an identity: principals that were judged, and sessions that lead somewhere. */
function createReachOf({ standings, isJudged }: Judged, control: Away | undefined, data: Away | undefined): ReachOf {
  const shared = createRecordPool();
  return (node) => {
    if (!isJudged(node)) return undefined;
    const verdict = standings.get(node);
    const hops = control?.hopsFrom(node);
    if (hops !== undefined) {
      const admin = verdict === "effective" ? "effective" : "reaches";
      return shared({ admin, reaches_admin: true, admin_hops: hops, tier: 0 });
    }
    const toData = data?.hopsFrom(node);
    const columns = verdict === "unknown" || control?.mayReach(node) ? UNKNOWN : NOT;
    if (toData !== undefined) return shared({ ...columns, tier: 1, data_hops: toData });
    return columns;
  };
}

/** What is said of an identity holds for what runs as it, but for being an administrator itself. */
function withoutVerdict(columns: JsonRecord | undefined): JsonRecord | undefined {
  if (columns === undefined) return undefined;
  const { admin: _, ...rest } = columns;
  return rest;
}

/** Sources outside the estate, by the type of their node. */
const CLASSES: { readonly [type: string]: PathSourceClass } = {
  "any.internet": "internet",
  "any.google-account": "internet",
  "any.member": "principal",
  "gcp.domain": "principal",
  "github.action-publisher": "vendor",
  "aws.external-account": "vendor",
  "aws.external-principal": "vendor",
  "aws.vendor-customers": "vendor",
  "gitlab.invited-group": "vendor",
  "azure.partner-group": "vendor",
  "entra.external-tenant": "vendor",
  "google.external-publisher": "vendor",
  "github.repositories": "repository",
  "github.repository-writers": "repository",
  "gitlab.projects": "repository",
  "gitlab.project-writers": "repository",
  "oidc.subjects": "federation",
  "saml.users": "federation",
  "x509.certificates": "federation",
};

const EXPOSURES: { readonly [sourceClass in PathSourceClass]?: Exposure } = {
  internet: "internet",
  vendor: "vendor",
  repository: "any-writer",
};

function toAccessPath(
  path: FoundPath,
  { sourceClass, tier }: Pick<AccessPath, "sourceClass" | "tier">,
  graph: PathGraph,
): AccessPath {
  const exposure = EXPOSURES[sourceClass];
  return {
    source: path.source,
    sourceClass,
    target: path.target,
    tier,
    hops: path.hops,
    confidence: path.confidence,
    state: stateOf(path),
    ...(exposure !== undefined && { exposure }),
    steps: toHops(path, graph, MOST_HOPS),
  };
}
