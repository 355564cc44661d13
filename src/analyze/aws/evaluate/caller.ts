// Who makes a request: from the text people and policies use to the caller, and to the principal of the estate behind it.
import { accountOfArn } from "../attached-policy.js";
import type { AwsPrincipal, Estate } from "../estate.js";
import type { Caller } from "../policy/principal-set.js";

export interface Subject {
  readonly caller: Caller;
  /** The user, role or root user; undefined for callers outside the estate. */
  readonly principal: AwsPrincipal | undefined;
  /** Name of the session, when it is one. */
  readonly sessionName: string | undefined;
}

const SESSION = /^(arn:[^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/;
/** Providers that AWS knows by name, without one being set up. */
const WEB_IDENTITY = new Set([
  "accounts.google.com",
  "cognito-identity.amazonaws.com",
  "graph.facebook.com",
  "www.amazon.com",
]);
const SERVICE = /^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/;

/** ARN of a session that a user opened for someone by GetFederationToken ("Requesting credentials", IAM User Guide). */
const FEDERATED_USER = /^arn:[^:]+:sts::\d{12}:federated-user\/./;
/** ARNs of whoever can make a request. */
const CALLER_ARN =
  /^arn:[^:]+:(iam::\d{12}:(root$|(user|role|oidc-provider|saml-provider)\/.)|sts::\d{12}:(assumed-role\/[^/]+|federated-user)\/.)/;

/**
 * Whether the text is of someone who can make a request, read or not: groups, instance profiles and policies, which have ARNs as
 * well, never do.
 */
export function isCaller(text: string): boolean {
  return text === "*" || WEB_IDENTITY.has(text) || SERVICE.test(text) || /^\d{12}$/.test(text) || CALLER_ARN.test(text);
}

/** A session that goes by the policies of the user who opened it, and by those passed then: neither is told by its name. */
export function isFederatedUser(name: string): boolean {
  return FEDERATED_USER.test(name);
}

/**
 * Caller of a text: the ARN of a user, role, session or root user, the name of a service, the ARN of an identity provider, or
 * `*` for anonymous.
 */
export function toSubject(text: string, estate: Estate): Subject {
  const principal = estate.principal(text);
  if (principal) return subjectOf(principal);
  const session = SESSION.exec(text);
  if (session) return toSession(text, session, estate);
  const account = accountOfArn(text);
  const plain = (kind: Caller["kind"], name: string, role?: string): Subject => ({
    caller: { kind, name, account, uniqueId: undefined, role },
    principal: undefined,
    sessionName: undefined,
  });
  if (WEB_IDENTITY.has(text)) return plain("federated", text);
  if (SERVICE.test(text)) return plain("service", text);
  if (/:(oidc|saml)-provider\//.test(text)) return plain("federated", text);
  if (/^\d{12}$/.test(text)) return toSubject(`arn:${estate.partitionOf(text)}:iam::${text}:root`, estate);
  if (text.endsWith(":root")) return plain("root", text);
  if (isFederatedUser(text)) return plain("session", text);
  if (text.includes(":role/")) return plain("role", text, text);
  return text.includes(":user/") ? plain("user", text) : plain("anonymous", "");
}

/** A principal of the estate as who makes a request, in a session where it is one. */
export function subjectOf(principal: AwsPrincipal): Subject {
  const { kind, id, account, uniqueId, session } = principal;
  if (session && kind === "role") return ofSession(principal, session.of);
  const role = kind === "role" ? id : undefined;
  const caller: Caller = { kind, name: session?.of ?? id, account, uniqueId, role, ...bounded(principal) };
  return { caller, principal, sessionName: undefined };
}

function bounded({ boundary }: AwsPrincipal): Pick<Caller, "isBounded"> {
  return boundary === undefined ? {} : { isBounded: true };
}

/** A narrowed session; what it is called is for whoever opens it to say, and names nobody here. */
function ofSession(principal: AwsPrincipal, role: string): Subject {
  const { account, uniqueId, name } = principal;
  const [arn, partition] = role.split(":", 2);
  const called = `${arn}:${partition}:sts::${account}:assumed-role/${role.slice(role.lastIndexOf("/") + 1)}/${name}`;
  const caller: Caller = { kind: "session", name: called, account, uniqueId, role, ...bounded(principal) };
  return { caller, principal, sessionName: undefined };
}

/** A session names its role without the role's path. */
function toSession(
  text: string,
  [, partition, account = "", name = "", session]: RegExpExecArray,
  estate: Estate,
): Subject {
  const role =
    estate.principal(`${partition}:iam::${account}:role/${name}`) ??
    estate.principals.find((one) => one.kind === "role" && one.account === account && one.id.endsWith(`/${name}`));
  const arn = role?.id ?? `${partition}:iam::${account}:role/${name}`;
  const own = { uniqueId: role?.uniqueId, role: arn, ...(role && bounded(role)) };
  const caller: Caller = { kind: "session", name: text, account, ...own };
  return { caller, principal: role, sessionName: session };
}
