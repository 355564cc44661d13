// Asks the evaluator about one caller, action and resource, in the words of edges: state, condition, where it was read.
import { oncePerWord } from "../../../../model/once.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import { beginningOf } from "../../condition/called-via.js";
import type { Retag } from "../../condition/request-facts.js";
import { NO, SETTABLE, UNKNOWN } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { type Subject, subjectOf, toSubject } from "../../evaluate/caller.js";
import { decide, type Outcome, type Policies } from "../../evaluate/decide.js";
import { decideWhole } from "../../evaluate/decide-whole.js";
import { truthOf } from "../../evaluate/outcome.js";
import { type PreparedRequest, prepareFor } from "../../evaluate/request.js";
import { type AccessRequest, toTarget } from "../../evaluate/target.js";
import { needsNoAllow } from "../../evaluate/user-sessions.js";
import { toAnswer } from "../../evaluate/verdict.js";
import { type AttachedAdmin, createAttachedAdmin } from "../escalation/attach-policy.js";
import { isWriter } from "../escalation/create-policy-first.js";
import type { Likeness } from "../similarity/caller-similarity.js";
import { type ControlLikeness, createControlLikeness } from "../similarity/scp-callers.js";
import { createControlTargets } from "../similarity/scp-targets.js";
import { createRangeLikeness } from "../similarity/source-networks.js";
import { nameService } from "../techniques/passed-service.js";
import { judgeProtected } from "../techniques/protected-roles.js";
import { type WantedTag, wantedTags } from "../techniques/required-tags.js";
import { createRetagging, type Retagging } from "../techniques/tag-changes.js";
import type { ActionMask, Interest } from "./action-mask.js";
import { both, type Judgement, toStatementId, toTrustId } from "./decision.js";
import type { Judge, OpenVersions, Question } from "./requests.js";
import { sessionNeeds } from "./session-requirements.js";

/** Policies of a request of which what hangs on the resource is left out. */
const NO_RESOURCE: Pick<Policies, "resource" | "withoutResourcePolicy" | "grants" | "withoutGrants"> = {
  resource: undefined,
  withoutResourcePolicy: NO,
  grants: [],
  withoutGrants: NO,
};

/** A judge of requests in AWS. Answers of the other account's side, which was perhaps not read, are taken to allow. */
export function createJudge(estate: Estate, interest: Interest, openVersion?: OpenVersions): Judge {
  const named = oncePerWord((caller) => toSubject(caller, estate));
  const prepare = (
    subject: Subject,
    question: Question,
    options: Pick<AccessRequest, "session" | "retag"> = {},
  ): PreparedRequest =>
    prepareFor(subject, toTarget(nameService(question), estate), { foreignSide: "allowed", ...options }, estate);
  const prepareOwn = (principal: AwsPrincipal, question: Question, retag?: Retag) => {
    const narrowed = narrow(principal, interest.bitOf(question.action), interest);
    const limits = narrowed.session?.limits ?? [];
    return prepare(subjectOf(narrowed), question, {
      ...(limits.length > 0 && { session: limits }),
      ...(retag && { retag }),
    });
  };
  const retagging = createRetagging(estate, interest);
  const plainly = (principal: AwsPrincipal, question: Question) =>
    judgeProtected(question.action, question.resource) ?? toVerdict(prepareOwn(principal, question));
  const verdictOf = (principal: AwsPrincipal, question: Question): Judgement => {
    const prepared = prepareOwn(principal, question);
    const verdict = withSession(prepared, question, (other) => verdictOf(principal, other));
    if (verdict.truth <= SETTABLE || !prepared.keys.wasAsked()) return verdict;
    const changes = changesOfTags(principal, question.resource, prepared, (at, wanted) =>
      retagging.changes(principal, at, wanted, plainly),
    );
    return withTagsChanged(verdict, changes, (retag) => toVerdict(prepareOwn(principal, question, retag)));
  };
  const askNamed = (caller: string, question: Question): Judgement =>
    withSession(prepare(named(caller), question), question, (other) => askNamed(caller, other));
  const attaching = createAttachedAdmin(estate, interest, openVersion);
  return {
    estate,
    interest,
    toWrite: attaching.toWrite,
    isTagger: retagging.isTagger,
    isRetagger: retagging.isRetagger,
    beginningOf: (principal) => beginningOf(principal, estate),
    isWriter: (principal) => isWriter(principal, interest),
    ...readOthersSay(estate, interest, retagging.isTagger),
    isUncontrolled: createUncontrolled(estate),
    controlledAs: createControlTargets(estate, interest),
    ask: (principal, question) => withPicked(attaching, principal, question, (asked) => verdictOf(principal, asked)),
    askFor: askNamed,
    ...createResourceless(prepareOwn),
  };
}

