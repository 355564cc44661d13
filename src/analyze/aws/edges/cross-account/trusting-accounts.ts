// Roles elsewhere that trust an account, somebody in it, or everyone as its organisation, and that nobody there may assume as yet:
// whoever controls the account lets somebody, as the trust leaves to it ("IAM tutorial: Delegate access across AWS accounts using IAM
// roles"). https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html
import { addToSet } from "../../../../model/group-by.js";
import { accountOfArn } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { Drawing } from "../builder/edge-builder.js";
import { after, both, toTrustId } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import type { TrustBook } from "../trust/trust-policies.js";
import { createControlledCallers } from "./controlled-callers.js";
import { drawTrustingEveryone } from "./trusting-any-principal.js";

/** What happens before somebody of the account takes the role. */
const FIRST = after("a principal of the account is allowed to assume it first");

/** Draws `can_assume` from controlled accounts to roles of others that let them, or somebody in them, and that nobody of theirs gets. */
export function drawTrusting(book: TrustBook, controlled: ReadonlySet<string>, judge: Judge, drawing: Drawing): void {
  const trusting = trustingOf(book, controlled, judge);
  if (trusting.size === 0 && book.everyone.length === 0) return;
  const reached = reachedFrom(controlled, drawing);
  const judgeRole = createControlledCallers(judge);
  for (const [account, roles] of trusting) {
    for (const role of roles) {
      if (reached.get(account)?.has(role)) continue;
      const judgement = judgeRole(account, role);
      if (judgement.truth === NO) continue;
      drawing.edge({
        kind: "can_assume",
        from: `aws:${account}`,
        to: role,
        judgement: both(judgement, FIRST),
        because: [toTrustId(role)],
      });
    }
  }
  drawTrustingEveryone({ book, controlled, reached, first: FIRST, judgeRole }, judge, drawing);
}

/** Account → roles of others that trust it, or somebody in it. */
function trustingOf(
  { byAccount, naming }: TrustBook,
  controlled: ReadonlySet<string>,
  { estate }: Judge,
): ReadonlyMap<string, ReadonlySet<string>> {
  const trusting = new Map<string, Set<string>>();
  for (const [account, roles] of byAccount) {
    if (controlled.has(account)) for (const role of roles) addAcross(trusting, account, role);
  }
  for (const [name, roles] of naming) {
    const account = estate.principal(name)?.account ?? "";
    if (controlled.has(account)) for (const role of roles) addAcross(trusting, account, role);
  }
  return trusting;
}

function addAcross(trusting: Map<string, Set<string>>, account: string, role: string): void {
  if (accountOfArn(role) !== account) addToSet(trusting, account, role);
}

/** Account → roles that a principal of it may perhaps assume as things are, by itself or through a hub. */
function reachedFrom(controlled: ReadonlySet<string>, drawing: Drawing): ReadonlyMap<string, ReadonlySet<string>> {
  const edges = drawing.sketches();
  const reached = new Map<string, Set<string>>();
  const throughHubs = new Map<string, Set<string>>();
  for (const { kind, from, to, judgement } of edges) {
    if (kind !== "can_assume" || judgement.truth === NO || !from.startsWith("arn:")) continue;
    const account = accountOfArn(from);
    if (!controlled.has(account)) continue;
    if (to.startsWith("set:")) addToSet(throughHubs, to, account);
    else addToSet(reached, account, to);
  }
  for (const { kind, from, to } of edges) {
    if (kind === "includes") for (const account of throughHubs.get(from) ?? []) addToSet(reached, account, to);
  }
  return reached;
}
