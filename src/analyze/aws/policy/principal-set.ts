// Principal and NotPrincipal elements: whom a statement of a trust, resource or control policy names.
import { and, NO, not, or, SETTABLE, type Truth, toTruth, UNKNOWN, YES } from "../condition/truth.js";

/** Who makes a request, as policies may name it. */
export interface Caller {
  readonly kind: "user" | "role" | "root" | "session" | "service" | "federated" | "anonymous";
  /** ARN of a user, role, root user or session; name of a service; provider of a federated caller; empty for anonymous. */
  readonly name: string;
  /** 12 digits; empty for services and anonymous callers. */
  readonly account: string;
  /** AIDA… or AROA…, when known. */
  readonly uniqueId: string | undefined;
  /** Role of a session; for a role its own ARN. */
  readonly role: string | undefined;
  /** A permissions boundary is attached to the user or role. */
  readonly isBounded?: true;
}

/** How surely each form of naming holds for a caller. They differ in what else has to allow the request. */
export interface Naming {
  /** The user or session itself, a service, a federated provider. */
  readonly itself: Truth;
  /** The role that the caller is a session of. */
  readonly role: Truth;
  /** Everyone (`*`). */
  readonly everyone: Truth;
  /** The caller's account as a whole. */
  readonly account: Truth;
}

export interface PrincipalSet {
  readonly isNegated: boolean;
  readonly isEveryone: boolean;
  readonly aws: readonly string[];
  readonly services: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUsers: readonly string[];
}

const SESSION_ARN = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/;
const ROOT_ARN = /^arn:[^:]+:iam::(\d{12}):root$/;
/** Names nobody. */
export const NOBODY: Naming = { itself: NO, role: NO, everyone: NO, account: NO };

/** Account that the text names as a whole: 12 digits or the ARN of its root. */
export function accountNamed(text: string): string | undefined {
  return /^\d{12}$/.test(text) ? text : ROOT_ARN.exec(text)?.[1];
}

/** Names in the set that cover the caller. */
export function nameCaller(set: PrincipalSet, caller: Caller): Naming {
  if (set.isNegated) return { ...NOBODY, everyone: notListed(set, caller) };
  const everyone = toTruth(set.isEveryone);
  if (caller.kind === "service") return { ...NOBODY, everyone, itself: toTruth(listsService(set, caller.name)) };
  if (caller.kind === "federated") return { ...NOBODY, everyone, itself: toTruth(set.federated.includes(caller.name)) };
  let itself: Truth = NO;
  let role: Truth = NO;
  let account: Truth = NO;
  for (const text of set.aws) {
    if (caller.account !== "" && accountNamed(text) === caller.account) account = YES;
    if (text === caller.role || (caller.uniqueId !== undefined && text === caller.uniqueId)) role = YES;
    else itself = or(itself, isNameOf(text, caller));
  }
  if (caller.kind === "user") return { itself: or(itself, role), role: NO, everyone, account };
  return { itself: caller.kind === "root" ? or(itself, account) : itself, role, everyone, account };
}

function listsService(set: PrincipalSet, name: string): boolean {
  const wanted = serviceName(name);
  return set.services.some((service) => service === "*" || serviceName(service) === wanted);
}

/**
 * The one name of a service. In China some are written below amazonaws.com.cn (ec2.amazonaws.com.cn); IAM takes no policy that writes one
 * so which is not ("Invalid principal in policy"), so that both are the service.
 */
export function serviceName(text: string): string {
  return text.toLowerCase().replace(/\.amazonaws\.com\.cn$/, ".amazonaws.com");
}

/** Whether the text is the name of the user or session; for a role, of a session that its assumer may name so. */
function isNameOf(text: string, caller: Caller): Truth {
  if (caller.kind !== "role") return toTruth(text === caller.name);
  const session = SESSION_ARN.exec(text);
  const isOfRole = session?.[1] === caller.account && session[2] === caller.name.split("/").at(-1);
  return isOfRole ? SETTABLE : NO;
}

/**
 * NotPrincipal spares whom it lists. AWS says that the account has to be listed beside the user or role, and for roles the
 * session too, without saying what happens otherwise: that stays unknown.
 */
function notListed(set: PrincipalSet, caller: Caller): Truth {
  if (set.isEveryone) return NO;
  const { itself, role, account } = nameCaller({ ...set, isNegated: false }, caller);
  if (caller.kind === "service" || caller.kind === "federated" || caller.kind === "root") return not(itself);
  if (or(itself, role) === NO) return YES;
  const isWhole = itself === YES && account === YES && (caller.kind === "user" || role === YES);
  return isWhole ? NO : UNKNOWN;
}

/** The strongest naming that covers the caller. */
export function coversCaller({ itself, role, everyone, account }: Naming): Truth {
  return or(or(itself, role), or(everyone, account));
}

/**
 * Whom a Deny is about. With NotPrincipal it denies everyone who has a permissions boundary, listed or not:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function deniesCaller(set: PrincipalSet, caller: Caller): Truth {
  return set.isNegated && caller.isBounded ? YES : coversCaller(nameCaller(set, caller));
}

/** The naming where something else has to hold as well. */
export function narrowNaming(naming: Naming, by: Truth): Naming {
  return {
    itself: and(naming.itself, by),
    role: and(naming.role, by),
    everyone: and(naming.everyone, by),
    account: and(naming.account, by),
  };
}

/** Both namings together, each form the stronger. */
export function joinNaming(a: Naming, b: Naming): Naming {
  return {
    itself: or(a.itself, b.itself),
    role: or(a.role, b.role),
    everyone: or(a.everyone, b.everyone),
    account: or(a.account, b.account),
  };
}
