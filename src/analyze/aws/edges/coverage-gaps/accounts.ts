// Accounts of AWS that were asked for their users and roles and did not tell of all: whoever may assume roles there, or is assigned to
// one, gets to what nobody knows.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { matchesGlob } from "../../../../model/glob.js";
import { oncePer } from "../../../../model/once.js";
import type { Policy } from "../../policy/policy.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import { readAssignments } from "../identity-center/assignments.js";
import { ASSUME_ROLE } from "../trust/trust-policies.js";
import type { CentersAsked } from "./identity-centers.js";

/**
 * In: the estate, actions of interest, callers. Out: ids of those who may get to be a role that was not read, of an account of which
 * not all users and roles were; or of which not all was read whom it lets in.
 */
export function undecidedByAccounts({ input, estate, interest, callers }: CentersAsked): readonly string[] {
  const { unreadAccounts } = estate;
  if (unreadAccounts.length === 0) return [];
  const bit = interest.bitOf(ASSUME_ROLE);
  const inPart = new Set(
    [...input.nodes(["aws.iam-role"])].flatMap(({ id, properties }) =>
      properties["trust_in_part"] === true ? [id] : [],
    ),
  );
  const isKnown = (arn: string): boolean => estate.principal(arn) !== undefined && !inPart.has(arn);
  const mayBeUnread = oncePer((policy: Policy) => allowsUnread(policy, unreadAccounts, isKnown, { interest, bit }));
  const may = ({ principal, mask }: CentersAsked["callers"][number]): boolean =>
    (mask & bit) !== 0n && !principal.isServiceLinked && principal.policies.some(({ policy }) => mayBeUnread(policy));
  return [...callers.filter(may).map(({ principal }) => principal.id), ...assigneesOf(input, unreadAccounts)];
}

/** Whether some Allow of a policy covers roles of one of the accounts that are not known. */
function allowsUnread(
  policy: Policy,
  accounts: readonly string[],
  isKnown: (arn: string) => boolean,
  { interest, bit }: { readonly interest: Interest; readonly bit: ActionMask },
): boolean {
  if (policy.isOpaque || (interest.allowedBy(policy) & bit) === 0n) return false;
  const sets = interest.only(policy, bit).statements.flatMap(({ isAllow, resources }) => (isAllow ? [resources] : []));
  return sets.some(
    ({ isNegated, isEverything, texts }) =>
      isNegated || isEverything || texts.some((one) => !isKnown(one) && accounts.some((account) => isIn(one, account))),
  );
}

/** Whether an ARN, or a pattern of ARNs, may be of something in the account. */
function isIn(text: string, account: string): boolean {
  const parts = text.split(":");
  return parts.length < 6 || matchesGlob(account, parts[4] ?? "");
}

/** People and groups that Identity Center assigns to something there. */
function assigneesOf(input: AnalysisInput, accounts: readonly string[]): readonly string[] {
  return readAssignments(input).flatMap(({ account, assignee }) => (accounts.includes(account) ? [assignee] : []));
}
