// What a caller has to be allowed besides the target: resources that it makes or picks itself, or that exist in the account.

import { addTo } from "../../model/group-by.js";
import type { Technique, TechniqueAction } from "../../model/technique.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { both, GRANTED, type Judge, type Judgement, uncertain } from "./judge.js";
import type { Surroundings } from "./surroundings.js";
import { commonResource, pickResource } from "./witness.js";

const NEVER: Judgement = { truth: NO, state: "blocked", condition: undefined, because: [] };

/** Whether the caller is allowed all actions on `any` and `existing`, and what has to exist does. */
export function judgeCallerActions(
  principal: AwsPrincipal,
  { actions, requires }: Pick<Technique, "actions" | "requires">,
  judge: Judge,
  surroundings: Surroundings,
): Judgement {
  let judgement = judgeExistence(principal.account, requires?.exists, surroundings);
  const picked = new Map<string, TechniqueAction[]>();
  for (const action of actions) {
    if (action.on === "existing") judgement = both(judgement, judgeExisting(principal, action, judge, surroundings));
    else if (action.on === "any") addTo(picked, action.same ?? `alone ${action.action}`, action);
    if (judgement.truth === NO) return judgement;
  }
  for (const together of picked.values()) {
    judgement = both(judgement, judgePicked(principal, together, judge));
    if (judgement.truth === NO) return judgement;
  }
  return judgement;
}

function judgeExistence(account: string, types: readonly string[] | undefined, surroundings: Surroundings): Judgement {
  if (types === undefined) return GRANTED;
  const ids = surroundings.existing(types, account);
  if (ids === undefined) return uncertain(`whether there is ${namesOf(types)} was not read`);
  return ids.length > 0 ? GRANTED : NEVER;
}

/** `a ecs-cluster` of `aws.ecs-cluster`. */
function namesOf(types: readonly string[]): string {
  return types.map((type) => `a ${type.slice(type.indexOf(".") + 1)}`).join(" or ");
}

/** One resource on which the caller is allowed all of the actions. */
function judgePicked(principal: AwsPrincipal, actions: readonly TechniqueAction[], judge: Judge): Judgement {
  const patterns = actions.map(({ action }) => patternsOf(principal, action, judge));
  const candidates = new Set(patterns.flat().map((pattern) => pickResource(pattern, principal.account)));
  if (patterns.length > 1)
    for (const text of commonResources(patterns)) candidates.add(pickResource(text, principal.account));
  let best = NEVER;
  for (const resource of candidates) {
    const judgement = actions
      .map(({ action, without = [] }) => {
        const context = Object.fromEntries(without.map((key) => [key, null]));
        return judge.ask(principal, { action, resource, context });
      })
      .reduce((a, b) => both(a, b), GRANTED);
    if (judgement.truth < best.truth) best = judgement;
    if (best.state === "none") break;
  }
  return best;
}

const MOST_PATTERNS = 200;

/** Patterns of resources that some Allow names for the action. */
function patternsOf(principal: AwsPrincipal, action: string, { interest }: Judge): string[] {
  const bit = interest.bitOf(action);
  const patterns = new Set<string>();
  for (const { policy } of principal.policies) {
    if ((interest.allowedBy(policy) & bit) === 0n) continue;
    for (const { isAllow, resources } of interest.only(policy, bit).statements) {
      if (!isAllow) continue;
      for (const text of resources.isNegated || resources.isEverything ? ["*"] : resources.texts) {
        if (!isOfService(text, action)) continue;
        patterns.add(text.replace(/\$\{[^}]*\}/g, "*"));
        if (patterns.size >= MOST_PATTERNS) return [...patterns];
      }
    }
  }
  return [...patterns];
}

/** Services whose actions are asked about resources of another. */
const ALSO: { readonly [service: string]: readonly string[] } = {
  "ec2-instance-connect": ["ec2"],
  ssm: ["ec2"],
  "bedrock-agentcore": ["bedrock"],
};

/** A statement that pairs an action with resources of another service allows nothing. */
function isOfService(pattern: string, action: string): boolean {
  const named = pattern.split(":")[2];
  if (named === undefined || /[*?$]/.test(named)) return true;
  const service = action.slice(0, action.indexOf(":"));
  return named === service || (ALSO[service]?.includes(named) ?? false);
}

/** Texts that a pattern of the first list and one of each other list have in common. */
function commonResources(lists: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = lists;
  let common: readonly string[] = first;
  for (const list of others) {
    common = common.flatMap((a) => list.flatMap((b) => commonPattern(a, b) ?? [])).slice(0, MOST_PATTERNS);
  }
  return [...common];
}

function commonPattern(a: string, b: string): string | undefined {
  if (a === "*") return b;
  return b === "*" ? a : commonResource(a, b);
}

function judgeExisting(
  principal: AwsPrincipal,
  { action, types = [] }: TechniqueAction,
  judge: Judge,
  surroundings: Surroundings,
): Judgement {
  const ids = surroundings.existing(types, principal.account);
  if (ids === undefined) {
    const [pattern] = patternsOf(principal, action, judge);
    if (pattern === undefined) return NEVER;
    const question = { action, resource: pickResource(pattern, principal.account) };
    return both(judge.ask(principal, question), uncertain(`whether there is ${namesOf(types)} was not read`));
  }
  let best = NEVER;
  for (const resource of ids) {
    const judgement = judge.ask(principal, { action, resource });
    if (judgement.truth < best.truth) best = judgement;
    if (best.state === "none") break;
  }
  return best;
}
