// What a role or user that is rid of one thing rids itself of next: a Deny kept it from taking off its boundary, or its boundary from
// detaching the Deny.
import type { AwsPrincipal } from "../../estate.js";
import { isUnbinding } from "../permissions-boundary/boundary-removers.js";
import type { GivenToFree } from "../permissions-boundary/without-boundary.js";
import { isUndenying } from "./deny-removers.js";
import { freedBySelf } from "./removal-by-self.js";
import type { FreedOne, FreedPart } from "./removal-sessions.js";

/** In: those that are rid of something, by themselves or by others. */
export function readFreedFurther<T extends { readonly principal: AwsPrincipal }>(
  { techniques, judge, holdings }: GivenToFree<T>,
  earlier: readonly FreedOne[],
): FreedPart {
  const frame = {
    removing: techniques.filter(isUndenying),
    unbinding: techniques.filter(isUnbinding),
    holdings,
    judge,
  };
  const starts = new Map(earlier.map((one) => [one.session.id, one]));
  const found = [...starts.values()].flatMap(({ of, removals }) => freedBySelf(of, removals, frame));
  // who else frees them is drawn of those that it begins with
  return { found, draw() {} };
}
