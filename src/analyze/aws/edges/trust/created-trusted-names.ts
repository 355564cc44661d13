// Roles and users that nobody has made yet, of a name that the policy of another role, or of data, lets in: who may make one is it, and
// takes that role or reads. In the account of that what one makes has no rights but what the policy gives; in another account the policy lets in
// whatever its administrators make there.
import { addTo, groupBy } from "../../../../model/group-by.js";
import { accountOfArn } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { Policy } from "../../policy/policy.js";
import { accountNamed } from "../../policy/principal-set.js";
import type { Drawing } from "../builder/edge-builder.js";
import { createMechanism } from "../builder/mechanism.js";
import { createTargets } from "../builder/target-index.js";
import { everythingOf } from "../escalation/full-access-grant.js";
import { after, GRANTED } from "../evaluation/decision.js";
import type { Judge, Question } from "../evaluation/requests.js";
import { eachOnce, type FreedOne, type FreedPart } from "../explicit-deny/removal-sessions.js";
import { BOUNDARY_KEY } from "../permissions-boundary/policies-named-by-conditions.js";
import type { GivenToFree } from "../permissions-boundary/without-boundary.js";
import { allowedBy } from "./assume-role.js";
import { toMadePrincipal } from "./created-principal.js";
import { callersLetIn } from "./principals-trusted-by-name.js";
import { toSession } from "./session-frame.js";
import { ASSUME_ROLE } from "./trust-policies.js";

/** What makes a role, or a user with a key, of a name that who makes it picks; the first takes a boundary. */
const MAKING = { role: ["iam:CreateRole"], user: ["iam:CreateUser", "iam:CreateAccessKey"] } as const;
export const MAKING_ACTIONS: readonly string[] = Object.values(MAKING).flat();
type Made = keyof typeof MAKING;
/** Between the ARN of one that is not there and what tells that it is not. */
const MARK = "#made";

/** In: roles, and who may make some. Out: one role or user of each name that another role lets in, and who makes it. */
export function readMadeByName<T extends { readonly principal: AwsPrincipal }>(given: GivenToFree<T>): FreedPart {
  const { judge, callers, isAdmin } = given;
  const found = namesLetIn(judge.estate).flatMap((name) => toMade(name, judge));
  if (found.length === 0) return { found, draw() {} };
  const makers = callers.flatMap((one) => (mayMake(one.principal, judge) && !isAdmin(one) ? [one.principal] : []));
  return {
    found,
    draw(drawing, all) {
      for (const { session } of found.filter(({ session: one }) => one.policies.length > 0))
        drawing.edge({ kind: "contains", from: `aws:${session.account}`, to: session.id, judgement: MADE });
      drawMakers(found, eachOnce([...makers, ...all.filter((one) => mayMake(one, judge))]), judge, drawing);
    },
  };
}

const MADE = after("a role or user of that name is made first");

/** How many doors with the same policy are tried for a name: stack sets make as many as there are accounts. */
const AT_MOST = 50;

interface Name {
  readonly arn: string;
  readonly account: string;
  /** What is asked of those whose policies let it in. */
  readonly opens: readonly Question[];
  /** They are of another account. */
  readonly isFar: boolean;
}

/** What the policy of a thing opens: a role, or data of a service with the action that reads it. */
interface Door {
  readonly account: string;
  readonly policy: Policy;
  readonly question: Question;
}

const READING: { readonly [service: string]: readonly [action: string, within: string] } = {
  dynamodb: ["dynamodb:GetItem", ""],
  kms: ["kms:Decrypt", ""],
  s3: ["s3:GetObject", "/*"],
  secretsmanager: ["secretsmanager:GetSecretValue", ""],
};

function* doorsOf(estate: Estate): Generator<Door> {
  for (const { id, account, trust, isServiceLinked } of estate.principals) {
    if (trust !== undefined && !isServiceLinked)
      yield { account, policy: trust.policy, question: { action: ASSUME_ROLE, resource: id } };
  }
  for (const { id, account, policy } of estate.resources()) {
    const [action, within = ""] = READING[id.split(":")[2] ?? ""] ?? [];
    if (policy !== undefined && action !== undefined)
      yield { account, policy: policy.policy, question: { action, resource: `${id}${within}` } };
  }
}

