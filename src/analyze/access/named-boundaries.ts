// Policies that conditions of an account name as the boundaries which may be set: who may not set one that lets everything
// through may set one of these, and it may let through more than the one in force.
import type { Technique } from "../../model/technique.js";
import type { AttachedPolicy } from "../aws/attached-policy.js";
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

/** By account of those who hold a statement that names them; patterns and policies that were not read are left out. */
export function boundariesNamed({ estate, interest }: Judge): NamedBoundaries {
  const bits = PUTTING.reduce((mask, action) => mask | interest.bitOf(action), 0n);
  const found = new Map<string, Map<string, AttachedPolicy>>();
  for (const { account, policies } of estate.principals) {
    for (const { policy } of policies) {
      if ((interest.allowedBy(policy) & bits) === 0n) continue;
      for (const { isAllow, condition } of interest.only(policy, bits).statements) {
        const named = (condition?.entries ?? []).filter(({ key }) => key === BOUNDARY_KEY.toLowerCase());
        if (!isAllow) continue;
        for (const id of named.flatMap(({ operator, texts }) => (operator.isNegated ? [] : texts))) {
          const document = estate.managedPolicies().get(id);
          if (document === undefined) continue;
          const known = found.get(account) ?? new Map<string, AttachedPolicy>();
          found.set(account, known.set(id, { id, policy: document }));
        }
      }
    }
  }
  return new Map([...found].map(([account, policies]) => [account, [...policies.values()]]));
}
