// Accounts of clusters whose tokens an account of AWS takes that was asked for its roles and did not tell of all: whose role they may
// have is not known.
import type { AnalysisInput } from "../../model/analysis.js";
import { accountOfScope } from "../aws/attached-policy.js";
import { askedAccounts } from "../aws/read-accounts.js";
import { textOf } from "../properties.js";
import type { KubernetesEstate } from "./estate.js";

/**
 * In: the estate, its clusters. Out: ids of the accounts of clusters whose issuer is an identity provider, or that of a cluster of EKS, in
 * such an account: https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function undecidedByTrusts(
  input: Pick<AnalysisInput, "nodes" | "scopes">,
  { clusters }: Pick<KubernetesEstate, "clusters">,
): readonly string[] {
  const { unread } = askedAccounts(input);
  if (unread.size === 0) return [];
  const issuers = new Set<string | undefined>();
  for (const { scope, properties } of input.nodes(["aws.oidc-provider", "aws.eks-cluster"]))
    if (unread.has(accountOfScope(scope)))
      issuers.add((textOf(properties["issuer"]) ?? textOf(properties["url"]))?.toLowerCase());
  issuers.delete(undefined);
  return [...clusters.values()].flatMap(({ issuer, accounts }) =>
    issuers.has(issuer) ? accounts.map(({ id }) => id) : [],
  );
}
