// Facts of bindings: who holds them, how far they go, and what of note the role gives. Rules say what of it is too much.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import type { Json, JsonRecord } from "../../model/words.js";
import type { Assignment, Holder, KubernetesEstate } from "./estate.js";
import { allowedBy, parseAction, type Rule } from "./rbac.js";

/** Words for what of note a role may give, and what is asked of it. */
const POWERS: readonly (readonly [word: string, action: string])[] = [
  ["create-tokens", "create serviceaccounts/token"],
  ["impersonate", "impersonate serviceaccounts|users|groups"],
];

export function grantFacts(_: AnalysisInput, { clusters, holders }: KubernetesEstate): readonly DerivedFact[] {
  const facts: DerivedFact[] = [];
  for (const holder of holders.values()) {
    const accounts = clusters.get(holder.cluster);
    const isGone =
      holder.kind === "service-account" &&
      accounts?.isRead("kubernetes/core:service-accounts") === true &&
      !accounts.accounts.some(({ id }) => id === holder.id);
    for (const assignment of holder.assignments) {
      facts.push({ node: assignment.id, columns: columnsOf(assignment, holder, isGone) });
    }
  }
  return facts;
}

function columnsOf({ place, role }: Assignment, { kind, name }: Holder, isGone: boolean): JsonRecord {
  const columns: { [column: string]: Json } = {
    holder: name,
    holder_kind: kind,
    level: place.includes("/namespaces/") ? "namespace" : "cluster",
    holder_status: isGone ? "deleted" : "active",
  };
  if (kind === "service-account") columns["holder_namespace"] = name.split("/")[0] ?? "";
  if (role.isMissing) columns["is_dead"] = true;
  if (role.rules !== undefined)
    columns["capabilities"] = [...(role.isEverything ? ["everything"] : []), ...powersOf(role.rules)];
  return columns;
}

function powersOf(rules: readonly Rule[]): readonly string[] {
  return POWERS.flatMap(([word, action]) => {
    const asked = parseAction(action);
    return rules.some((rule) => allowedBy(rule, asked) !== undefined) ? [word] : [];
  });
}
