// Groups in the place of principals.
import type { AwsGroup, AwsPrincipal } from "../../estate.js";

/** A group as a caller: what anyone has who is put into it. */
export function toMember({ id, account, policies }: AwsGroup): AwsPrincipal {
  return {
    index: -1,
    id,
    kind: "user",
    account,
    name: id.slice(id.lastIndexOf("/") + 1),
    uniqueId: undefined,
    isServiceLinked: false,
    tags: {},
    policies,
    boundary: undefined,
    trust: undefined,
    hasMfa: undefined,
  };
}
