// What the search over paths says: whether and how far every principal is from control of a scope and from data of production,
// and the best path of everyone who gets there. The last part of analysis: it walks the edges of all parts and providers.
import { MOST_HOPS, type PathGraph, toHops, toPathGraph } from "../../graph/path-graph.js";
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
import type { JsonRecord } from "../../model/words.js";
import { accountOfArn } from "../aws/attached-policy.js";
import { askedAccounts } from "../aws/read-accounts.js";
import { isOwnPath, SOURCE_CLASSES, toAccessPath } from "./access-paths.js";
import { weakerInvokers } from "./amplify.js";
import { type Both, searchBoth } from "./both.js";
import { changedBuilds } from "./changed-builds.js";
import { collectedEdges } from "./collected-edges.js";
import { targetsIn } from "./control-targets.js";
import { crossingColumns, openCrossing, readEnvironments } from "./crossing.js";
import { delegationCallers } from "./delegates.js";
import { everybodysData, perhapsHolding } from "./everybodys-data.js";
import { findFirstFix } from "./first-fix.js";
import { foreignEnvironments } from "./foreign-environments.js";
import { privilegeUse } from "./privilege-use.js";
import { createReaches, NOT, type Standings, UNKNOWN, withoutVerdict } from "./reach-of.js";
import { secretReaders } from "./secret-readers.js";
import { type CredentialOwners, serverCredentials } from "./server-credentials.js";
import { tierOneTargets } from "./tiers.js";
import { isOfForge, reachOfUnjudged, unjudgedIn } from "./unjudged.js";
import { unlabelledScopes } from "./unlabelled.js";
import { type ReachOf, workloadControl, workloadReach } from "./workloads.js";

export interface Reach {
  readonly facts: readonly DerivedFact[];
  readonly paths: readonly AccessPath[];
  readonly firstFix: FirstFix | undefined;
}

/** Nodes that may be one of others. */
export interface Through {
  readonly nodes: readonly string[];
  readonly through: readonly string[];
}

/** What the parts before have worked out. */
export interface Worked {
  readonly standings: Standings;
  /** Of what else it is not known whether it gets to control. */
  readonly undecided?: readonly string[];
  /** Of these it is not, as far as what they may be gets to control, or to data of production. */
  readonly undecidedThrough?: readonly Through[];
  /** Of whom it is not known whether they read data of production. */
  readonly undecidedReaders?: readonly string[];
  /** Workloads whose own edges are walked: only how far they are from control. */
  readonly workloads?: readonly string[];
  readonly nodes: readonly DerivedNode[];
  readonly edges: readonly DerivedEdge[];
  readonly facts: readonly DerivedFact[];
  /** Whose the credentials of agents are. */
  readonly credentials?: CredentialOwners;
}

/**
 * In: every principal that is judged, the derived nodes, edges and facts of all parts. A path that rests on something unread
 * counts as unknown, and only where there is no other.
 */
export function findReach(input: AnalysisInput, worked: Worked): Reach {
  const { standings, workloads = [], nodes, edges: derived, facts: known } = worked;
  const edges: PathEdge[] = [...derived, ...collectedEdges(input, derived)];
  const graph = toPathGraph(edges);
  // of an account that was asked and did not tell of its users and roles, anyone may be one of them
  const { unread } = askedAccounts(input);
  const { control, data, everybodys, perhaps, unnamed } = searchEnds(input, worked, { edges, graph, unread });
  const paths: AccessPath[] = [];
  const addPaths = pathsInto(paths, { graph, control, data });
  const sessions = new Set([...input.nodes(["aws.session"])].map(({ id }) => id));
  const isJudged = (id: string) => standings.has(id) || sessions.has(id);
  const { reachOf, running } = createReaches({ standings, isJudged }, control, data);
  const facts: DerivedFact[] = [];
  const environments = readEnvironments(known, perhaps, unnamed);
  for (const [node, verdict] of standings) {
    // most identities have no edge that leads anywhere
    if (!graph.graph.indexOf.has(node)) {
      facts.push({ node, columns: verdict === "unknown" ? UNKNOWN : (reachOf(node) ?? NOT) });
      continue;
    }
    const target = addPaths(node, "principal");
    const reached = reachOf(node) ?? NOT;
    const crossing = environments.has(node) ? crossingOf([control, data], node, environments) : undefined;
    const columns = crossing === undefined ? reached : { ...reached, ...crossing };
    // an account of Google's may come to control of another sort of scope, which is another finding
    const isTold = target !== undefined && node.startsWith("gcp:service-account/");
    facts.push({ node, columns: isTold ? { ...columns, admin_of: target } : columns });
  }
  const unjudged = unjudgedIn(input, standings);
  addAll(facts, workloadControl(workloads, control), changedBuilds(input, nodes, { graph, control }));
  addAll(facts, reachOfUnjudged(unjudged, standings, { graph, control, data }));
  for (const { id, type } of nodes) {
    const sourceClass = SOURCE_CLASSES[type];
    if (sourceClass !== undefined) addPaths(id, sourceClass);
  }
  for (const { id } of input.nodes(["agent.client"])) addPaths(id, "agent");
  const reach = { input, edges, derived, known, reachOf, running, control };
  const stepsOf = (id: string) => stepsIn([control, data], id, graph);
  const isAdmin = (id: string) => standings.get(id) === "effective";
  const isOwn = (id: string) => standings.has(id) || unread.has(accountOfArn(id));
  addAll(facts, everybodys, factsOfReach(reach, isOwn), privilegeUse(input, { isAdmin, stepsOf }));
  if (worked.credentials) addAll(facts, serverCredentials(input, worked.credentials, graph, control));
  const sources = paths.flatMap(({ tier, source }) => (tier === 0 ? [source] : []));
  // whoever writes to a repository is counted once above, as its writers
  for (const one of unjudged) if (isOfForge(one)) addPaths(one.id, "principal");
  return { facts, paths, firstFix: control && findFirstFix(graph, control.targets, sources) };
}

