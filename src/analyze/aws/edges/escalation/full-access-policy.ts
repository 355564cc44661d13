// Policies that allow everything.
import type { Policy } from "../../policy/policy.js";

/** Whether the policy allows everything on everything, with no Deny. */
export function allowsEverything({ statements }: Policy): boolean {
  const isWhole = statements.some(({ isAllow, actions, resources, condition }) => {
    return isAllow && !actions.isNegated && actions.patterns.includes("*") && resources.isEverything && !condition;
  });
  return isWhole && statements.every(({ isAllow }) => isAllow);
}
