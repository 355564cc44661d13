// Accounts of AWS that were asked for their users and roles and did not tell of all: whoever may assume roles there, or is assigned to
// one, gets to what nobody knows.
import type { AnalysisInput } from "../../model/analysis.js";
import { matchesGlob } from "../../model/glob.js";
import { oncePer } from "../../model/once.js";
import type { Policy } from "../aws/policy/policy.js";
import { readAssignments } from "./assignments.js";
import type { ActionMask, Interest } from "./interest.js";
import { ASSUME_ROLE } from "./trust-view.js";
import type { CentersAsked } from "./unread-centers.js";

/** In: the estate, actions of interest, callers. Out: ids of those who may get to be a role of an account that was not read, but their own. */
export function undecidedByAccounts({ input, estate, interest, callers }: CentersAsked): readonly string[] {
  const { unreadAccounts } = estate;
  if (unreadAccounts.length === 0) return [];
  const bit = interest.bitOf(ASSUME_ROLE);
  const allowedIn = oncePer((policy: Policy) => accountsAllowed(policy, unreadAccounts, { interest, bit }));
  const may = ({ principal, mask }: CentersAsked["callers"][number]): boolean =>
    (mask & bit) !== 0n &&
    !principal.isServiceLinked &&
    principal.policies.some(({ policy }) => allowedIn(policy).some((account) => account !== principal.account));
  return [...callers.filter(may).map(({ principal }) => principal.id), ...assigneesOf(input, unreadAccounts)];
}

/** Accounts in which some Allow of a policy covers roles. */
function accountsAllowed(
  policy: Policy,
  accounts: readonly string[],
  { interest, bit }: { readonly interest: Interest; readonly bit: ActionMask },
): readonly string[] {
  if (policy.isOpaque || (interest.allowedBy(policy) & bit) === 0n) return [];
  const sets = interest.only(policy, bit).statements.flatMap(({ isAllow, resources }) => (isAllow ? [resources] : []));
  return accounts.filter((account) =>
    sets.some(
      ({ isNegated, isEverything, texts }) => isNegated || isEverything || texts.some((one) => isIn(one, account)),
    ),
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
