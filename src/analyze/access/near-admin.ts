// Principals that hold every permission but for a Deny or two, none of which keeps them from lifting it: administrators in all
// but the letter. `admin` says `reaches` of them, and there is no step to count.
import type { AwsPrincipal } from "../aws/estate.js";
import { partitionOf } from "../aws/partition.js";
import type { Policy } from "../aws/policy/policy.js";
import type { Judge } from "./judge.js";
import { both, GRANTED, type Judgement, toStatementId } from "./judgement.js";
import { isBoundaryOpen } from "./target-facts.js";

/** Asked on the principal itself: with it, it rewrites what it is allowed. */
const RAISING: { readonly [kind: string]: string } = {
  ":user/": "iam:PutUserPolicy",
  ":role/": "iam:PutRolePolicy",
  ":group/": "iam:PutGroupPolicy",
};

/** With all of them it makes a user, gives it everything, and signs in as it. */
const MAKING = ["iam:CreateUser", "iam:PutUserPolicy", "iam:CreateAccessKey"];

export const RAISING_ACTIONS = [...new Set([...Object.values(RAISING), ...MAKING])];

/** The judgement of a session's control over its account: it cannot raise itself, but it may make who is not limited. */
export function judgeSessionControl(session: AwsPrincipal, judge: Judge): Judgement | undefined {
  const user = `arn:${partitionOf(session.id)}:iam::${session.account}:user/new`;
  let together = GRANTED;
  for (const action of MAKING) {
    together = both(together, judge.ask(session, { action, resource: user }));
    if (together.state !== "none" && together.state !== "met") return undefined;
  }
  return together;
}

/** The judgement of its control over the account; undefined for everyone else. */
export function judgeNearAdmin(principal: AwsPrincipal, judge: Judge): Judgement | undefined {
  const whole: string[] = [];
  for (const { id, policy } of principal.policies) {
    if (judge.interest.allowedBy(policy) !== judge.interest.all) continue;
    const index = wholeStatement(policy);
    if (index !== undefined) whole.push(toStatementId(id, index));
  }
  if (whole.length === 0 || !isBoundaryOpen(principal)) return undefined;
  const action = Object.entries(RAISING).find(([part]) => principal.id.includes(part))?.[1];
  if (action === undefined) return undefined;
  const judgement = judge.ask(principal, { action, resource: principal.id });
  return judgement.state === "none" || judgement.state === "met" ? { ...judgement, because: whole } : undefined;
}

/** Index of a statement that allows everything on everything. */
function wholeStatement({ statements }: Policy): number | undefined {
  return statements.find(({ isAllow, actions, resources, condition }) => {
    const isAll = actions.isNegated
      ? actions.patterns.length === 0
      : actions.patterns.some((one) => one === "*" || one === "*:*");
    return isAllow && isAll && resources.isEverything && condition === undefined;
  })?.index;
}
