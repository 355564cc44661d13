// The best of some resources for actions that are asked about together.
import type { TechniqueAction } from "../../model/technique.js";
import type { AwsPrincipal } from "../aws/estate.js";
import type { Judge } from "./judge.js";
import { both, GRANTED, type Judgement, NEVER, surest } from "./judgement.js";

/**
 * Documents of Systems Manager that no account has, since AWS keeps such names for its own, which are in none:
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
 */
const RESERVED = /^arn:[^:]*:ssm:[^:]*:\d{12}:document\/(aws|amazon|amzn)/i;

/** The best of the resources on which all of the actions are asked about. */
export function bestOn(
  resources: Iterable<string>,
  principal: AwsPrincipal,
  actions: readonly TechniqueAction[],
  judge: Judge,
): Judgement {
  const makes = actions.some(({ action }) => /^iam:Create(User|Role)$/.test(action));
  return surest(resources, (resource) => {
    // a name that is taken makes no other identity
    if (makes && judge.estate.principal(resource) !== undefined) return NEVER;
    if (RESERVED.test(resource)) return NEVER;
    return actions
      .map(({ action, with: brought = {}, without = [] }) => {
        const context = { ...brought, ...Object.fromEntries(without.map((key) => [key, null])) };
        return judge.ask(principal, { action, resource, context });
      })
      .reduce((a, b) => both(a, b), GRANTED);
  });
}
