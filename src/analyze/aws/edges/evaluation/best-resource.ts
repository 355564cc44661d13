// The best of some resources for actions that are asked about together.
import type { TechniqueAction } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import { removalOf } from "../techniques/create-and-delete.js";
import { after, both, GRANTED, type Judgement, NEVER, surest } from "./decision.js";
import type { Judge } from "./requests.js";

/**
 * Documents of Systems Manager that no account has, since AWS keeps such names for its own, which are in none:
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
 */
const RESERVED = /^arn:[^:]*:ssm:[^:]*:\d{12}:document\/(aws|amazon|amzn)/i;

const NOTHING = () => false;

/**
 * The best of the resources on which all of the actions are asked about.
 * @param isThere tells workloads that are there already, by ARN
 */
export function bestOn(
  resources: Iterable<string>,
  principal: AwsPrincipal,
  actions: readonly TechniqueAction[],
  judge: Judge,
  isThere: (resource: string) => boolean = NOTHING,
): Judgement {
  const makes = actions.some(({ action }) => /^iam:Create(User|Role)$/.test(action));
  return surest(resources, (resource) => {
    // a name that is taken makes no other identity
    if (makes && judge.estate.principal(resource) !== undefined) return NEVER;
    if (RESERVED.test(resource)) return NEVER;
    const rid = isThere(resource) ? ridOf(resource, principal, actions, judge) : GRANTED;
    return actions
      .map(({ action, with: brought = {}, without = [] }) => {
        const context = { ...brought, ...Object.fromEntries(without.map((key) => [key, null])) };
        return judge.ask(principal, { action, resource, context });
      })
      .reduce((a, b) => both(a, b), rid);
  });
}

/** What is there already is made anew only once it is deleted. */
function ridOf(
  resource: string,
  principal: AwsPrincipal,
  actions: readonly TechniqueAction[],
  judge: Judge,
): Judgement {
  const removal = actions.map(({ action }) => removalOf(action, resource)).find((one) => one !== undefined);
  if (removal === undefined) return GRANTED;
  return both(judge.ask(principal, { action: removal, resource }), after("the one that has its name is deleted first"));
}
