// What follows where a cluster of EKS was asked about and did not answer: who has an entry, what its entries allow, what its pods get.
import type { AnalysisInput } from "../../model/analysis.js";
import { isEksIssuer } from "../../model/cluster-issuer.js";
import { addTo, groupBy } from "../../model/group-by.js";
import { accountOfArn, accountOfScope } from "../aws/attached-policy.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { administratorsOf } from "../aws/edges/compute/eks-administrators.js";
import { uncertain } from "../aws/edges/evaluation/decision.js";
import type { PartResult } from "../part-result.js";
import { textOf } from "../properties.js";
import { wasRead } from "../read-sets.js";
import type { TrustAnalysis } from "../trust/index.js";
import { type AccessPolicy, type EksCluster, entryFix } from "./eks-entries.js";

/** An entry whose access policies were not read perhaps makes an administrator. */
export function drawUnreadPolicies({ id: cluster, entries }: EksCluster, drawing: Drawing): void {
  const judgement = uncertain("what its access policies allow in the cluster was not read");
  for (const { id, arePoliciesUnread } of entries) {
    if (arePoliciesUnread !== true) continue;
    const to = administratorsOf(cluster);
    drawing.edge({ kind: "can_assume", from: id, to, judgement, because: [entryFix(id)], hops: 0 });
  }
}

/** What is known of pods. */
interface OfPods {
  /** Whether an access policy lets somebody make pods. */
  readonly makesPods: (policy: AccessPolicy) => boolean;
  /** Identities whose trusts take tokens of accounts of a cluster. */
  readonly rolesOf: (cluster: EksCluster) => readonly string[];
}

/**
 * In: the estate, its clusters, and what is known of pods. Out: of whom it is not known how far they get.
 * What administrators and entries of a cluster come to where its issuer or the roles of its pods were not read, and its accounts; pods
 * whose role was not read; and where entries were not read, every user and role of the AWS account, as far as administration of the
 * cluster leads.
 */
export function undecidedOfEks(
  input: Pick<AnalysisInput, "nodes" | "scopes">,
  clusters: readonly EksCluster[],
  { makesPods, rolesOf }: OfPods,
): Required<Pick<PartResult, "undecided" | "undecidedThrough">> {
  const undecided: string[] = [];
  const scopes = new Set<string>();
  for (const { id, entries, crawled, areDetailsUnread, arePodRolesUnread } of clusters) {
    if (!areDetailsUnread && !arePodRolesUnread) continue;
    undecided.push(administratorsOf(id));
    for (const entry of entries) if (areDetailsUnread || entry.policies.some(makesPods)) undecided.push(entry.id);
    for (const scope of crawled) scopes.add(scope);
  }
  for (const { id, properties } of input.nodes(["aws.eks-pod-identity"]))
    if (properties["role"] === undefined) undecided.push(id);
  if (scopes.size > 0)
    for (const { id, scope } of input.nodes(["kubernetes.service-account"])) if (scopes.has(scope)) undecided.push(id);
  const crawled = [...input.scopes()].filter(({ type }) => type === "kubernetes.cluster");
  const refusing = (dataSet: string): ReadonlySet<string> =>
    new Set(crawled.flatMap((scope) => (wasRead(scope, dataSet) === false ? [scope.id] : [])));
  const [unmapped, unlisted] = [refusing("kubernetes/core:aws-auth"), refusing("kubernetes/core:service-accounts")];
  // as which accounts their pods run, and so which trusts take their tokens
  const running = clusters.filter((one) => one.crawled.some((scope) => unlisted.has(scope)));
  const throughPods = running.map((cluster) => ({
    nodes: cluster.entries.flatMap(({ id, policies }) => (policies.some(makesPods) ? [id] : [])),
    through: rolesOf(cluster),
  }));
  const open = clusters.filter(
    ({ mayHaveMoreEntries, mode, crawled: scopes }) =>
      mayHaveMoreEntries || (mode !== "API" && scopes.some((scope) => unmapped.has(scope))),
  );
  if (open.length === 0) return { undecided, undecidedThrough: throughPods };
  const principals = principalsOf(input);
  const undecidedThrough = [...groupBy(open, ({ scope }) => scope)].map(([scope, own]) => ({
    through: own.map(({ id }) => administratorsOf(id)),
    nodes: principals(scope),
  }));
  return { undecided, undecidedThrough: [...throughPods, ...undecidedThrough] };
}

/**
 * In: the estate, and the clusters that were read. Out: every user and role of an account of which the clusters were asked for and not
 * listed, since any may have an entry of one: as far as the roles lead that pods and machines of EKS may have, and for certain in doubt
 * where a cluster of EKS was crawled that is none of those that were read.
 */
export function undecidedByUnlisted(
  input: Pick<AnalysisInput, "nodes" | "scopes" | "links">,
  clusters: readonly EksCluster[],
  callers: TrustAnalysis["callers"],
): Required<Pick<PartResult, "undecided" | "undecidedThrough">> {
  const scopes = [...input.scopes()];
  const unlisted = scopes.filter((scope) => wasRead(scope, "aws/eks:clusters", "every") === false);
  if (unlisted.length === 0) return NOBODY;
  const known = new Set(clusters.flatMap(({ issuer }) => issuer ?? []));
  const isUnknown = (issuer = "") => isEksIssuer(issuer) && !known.has(issuer.toLowerCase());
  const isCrawled = scopes.some(
    ({ type, properties }) => type === "kubernetes.cluster" && isUnknown(textOf(properties["issuer"])),
  );
  // of a large account, principals are read only where there is such a role
  const roles = isCrawled ? undefined : rolesOfClusters(input, callers);
  if (roles?.size === 0) return NOBODY;
  const principals = principalsOf(input);
  const own = unlisted.map(({ id }) => ({ account: accountOfScope(id), nodes: principals(id) }));
  if (roles === undefined) return { undecided: own.flatMap(({ nodes }) => nodes), undecidedThrough: [] };
  return {
    undecided: [],
    undecidedThrough: own.map(({ account, nodes }) => ({ nodes, through: roles.get(account) ?? [] })),
  };
}

const NOBODY = { undecided: [], undecidedThrough: [] };

const PODS = "pods.eks.amazonaws.com";
/** Machines need one of them: https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
const OF_MACHINES = /:policy\/AmazonEKSWorkerNode(?:Minimal)?Policy$/;

/** Account → roles that pods or machines of a cluster of EKS may have. */
function rolesOfClusters(
  input: Pick<AnalysisInput, "links">,
  callers: TrustAnalysis["callers"],
): ReadonlyMap<string, readonly string[]> {
  const roles = new Set<string>();
  for (const [role, trusted] of callers)
    if (trusted.some(({ provider }) => provider === PODS || isEksIssuer(provider))) roles.add(role);
  for (const [, from, to] of input.links(["has_grant"])) if (OF_MACHINES.test(to)) roles.add(from);
  return groupBy(roles, accountOfArn);
}

/** Users and roles by scope, without those that a service keeps for itself. */
function principalsOf(input: Pick<AnalysisInput, "nodes">): (scope: string) => readonly string[] {
  const found = new Map<string, string[]>();
  for (const { id, scope, properties } of input.nodes(["aws.iam-role", "aws.iam-user"]))
    if (properties["is_service_linked"] !== true) addTo(found, scope, id);
  return (scope) => found.get(scope) ?? [];
}
