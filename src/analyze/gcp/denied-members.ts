// Members of a group whom a deny policy or an access boundary stops where it does not stop the group: they do not do as members what
// the group may, so that no way leads from them through it. What they are left is judged of each by itself.
// https://cloud.google.com/iam/docs/deny-overview
import { oncePer } from "../../model/once.js";
import type { GoogleEstate } from "./environment.js";
import { sparing } from "./everybody.js";
import { type Grants, grantsOf } from "./grants.js";
import type { DenyRule } from "./limits.js";
import type { Member } from "./member.js";

interface Stop {
  readonly condition: string | undefined;
}

/** In: the estate. Out: whether a member is stopped at something that a group of its holds, and the group is not. */
export function createStoppedAlone(estate: GoogleEstate): (member: Member, group: Member) => boolean {
  if (estate.denies.length === 0 && estate.boundaries.length === 0) return () => false;
  const grants = oncePer((member: Member): Grants => grantsOf(member, estate));
  return (member, group) => {
    const [own, all] = [grants(member), grants(group)];
    if (all.bindings.length === 0 && sparing(group, estate).length === 0) return false;
    const isDeniedAlone = own.denies.some(
      (rule) => !all.denies.some((one) => isSameRule(one, rule) && isAsSure(one, rule)),
    );
    const isBoundAlone = own.boundaries.some(
      (boundary) => !all.boundaries.some((one) => one.id === boundary.id && isAsSure(one, boundary)),
    );
    return isDeniedAlone || isBoundAlone;
  };
}

/** Rules of a policy share its id. */
const isSameRule = (one: DenyRule, other: DenyRule): boolean =>
  one.id === other.id && one.permissions === other.permissions && one.principals === other.principals;

/** Whether something stops the group as surely as the member. */
const isAsSure = (ofGroup: Stop, own: Stop): boolean => ofGroup.condition === undefined || own.condition !== undefined;
