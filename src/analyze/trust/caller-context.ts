// Condition keys as AWS principals and services fill them: shapes of callers with what is open about them as holes.
import { known } from "../aws/condition/key-state.js";
import type { KeyRole, TrustContext } from "./evaluate-trust.js";
import { commonKeyRole } from "./global-keys.js";
import {
  type CharacterSet,
  fillTemplate,
  fixedTemplate,
  openTemplate,
  parseTemplate,
  type Template,
} from "./template.js";

const PRINCIPAL_TAG = "aws:principaltag/";
const REQUEST_TAG = "aws:requesttag/";

const SETS: { readonly [hole: string]: CharacterSet } = {
  account: "digits",
  principal: "rest",
  unique_id: "rest",
  user: "rest",
  external_id: "rest",
  organization: "name",
  organization_path: "rest",
  resource: "rest",
  value: "rest",
};

/** One shape of caller. */
export interface CallerShape {
  readonly name: string;
  readonly isService: boolean;
  /** Key in lower case → template. */
  readonly keys: ReadonlyMap<string, Template>;
  /** Keys of these that only some of these callers send. */
  readonly optional: ReadonlySet<string>;
  /** Prefixes of tag keys that say who calls: tags of principals only where their account is ours. */
  readonly trustedTags: readonly string[];
  /** Holes of its templates that are filled. */
  readonly fillings: ReadonlyMap<string, string>;
  /** Value of aws:PrincipalArn, when one principal is meant. */
  readonly arn: string | undefined;
  /** What a request says of MFA, where that is asked; otherwise the caller may have typed a code. */
  readonly mfa?: MfaKeys;
}

type MfaKeys = ReadonlyMap<string, KeyRole>;

const NO_SUCH_KEY: KeyRole = { role: "absent", why: "a program has typed no code" };
/** A key of a user sends neither key, a session without MFA says so (IAM User Guide, "Global condition context keys"). */
const PROGRAMS: readonly MfaKeys[] = [
  new Map([
    ["aws:multifactorauthpresent", NO_SUCH_KEY],
    ["aws:multifactorauthage", NO_SUCH_KEY],
  ]),
  new Map<string, KeyRole>([
    ["aws:multifactorauthpresent", { role: "known", state: known("false") }],
    ["aws:multifactorauthage", NO_SUCH_KEY],
  ]),
];

const NOTHING: ReadonlyMap<string, string> = new Map();

function shape(
  name: string,
  keys: { readonly [key: string]: string },
  optional: readonly string[],
  service?: { readonly trustedTags: readonly string[] },
): CallerShape {
  const templates = Object.entries(keys).map(([key, text]) => [key, parseTemplate(text, SETS)] as const);
  return {
    name,
    isService: service !== undefined,
    keys: new Map(templates),
    optional: new Set(optional),
    trustedTags: service?.trustedTags ?? [],
    fillings: NOTHING,
    arn: undefined,
  };
}

const PRINCIPAL = {
  "aws:principalarn": "arn:<partition>:<service>::<account>:<principal>",
  "aws:principalaccount": "<account>",
  "aws:userid": "<unique_id>",
  "aws:username": "<user>",
  "sts:externalid": "<external_id>",
};
const MEMBER = {
  ...PRINCIPAL,
  "aws:principalorgid": "<organization>",
  "aws:principalorgpaths": "<organization>/<organization_path>",
};
const OPTIONAL = ["aws:username", "sts:externalid"];

/** Principals of accounts inside an organisation, and of accounts without one. */
const PRINCIPALS: readonly CallerShape[] = [
  shape("principal of an organisation", MEMBER, OPTIONAL),
  shape("principal of an account without organisation", PRINCIPAL, OPTIONAL),
];

const SERVICE = {
  "aws:sourceaccount": "<account>",
  "aws:sourceorgid": "<organization>",
  "aws:sourceorgpaths": "<organization>/<organization_path>",
  "sts:externalid": "<external_id>",
};
// which of these a service sends is its own affair
const SERVICE_OPTIONAL = [
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "sts:externalid",
];
// a service sets the tags of its sessions itself: from the certificate, from the pod
const SERVICE_TAGS = [PRINCIPAL_TAG, REQUEST_TAG];