/** Ways to control and to data of production, what everybody keeps, and what is perhaps such data. */
function searchEnds(
  input: AnalysisInput,
  { standings, nodes, facts, ...worked }: Worked,
  { edges, graph, unread }: { edges: readonly PathEdge[]; graph: PathGraph; unread: ReadonlySet<string> },
) {
  const open = openEdges(graph.graph);
  const unknown = [...standings].flatMap(([id, verdict]) => (verdict === "unknown" ? [id] : []));
  const silent = silentPrincipals(edges, unread, standings);
  const undecided = [...unknown, ...silent, ...(worked.undecided ?? [])];
  const control = throughOthers(
    searchBoth(graph, targetsIn(edges, input, nodes), open, undecided),
    worked.undecidedThrough,
  );
  const everybodys = [...everybodysData(input, edges)];
  const ofReaders = [...perhapsHolding(everybodys), ...silent, ...(worked.undecidedReaders ?? [])];
  const unlabelled = unlabelledScopes(input);
  const { targets, perhaps } = tierOneTargets(input, facts, unlabelled);
  const data = throughOthers(searchBoth(graph, targets, open, ofReaders, perhaps), worked.undecidedThrough);
  return { control, data, everybodys, perhaps, unnamed: unlabelled.names };
}

/** Users and roles that edges lead to, of accounts that did not tell what theirs may do. */
function silentPrincipals(
  edges: readonly PathEdge[],
  accounts: ReadonlySet<string>,
  standings: Standings,
): ReadonlySet<string> {
  const found = new Set<string>();
  if (accounts.size === 0) return found;
  for (const { to } of edges)
    if (/^arn:[^:]+:iam::\d{12}:(?:role|user)\/[^#]+$/.test(to) && accounts.has(accountOfArn(to)) && !standings.has(to))
      found.add(to);
  return found;
}

/** The search, in which those are undecided as well who may be somebody that gets to what is searched for. */
function throughOthers(search: Both | undefined, undecided: readonly Through[] = []): Both | undefined {
  if (search === undefined) return undefined;
  const leads = (one: string) => search.hopsFrom(one) !== undefined || search.mayReach(one);
  const more = undecided.flatMap(({ through, nodes }) => (through.some(leads) ? nodes : []));
  return more.length === 0 ? search : search.withUndecided(more);
}

/** Keeps the paths of a source; answers with the scope that it controls, or comes to control first. */
function pathsInto(
  paths: AccessPath[],
  { graph, control, data }: { graph: PathGraph; control: Both | undefined; data: Both | undefined },
): (source: string, sourceClass: PathSourceClass) => string | undefined {
  return (source, sourceClass) => {
    const path = control?.pathFrom(source);
    if (path && isOwnPath(path, sourceClass)) paths.push(toAccessPath(path, { sourceClass, tier: 0 }, graph));
    if (control?.isAt(source)) return path?.target; // who controls the account has all that is in it
    const toData = data?.pathFrom(source);
    if (toData && isOwnPath(toData, sourceClass)) paths.push(toAccessPath(toData, { sourceClass, tier: 1 }, graph));
    return path?.target;
  };
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

/** The way to control counts before the one to data, a certain one before one that was not decided; undefined where neither crosses. */
function crossingOf(
  searches: readonly (Both | undefined)[],
  node: string,
  environments: ReadonlyMap<string, string>,
): JsonRecord | undefined {
  const found = searches.flatMap((search): JsonRecord[] => {
    const path = search?.pathFrom(node);
    const perhaps = search?.perhapsFrom(node);
    return [path && crossingColumns(path, environments), perhaps && openCrossing(perhaps, environments)].filter(
      (columns) => columns !== undefined,
    );
  });
  return found.find((columns) => "enters_production_at" in columns) ?? found[0];
}

/** What follows from reach for workloads, agents, secrets, delegations and roles. */
function* factsOfReach(
  { input, edges, derived, known, reachOf, running, control }: Reached,
  isOwn: (id: string) => boolean,
): Iterable<DerivedFact> {
  for (const { id } of input.nodes(["agent.config-secret"])) {
    const hops = control?.hopsFrom(id, "read");
    if (hops !== undefined) yield { node: id, columns: { opens_admin: true, opens_admin_hops: hops } };
    else if (control?.mayReach(id, "read") === true) yield { node: id, columns: { opens_known: false } };
  }
  yield* workloadReach(input, derived, (id) => withoutVerdict(running(id)));
  yield* weakerInvokers(input, edges, { reachOf, running });
  yield* secretReaders(input, edges, derived, reachOf);
  yield* delegationCallers(input, edges, (id) => control?.isAt(id) === true);
  yield* foreignEnvironments(derived, known, isOwn);
}
