// Facts that the evaluator gives the graph: who is an effective administrator.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import type { Estate } from "./estate.js";
import { type AdminVerdict, createAdminCheck } from "./evaluate/admin.js";

/**
 * Columns `admin` and `tier` of every principal and group; `reaches` is for the search over paths to say, which comes later.
 * @param input read for nothing but its clock: the estate was built from it
 */
export function adminFacts(input: Pick<AnalysisInput, "now">, estate: Estate): DerivedFact[] {
  const check = createAdminCheck({ ...estate, now: input.now });
  const facts = estate.principals.map((principal) => toFact(principal.id, check.ofPrincipal(principal)));
  const groups = estate.groups.map((group) => toFact(group.id, check.ofGroup(group)));
  return [...facts, ...groups];
}

function toFact(node: string, admin: AdminVerdict): DerivedFact {
  const columns: JsonRecord =
    admin === "effective" ? { admin, tier: 0, reaches_admin: true, admin_hops: 0 } : { admin };
  return { node, columns };
}
