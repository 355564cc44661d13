// What a principal brings to several actions at once: its claims on each, every way with every way.
import type { AwsPrincipal } from "../../estate.js";
import { toPermissionsId } from "../evaluation/decision.js";
import { toProbe } from "./claim-probe.js";
import type { Claim } from "./claims.js";

/** Claims on several actions at once, every way with every way. */
export interface ClaimSet {
  readonly key: string;
  /** One claim an action, in the order of the actions. */
  readonly claims: readonly Claim[];
}

const MOST_WAYS = 8;

/**
 * Combines the claims on several actions. Who has so many statements that their combinations would be many is looked at
 * as a whole: one claim an action over all statements.
 */
export function combineClaims(principal: AwsPrincipal, byAction: readonly (readonly Claim[])[]): ClaimSet[] {
  if (byAction.some((claims) => claims.length === 0)) return [];
  const ways = byAction.reduce((count, claims) => count * claims.length, 1);
  const lists =
    ways <= MOST_WAYS || byAction.length === 1 ? byAction : byAction.map((claims) => [join(principal, claims)]);
  let sets: readonly Claim[][] = [[]];
  for (const claims of lists) sets = sets.flatMap((set) => claims.map((claim) => [...set, claim]));
  return sets.map((claims) => ({
    key: claims.map(({ key }) => key).join(" & "),
    claims: claims.some(({ isPersonal }) => isPersonal) ? claims.map((one) => toOwn(principal, one)) : claims,
  }));
}

/** Who answers for itself about one action does so about all: a policy that names it is asked about it, not about somebody with its rights. */
function toOwn(principal: AwsPrincipal, claim: Claim): Claim {
  return claim.isPersonal ? claim : { ...claim, probe: principal, isPersonal: true, isPlain: false, lists: undefined };
}

function join(principal: AwsPrincipal, claims: readonly Claim[]): Claim {
  const [first] = claims;
  if (claims.length === 1 && first) return first;
  const isPersonal = claims.some((claim) => claim.isPersonal);
  return {
    key: claims
      .map(({ key }) => key)
      .sort()
      .join(" or "),
    resources: claims.flatMap(({ resources }) => resources),
    because: [toPermissionsId(principal.id)],
    probe: isPersonal
      ? principal
      : toProbe(
          principal,
          claims.flatMap(({ probe }) => probe.policies),
          principal.boundary,
          {
            mfa: claims.some(({ probe }) => probe.standsFor !== undefined) ? "alike" : undefined,
            begins: claims.some(({ probe }) => probe.beginsAs !== undefined) ? "alike" : undefined,
            tags: Object.assign({}, ...claims.map(({ probe }) => probe.tags)),
          },
        ),
    isPersonal,
    isPlain: false,
    lists: undefined,
  };
}
