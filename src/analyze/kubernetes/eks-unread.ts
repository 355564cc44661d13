// What follows where a cluster of EKS was asked about and did not answer: who has an entry, what its entries allow, what its pods get.
import type { AnalysisInput } from "../../model/analysis.js";
import { groupBy } from "../../model/group-by.js";
import { administratorsOf } from "../access/cluster-administrators.js";
import type { Drawing } from "../access/drawing.js";
import { uncertain } from "../access/judgement.js";
import type { PartResult } from "../index.js";
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

/**
 * In: the estate, its clusters, and whether an access policy lets somebody make pods. Out: of whom it is not known how far they get.
 * What administrators and entries of a cluster come to where its issuer or the roles of its pods were not read, and its accounts; pods
 * whose role was not read; and where entries were not read, every user and role of the AWS account, as far as administration of the
 * cluster leads.
 */
export function undecidedOfEks(
  input: Pick<AnalysisInput, "nodes">,
  clusters: readonly EksCluster[],
  makesPods: (policy: AccessPolicy) => boolean,
): Pick<PartResult, "undecided" | "undecidedThrough"> {
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
  const open = clusters.filter(({ mayHaveMoreEntries }) => mayHaveMoreEntries);
  if (open.length === 0) return { undecided };
  const principals = groupBy(input.nodes(["aws.iam-role", "aws.iam-user"]), ({ scope }) => scope);
  const undecidedThrough = [...groupBy(open, ({ scope }) => scope)].map(([scope, own]) => ({
    through: own.map(({ id }) => administratorsOf(id)),
    nodes: (principals.get(scope) ?? []).flatMap(({ id, properties }) =>
      properties["is_service_linked"] === true ? [] : [id],
    ),
  }));
  return { undecided, undecidedThrough };
}
