// Microsoft: the activity log of a subscription and the logs of the directory end by themselves, after 90 days or less; what is kept
// is what a diagnostic setting sends somewhere. The activity log has what changes resources, never what reads them.
// https://learn.microsoft.com/azure/azure-monitor/platform/activity-log
// https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options
import type { AnalysisInput, StoredNode, StoredScope } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { wasRead } from "../read-sets.js";
import type { Recording } from "./recording.js";

const OF_SUBSCRIPTION = "azure/monitor:activity-log-settings";
const OF_DIRECTORY = "azure/aadiam:diagnostic-settings";

/** Every call to Microsoft Graph; who changed what in the directory. */
const GRAPH_CALLS = "MicrosoftGraphActivityLogs";
const CHANGES = "AuditLogs";
/** Where the sign-ins of a sort of identity are. */
const SIGN_INS: { readonly [type: string]: string } = {
  "entra.agent-identity": "ServicePrincipalSignInLogs",
  "entra.managed-identity": "ManagedIdentitySignInLogs",
  "entra.service-principal": "ServicePrincipalSignInLogs",
};

/** Subscriptions and directories with what is known of the record of calls in them. */
export function* microsoftRecordings(
  input: Pick<AnalysisInput, "scopes" | "nodes">,
): Iterable<readonly [string, Recording]> {
  const scopes = [...input.scopes()].filter(({ type }) => type === "azure.subscription" || type === "azure.tenant");
  if (scopes.length === 0) return;
  const settings = [...input.nodes(["azure.diagnostic-setting"])];
  for (const scope of scopes) {
    const own = settings.filter(
      ({ scope: at, properties }) => at === scope.id && listOf(properties["destinations"]).length > 0,
    );
    const { tenant } = scope.properties;
    if (scope.type === "azure.subscription") yield [scope.id, ofSubscription(scope, own)];
    else if (typeof tenant === "string") yield [`entra:${tenant.toLowerCase()}`, ofDirectory(scope, own)];
  }
}

function ofSubscription(scope: StoredScope, settings: readonly StoredNode[]): Recording {
  const by = takers(settings, ["Administrative"]);
  const isCertain = isRead(scope, OF_SUBSCRIPTION, settings);
  return { calls: by.length > 0 ? "part" : isCertain ? "none" : undefined, by, data: undefined };
}

function ofDirectory(scope: StoredScope, settings: readonly StoredNode[]): Recording {
  const isCertain = isRead(scope, OF_DIRECTORY, settings);
  const of = (signIns: readonly string[]): Recording["calls"] => {
    const wanted = [GRAPH_CALLS, CHANGES, ...signIns];
    const kept = wanted.filter((category) => takers(settings, [category]).length > 0);
    if (kept.length === wanted.length) return "all";
    return isCertain ? (kept.length > 0 ? "part" : "none") : undefined;
  };
  const all = [...new Set(Object.values(SIGN_INS))];
  return {
    calls: of(all),
    by: takers(settings, [GRAPH_CALLS, CHANGES, ...all]),
    data: undefined,
    ofType: Object.fromEntries(Object.entries(SIGN_INS).map(([type, category]) => [type, of([category])])),
  };
}

/** Names of the settings that take one of the categories. */
function takers(settings: readonly StoredNode[], wanted: readonly string[]): readonly string[] {
  const names = settings.flatMap(({ name, properties }) => {
    const takesAll = listOf(properties["category_groups"]).includes("allLogs");
    return takesAll || listOf(properties["categories"]).some((one) => wanted.includes(String(one))) ? [name] : [];
  });
  return [...new Set(names)].sort(compareText);
}

/** Whether all is known that takes something: which categories are in another group than the one of all is not. */
function isRead(scope: StoredScope, dataSet: string, settings: readonly StoredNode[]): boolean {
  return (
    wasRead(scope, dataSet, "every") === true &&
    settings.every(({ properties }) => {
      return listOf(properties["category_groups"]).every((group) => group === "allLogs");
    })
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
