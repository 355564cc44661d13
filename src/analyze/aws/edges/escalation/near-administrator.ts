// Principals that hold every permission but for a Deny or two, none of which keeps them from lifting it: administrators in all
// but the letter. `admin` says `reaches` of them, and there is no step to count.
import type { AwsPrincipal } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import type { Policy } from "../../policy/policy.js";
import { both, GRANTED, type Judgement, toStatementId, uncertain } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { isAboutAll } from "../similarity/statements.js";
import { isBoundaryOpen } from "../techniques/target-requirements.js";

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
  let together = GRANTED;
  for (const request of controllingOf(session)) {
    together = both(together, judge.ask(session, request));
    if (together.state !== "none" && together.state !== "met") return undefined;
  }
  return together;
}

/** The judgement of its control over the account; undefined for everyone else. */
export function judgeNearAdmin(principal: AwsPrincipal, judge: Judge): Judgement | undefined {
  const whole = wholeStatements(principal, judge);
  const [request] = controllingOf(principal);
  if (whole.length === 0 || request === undefined || !isBoundaryOpen(principal)) return undefined;
  const judgement = judge.ask(principal, request);
  return judgement.state === "none" || judgement.state === "met" ? { ...judgement, because: whole } : undefined;
}

/** That somebody may control its account, as far as its policies were read. */
export function uncertainControl({ policies, boundary }: Pick<AwsPrincipal, "policies" | "boundary">): Judgement {
  const isOpaque = [...policies, ...(boundary ? [boundary] : [])].some(({ policy }) => policy.isOpaque);
  return uncertain(
    isOpaque
      ? "a policy document was not read or not understood"
      : "whether its policies leave it everything depends on the request",
  );
}

/** What has to be allowed so that nothing else is needed: rewriting itself, for a session making somebody else; none for root users. */
export function controllingOf({ id, account, session }: AwsPrincipal): readonly { action: string; resource: string }[] {
  const user = `arn:${partitionOf(id)}:iam::${account}:user/new`;
  if (session) return MAKING.map((action) => ({ action, resource: user }));
  const action = Object.entries(RAISING).find(([part]) => id.includes(part))?.[1];
  return action === undefined ? [] : [{ action, resource: id }];
}

/** Ids of its statements that allow everything on everything, one a policy. */
export function wholeStatements({ policies }: Pick<AwsPrincipal, "policies">, { interest }: Judge): readonly string[] {
  return policies.flatMap(({ id, policy }) => {
    const index = interest.allowedBy(policy) === interest.all ? wholeStatement(policy) : undefined;
    return index === undefined ? [] : [toStatementId(id, index)];
  });
}

/** Index of a statement that allows everything on everything. */
function wholeStatement({ statements }: Policy): number | undefined {
  return statements.find((one) => one.isAllow && isAboutAll(one) && one.condition === undefined)?.index;
}
