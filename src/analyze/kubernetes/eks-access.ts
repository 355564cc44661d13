// Who of IAM gets into clusters of EKS: an edge for each access entry, what administrators of a cluster have, and where a cluster itself
// was not crawled, what its pods carry for those who may make pods in it. In crawled clusters their roles and bindings say more. Pure.
import type { AnalysisGap, AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo, groupBy } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import { createDrawing, type Drawing } from "../aws/edges/builder/edge-builder.js";
import { ADMINISTRATORS, administratorsOf } from "../aws/edges/compute/eks-administrators.js";
import { both, GRANTED, type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import { overlapsGlob, toGlobText } from "../aws/policy/glob.js";
import { acceptance } from "../ci/acceptance.js";
import type { PartResult } from "../part-result.js";
import { textOf } from "../properties.js";
import { type FederatedTrust, readFederatedTrusts } from "../trust/federated.js";
import { KUBERNETES } from "../trust/grammars-cloud.js";
import type { TrustAnalysis } from "../trust/index.js";
import { type AccessPolicy, type EksCluster, entryFix, makesPods, readEksClusters } from "./eks-entries.js";
import { drawUnreadPods } from "./eks-pods.js";
import { drawUnreadPolicies, undecidedByUnlisted, undecidedOfEks } from "./eks-unread.js";
import { EC2, eksClusterOf } from "./hosts.js";

/** What pods of a cluster may become, and what they run on. */
interface Carried {
  readonly identities: readonly StoredNode[];
  readonly machines: readonly StoredNode[];
  /** Trusts in the tokens of its service accounts. */
  readonly trusts: readonly FederatedTrust[];
}

/**
 * In: the stored estate, and the parties that each role trusts. Out: nothing where there is no cluster of EKS; where they were not
 * listed, who may have an entry of one.
 */
export function analyzeEksAccess(
  input: AnalysisInput,
  policies: PolicyCompiler,
  callers: TrustAnalysis["callers"],
): PartResult {
  const clusters = readEksClusters(input);
  const unlisted = undecidedByUnlisted(input, clusters, callers);
  if (clusters.length === 0) return unlisted;
  const drawing = createDrawing();
  for (const { entries } of clusters) {
    for (const { id, principal, judgement } of entries)
      drawing.edge({ kind: "has_grant", from: principal, to: id, judgement, because: [entryFix(id)] });
  }
  const instances = once(() => instancesByCluster(input));
  const carriedBy = readCarried(input, policies, clusters);
  for (const cluster of clusters) {
    const carried = carriedBy(cluster);
    drawAdministrators(cluster, carried, input.now, drawing);
    drawUnreadPolicies(cluster, drawing);
    if (cluster.crawled.length > 0) continue;
    drawCarried(cluster, carried, input.now, drawing);
    const trusts = carried.trusts.flatMap((trust) => {
      const judgement = judge(trust, undefined, input.now);
      return judgement === undefined ? [] : [{ trust, judgement }];
    });
    drawUnreadPods(cluster, instances().get(cluster.id) ?? [], { ...carried, trusts }, drawing);
  }
  const gaps = clusters.flatMap(gapsOf);
  const rolesOf = (cluster: EksCluster) => carriedBy(cluster).trusts.map(({ yields }) => yields);
  const { undecided, undecidedThrough } = undecidedOfEks(input, clusters, {
    makesPods: ({ role }) => makesPods(role),
    rolesOf,
  });
  return {
    nodes: drawing.nodes(),
    edges: drawing.edges(),
    gaps,
    undecided: [...undecided, ...unlisted.undecided],
    undecidedThrough: [...undecidedThrough, ...unlisted.undecidedThrough],
  };
}

/** ARN of a cluster → instances of EC2 that are machines of it. */
function instancesByCluster(input: AnalysisInput): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const node of input.nodes([EC2])) {
    const cluster = eksClusterOf(node);
    if (cluster !== undefined) addTo(found, cluster, node.id);
  }
  return found;
}

function readCarried(
  input: AnalysisInput,
  policies: PolicyCompiler,
  clusters: readonly EksCluster[],
): (cluster: EksCluster) => Carried {
  const identities = groupBy(input.nodes(["aws.eks-pod-identity"]), ({ parent }) => parent ?? "");
  const machines = groupBy(input.nodes(["aws.eks-nodegroup"]), ({ parent }) => parent ?? "");
  const issuers = new Set(clusters.flatMap(({ issuer }) => issuer ?? []));
  const trusts = new Map<string, FederatedTrust[]>();
  for (const trust of readFederatedTrusts(input, policies, (issuer) => issuers.has(issuer)))
    addTo(trusts, trust.issuer.name.toLowerCase(), trust);
  return ({ id, issuer }) => ({
    identities: identities.get(id) ?? [],
    machines: machines.get(id) ?? [],
    trusts: trusts.get(issuer ?? "") ?? [],
  });
}