/** What is said where the policy of the resource is left aside, or gone. */
function createResourceless(
  prepare: (principal: AwsPrincipal, question: Question) => PreparedRequest,
): Pick<Judge, "askOwnSide" | "askWithoutPolicy"> {
  const askOwnSide = (principal: AwsPrincipal, question: Question): Judgement => {
    const prepared = prepare(principal, question);
    const { policies, request } = prepared;
    const own = { ...policies, ...NO_RESOURCE, rcp: [], isSameAccount: true, needsResourcePolicy: false };
    const verdict = toJudgement(decide(own, request), prepared);
    // what bringing tags takes the resource's policy may give
    const without = withoutSession(verdict, prepared, question, (other) => askOwnSide(principal, other));
    return without !== undefined && without.truth <= verdict.truth ? without : verdict;
  };
  return {
    askOwnSide,
    askWithoutPolicy: (principal, question) => {
      const prepared = prepare(principal, question);
      return toJudgement(decide({ ...prepared.policies, ...NO_RESOURCE }, prepared.request), prepared);
    },
  };
}

/** What others than the caller say of it: control policies of who it is, and whoever reads ranges of where it comes from. */
function readOthersSay(
  estate: Estate,
  interest: Interest,
  isTagger: Likeness["isTagger"],
): ControlLikeness & Required<Pick<Likeness, "readsRanges">> {
  return { ...createControlLikeness(estate, interest, isTagger), ...createRangeLikeness(estate, interest) };
}

/** What AWS protects nobody changes; else the answer for one who attaches a policy that is worth it; a request that says which policy it picks is judged for that one. */
function withPicked(
  attaching: AttachedAdmin,
  principal: AwsPrincipal,
  question: Question,
  ask: (asked: Question) => Judgement,
): Judgement {
  const kept = judgeProtected(question.action, question.resource);
  if (kept !== undefined || attaching.isPicked(question)) return kept ?? ask(question);
  return attaching.narrow(
    principal,
    question.action,
    ask(question),
    (key, policy) => ask({ ...question, context: { ...question.context, [key]: policy } }),
    ({ id, action }) => ask({ action, resource: id }),
  );
}

/** Whether no service or resource control policy binds an account, worked out once for each. */
function createUncontrolled({ organizations }: Estate): (account: string) => boolean {
  return oncePerWord((account) => {
    const place = organizations.placeOf(account);
    return !place || (place.levels.scp.length === 0 && place.levels.rcp.length === 0);
  });
}

/** What may be made of the tags that the conditions of a request read: those of the resource, and those of the caller. */
function changesOfTags(
  { id, session }: AwsPrincipal,
  resource: string,
  prepared: PreparedRequest,
  changes: (
    at: Parameters<Retagging["changes"]>[1],
    wanted: () => readonly WantedTag[],
  ) => ReturnType<Retagging["changes"]>,
): ReturnType<Retagging["changes"]> {
  const places = [
    { of: "resource", resource },
    { of: "caller", resource: session?.of ?? id },
  ] as const;
  return places.flatMap((at) => (prepared.keys.readsTags(at.of) ? changes(at, () => wantedTags(prepared, at.of)) : []));
}

