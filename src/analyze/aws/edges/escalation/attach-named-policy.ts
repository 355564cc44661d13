// Roles and users that may attach policies to themselves, but only such as conditions name (iam:PolicyARN): what they are with those
// attached that allow something. One that gives control of the account at once is told by its technique.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
import type { Technique } from "../../../../model/technique.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { both, GRANTED, type Judgement, surest } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import type { Removal } from "../explicit-deny/removal-request.js";
import type { FreedOne, FreedPart } from "../explicit-deny/removal-sessions.js";
import { toReleased } from "../explicit-deny/unrestricted-session.js";
import { policiesNamed } from "../permissions-boundary/policies-named-by-conditions.js";
import type { GivenToFree } from "../permissions-boundary/without-boundary.js";
import { isCallerFit } from "../techniques/frame.js";
import { allowedBy } from "../trust/assume-role.js";
import { ATTACHING, POLICY_KEY } from "./attach-policy.js";
import { createRaisedResources, isRaising } from "./escalation-by-other.js";
import { allowsEverything } from "./full-access-policy.js";

/** In: who may attach policies. Out: those who attach named ones to themselves, or to a group of theirs, with all of these together. */
export function readAttachedByName<T extends { readonly principal: AwsPrincipal }>({
  techniques,
  judge,
  around,
  callers,
  isAdmin,
}: GivenToFree<T>): FreedPart {
  const attaching = techniques.filter(
    (one) => isRaising(one) && one.actions.some(({ action }) => ATTACHING.test(action)),
  );
  const bits = attaching.reduce((mask, { actions }) => mask | judge.interest.bitOf(actions[0]?.action ?? ""), 0n);
  const resources = createRaisedResources(around);
  const found = callers.flatMap((one) => {
    const { principal } = one;
    const isAsked =
      principal.index >= 0 && (allowedBy(principal.policies, judge.interest) & bits) !== 0n && !isAdmin(one);
    return isAsked ? attachedTo(principal, { attaching, resources, judge }) : [];
  });
  // who attaches them to somebody else is not looked at
  return { found, draw() {} };
}

interface Frame {
  readonly attaching: readonly Technique[];
  readonly resources: ReturnType<typeof createRaisedResources>;
  readonly judge: Judge;
}

function attachedTo(of: AwsPrincipal, { attaching, resources, judge }: Frame): FreedOne[] {
  const steps = attaching
    .filter((one) => isCallerFit(of, one))
    .flatMap(({ id, actions }) =>
      actions.flatMap(({ action, on }) =>
        policiesNamed(of, [action], POLICY_KEY, judge)
          .filter((policy) => isWorth(policy, judge))
          .map((policy) => {
            const ask = (resource: string): Judgement =>
              judge.ask(of, { action, resource, context: { [POLICY_KEY]: policy.id } });
            return { technique: id, policy, judgement: surest(resources(of, on), ask) };
          })
          .filter(({ judgement }) => judgement.truth !== NO),
      ),
    );
  const [first] = steps;
  if (first === undefined) return [];
  const judgement = steps.map((step) => step.judgement).reduce(both, GRANTED);
  const own = { from: of.id, judgement, technique: first.technique };
  return [
    {
      ...toReleased(
        of,
        steps.map(({ policy }) => toGift(of, policy)),
      ),
      own,
    },
  ];
}

/** It only allows, and something of interest; what allows everything needs no looking at what it gives. */
function isWorth({ policy }: AttachedPolicy, { interest }: Judge): boolean {
  return interest.allowedBy(policy) !== 0n && interest.deniedBy(policy) === 0n && !allowsEverything(policy);
}

function toGift({ id }: AwsPrincipal, policy: AttachedPolicy): Removal {
  const name = policy.id.slice(policy.id.lastIndexOf("/") + 1);
  return { resource: id, context: {}, policies: [], instead: policy, label: `attached/${name}` };
}
