// Policies that conditions name as those which may be set as boundaries, or attached: who may not pick one that lets everything through
// may pick one of these, and it may let through more than what is in force.
import type { Technique } from "../../model/technique.js";
import type { AttachedPolicy } from "../aws/attached-policy.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { unreadPolicy } from "../aws/policy/policy.js";
import type { Judge } from "./judge.js";

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
 * among them; patterns are left out.
 */
export function policiesNamed(
  { policies, boundary }: AwsPrincipal,
  actions: readonly string[],
  key: string,
  { estate, interest }: Judge,
): readonly AttachedPolicy[] {
  const bits = actions.reduce((mask, action) => mask | interest.bitOf(action), 0n);
  const found = new Map<string, AttachedPolicy>();
  for (const { policy } of boundary === undefined ? policies : [...policies, boundary]) {
    if (((interest.allowedBy(policy) | interest.deniedBy(policy)) & bits) === 0n) continue;
    for (const { isAllow, condition } of interest.only(policy, bits).statements) {
      const named = (condition?.entries ?? []).filter((entry) => entry.key === key.toLowerCase());
      for (const id of named.flatMap(({ operator, texts }) => (operator.isNegated === isAllow ? [] : texts))) {
        if (!isWhole(id)) continue;
        found.set(id, { id, policy: estate.managedPolicies().get(id) ?? unreadPolicy(id, "the policy was not read") });
      }
    }
  }
  return [...found.values()];
}

/** ARN of a policy, of which nothing may be anything. */
function isWhole(text: string): boolean {
  return /^arn:[^:*?$]+:iam::(?:\d{12}|aws):policy\/[^*?$]+$/.test(text);
}
