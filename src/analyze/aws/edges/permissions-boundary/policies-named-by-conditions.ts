// Policies that conditions name as those which may be set as boundaries, or attached: who may not pick one that lets everything through
// may pick one of these, and it may let through more than what is in force.
import { compareText } from "../../../../model/compare.js";
import { groupBy } from "../../../../model/group-by.js";
import { once, oncePer } from "../../../../model/once.js";
import type { Technique } from "../../../../model/technique.js";
import { type AttachedPolicy, accountOfArn } from "../../attached-policy.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { matchesGlob, toGlob, toGlobText, withoutVariables } from "../../policy/glob.js";
import { type Policy, unreadPolicy } from "../../policy/policy.js";
import { allowsEverything } from "../escalation/full-access-policy.js";
import type { Interest } from "../evaluation/action-mask.js";
import type { Judge } from "../evaluation/requests.js";

/** As a request and a condition name the boundary that is set. */
export const BOUNDARY_KEY = "iam:PermissionsBoundary";

const PUTTING = ["iam:PutUserPermissionsBoundary", "iam:PutRolePermissionsBoundary"];

/** Account → the policies of it that are named, each once. */
export type NamedBoundaries = ReadonlyMap<string, readonly AttachedPolicy[]>;

/** Whether it sets another boundary, of which not every one serves. */
export function putsBoundary({ actions }: Technique): boolean {
  return actions.some(({ action }) => PUTTING.includes(action));
}

/** Those that whoever does the actions may set, by account of who holds a statement that names them. */
export function boundariesNamed(judge: Judge, actions: readonly string[] = PUTTING): NamedBoundaries {
  const found = new Map<string, Map<string, AttachedPolicy>>();
  for (const principal of judge.estate.principals) {
    for (const policy of policiesNamed(principal, actions, BOUNDARY_KEY, judge)) {
      const known = found.get(principal.account) ?? new Map<string, AttachedPolicy>();
      found.set(principal.account, known.set(policy.id, policy));
    }
  }
  return new Map([...found].map(([account, policies]) => [account, [...policies.values()]]));
}

/**
 * Policies that Allows of the actions name under a key, or Denies of all others, its own and its boundary's, those that were not read
 * among them. A pattern names the policies that it fits, of its account and of AWS as far as these were read.
 */
export function policiesNamed(
  { account, policies, boundary }: AwsPrincipal,
  actions: readonly string[],
  key: string,
  judge: Judge,
): readonly AttachedPolicy[] {
  const { estate, interest } = judge;
  const bits = actions.reduce((mask, action) => mask | interest.bitOf(action), 0n);
  const found = new Map<string, AttachedPolicy>();
  for (const { policy } of boundary === undefined ? policies : [...policies, boundary]) {
    if (((interest.allowedBy(policy) | interest.deniedBy(policy)) & bits) === 0n) continue;
    for (const { isAllow, condition } of interest.only(policy, bits).statements) {
      const named = (condition?.entries ?? []).filter((entry) => entry.key === key.toLowerCase());
      for (const text of named.flatMap(({ operator, texts }) => (operator.isNegated === isAllow ? [] : texts))) {
        for (const one of isWhole(text) ? [policyOf(text, estate)] : fitting(judge)(account, text)) {
          found.set(one.id, one);
        }
      }
    }
  }
  return [...found.values()];
}

/** ARN of a policy, of which nothing may be anything. */
export function isWhole(text: string): boolean {
  return /^arn:[^:*?$]+:iam::(?:\d{12}|aws):policy\/[^*?$]+$/.test(text);
}

function policyOf(id: string, { managedPolicies }: Estate): AttachedPolicy {
  return { id, policy: managedPolicies().get(id) ?? unreadPolicy(id, "the policy was not read") };
}

/** How many policies of a pattern are looked at one by one. */
const AT_MOST = 24;

/** Policies of an account, and of AWS, that a pattern fits and that are worth picking; the same for the same words. */
const fitting = oncePer((judge: Judge) => {
  const byAccount = once(() => groupBy(judge.estate.managedPolicies(), ([id]) => accountOfArn(id)));
  const found = new Map<string, readonly AttachedPolicy[]>();
  return (account: string, text: string): readonly AttachedPolicy[] => {
    const key = `${account} ${text}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const glob = toGlob(toGlobText(withoutVariables(text)));
    const there = [account, "aws"].flatMap((owner) => byAccount().get(owner) ?? []);
    const fit = there.flatMap(([id, policy]) => (matchesGlob(glob, id) ? [{ id, policy }] : []));
    const worth = worthPicking(fit, text, judge);
    found.set(key, worth);
    return worth;
  };
});

/** The widest first; what is beyond the limit is left open, under the pattern. */
function worthPicking(fit: readonly AttachedPolicy[], text: string, { interest }: Judge): readonly AttachedPolicy[] {
  const widths = new Map(fit.map(({ id, policy }) => [id, widthOf(policy, interest)]));
  const widthAt = ({ id }: AttachedPolicy): number => widths.get(id) ?? 0;
  const worth = fit
    .filter((one) => widthAt(one) > 0)
    .sort((a, b) => widthAt(b) - widthAt(a) || compareText(a.id, b.id));
  if (worth.length <= AT_MOST) return worth;
  const rest = unreadPolicy(text, "more policies fit the pattern than are looked at");
  return [...worth.slice(0, AT_MOST), { id: text, policy: rest }];
}

/** How many actions of interest a policy allows; one that may say anything, or says everything, comes first. */
function widthOf(policy: Policy, interest: Interest): number {
  if (policy.isOpaque || allowsEverything(policy)) return Number.MAX_SAFE_INTEGER;
  return interest.allowedBy(policy).toString(2).replaceAll("0", "").length;
}
