// Who acts in an account of their own accord.
import { groupBy } from "../../model/group-by.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";

/** Account → its users and roles, but for the root user, whom nothing limits, and roles that services of AWS alone use. */
export function actorsByAccount({
  principals,
}: Pick<Estate, "principals">): ReadonlyMap<string, readonly AwsPrincipal[]> {
  return groupBy(
    principals.filter(({ kind, isServiceLinked }) => kind !== "root" && !isServiceLinked),
    ({ account }) => account,
  );
}
