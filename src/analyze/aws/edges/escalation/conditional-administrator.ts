// Principals that hold every permission, and are denied every one by the same condition on the request or on themselves, such as the
// network that it comes from: AWS's own examples, attached to everybody, or a service control policy with exceptions by tag or name.
// Nothing that they do in their account is surer than their control of it, so that they need no technique there, like any administrator.
import { UNKNOWN } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { levelsOver } from "../../organization.js";
import type { Statement } from "../../policy/policy.js";
import { both, GRANTED, type Judgement } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { isOfEverything } from "../similarity/statements.js";
import { isBoundaryOpen } from "../techniques/target-requirements.js";
import { controllingOf, wholeStatements } from "./near-administrator.js";

/** The judgement of such control; undefined for everyone else. Conditions that somebody else can meet, as by MFA, are not of these. */
export function judgeHeldAdmin(principal: AwsPrincipal, judge: Judge): Judgement | undefined {
  const { interest } = judge;
  const { policies, session } = principal;
  const because = wholeStatements(principal, judge);
  const requests = controllingOf(principal);
  const isLimited = !isBoundaryOpen(principal) || (session?.limits.length ?? 0) > 0;
  if (isLimited || because.length === 0 || requests.length === 0) return undefined;
  const levels = levelsOver(judge.estate.organizations, principal.account, "scp");
  if (levels.some((level) => wholeStatements(level, judge).length === 0)) return undefined;
  const binding = [...policies, ...levels.flatMap((level) => level.policies)].map(({ policy }) => policy);
  if (binding.some(({ isOpaque }) => isOpaque)) return undefined;
  const bits = requests.reduce((mask, { action }) => mask | interest.bitOf(action), 0n);
  const names = ({ actions }: Statement) => (interest.maskOf(actions) & bits) !== 0n;
  const denials = binding.flatMap(({ statements }) => statements).filter(({ isAllow }) => !isAllow);
  if (!denials.some(isOfEverything) || denials.some((one) => !isOfEverything(one) && names(one))) return undefined;
  const judgement = requests.map((request) => judge.ask(principal, request)).reduce(both, GRANTED);
  return judgement.truth === UNKNOWN ? { ...judgement, because } : undefined;
}
