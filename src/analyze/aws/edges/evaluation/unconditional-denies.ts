// Actions that a caller is denied whatever it asks for and however: what allows them is of no use to it.
import { oncePer } from "../../../../model/once.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Policy } from "../../policy/policy.js";
import type { ActionMask, Interest } from "./action-mask.js";

interface Caller {
  readonly principal: Pick<AwsPrincipal, "policies" | "boundary">;
  readonly mask: ActionMask;
}

/**
 * In: callers with the actions of interest that they are allowed somewhere. Out: the same without what a Deny of their policies or their
 * boundary takes away on every resource and without a condition.
 */
export function withoutDenied<C extends Caller>(callers: readonly C[], interest: Interest): readonly C[] {
  const deniedBy = oncePer((policy: Policy): ActionMask => {
    // most policies deny nothing, which is known of them already
    if (interest.deniedBy(policy) === 0n) return 0n;
    let denied: ActionMask = 0n;
    for (const { isAllow, actions, resources, condition } of policy.statements)
      if (!isAllow && condition === undefined && resources.isEverything) denied |= interest.maskOf(actions);
    return denied;
  });
  return callers.map((caller) => {
    const { policies, boundary } = caller.principal;
    let denied = boundary === undefined ? 0n : deniedBy(boundary.policy);
    for (const { policy } of policies) denied |= deniedBy(policy);
    return (caller.mask & denied) === 0n ? caller : { ...caller, mask: caller.mask & ~denied };
  });
}
