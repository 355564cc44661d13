// Conditions on the roles that a request changes (`modifiedGrantsByRole`): what whoever sets a policy makes of the roles that it may
// give. Any other request changes none. https://docs.cloud.google.com/iam/docs/setting-limits-on-granting-roles
import { NO, or, SETTABLE, type Truth, UNKNOWN, YES } from "../aws/condition/truth.js";
import type { Roles } from "./roles.js";

/** What is asked for, and the roles that were read. */
export interface Asked {
  readonly permission: string;
  readonly roles: Pick<Roles, "role">;
  /** It is for a way to something else: masks of roles hold all that any way needs. A single question is about the request itself. */
  readonly isForWay: boolean;
}

/** Of roles that were not read: those with which whoever gives them to itself has everything, or gives itself everything. */
const GIVES_ALL = /^roles\/(owner|resourcemanager\.(project|folder|organization)IamAdmin|iam\.securityAdmin)$/;
const HARMLESS = /(viewer|Viewer|reader|Reader)$/;
/** With any of these on an account, whoever gave it to itself acts as the account. */
const TAKES_ACCOUNT = [
  ...["getAccessToken", "implicitDelegation", "signBlob", "signJwt"].map((verb) => `iam.serviceAccounts.${verb}`),
  "iam.serviceAccountKeys.create",
];

/**
 * Whether a condition that lets somebody give some roles alone lets it take the resource over: for sure where one of them sets the
 * policy itself, not where none holds a permission that any way needs. In: names of the roles.
 */
export function judgeGiven(roles: readonly string[], asked: Asked | undefined): Truth {
  if (asked !== undefined && !asked.permission.endsWith(".setIamPolicy")) return YES;
  return roles.map((role) => judgeRole(role, asked)).reduce(or, NO);
}

function judgeRole(name: string, asked: Asked | undefined): Truth {
  const role = asked?.roles.role(name);
  const harmless = asked?.isForWay === false ? UNKNOWN : NO;
  if (asked === undefined || role?.mask === undefined)
    return GIVES_ALL.test(name) ? SETTABLE : HARMLESS.test(name) ? harmless : UNKNOWN;
  const { permission } = asked;
  const enough = permission.startsWith("iam.serviceAccounts.") ? [permission, ...TAKES_ACCOUNT] : [permission];
  if (enough.some((one) => role.has(one) === true)) return SETTABLE;
  return role.mask === 0n || HARMLESS.test(name) ? harmless : UNKNOWN;
}