/** The verdict, or a surer one that some change of tags before the request leads to. */
function withTagsChanged(
  verdict: Judgement,
  changes: ReturnType<Retagging["changes"]>,
  again: (retag: Retag) => Judgement,
): Judgement {
  let best = verdict;
  for (const { retag, mays } of changes) {
    const way = mays.reduce(both, again(retag));
    if (way.truth < best.truth) best = way;
  }
  return best;
}

/** The verdict with what bringing tags of a session takes, where the role asks for some; a caller that gets in without needs nothing. */
function withSession(prepared: PreparedRequest, question: Question, ask: (other: Question) => Judgement): Judgement {
  const verdict = toVerdict(prepared);
  const without = withoutSession(verdict, prepared, question, ask);
  if (without === undefined) return verdict;
  if (without.truth <= verdict.truth) return without;
  const { actions } = sessionNeeds(question.action, prepared.keys.open.keys());
  const brought = actions.map((action) => {
    const own = ask({ action, resource: question.resource });
    return own.truth === NO ? { ...own, condition: `${action} is ${own.condition}` } : own;
  });
  const bringing = brought.find(({ truth }) => truth === NO) ?? brought.reduce(both, verdict);
  return bringing.truth <= without.truth ? bringing : without;
}

/** What comes out where nothing is brought with the session of what the verdict rests on; undefined where it rests on none of that. */
function withoutSession(
  verdict: Judgement,
  { keys: { open } }: PreparedRequest,
  question: Question,
  ask: (other: Question) => Judgement,
): Judgement | undefined {
  if (verdict.truth === NO || open.size === 0) return undefined;
  const { keys } = sessionNeeds(question.action, open.keys());
  if (keys.length === 0) return undefined;
  const context = { ...question.context, ...Object.fromEntries(keys.map((key) => [key, null])) };
  return ask({ ...question, context });
}

function toVerdict(prepared: PreparedRequest): Judgement {
  return toJudgement(decideWhole(prepared), prepared);
}

/** The principal with only the statements about the action. */
function narrow(principal: AwsPrincipal, bit: ActionMask, interest: Interest): AwsPrincipal {
  const policies: AttachedPolicy[] = [];
  for (const { id, policy } of principal.policies) {
    const isAbout = ((interest.allowedBy(policy) | interest.deniedBy(policy)) & bit) !== 0n;
    if (isAbout || policy.isOpaque) policies.push({ id, policy: interest.only(policy, bit) });
  }
  const { boundary, session } = principal;
  const only = ({ id, policy }: AttachedPolicy): AttachedPolicy => ({ id, policy: interest.only(policy, bit) });
  return {
    ...principal,
    policies,
    boundary: boundary && only(boundary),
    ...(session && { session: { ...session, limits: session.limits.map(only) } }),
  };
}

function toJudgement(outcome: Outcome, prepared: PreparedRequest): Judgement {
  const { state, openKeys, decidedBy } = toAnswer(outcome, prepared);
  const truth = truthOf(outcome);
  const reasons =
    truth === NO ? [`${outcome.spared === NO ? "denied" : "not allowed"} by ${decidedBy.layer}`] : openKeys;
  const condition = reasons.length > 0 ? reasons.join("; ") : truth === UNKNOWN ? undecided(prepared) : undefined;
  const { policy, statement, layer } = decidedBy;
  const isTrust = layer === "resource" && prepared.target.action.startsWith("sts:");
  const place = policy === null ? [] : [isTrust ? toTrustId(policy) : toStatementId(policy, statement)];
  return { truth, state, condition, because: place };
}

function undecided({ assumptions, target: { action, wholeOf } }: PreparedRequest): string {
  const [first] = assumptions;
  if (first !== undefined) return first;
  if (needsNoAllow({ action })) return "AWS does not say whether a Deny stops it";
  return wholeOf === undefined
    ? "a policy that was not read decides"
    : `a statement names ARNs for ${action}, to which AWS's reference gives no resource`;
}