/** Services, calling for a resource; ARNs of buckets name no account. */
export const SERVICES: readonly CallerShape[] = [
  shape(
    "service for a resource",
    { ...SERVICE, "aws:sourcearn": "arn:<partition>:<service>:<region>:<account>:<resource>" },
    SERVICE_OPTIONAL,
    { trustedTags: SERVICE_TAGS },
  ),
  shape("service for a bucket", { ...SERVICE, "aws:sourcearn": "arn:<partition>:s3:::<resource>" }, SERVICE_OPTIONAL, {
    trustedTags: SERVICE_TAGS,
  }),
];

/** Shapes of callers that a principal of a trust stands for: everyone, one account, or one user or role of it. */
export function principalShapes(account: string | undefined, arn: string | undefined, isOurs: boolean): CallerShape[] {
  const fillings = account === undefined ? NOTHING : new Map([["account", account]]);
  return PRINCIPALS.map((one) => ({ ...one, fillings, arn, trustedTags: isOurs ? [PRINCIPAL_TAG] : [] }));
}

/** Fills the holes that name a principal with one that no condition means. */
export function strangerOf(one: CallerShape): CallerShape {
  return fillShape(one, { principal: "role/0q7-stranger", unique_id: STRANGER_ID, user: "0q7-stranger" });
}

/** A principal of an account that no condition means; its name is the stranger's to choose, its unique id is not. */
export function foreignerOf(one: CallerShape): CallerShape {
  return fillShape(one, { account: "000000000000", unique_id: STRANGER_ID });
}

const STRANGER_ID = "AROA0Q7STRANGER:0q7";

function fillShape(one: CallerShape, fillings: { readonly [hole: string]: string }): CallerShape {
  return { ...one, fillings: new Map([...one.fillings, ...Object.entries(fillings)]) };
}

/** Fills the external id with one that was made for somebody else. */
export function otherCustomerOf(one: CallerShape): CallerShape {
  return fillShape(one, { external_id: "0q7-other-customer" });
}

/** The same caller where it is a program: with a key of a user, and in a session. */
export function programsOf(one: CallerShape): readonly CallerShape[] {
  return PROGRAMS.map((mfa) => ({ ...one, mfa }));
}

/** Whether a condition on tags that say who calls closed one of them. */
export function closesTag(closed: ReadonlyMap<string, unknown>): boolean {
  return [...closed.keys()].some((hole) => hole.startsWith(TAG));
}

const TAG = "tag ";

/** What each condition key says of a shape of callers at a time. */
export function callerContext(one: CallerShape, now: Date): TrustContext {
  return { keyRole: (key) => callerKeyRole(one, key, now) };
}

function callerKeyRole(one: CallerShape, key: string, now: Date): KeyRole {
  const template = templateOf(one, key);
  if (template) return { role: "claim", template, isOptional: one.optional.has(key) };
  if (SHAPE_KEYS.has(key)) return { role: "absent", why: `a ${one.name} has no such key` };
  if (one.trustedTags.some((prefix) => key.startsWith(prefix))) {
    return { role: "claim", template: openTemplate(TAG + key), isOptional: true };
  }
  // who administers another account tags its principals at will
  if (key.startsWith(PRINCIPAL_TAG)) return { role: "settable" };
  if (key === "aws:principalisawsservice") return { role: "known", state: known(String(one.isService)) };
  if (isFederatedKey(key)) return { role: "absent", why: "only federated callers have such a key" };
  return one.mfa?.get(key) ?? commonKeyRole(key, now) ?? { role: "open", why: "nothing is known about this key" };
}

function templateOf(one: CallerShape, key: string): Template | undefined {
  if (one.arn !== undefined && key === "aws:principalarn") return fixedTemplate(one.arn);
  const template = one.keys.get(key);
  return template && fillTemplate(template, one.fillings);
}

const SHAPE_KEYS: ReadonlySet<string> = new Set([...PRINCIPALS, ...SERVICES].flatMap(({ keys }) => [...keys.keys()]));

function isFederatedKey(key: string): boolean {
  const prefix = key.slice(0, Math.max(0, key.lastIndexOf(":")));
  return prefix === "saml" || prefix.includes(".");
}
