// What own policies of things that have to be there let callers do, which need no permission of their own for it in the same account.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
import { once } from "../../../../model/once.js";
import type { Technique } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import { namesOf } from "../builder/existing-targets.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import type { TechniqueFrame } from "../techniques/frame.js";

/**
 * In: techniques, what runs in accounts. Out: a caller → actions of interest that policies of such things of its account perhaps let it
 * do, by the names in them.
 */
export function createLetDo(
  techniques: readonly Technique[],
  frame: Pick<TechniqueFrame, "judge" | "around">,
): (caller: Pick<AwsPrincipal, "id" | "uniqueId" | "session" | "account">) => ActionMask {
  const read = once(() => readLetDo(techniques, frame));
  return ({ account, ...caller }) => {
    const byName = read().get(account);
    return byName === undefined ? 0n : namesOf(caller).reduce((mask, name) => mask | (byName.get(name) ?? 0n), 0n);
  };
}

/** Account → name in a policy → actions. */
function readLetDo(
  techniques: readonly Technique[],
  { judge: { estate, interest }, around }: Pick<TechniqueFrame, "judge" | "around">,
): ReadonlyMap<string, ReadonlyMap<string, ActionMask>> {
  const ofTypes = new Map<string, ActionMask>();
  for (const { actions } of techniques)
    for (const { action, on, types = [] } of actions)
      if (on === "existing")
        for (const type of types) ofTypes.set(type, (ofTypes.get(type) ?? 0n) | interest.bitOf(action));
  const found = new Map<string, Map<string, ActionMask>>();
  for (const { id, account, policy } of estate.resources()) {
    const bits = ofTypes.get((policy && around.workload(id)?.type) ?? "");
    if (policy === undefined || bits === undefined) continue;
    const byName = found.get(account) ?? new Map<string, ActionMask>();
    found.set(account, byName);
    for (const { isAllow, principals, actions } of interest.only(policy.policy, bits).statements) {
      if (!isAllow || principals === undefined) continue;
      for (const name of principals.isNegated ? ["*"] : principals.aws)
        byName.set(name, (byName.get(name) ?? 0n) | (interest.maskOf(actions) & bits));
    }
  }
  return found;
}
