// Whether logs of Entra and Azure say that what makes an identity powerful was used. The audit log of Entra has what changes the
// directory (https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities), the activity log of Azure what
// changes resources and actions on them, named as roles name them; neither has what reads, nor data.
import type { PathHop } from "../../model/finding.js";
import type { LogWatch } from "../../model/logged.js";
import { latest, type Need } from "./logged-need.js";

const AUDIT = "audit: ";
const ACTIVITY = "azure: ";

/** Activities by which a permission shows; of others any change of the directory is use. */
const SHOWN_BY: readonly (readonly [permission: RegExp, activities: RegExp])[] = [
  [/^(?:RoleManagement|RoleAssignmentSchedule|RoleEligibilitySchedule)\./, /role/i],
  [/^Application\.|\/(?:applications|servicePrincipals)\//, /application|service ?principal|owner|credential/i],
  [/^AppRoleAssignment\./, /app ?role|permission|consent/i],
];

/** Calls of Azure that happen inside of others, and are in no record of their own. */
const INSIDE = /\/(?:assign|join)\/action$/;

/** Actions and permissions of a technique, of the directory or of resources. */
export function microsoftNeeds(
  step: PathHop,
  actions: readonly string[],
  tenant: string,
  watches: ReadonlyMap<string, LogWatch>,
): readonly Need[] {
  if (step.technique?.startsWith("azure-") === true) {
    const subscription = /^azure:\/subscriptions\/([^/]+)/.exec(step.to)?.[1];
    const watch = watches.get(subscription === undefined ? step.to : `azure:${subscription}`);
    return actions.filter((action) => !INSIDE.test(action)).map((action) => azureNeed(action, step.to, watch));
  }
  return actions.map((action) => directoryNeed(action, watches.get(tenant)));
}

/** A permission of Microsoft Graph, an action or a role of the directory. */
export function directoryNeed(permission: string, watch: LogWatch | undefined): Need {
  const shown = SHOWN_BY.find(([pattern]) => pattern.test(permission))?.[1] ?? /./;
  const span = watch?.spans["Entra audit log"];
  return {
    name: permission,
    last: (calls) => latest(calls, (call) => call.startsWith(AUDIT) && shown.test(call.slice(AUDIT.length))),
    gap: span === undefined ? "the log has no records of the Entra audit log" : undefined,
    span,
  };
}

function azureNeed(action: string, target: string, watch: LogWatch | undefined): Need {
  const operation = `${ACTIVITY}${action.toLowerCase()}`;
  return {
    name: action,
    last: (calls) => latest(calls, (call) => call === operation),
    ...recorded(action, target, watch),
  };
}

/** What reads is in no activity log, nor is what happens to data. */
function recorded(action: string, target: string, watch: LogWatch | undefined): Pick<Need, "gap" | "span"> {
  const span = watch?.spans["Azure activity log"];
  if (span === undefined) return { span, gap: `the log has no records of the Azure activity log of ${target}` };
  const isData = /\/(?:read|getSecret\/action|loginAsAdmin\/action|items\/.*|blobs\/.*)$/i.test(action);
  return { span, gap: isData ? `${action} is in no activity log` : undefined };
}
