// What the policy of a directory role asks of whoever activates it (PIM).
// https://learn.microsoft.com/en-us/graph/identity-governance-pim-rules-overview
import { type Fields, fieldsOf, listOf, proseOf, textOf } from "../fields.js";

export interface Approver {
  /** Object id. */
  readonly id: string;
  readonly name: string;
  readonly isGroup: boolean;
}

export interface Activation {
  /** Undefined where the policy does not say. */
  readonly asksApproval: boolean | undefined;
  /** Nobody named: then Global and Privileged Role Administrators approve. */
  readonly approvers: readonly Approver[];
  /** Beside an approval, in words; undefined where the policy does not say. */
  readonly asks: readonly string[] | undefined;
}

const APPROVAL = "Approval_EndUser_Assignment";
const ENABLEMENT = "Enablement_EndUser_Assignment";
const CONTEXT = "AuthenticationContext_EndUser_Assignment";

const ASKED: { readonly [rule: string]: string } = {
  MultiFactorAuthentication: "multifactor authentication",
  Justification: "a justification",
  Ticketing: "a ticket number",
};

/** The rules of a policy about activation; undefined where the answer holds no rules. */
export function toActivation(policy: Fields): Activation | undefined {
  const rules = listOf(policy["rules"]).map(fieldsOf);
  if (rules.length === 0) return undefined;
  const rule = (id: string): Fields | undefined => rules.find((one) => one["id"] === id);
  const setting = fieldsOf(rule(APPROVAL)?.["setting"]);
  const required = setting["isApprovalRequired"];
  return {
    asksApproval: typeof required === "boolean" ? required : undefined,
    approvers: listOf(setting["approvalStages"]).map(fieldsOf).flatMap(approversOf),
    asks: asksOf(rule(ENABLEMENT), rule(CONTEXT)),
  };
}

function asksOf(enablement: Fields | undefined, context: Fields | undefined): readonly string[] | undefined {
  if (enablement === undefined) return undefined;
  const asked = listOf(enablement["enabledRules"]).flatMap((one) =>
    typeof one === "string" ? [ASKED[one] ?? one] : [],
  );
  if (context?.["isEnabled"] !== true) return asked;
  return [...asked, `authentication context ${textOf(context["claimValue"]) ?? "of conditional access"}`];
}

/** The reference names userId and groupId; answers of PIM have been seen with id. */
function approversOf(stage: Fields): Approver[] {
  const escalation = stage["isEscalationEnabled"] === true ? listOf(stage["escalationApprovers"]) : [];
  return [...listOf(stage["primaryApprovers"]), ...escalation].map(fieldsOf).flatMap((one) => {
    const isGroup = String(one["@odata.type"]).endsWith("groupMembers");
    const id = textOf(one[isGroup ? "groupId" : "userId"]) ?? textOf(one["id"]);
    if (id === undefined) return [];
    return [{ id: id.toLowerCase(), name: proseOf(one["description"]) ?? id, isGroup }];
  });
}

const ELIGIBLE = "eligible: it has to be activated";

/**
 * What stands between an eligible principal and its role, as a confidence and in words. Nobody approves their own request:
 * https://learn.microsoft.com/en-us/entra/id-governance/privileged-identity-management/pim-approval-workflow. Who approves
 * where nobody is named: https://learn.microsoft.com/en-us/entra/id-governance/privileged-identity-management/pim-how-to-change-default-settings
 */
export function activationOf(
  activation: Activation | undefined,
  principal: string,
): { readonly confidence: number; readonly why: string } {
  if (activation?.asksApproval === undefined) {
    const why = `${ELIGIBLE}, which may take a second factor or an approval; what its policy asks for was not read`;
    return { confidence: 0.6, why };
  }
  const { asksApproval, approvers, asks } = activation;
  if (asksApproval) {
    const others = approvers
      .filter(({ id }) => id !== principal)
      .map(({ name, isGroup }) => (isGroup ? `a member of ${name}` : name));
    if (others.length > 0) return { confidence: 0, why: `${ELIGIBLE} with an approval of ${others.join(" or ")}` };
    const why =
      approvers.length === 0
        ? `${ELIGIBLE} with an approval of a Global or Privileged Role Administrator`
        : `${ELIGIBLE} with an approval that nobody but itself could give, and nobody approves their own`;
    return { confidence: 0, why };
  }
  const asked = asks === undefined ? "" : `, with ${asks.length === 0 ? "nothing asked" : asks.join(" and ")}`;
  return { confidence: 0.6, why: `${ELIGIBLE}, and nobody has to approve${asked}` };
}
