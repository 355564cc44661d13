// What a policy of Privileged Identity Management asks of whoever activates a role or lets themselves into a group: the same rules
// in Entra and in Azure. https://learn.microsoft.com/en-us/graph/identity-governance-pim-rules-overview
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";

export interface Approver {
  /** Object id. */
  readonly id: string;
  readonly name: string;
  readonly isGroup: boolean;
}

export interface Activation {
  /** Undefined where the policy does not say. */
  readonly asksApproval: boolean | undefined;
  /** Nobody named: of a directory role Global and Privileged Role Administrators approve then. */
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

/** What the rules of a policy say of activation; undefined where the answer holds no rules. */
export function toActivation(list: unknown): Activation | undefined {
  const rules = listOf(list).map(fieldsOf);
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

/** The reference of Graph names userId and groupId; answers of PIM have been seen with id, as Azure has it, with its userType. */
function approversOf(stage: Fields): Approver[] {
  const escalation = stage["isEscalationEnabled"] === true ? listOf(stage["escalationApprovers"]) : [];
  return [...listOf(stage["primaryApprovers"]), ...escalation].map(fieldsOf).flatMap((one) => {
    const isGroup = String(one["@odata.type"]).endsWith("groupMembers") || one["userType"] === "Group";
    const id = textOf(one[isGroup ? "groupId" : "userId"]) ?? textOf(one["id"]);
    if (id === undefined) return [];
    return [{ id: id.toLowerCase(), name: proseOf(one["description"]) ?? id, isGroup }];
  });
}

/** How something that has to be activated is told. */
export interface Activated {
  /** `eligible`, `eligible as owner`. */
  readonly as: string;
  /** Who approves where the policy names nobody. */
  readonly byDefault: string;
}

/** https://learn.microsoft.com/en-us/entra/id-governance/privileged-identity-management/pim-how-to-change-default-settings */
export const DIRECTORY_ROLE: Activated = { as: "eligible", byDefault: "a Global or Privileged Role Administrator" };
/** Of groups and of Azure the portal has approvers chosen: who it is otherwise no reference says. */
export const SOMEBODY = "somebody whom its policy does not name";

/**
 * Only a person goes through the steps of an activation: Azure makes no application eligible for that reason, and an eligible
 * assignment that an application has all the same gives it nothing.
 * https://learn.microsoft.com/en-us/azure/role-based-access-control/pim-integration#pim-functionality
 */
export const NO_PERSON = "eligible: no application takes the steps that activate it";

/**
 * What stands between an eligible principal and its role, as a confidence and in words. Nobody approves their own request:
 * https://learn.microsoft.com/en-us/entra/id-governance/privileged-identity-management/pim-approval-workflow
 */
export function activationOf(
  activation: Activation | undefined,
  principal: string,
  { as, byDefault }: Activated,
): { readonly confidence: number; readonly why: string } {
  const eligible = `${as}: it has to be activated`;
  if (activation?.asksApproval === undefined) {
    const why = `${eligible}, which may take a second factor or an approval; what its policy asks for was not read`;
    return { confidence: 0.6, why };
  }
  const { asksApproval, approvers, asks } = activation;
  if (asksApproval) {
    const others = approvers
      .filter(({ id }) => id !== principal)
      .map(({ name, isGroup }) => (isGroup ? `a member of ${name}` : name));
    if (others.length > 0) return { confidence: 0, why: `${eligible} with an approval of ${others.join(" or ")}` };
    const why =
      approvers.length === 0
        ? `${eligible} with an approval of ${byDefault}`
        : `${eligible} with an approval that nobody but itself could give, and nobody approves their own`;
    return { confidence: 0, why };
  }
  const asked = asks === undefined ? "" : `, with ${asks.length === 0 ? "nothing asked" : asks.join(" and ")}`;
  return { confidence: 0.6, why: `${eligible}, and nobody has to approve${asked}` };
}

/** The same as properties of the edge or grant; nothing of what the policy does not say. */
export function askedProperties(activation: Activation | undefined, nodeOf: (id: string) => string): JsonRecord {
  return properties({
    asks_approval: activation?.asksApproval,
    approvers: activation?.approvers.map(({ id }) => nodeOf(id)),
    approver_names: activation?.approvers.map(({ name }) => name),
    activation_asks: activation?.asks,
  });
}
