// Facts of bindings: who holds them, how far they go, and what of note the role gives. Rules say what of it is too much.
import type { DerivedFact } from "../../model/analysis.js";
import type { Json, JsonRecord } from "../../model/words.js";
import type { Assignment, Holder, KubernetesEstate } from "./estate.js";
import { powersOf } from "./powers.js";

/**
 * Facts of every binding, one a holder: a service account that does not exist any more is said to be gone only where accounts
 * were read.
 */
export function grantFacts({ clusters, holders }: KubernetesEstate): readonly DerivedFact[] {
  const facts: DerivedFact[] = [];
  for (const holder of holders.values()) {
    const cluster = clusters.get(holder.cluster);
    const isGone =
      holder.kind === "service-account" &&
      cluster?.isRead("kubernetes/core:service-accounts") === true &&
      !cluster.accountIds.has(holder.id);
    for (const assignment of holder.assignments) {
      facts.push({ node: assignment.id, columns: columnsOf(assignment, holder, isGone) });
    }
  }
  return facts;
}

function columnsOf({ place, role }: Assignment, { kind, name }: Holder, isGone: boolean): JsonRecord {
  const level = place.includes("/namespaces/") ? "namespace" : "cluster";
  const columns: { [column: string]: Json } = {
    holder: name,
    holder_kind: kind,
    level,
    holder_status: isGone ? "deleted" : "active",
  };
  if (kind === "service-account") columns["holder_namespace"] = name.split("/")[0] ?? "";
  if (role.isMissing) columns["is_dead"] = true;
  // of a role that was read in part, what it allows for sure is everything or not known
  if (role.rules !== undefined && (role.isInPart !== true || role.isEverything)) {
    columns["capabilities"] = [...(role.isEverything ? ["everything"] : []), ...powersOf(role.rules, level, true)];
  }
  return columns;
}
