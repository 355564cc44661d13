// Who reads secrets of a cluster whose secrets with tokens of accounts were asked for and not listed: whose tokens there are is not known.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-via-secrets-read
import type { AnalysisInput } from "../../model/analysis.js";
import { wasRead } from "../read-sets.js";
import type { KubernetesCaller } from "./callers.js";
import type { Holder } from "./estate.js";

const TOKENS = "kubernetes/core:token-secrets";
const READING = ["get secrets", "list secrets", "watch secrets"];

type Caller = Pick<KubernetesCaller, "id" | "mayHold"> & { readonly holder: Pick<Holder, "cluster"> };

/** In: the estate and its callers. Out: ids of those who may read secrets in such a cluster, at least one of them. */
export function readersOfUnlistedTokens(
  input: Pick<AnalysisInput, "scopes">,
  callers: readonly Caller[],
): readonly string[] {
  const unlisted = new Set(
    [...input.scopes()].flatMap((scope) => (wasRead(scope, TOKENS) === false ? [scope.id] : [])),
  );
  if (unlisted.size === 0) return [];
  return callers.flatMap(({ id, holder, mayHold }) =>
    unlisted.has(holder.cluster) && READING.some(mayHold) ? [id] : [],
  );
}