/** Administrators run pods as any account, make the accounts that trusts wait for, and get at every machine. Techniques lead to them. */
function drawAdministrators(
  { id: cluster, name, scope, crawled }: EksCluster,
  { identities, machines, trusts }: Carried,
  now: Date,
  drawing: Drawing,
): void {
  const id = administratorsOf(cluster);
  const label = `administrators of the cluster ${name}`;
  drawing.node({ id, kind: "set", type: ADMINISTRATORS, name: label, scope, properties: {} });
  for (const to of crawled)
    drawing.edge({ kind: "permits", from: id, to, judgement: GRANTED, gives: "admin", hops: 0 });
  for (const { id: to } of [...identities, ...machines])
    drawing.edge({ kind: "runs_code_in", from: id, to, judgement: GRANTED, hops: 0 });
  for (const trust of trusts) {
    const judgement = judge(trust, undefined, now);
    if (judgement !== undefined) drawing.edge({ kind: "federates", from: id, to: trust.id, judgement });
  }
}

/** Who makes pods gets what pods have. Who may do everything makes namespaces, accounts and exceptions too. */
function drawCarried({ entries }: EksCluster, carried: Carried, now: Date, drawing: Drawing): void {
  for (const { id, policies } of entries) {
    for (const policy of policies.filter(({ role }) => makesPods(role))) {
      const isControl = policy.role.isEverything && policy.namespaces === undefined;
      const because = [entryFix(id)];
      for (const { id: identity, properties } of carried.identities) {
        const namespace = textOf(properties["namespace"]) ?? "";
        if (!isIn(policy.namespaces, [namespace])) continue;
        const judgement = isControl ? GRANTED : uncertain(`whether there is a namespace ${namespace} was not read`);
        drawing.edge({ kind: "runs_code_in", from: id, to: identity, judgement, because });
      }
      for (const { id: machine } of carried.machines) {
        const judgement = isControl
          ? GRANTED
          : uncertain("whether its pods may do on a machine as they like was not read");
        drawing.edge({ kind: "runs_code_in", from: id, to: machine, judgement, because });
      }
      for (const trust of carried.trusts) {
        const judgement = judge(trust, policy.namespaces, now);
        if (judgement === undefined) continue;
        const open = isControl ? GRANTED : uncertain("whether there is such a namespace was not read");
        drawing.edge({ kind: "federates", from: id, to: trust.id, judgement: both(judgement, open), because });
      }
    }
  }
}

/** Whether some of the names is of those namespaces, all of them where none is told. */
function isIn(namespaces: AccessPolicy["namespaces"], names: readonly string[]): boolean {
  return (
    namespaces === undefined ||
    names.some((name) => namespaces.some((one) => overlapsGlob(toGlobText(one), toGlobText(name))))
  );
}

/** Whether a trust takes the token of some account that may be made in those namespaces, in all where none is told. */
function judge(trust: FederatedTrust, within: AccessPolicy["namespaces"], now: Date): Judgement | undefined {
  const { state, condition, closed } = acceptance(trust, KUBERNETES.kinds, now);
  if (state === "blocked") return undefined;
  const namespaces = closed.get("namespace");
  if (namespaces !== undefined && !isIn(within, namespaces)) return undefined;
  return state === "none" ? GRANTED : uncertain(condition ?? "whether the trust takes such a token is not known");
}

function gapsOf({ id, name, scope, entries, hasUnknownCreator }: EksCluster): readonly AnalysisGap[] {
  const unknown = entries.flatMap(({ policies }) =>
    policies.flatMap(({ role }) => (role.rules === undefined ? [role.name] : [])),
  );
  return [
    ...(hasUnknownCreator
      ? [
          {
            scope,
            subject: id,
            message: `whoever made the cluster ${name} administers it, and no API tells who that was as long as its authentication mode is CONFIG_MAP`,
          },
        ]
      : []),
    ...[...new Set(unknown)].sort().map((policy) => ({
      scope,
      subject: id,
      message: `what the access policy ${policy} allows in the cluster ${name} is not known`,
    })),
  ];
}
