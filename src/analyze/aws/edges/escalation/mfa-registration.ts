// Users who make themselves an MFA device: whoever holds a key of such a user makes one, types its codes, and has a session with MFA by
// sts:GetSessionToken. A user may have eight devices, so one that is there already does not stand in the way:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html
// What AWS asks about: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
import { oncePer } from "../../../../model/once.js";
import { NO, SETTABLE } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import type { Interest } from "../evaluation/action-mask.js";
import { after, both, type Context, type Judgement, NEVER, surest, uncertain } from "../evaluation/decision.js";
import type { Judge, Question } from "../evaluation/requests.js";

const MAKE = "iam:CreateVirtualMFADevice";
const ENABLE = "iam:EnableMFADevice";
const SESSION = "sts:GetSessionToken";

/** Actions that are asked about here. */
export const ENROLLING_ACTIONS: readonly string[] = [MAKE, ENABLE, SESSION];

/** A key of a user brings neither key (IAM User Guide, "Global condition context keys"). */
const WITHOUT: Context = { "aws:MultiFactorAuthPresent": null, "aws:MultiFactorAuthAge": null };
const WITH: Context = { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "60" };

/** A judge for whom such a user has MFA; its interest has to hold ENROLLING_ACTIONS. Few users may, so others are not asked again. */
export function withEnrolling(judge: Judge): Judge {
  const enrolled = oncePer((principal: AwsPrincipal) => judgeEnrolled(principal, judge));
  const withMfa = (principal: AwsPrincipal, question: Question, ask: Judge["ask"]): Judgement => {
    const verdict = ask(principal, question);
    if (verdict.truth <= SETTABLE || principal.kind !== "user") return verdict;
    const first = ofAll(enrolled(principal.standsFor ?? principal), principal.standsFor);
    if (first.truth === NO) return verdict;
    const found = both(first, ask(principal, { ...question, context: { ...question.context, ...WITH } }));
    return found.truth < verdict.truth ? found : verdict;
  };
  return {
    ...judge,
    mfaOf(principal) {
      const { kind, index, session, hasMfa, hasPassword } = principal;
      // one that is held back by something, or stands for others, is looked at by itself
      if (kind !== "user" || index < 0 || session !== undefined) return undefined;
      const { truth, condition } = enrolled(principal);
      return ["MFA", hasMfa, hasPassword, truth, condition].join(" ");
    },
    ask: (principal, question) => withMfa(principal, question, judge.ask),
    askOwnSide: (principal, question) => withMfa(principal, question, judge.askOwnSide),
  };
}

/** Without what only the user holds that was asked for others: each of them has its own. */
function ofAll(enrolled: Judgement, user: AwsPrincipal | undefined): Judgement {
  if (user === undefined) return enrolled;
  return {
    ...enrolled,
    because: enrolled.because.filter((id) => !id.startsWith(`${user.id}/`) && !id.startsWith(`${user.id}#`)),
  };
}

function judgeEnrolled(principal: AwsPrincipal, { ask, estate, interest }: Judge): Judgement {
  const user = userBehind(principal, estate);
  const isNamed = principal.policies.some(({ policy }) => (interest.allowedBy(policy) & interest.bitOf(ENABLE)) !== 0n);
  if (user === undefined || !isNamed) return NEVER;
  const may = (action: string, resource: string): Judgement => ask(principal, { action, resource, context: WITHOUT });
  const enabled = may(ENABLE, user.id);
  if (enabled.truth === NO) return NEVER;
  // nobody has to be allowed it
  const session = ask(principal, { action: SESSION, resource: "*", context: WITHOUT });
  const made = surest(devicesOf(principal, user, interest), ({ device, isKnown }) =>
    isKnown ? both(may(MAKE, device), uncertain("its MFA device may have that name already")) : may(MAKE, device),
  );
  const because = [...enabled.because, ...made.because];
  const how: Judgement = { ...after(`it makes itself an MFA device first, by ${ENABLE}`), because };
  return [enabled, { ...session, because: [] }, made].reduce(both, how);
}

/** The user that makes requests: itself, or as what it is once something of it is gone. No group, no narrowed session. */
function userBehind({ kind, index, session, id }: AwsPrincipal, estate: Estate): AwsPrincipal | undefined {
  if (kind !== "user" || (session?.limits ?? []).length > 0) return undefined;
  return index < 0 && session === undefined ? undefined : estate.principal(session?.of ?? id);
}

interface Device {
  readonly device: string;
  /** A device of the user may have that name. */
  readonly isKnown: boolean;
}

/** Names that the policies of a user let it give a device. */
function devicesOf({ policies }: AwsPrincipal, user: AwsPrincipal, interest: Interest): readonly Device[] {
  const bit = interest.bitOf(MAKE);
  const statements = policies.flatMap(({ policy }) => interest.only(policy, bit).statements);
  const texts = statements.flatMap(({ isAllow, resources }) =>
    isAllow && !resources.isNegated ? resources.texts : [],
  );
  const names = texts.map((text) => (text === "*" ? "*" : text.replace(/^.*?:mfa\//, "")));
  return [...new Set(names)].map((name) => {
    const own = name.replace(/\$\{aws:username\}/gi, user.name);
    const device = `arn:${partitionOf(user.id)}:iam::${user.account}:mfa/${own.replace(/\*/g, "another")}`;
    return { device, isKnown: !name.includes("*") && user.hasMfa !== false };
  });
}
