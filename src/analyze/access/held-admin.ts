// Principals that hold every permission, and are denied every one by the same condition on the request, such as the network that it
// comes from: AWS's own example, attached to everybody. Nothing that they do in their account is surer than their control of it, so
// that they need no technique there, like any administrator.
import type { AttachedPolicy } from "../aws/attached-policy.js";
import { UNKNOWN } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { levelsOver } from "../aws/organization.js";
import type { Statement } from "../aws/policy/policy.js";
import type { ActionMask } from "./interest.js";
import type { Judge } from "./judge.js";
import { both, GRANTED, type Judgement } from "./judgement.js";
import { controllingOf, isAboutAll, wholeStatements } from "./near-admin.js";
import { isOfRequest } from "./statement-likeness.js";
import { isBoundaryOpen } from "./target-facts.js";

/** The judgement of such control; undefined for everyone else. Conditions that somebody else can meet, as by MFA, are not of these. */
export function judgeHeldAdmin(principal: AwsPrincipal, judge: Judge): Judgement | undefined {
  const { interest } = judge;
  const { policies, session } = principal;
  const because = wholeStatements(principal, judge);
  const requests = controllingOf(principal);
  const isLimited = !isBoundaryOpen(principal) || (session?.limits.length ?? 0) > 0;
  if (isLimited || because.length === 0 || requests.length === 0) return undefined;
  const bits = requests.reduce((mask, { action }) => mask | interest.bitOf(action), 0n);
  const names = ({ actions }: Statement) => (interest.maskOf(actions) & bits) !== 0n;
  const denials = policies.flatMap(({ policy }) => policy.statements).filter(({ isAllow }) => !isAllow);
  if (!denials.some(isOfEverything) || denials.some((one) => !isOfEverything(one) && names(one))) return undefined;
  if (policies.some(({ policy }) => policy.isOpaque) || isControlled(principal, bits, judge)) return undefined;
  const judgement = requests.map((request) => judge.ask(principal, request)).reduce(both, GRANTED);
  return judgement.truth === UNKNOWN ? { ...judgement, because } : undefined;
}

/** Whether the statement is about every action on every resource, whatever is asked for. */
function isOfEverything(statement: Statement): boolean {
  return isAboutAll(statement) && (statement.condition?.keys.every(isOfRequest) ?? true);
}

/** Whether the organisation has a say in the actions: what is open then may be of those alone. */
function isControlled({ account }: AwsPrincipal, bits: ActionMask, judge: Judge): boolean {
  const isSilent = ({ policy }: AttachedPolicy) => !policy.isOpaque && (judge.interest.deniedBy(policy) & bits) === 0n;
  return !levelsOver(judge.estate.organizations, account, "scp").every(
    ({ policies }) => policies.every(isSilent) && wholeStatements({ policies }, judge).length > 0,
  );
}