/** Names of roles and users that are not there, by the policies that let them in; each of an account that was read. */
function namesLetIn(estate: Estate): readonly Name[] {
  const found = new Map<string, Name & { readonly opens: Question[] }>();
  const accounts = [...new Set(estate.principals.map(({ account }) => account))];
  const add = (arn: string, account: string, isFar: boolean, question: Question): void => {
    const known = found.get(`${arn} ${isFar}`) ?? { arn, account, opens: [], isFar };
    known.opens.push(question);
    found.set(`${arn} ${isFar}`, known);
  };
  const doors = new Map<Policy, Door[]>();
  for (const door of doorsOf(estate)) if (!door.policy.isOpaque) addTo(doors, door.policy, door);
  for (const [policy, everywhere] of doors) {
    const named = policy.statements.flatMap(({ principals }) => principals?.aws ?? []);
    const from = named.includes("*") ? accounts : [...new Set(named.flatMap((text) => accountNamed(text) ?? []))];
    for (const [partition, all] of groupBy(everywhere, ({ account }) => estate.partitionOf(account))) {
      if (callersLetIn(policy, "*", partition).length === 0) continue;
      const byOwner = groupBy(all, ({ account }) => account);
      for (const account of from.filter((one) => estate.hasAccount(one))) {
        const own = (byOwner.get(account) ?? []).slice(0, AT_MOST);
        const far = all.slice(0, AT_MOST + own.length).filter((door) => door.account !== account);
        for (const arn of callersLetIn(policy, account, partition)) {
          if (estate.principal(arn) !== undefined) continue;
          for (const { question, account: owner } of [...own, ...far]) add(arn, account, account !== owner, question);
        }
      }
    }
  }
  return [...found.values()];
}

/** The role or user as who is it has it, where something is open to it. */
function toMade({ arn, account, opens, isFar }: Name, judge: Judge): readonly FreedOne[] {
  const kind = kindOf(arn);
  const plain = toMadePrincipal(arn, account, kind);
  const { unbounded } = everythingOf(judge.estate)(plain);
  const of = { ...plain, policies: isFar && unbounded !== undefined ? [unbounded] : [] };
  const session = toSession(`${arn}${MARK}${isFar ? "-by-administrators" : ""}`, `a new ${kind} ${plain.name}`, of, []);
  const isTaken = opens.some((question) => judge.ask(session, question).truth !== NO);
  return isTaken ? [{ of, session, removals: [], own: undefined }] : [];
}

function kindOf(arn: string): Made {
  return arn.includes(":user/") ? "user" : "role";
}

/** Whether some policy allows what makes a role, or a user. */
function mayMake({ policies }: AwsPrincipal, { interest }: Judge): boolean {
  const allowed = allowedBy(policies, interest);
  return Object.values(MAKING).some(([first]) => (allowed & interest.bitOf(first)) !== 0n);
}

/** Who may make those of their own account, without a boundary, which would keep what the trust gives from them. */
function drawMakers(found: readonly FreedOne[], makers: readonly AwsPrincipal[], judge: Judge, drawing: Drawing): void {
  const near = found.filter(({ session }) => session.policies.length === 0).map(({ session }) => session.id);
  for (const kind of ["role", "user"] as const) {
    const made = near.filter((id) => kindOf(id) === kind);
    if (made.length > 0) drawMakersOf(kind, made, makers, judge, drawing);
  }
}

function drawMakersOf(
  kind: Made,
  made: readonly string[],
  makers: readonly AwsPrincipal[],
  judge: Judge,
  drawing: Drawing,
): void {
  const byAccount = groupBy(made, accountOfArn);
  const targets = new Map(
    [...byAccount].map(([account, ids]) => [account, createTargets(ids, (text) => `${text}${MARK}`)]),
  );
  const none = createTargets([]);
  const mechanism = createMechanism(
    {
      id: `make ${kind} by name`,
      kind: "escalates_to",
      actions: MAKING[kind].map((action, index) => ({
        action,
        resources: (id) => [id.slice(0, -MARK.length)],
        isFindable: true,
        context: index === 0 ? { [BOUNDARY_KEY]: null } : {},
      })),
      targetsFor: (account) => targets.get(account) ?? none,
      judgeTarget: () => MADE,
      hubName: (account, count) => `${count} new ${kind}s of account ${account}`,
    },
    judge,
  );
  for (const principal of makers) mechanism.add({ principal, judgement: GRANTED });
  mechanism.draw(drawing);
}
