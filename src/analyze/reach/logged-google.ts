// Whether audit logs of Google Cloud say that what makes a service account powerful was used. Which permissions a call needed and had
// is in its record (authorizationInfo). Changes of administration are always recorded, everything else only where that is switched on
// (https://cloud.google.com/logging/docs/audit#types): that it is shows by somebody's use of the same permission.
import type { PathHop } from "../../model/finding.js";
import type { LogWatch } from "../../model/logged.js";
import { latest, type Need } from "./logged-need.js";

/** Of type ADMIN_WRITE by the services' own lists, such as https://cloud.google.com/iam/docs/audit-logging. */
const ALWAYS =
  /\.setIamPolicy$|^iam\.\w+\.(?:create|update|upload)$|^compute\.\w+\.(?:create|set\w+)$|^run\.(?:services|jobs)\.(?:create|update)$|^cloudfunctions\.functions\.(?:create|update)$/;

/** Checked inside of other calls, and mostly in no record of its own. */
const INSIDE = "iam.serviceAccounts.actAs";

/** What an owner does that others may not; one of them will do. */
const ADMINISTRATION = /\.setIamPolicy$|^iam\.(?!.*\.(?:get\w*|list|actAs|sign\w+|implicitDelegation)$)/;

/** Permissions of a technique, as the log of the scope has them in which it is used. */
export function googleNeeds(
  step: PathHop,
  permissions: readonly string[],
  scope: string,
  watches: ReadonlyMap<string, LogWatch>,
): readonly Need[] {
  const at = scopeOf(step.to) ?? scope;
  return permissions.filter((one) => one !== INSIDE).map((one) => permissionNeed(one, at, watches.get(at)));
}

/** Of an owner: changes of who may do what. */
export function ownerNeeds(
  target: string | undefined,
  scope: string,
  watches: ReadonlyMap<string, LogWatch>,
): readonly Need[] {
  const at = (target === undefined ? undefined : scopeOf(target)) ?? scope;
  const name = "changes of IAM";
  return [
    { ...permissionNeed("iam.roles.update", at, watches.get(at)), name, last: (calls) => latest(calls, isOwners) },
  ];
}

function isOwners(call: string): boolean {
  return ADMINISTRATION.test(call);
}

function permissionNeed(permission: string, scope: string, watch: LogWatch | undefined): Need {
  return {
    name: permission,
    last: (calls) => latest(calls, (call) => call === permission),
    ...recorded(permission, scope, watch),
  };
}

function recorded(permission: string, scope: string, watch: LogWatch | undefined): Pick<Need, "gap" | "span"> {
  const isAlways = ALWAYS.test(permission);
  const span = watch?.spans[isAlways ? "Google Cloud activity" : "Google Cloud data access"];
  if (isAlways)
    return { span, gap: span === undefined ? `the log has no record of the activity in ${scope}` : undefined };
  const isSeen = span !== undefined && watch?.seen.has(`permission ${permission}`) === true;
  return { span, gap: isSeen ? undefined : `nothing in the log shows that ${permission} is recorded in ${scope}` };
}

/** The project, folder or organisation in whose log use of something is. */
function scopeOf(id: string): string | undefined {
  const found = /(projects|folders|organizations)\/([^/]+)/.exec(id);
  return found === null ? undefined : `gcp:${found[1]}/${found[2]}`;
}
