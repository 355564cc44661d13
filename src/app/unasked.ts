// What a scope was never asked for and nobody can be followed without: recordings that leave it out, databases of a version before.
import type { ReportScope } from "../model/report.js";

/** By type of scope, what tells who and what there is and who may do what; further answers add to it. */
const NEEDED: { readonly [type: string]: readonly string[] } = {
  "aws.account": ["aws/iam:account-authorization-details"],
  "azure.subscription": ["azure/authorization:role-assignments"],
  "entra.tenant": ["entra/graph:service-principals"],
  "gcp.project": ["gcp/iam:policies", "gcp/iam:service-accounts"],
  "github.organization": ["github/org:repositories", "github/org:members", "github/org:teams", "github/repo:files"],
  "gitlab.group": ["gitlab/group:projects", "gitlab/group:members", "gitlab/project:pipeline-files"],
  "kubernetes.cluster": ["kubernetes/core:service-accounts", "kubernetes/rbac:cluster-role-bindings"],
};

export interface Unasked {
  readonly scope: string;
  readonly dataSet: string;
}

/**
 * In: the scopes of a store. Out: what is missing of those that answered something. What holds a scope may have been asked in its
 * place, and one that only another provider or an organisation names was not crawled, and hides what it always does.
 */
export function unaskedIn(scopes: readonly ReportScope[]): readonly Unasked[] {
  const byId = new Map(scopes.map((scope) => [scope.id, scope]));
  const wasAsked = (scope: string, dataSet: string): boolean => {
    const seen = new Set<string>();
    for (let id: string | undefined = scope; id !== undefined && !seen.has(id); id = byId.get(id)?.parent) {
      seen.add(id);
      if (byId.get(id)?.coverage.some((one) => one.dataSet === dataSet) === true) return true;
    }
    return false;
  };
  return scopes.flatMap(({ id, type, coverage }) => {
    const isCrawled = coverage.some(({ dataSet, state }) => state === "complete" && isOfProvider(dataSet, type));
    const needed = isCrawled ? (NEEDED[type] ?? []) : [];
    return needed.flatMap((dataSet) => (wasAsked(id, dataSet) ? [] : [{ scope: id, dataSet }]));
  });
}

function isOfProvider(dataSet: string, type: string): boolean {
  return dataSet.startsWith(`${type.split(".", 1)[0]}/`);
}
