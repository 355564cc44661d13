// Who answers for all that hold the same: somebody of their account whom no policy names, with what they have in common.
import type { AttachedPolicy } from "../../attached-policy.js";
import type { AwsPrincipal } from "../../estate.js";
import { someoneOf } from "../../partition.js";

/** What those have in common that one answer is for, besides their statements. */
export interface Told {
  readonly mfa?: string | undefined;
  /** What they may begin, as far as services then call for them. */
  readonly begins?: string | undefined;
  /** Those of their tags that the statements read. */
  readonly tags?: AwsPrincipal["tags"] | undefined;
}

/** Someone of the principal's account that no policy can name, and that holds what it holds. */
export function toSomeone({ session: _, ...principal }: AwsPrincipal): AwsPrincipal {
  return {
    ...principal,
    index: -1,
    id: someoneOf(principal.account, principal.id),
    kind: "role",
    name: "<someone>",
    uniqueId: undefined,
    tags: {},
    trust: undefined,
    hasMfa: undefined,
  };
}

/** Someone that holds just these policies within that boundary, with what it has in common with the principal. */
export function toProbe(
  principal: AwsPrincipal,
  policies: readonly AttachedPolicy[],
  boundary: AttachedPolicy | undefined,
  { begins, ...told }: Told,
): AwsPrincipal {
  const someone = someoneAs(principal, told);
  const { session } = principal;
  const isNarrow = session !== undefined && session.limits.length > 0;
  return {
    ...someone,
    policies,
    boundary,
    ...(begins !== undefined && { beginsAs: principal.id }),
    ...(isNarrow && { session: { ...session, of: someone.id } }),
  };
}

/** Who answers for the principal: somebody with its tags, and a user who shows MFA alike, where these count. */
export function someoneAs(principal: AwsPrincipal, { mfa, tags }: Pick<Told, "mfa" | "tags">): AwsPrincipal {
  const someone = mfa === undefined ? toSomeone(principal) : toSomeUser(principal);
  return tags === undefined ? someone : { ...someone, tags };
}

/** The same for users who show MFA as this one does. */
function toSomeUser(principal: AwsPrincipal): AwsPrincipal {
  const { kind, hasMfa, hasPassword } = principal;
  return { ...toSomeone(principal), id: someUserOf(principal), kind, hasMfa, hasPassword, standsFor: principal };
}

function someUserOf({ account, id }: AwsPrincipal): string {
  return someoneOf(account, id).replace(":role/", ":user/");
}
