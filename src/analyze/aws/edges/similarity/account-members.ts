// Who acts in an account of their own accord, and who of them gets just what everybody there gets.
import { groupBy } from "../../../../model/group-by.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import type { Judge } from "../evaluation/requests.js";
import { toSomeone } from "./claim-probe.js";

/** Account → its users and roles, but for the root user, whom nothing limits, and roles that services of AWS alone use. */
export function actorsByAccount({
  principals,
}: Pick<Estate, "principals">): ReadonlyMap<string, readonly AwsPrincipal[]> {
  return groupBy(
    principals.filter(({ kind, isServiceLinked }) => kind !== "root" && !isServiceLinked),
    ({ account }) => account,
  );
}

/** Whether nothing of its own limits a caller in an action, and no control policy tells it from whoever else is in its account. */
export function isLikeEveryone(
  principal: AwsPrincipal,
  bit: ActionMask,
  { interest, isApart }: Pick<Judge, "interest" | "isApart">,
): boolean {
  const { policies, boundary, session } = principal;
  if (boundary !== undefined || session !== undefined) return false;
  if (policies.some(({ policy }) => policy.isOpaque || (interest.deniedBy(policy) & bit) !== 0n)) return false;
  return !isApart(principal, () => toSomeone(principal), bit);
}

/** Whether it stands for the members of a group: groups are asked about as callers are, and do nothing themselves. */
export function isGroup({ index, session }: Pick<AwsPrincipal, "index" | "session">): boolean {
  return index < 0 && session === undefined;
}
