// Everything, given to a role or user: as far as its boundary lets it through, which is what the boundary allows, so that evidence names
// statements that are there.
import { oncePer } from "../../../../model/once.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import type { Policy } from "../../policy/policy.js";
import type { Judge } from "../evaluation/requests.js";
import type { Removal } from "../explicit-deny/removal-request.js";

const EVERYTHING = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });

/** What of everything a principal has, within its boundary and without one. */
export type Everything = (to: AwsPrincipal) => Pick<Removal, "instead" | "unbounded">;

export const everythingOf = oncePer(({ compiler }: Pick<Estate, "compiler">): Everything => {
  const whole = compiler.compile("everything", EVERYTHING);
  return ({ id, boundary }) => ({
    ...(boundary && { instead: { id: boundary.id, policy: allowsOf(boundary.policy) } }),
    unbounded: { id: `arn:${partitionOf(id)}:iam::aws:policy/AdministratorAccess`, policy: whole },
  });
});

/** What gives a principal all that its boundary lets through. */
export function createGift({ estate, interest }: Judge): (to: AwsPrincipal) => Removal {
  return (to) => ({
    resource: to.id,
    context: {},
    // what only allows gives nothing beside it
    policies: to.policies.filter(({ policy }) => !policy.isOpaque && interest.deniedBy(policy) === 0n),
    ...everythingOf(estate)(to),
    label: WHOLE_GIFT,
  });
}

/** Label of what is given beside all that a principal has. */
export const WHOLE_GIFT = "everything";

/** What it allows, the same for the same policy. */
const allowsOf = oncePer((policy: Policy): Policy => {
  const statements = policy.statements.filter(({ isAllow }) => isAllow);
  return { hash: "", statements, problems: [], isOpaque: false };
});
