// Roles and users without policies by which they are denied something, or with other versions of policies that allow them more: what
// they are once they, or others who may act as them, have done that. A Deny of a service control policy, of a boundary, or in a policy
// that nobody may take away stays.
import { groupBy } from "../../../../model/group-by.js";
import type { AwsPrincipal } from "../../estate.js";
import type { GivenToFree } from "../permissions-boundary/without-boundary.js";
import { createUndenying, isUndenying } from "./deny-removers.js";
import { drawFreedByOthers, type Going } from "./removal-by-other.js";
import { freedBySelf } from "./removal-by-self.js";
import { eachOnce, type FreedOne, type FreedPart } from "./removal-sessions.js";

/** Principals that some caller's policies let it rid of a Deny, the removals that come first where that is itself. */
export function readWithoutDenials<T extends { readonly principal: AwsPrincipal }>(given: GivenToFree<T>): FreedPart {
  const { techniques, judge, around, holdings } = given;
  const removing = techniques.filter(isUndenying);
  const undenying = createUndenying(removing, holdings, judge);
  const asked = given.callers.filter((one) => undenying.isNamed(one.principal) && !given.isAdmin(one));
  const callers = asked.map(({ principal }) => principal);
  const own = callers.flatMap((one) =>
    isItself(one) ? freedBySelf(one, [], { removing, unbinding: [], holdings, judge }) : [],
  );
  const others = undenying.targetsOf(callers).map((one): FreedOne => ({ ...one, own: undefined }));
  const found = [...groupBy([...own, ...others], ({ session }) => session.id).values()].flatMap(([first]) =>
    first === undefined ? [] : [first],
  );
  return {
    found,
    draw(drawing, all) {
      if (found.length === 0) return;
      for (const one of eachOnce([...callers, ...all])) undenying.add(one);
      for (const group of undenying.groups())
        drawFreedByOthers({ ...group, techniques, around, goes: DENIAL }, drawing);
    },
  };
}

export const DENIAL: Going = {
  first: "its policy goes first, or another version of it is put in force",
  others: "without policies that hold them back, or with other versions of them",
  word: "without denial",
  changes: "denial",
};

/** A user or role as it is; no group, no session. */
function isItself({ index, session }: AwsPrincipal): boolean {
  return index >= 0 && session === undefined;
}
