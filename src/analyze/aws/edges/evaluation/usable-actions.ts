// Actions that what holds a caller back leaves it on some resource: what a condition denies this caller, or a boundary allows on other
// resources only, is of no use to it.
import { oncePer, oncePerWord } from "../../../../model/once.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { judgePicked } from "../techniques/caller-requirements.js";
import type { Judge } from "./requests.js";

/** In: a judge. Out: whether a caller may perhaps do all of some actions, which its policies allow somewhere. */
export function createUsable(judge: Judge): (principal: AwsPrincipal, actions: readonly string[]) => boolean {
  const { interest } = judge;
  // what other accounts say is not asked: where they administer something is not known
  const own: Judge = { ...judge, ask: judge.askOwnSide };
  const mayDo = oncePer((principal: AwsPrincipal) =>
    oncePerWord((action) => judgePicked(principal, [{ action, on: "any" }], own).truth !== NO),
  );
  return (principal, actions) => {
    const { policies, boundary, session } = principal;
    const isFree = (action: string) => {
      const bit = interest.bitOf(action);
      return policies.every(({ policy }) => policy.isOpaque || (interest.deniedBy(policy) & bit) === 0n);
    };
    // most callers are held back by nothing, and not asked
    if (boundary === undefined && session === undefined && actions.every(isFree)) return true;
    return actions.every(mayDo(principal));
  };
}
