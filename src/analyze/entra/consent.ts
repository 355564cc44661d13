// What users of a tenant may consent to by themselves: nothing, what is low, or more.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { isRecord } from "../properties.js";
import { factsOf, type Tenant } from "./estate.js";

/** Policies about users themselves; others in the list are about groups and chats that they own. */
const FOR_SELF = /^ManagePermissionGrantsForSelf\./i;
/** Microsoft's policy for verified publishers and permissions that the tenant has classified as low. */
const LOW = "microsoft-user-default-low";

/** What users of a tenant may consent to by themselves; nothing where its policy was not read. */
export function consentFacts(input: AnalysisInput, tenant: Tenant): readonly DerivedFact[] {
  return [...input.nodes(["entra.tenant"])]
    .filter(({ id }) => id === tenant.scope)
    .flatMap((node) => {
      const facts = factsOf(node);
      const consent = consentOf(facts["consent_policies_assigned"], facts["consent_policies"]);
      return consent === undefined ? [] : [{ node: node.id, columns: { user_consent: consent } }];
    });
}

function consentOf(assigned: unknown, policies: unknown): "none" | "low" | "wide" | undefined {
  if (!Array.isArray(assigned)) return undefined;
  const own = assigned.filter((name): name is string => typeof name === "string" && FOR_SELF.test(name));
  if (own.length === 0) return "none";
  const states = own.map((name) => isLow(name.replace(FOR_SELF, ""), policies));
  if (states.includes(false)) return "wide";
  return states.includes(undefined) ? undefined : "low";
}

/** Undefined where a policy of the tenant's own was not read. */
function isLow(id: string, policies: unknown): boolean | undefined {
  if (id.toLowerCase() === LOW) return true;
  if (/^microsoft-/i.test(id)) return false;
  if (!Array.isArray(policies)) return undefined;
  const policy = policies.find((one) => isRecord(one) && one["id"] === id);
  if (!isRecord(policy) || !Array.isArray(policy["includes"])) return undefined;
  // Every way that it opens has to be a narrow one.
  return policy["includes"].every(
    (one) => isRecord(one) && one["verified_only"] === true && one["classification"] === "low",
  );
}
