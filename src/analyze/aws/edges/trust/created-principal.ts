// Roles and users that are not there: somebody who is made first.
import type { AwsPrincipal } from "../../estate.js";

/** One of the name of which nothing is told, and that holds nothing. */
export function toMadePrincipal(id: string, account: string, kind: "role" | "user"): AwsPrincipal {
  return {
    index: -1,
    id,
    kind,
    account,
    name: id.slice(id.lastIndexOf("/") + 1),
    uniqueId: undefined,
    isServiceLinked: false,
    tags: {},
    policies: [],
    boundary: undefined,
    trust: undefined,
    hasMfa: undefined,
  };
}
