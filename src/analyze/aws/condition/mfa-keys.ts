// What a request says of MFA: aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge.
import { oncePer } from "../../../model/once.js";
import type { AwsPrincipal } from "../estate.js";
import type { Subject } from "../evaluate/caller.js";
import type { Policy, Statement } from "../policy/policy.js";
import { evaluateCondition } from "./condition.js";
import { ABSENT, type Decider, type KeyLookup, type KeyState, type KeyValues, open, type Way } from "./key-state.js";
import { ACTOR, NO, SETTABLE, UNKNOWN, YES } from "./truth.js";

const PRESENT = "aws:multifactorauthpresent";
const AGE = "aws:multifactorauthage";

const NEVER_MFA: readonly KeyValues[] = [null, ["false"]];
const PERHAPS_MFA: readonly KeyValues[] = [null, ["false"], ["true"]];

const SIGN_IN = "a person has to sign in with MFA";

const saying = (value: KeyValues): ReadonlyMap<string, KeyValues> =>
  new Map([
    [PRESENT, value],
    [AGE, null],
  ]);
const WITH_MFA: Way = { decider: ACTOR, cases: [new Map([[PRESENT, ["true"]]])] };
/** Without MFA, which nobody has to show: a request says that there was none, or nothing of it. */
const without = (decider: Decider): readonly Way[] => [{ decider, cases: NEVER_MFA.map(saying) }, WITH_MFA];
const SHOWN_OR_NOT = without(SETTABLE);
const PERHAPS_SHOWN = without(UNKNOWN);
/** Whoever has the keys of a user opens a session with them or not. */
const WITH_KEYS: readonly Way[] = [
  ...NEVER_MFA.map((value): Way => ({ decider: SETTABLE, cases: [saying(value)] })),
  WITH_MFA,
];

/** Who has no identity of IAM: services, and whoever brings a token of an issuer or nothing at all. */
const OF_NO_ACCOUNT: ReadonlySet<Subject["caller"]["kind"]> = new Set(["service", "federated", "anonymous"]);

/** Long-lived keys and workloads never carry MFA, nor do services; a person with a device may. */
function canShowMfa({ principal, caller }: Subject): boolean {
  if (OF_NO_ACCOUNT.has(caller.kind)) return false;
  if (caller.kind === "root") return true;
  if (caller.kind === "user") return principal?.hasMfa !== false;
  return principal === undefined || trustsPeople(principal);
}

/** Whether the role can be assumed by IAM principals, not by services and federated workloads alone. */
function trustsPeople({ trust }: AwsPrincipal): boolean {
  if (!trust || trust.policy.isOpaque) return true;
  return trust.policy.statements.some(({ isAllow, principals }) => isAllow && (principals?.aws.length ?? 0) > 0);
}

/**
 * How a caller that may show MFA comes. Where nothing asks for it, it may be left out: a role is assumed without, and keys say nothing
 * of it ("AWS global condition context keys", IAM User Guide). Whether a user with a password has keys beside it is not known here, nor
 * what a session says whose role is assumed with MFA only.
 */
function waysOf({ principal, caller }: Subject): readonly Way[] {
  if (caller.kind === "user") return principal?.hasPassword === false ? WITH_KEYS : PERHAPS_SHOWN;
  const policy = principal?.trust?.policy;
  return policy !== undefined && !policy.isOpaque && isOpenWithout(policy) ? SHOWN_OR_NOT : PERHAPS_SHOWN;
}

/** Whether a trust policy lets somebody in who shows no MFA. */
const isOpenWithout = oncePer(({ statements }: Policy): boolean => {
  const always = ({ condition }: Statement, answer: typeof YES | typeof NO): boolean =>
    NEVER_MFA.every((value) => evaluateIn(condition, value) === answer);
  const isShut = statements.some((one) => !one.isAllow && one.principals?.isEveryone === true && always(one, YES));
  return !isShut && statements.some((one) => one.isAllow && !always(one, NO));
});

/** Whether a condition holds for a request that says so of MFA, and whatever serves it of the rest. */
function evaluateIn(condition: Statement["condition"], present: KeyValues): ReturnType<typeof evaluateCondition> {
  if (condition === undefined) return YES;
  const said = saying(present);
  const state = (key: string): KeyState => {
    const values = said.get(key);
    return values === undefined ? open(SETTABLE, "whatever serves") : { values };
  };
  return evaluateCondition(condition, { state } satisfies KeyLookup);
}

/** State of aws:MultiFactorAuthPresent. */
export function multiFactor({ subject }: { readonly subject: Subject }): KeyState {
  if (canShowMfa(subject)) return open(ACTOR, SIGN_IN, { possible: PERHAPS_MFA, ways: waysOf(subject) });
  // requests with keys of its own say nothing of MFA, those of a session that it opens with them say that there was none
  if (subject.caller.kind === "user" && subject.principal?.hasPassword === false)
    return open(SETTABLE, "whoever has its keys opens a session or not", { possible: NEVER_MFA });
  return open(UNKNOWN, "this kind of caller has no MFA", { possible: NEVER_MFA });
}

/** State of aws:MultiFactorAuthAge. */
export function multiFactorAge({ subject }: { readonly subject: Subject }): KeyState {
  return canShowMfa(subject) ? open(ACTOR, SIGN_IN, { ways: waysOf(subject) }) : ABSENT;
}
