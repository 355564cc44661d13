// Access in clusters: who can become which service account or control the cluster, as derived edges, and what follows for every
// principal. Pure; nothing is drawn where no cluster was read.
import type { AnalysisGap, AnalysisInput, DerivedFact } from "../../model/analysis.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import type { Json } from "../../model/words.js";
import { createDrawing, type Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";
import type { PartResult } from "../part-result.js";
import { textsOf } from "../properties.js";
import { wasRead } from "../read-sets.js";
import { drawTechniques } from "../scoped/engine.js";
import { accountFacts, BINDINGS } from "./account-facts.js";
import { readAksHosts } from "./aks-hosts.js";
import { type AwsAuth, authenticatedId, readAwsAuth, takesAwsAuth } from "./aws-auth.js";
import { drawBindable, readBindable } from "./bindable.js";
import { type KubernetesCaller, toCaller } from "./callers.js";
import { type EksCluster, entryFix, readEksClusters } from "./eks-entries.js";
import { drawEntrant, type Entrant, toEntrant } from "./entrants.js";
import { groupsOf, type Holder, type KubernetesEstate, readKubernetes, SUPERUSERS } from "./estate.js";
import { CLOUDS } from "./federation.js";
import { grantFacts } from "./grant-facts.js";
import { readHosts } from "./hosts.js";
import { readsLogs } from "./log-readers.js";
import { readMachines } from "./machines.js";
import { drawKubelets, drawNodes, readClusterMachines } from "./nodes.js";
import { drawOutsiders } from "./outsiders.js";
import { readersOfUnlistedTokens } from "./token-readers.js";
import { undecidedByTrusts } from "./unread-trusts.js";
import { drawWebhookServers, readWebhookServers } from "./webhook-servers.js";
import { createWorld } from "./world.js";

/** `clouds`: what is known of the identities that accounts are elsewhere. */
export function analyzeKubernetes(input: AnalysisInput, clouds: readonly DerivedFact[] = []): PartResult {
  const estate = readKubernetes(input);
  if (estate === undefined) return {};
  const techniques = (input.tables.scopedTechniques ?? []).filter(({ provider }) => provider === "kubernetes");
  const drawing = createDrawing();
  const eks = readEksClusters(input);
  const awsAuth = readAwsAuth(input, eks, estate);
  const entrants = entrantsOf(eks, awsAuth, estate);
  const holders = [...estate.holders.values(), ...entrants.map(({ holder }) => holder)];
  const direct = holders.map((holder) => toCaller(holder, estate));
  const { bindable, callers: bound } = readBindable(input, estate, direct);
  const callers = [...direct, ...bound];
  drawBindable(bindable, drawing);
  drawPrincipals(estate, drawing);
  for (const entrant of entrants) drawEntrant(entrant, estate, drawing);
  drawAwsAuth(awsAuth, drawing);
  const standings = accountStandings(input, estate);
  for (const caller of callers) {
    const control = drawControl(caller, drawing);
    // what lets somebody in is no principal
    if (estate.holders.has(caller.id)) standings.set(caller.id, control ?? standings.get(caller.id));
  }
  const machines = readClusterMachines(input);
  const hosts = [
    ...readHosts(input, estate, new Map(eks.map((cluster) => [cluster.id, cluster.crawled]))),
    ...readAksHosts(input, estate, machines.values()),
  ];
  const webhooks = readWebhookServers(input, estate);
  const world = createWorld(input, estate, drawing, {
    machines: readMachines(input, estate, eks, hosts, machines.values()),
    webhooks,
    awsAuth: takesAwsAuth(eks, estate),
    bindable,
    people: [...estate.holders.values()].flatMap(({ id, kind, cluster }) =>
      kind === "service-account" ? [] : [{ node: id, place: id, scope: cluster, type: `kubernetes.${kind}` }],
    ),
  });
  drawTechniques(techniques, callers, world, drawing);
  drawTechniques(techniques.filter(reachesOut), namespacesHad(drawing, estate), world, drawing);
  drawNodes(machines, hosts, readsLogs(estate), world, drawing);
  drawWebhookServers(webhooks, input, world, drawing);
  drawKubelets([...kubeletRoles(eks, awsAuth)], world, drawing);
  return {
    facts: [...grantFacts(estate), ...accountFacts(input, estate, direct, identitiesOf(clouds))],
    nodes: drawing.nodes(),
    edges: drawing.edges(),
    standings,
    undecided: [...readersOfUnlistedTokens(input, direct), ...undecidedByTrusts(input, estate)],
    gaps: unreadRoles(direct),
  };
}

/** Whoever access entries and aws-auth let into clusters that were crawled. */
function entrantsOf(eks: readonly EksCluster[], { mappings }: AwsAuth, estate: KubernetesEstate): readonly Entrant[] {
  return [
    ...eks.flatMap(({ entries, crawled }) =>
      crawled.flatMap((cluster) => entries.map((entry) => toEntrant(entry, cluster, estate))),
    ),
    ...[...mappings].flatMap(([cluster, entries]) => entries.map((entry) => toEntrant(entry, cluster, estate))),
  ];
}

/** Whether what is done in a namespace leads out of it. */
function reachesOut({ actions }: ScopedTechnique): boolean {
  return actions.some(({ on }) => on === "within");
}

/** Namespaces that somebody gets control of, as those who act: whoever has one may do everything in it. */
function namespacesHad(drawing: Drawing, estate: KubernetesEstate): readonly KubernetesCaller[] {
  // who holds everything in one by a binding is a caller himself
  const ends = new Set(drawing.sketches().flatMap(({ kind, to }) => (kind === "permits" ? [] : [to])));
  return [...estate.clusters.values()].flatMap(({ id: cluster, namespaces }) =>
    [...namespaces].flatMap(([id, { name }]) => {
      if (!ends.has(id)) return [];
      const assignments = [{ id, binding: id, isBuiltIn: false, place: id, role: SUPERUSERS }];
      return [toCaller({ id, kind: "group", name, cluster, assignments }, estate)];
    }),
  );
}

/** What is said of accounts that hold nothing: of a cluster that did not answer who is bound there, anybody may be. */
function accountStandings(input: AnalysisInput, estate: KubernetesEstate): Map<string, Json | undefined> {
  const standings = new Map<string, Json | undefined>();
  for (const scope of input.scopes()) {
    const isOpen = BINDINGS.some((dataSet) => wasRead(scope, dataSet) === false);
    for (const { id } of estate.clusters.get(scope.id)?.accounts ?? [])
      standings.set(id, isOpen ? "unknown" : undefined);
  }
  return standings;
}

/** Roles that machines of crawled clusters have, by access entries and by aws-auth. */
function* kubeletRoles(
  eks: readonly EksCluster[],
  { mappings }: AwsAuth,
): Iterable<{ readonly role: string; readonly scope: string }> {
  for (const { crawled, nodeRoles } of eks)
    for (const scope of crawled) for (const role of nodeRoles) yield { role, scope };
  for (const [scope, entries] of mappings)
    for (const { principal: role, groups } of entries) if (groups.includes("system:nodes")) yield { role, scope };
}

function identitiesOf(clouds: readonly DerivedFact[]): ReadonlyMap<string, readonly string[]> {
  return new Map(clouds.map(({ node, columns }) => [node, textsOf(columns[CLOUDS]) ?? []]));
}

/** Everything in the whole cluster is control of it; everything in a namespace, of that. */
function drawControl({ id, assignments, unreadRoles: unread }: KubernetesCaller, drawing: Drawing): Json | undefined {
  let verdict: Json | undefined = unread.length > 0 ? "unknown" : undefined;
  for (const { binding, place, role } of assignments) {
    if (!role.isEverything) continue;
    const judgement = { ...GRANTED, because: [binding] };
    drawing.edge({ kind: "permits", from: id, to: place, judgement, gives: "admin", hops: 0 });
    if (!place.includes("/namespaces/")) verdict = "effective";
  }
  return verdict;
}

/** Users and groups, which no list holds, and who is in the groups that every cluster has. */
function drawPrincipals(estate: KubernetesEstate, drawing: Drawing): void {
  const { clusters, holders } = estate;
  for (const { id, kind, name, cluster } of holders.values()) {
    if (kind === "service-account") continue;
    drawing.node({ id, kind: "principal", type: `kubernetes.${kind}`, name, scope: cluster, properties: {} });
  }
  const members: Pick<Holder, "id" | "kind" | "name" | "cluster">[] = [...holders.values()];
  for (const { id: cluster, accounts } of clusters.values()) {
    for (const { id, name } of accounts) {
      if (!holders.has(id)) members.push({ id, name, cluster, kind: "service-account" });
    }
  }
  for (const member of members) {
    for (const group of groupsOf(member)) {
      if (holders.has(group))
        drawing.edge({ kind: "member_of", from: member.id, to: group, judgement: GRANTED, hops: 0 });
    }
  }
  drawOutsiders(estate, drawing);
}

/** Access entries get their edge with what was read of AWS. */
function drawAwsAuth({ mappings, users, everybody }: AwsAuth, drawing: Drawing): void {
  for (const { id, principal, judgement } of [...mappings.values()].flat())
    drawing.edge({ kind: "has_grant", from: principal, to: id, judgement, because: [entryFix(id)] });
  for (const { principal, user, judgement } of users)
    drawing.edge({ kind: "can_assume", from: principal, to: user, judgement });
  for (const { principal, grant, cluster, judgement } of everybody) {
    drawing.edge({ kind: "has_grant", from: principal, to: grant, judgement, because: [entryFix(grant)] });
    drawing.edge({ kind: "member_of", from: grant, to: authenticatedId(cluster), judgement: GRANTED, hops: 0 });
  }
}

function unreadRoles(callers: readonly KubernetesCaller[]): readonly AnalysisGap[] {
  const gaps = new Map<string, AnalysisGap>();
  for (const { assignments, holder } of callers) {
    for (const { role } of assignments) {
      if (role.rules !== undefined || gaps.has(role.id)) continue;
      gaps.set(role.id, {
        scope: holder.cluster,
        subject: role.id,
        message: `the rules of the role ${role.name} were not read: what its holders can do is not known`,
      });
    }
  }
  return [...gaps.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1));
}
