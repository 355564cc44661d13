// Records of what was called, as the vendors export them: Entra and Azure by diagnostic settings or from the portal, GitHub's audit
// log, audit logs of Google Cloud. Only fields that say who did what are kept. Pure.
// https://learn.microsoft.com/graph/api/resources/signin, …/directoryaudit; https://learn.microsoft.com/azure/azure-monitor/
// platform/activity-log-schema; https://learn.microsoft.com/graph/microsoft-graph-activity-logs-overview;
// https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#get-the-audit-log-for-an-organization;
// https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog
import { type Fields, fieldsOf, listOf, textOf } from "./fields.js";

export type RecordKind =
  | "Entra sign-ins"
  | "Entra audit log"
  | "Microsoft Graph activity"
  | "Azure activity log"
  | "GitHub audit log"
  | "Google Cloud audit logs";

export interface AuditRecord {
  readonly kind: RecordKind;
  /** Ids, addresses or logins of who did it, in lower case. */
  readonly actors: readonly string[];
  /** ISO 8601. */
  readonly time: string;
  readonly action: string;
  /** What it was done to, as the record names it. */
  readonly on: string | undefined;
  /** Refused, or failed. */
  readonly failed: boolean;
  /** Who acted through it, where the record says. */
  readonly by: string | undefined;
  /** Whose log it is in, where the record says: a project, subscription, tenant or organisation, as scopes are named here. */
  readonly scope: string | undefined;
  /** Google: permissions that the call needed and had. */
  readonly permissions: readonly string[];
  /** Google: it is in the log of activity, which is always written, and not in one that has to be switched on. */
  readonly isActivity: boolean;
}

/** The record that an element of a log is; undefined for what is none of these. */
export function toAuditRecord(element: unknown): AuditRecord | undefined {
  const raw = fieldsOf(element);
  if (raw["protoPayload"] !== undefined) return ofGoogle(raw);
  if (raw["@timestamp"] !== undefined && raw["action"] !== undefined) return ofGitHub(raw);
  return ofMicrosoft(raw);
}

function ofMicrosoft(raw: Fields): AuditRecord | undefined {
  const category = textOf(raw["category"]) ?? "";
  const inner = raw["properties"] === undefined ? raw : fieldsOf(raw["properties"]);
  // Only what is exported by diagnostic settings says which tenant it is of.
  const tenant = textOf(raw["tenantId"])?.toLowerCase();
  const scope = tenant === undefined ? undefined : `entra:${tenant}`;
  if (category === "MicrosoftGraphActivityLogs") return ofGraph(raw, inner, scope);
  if (inner["initiatedBy"] !== undefined) return ofDirectory(inner, scope);
  if (inner["createdDateTime"] !== undefined && (inner["appId"] ?? inner["servicePrincipalId"]) !== undefined) {
    return ofSignIn(inner, scope);
  }
  return raw["operationName"] !== undefined && raw["resourceId"] !== undefined ? ofActivity(raw) : undefined;
}

/** A sign-in as a person is the person's, whatever application it was made with. */
function ofSignIn(inner: Fields, scope: string | undefined): AuditRecord | undefined {
  const { servicePrincipalId, appId, userId } = inner;
  const isOfApplication = (textOf(servicePrincipalId) ?? "") !== "";
  const code = fieldsOf(inner["status"])["errorCode"];
  return made({
    kind: "Entra sign-ins",
    actors: isOfApplication ? [servicePrincipalId, appId] : [userId],
    time: inner["createdDateTime"],
    action: "sign-in",
    on: textOf(inner["resourceDisplayName"]),
    failed: code !== undefined && code !== 0 && code !== "0",
    scope,
  });
}

function ofDirectory(inner: Fields, scope: string | undefined): AuditRecord | undefined {
  const { app, user } = fieldsOf(inner["initiatedBy"]);
  const { servicePrincipalId, appId } = fieldsOf(app);
  const [target] = listOf(inner["targetResources"]).map(fieldsOf);
  return made({
    kind: "Entra audit log",
    actors: [servicePrincipalId, appId, fieldsOf(user)["id"]],
    time: inner["activityDateTime"],
    action: textOf(inner["activityDisplayName"]),
    on: textOf(target?.["displayName"]) ?? textOf(target?.["id"]),
    failed: /^(?:failure|timeout)$/i.test(textOf(inner["result"]) ?? ""),
    scope,
  });
}

function ofGraph(raw: Fields, inner: Fields, scope: string | undefined): AuditRecord | undefined {
  const uri = textOf(inner["requestUri"]) ?? "";
  const status = Number(inner["responseStatusCode"]);
  // without its query, and with ids of single things taken out: what was called, not of which
  const path = (URL.canParse(uri) ? new URL(uri).pathname : uri.replace(/\?.*$/, "")).replace(
    /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi,
    "{id}",
  );
  return made({
    kind: "Microsoft Graph activity",
    actors: [inner["servicePrincipalId"], ...(inner["userId"] ? [inner["userId"]] : [inner["appId"]])],
    time: inner["timeGenerated"] ?? raw["time"],
    action: `${textOf(inner["requestMethod"]) ?? "?"} ${path}`,
    on: undefined,
    failed: Number.isFinite(status) && status >= 400,
    scope,
  });
}

const OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";

function ofActivity(raw: Fields): AuditRecord | undefined {
  const claims = fieldsOf(fieldsOf(raw["identity"])["claims"]);
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(textOf(raw["resourceId"]) ?? "")?.[1];
  return made({
    kind: "Azure activity log",
    actors: [claims[OBJECT_ID] ?? claims["oid"], claims["appid"]],
    time: raw["time"] ?? raw["eventTimestamp"],
    action: textOf(raw["operationName"])?.toLowerCase(),
    on: textOf(raw["resourceId"])?.toLowerCase(),
    failed: /^fail/i.test(textOf(raw["resultType"]) ?? ""),
    scope: subscription === undefined ? undefined : `azure:${subscription.toLowerCase()}`,
  });
}

function ofGitHub(raw: Fields): AuditRecord | undefined {
  const { "@timestamp": at, actor, action, repo, org } = raw;
  return made({
    kind: "GitHub audit log",
    actors: [actor],
    time: typeof at === "number" ? new Date(at).toISOString() : at,
    action: textOf(action),
    on: textOf(repo) ?? textOf(org),
    failed: false,
    by: textOf(raw["programmatic_access_type"]),
  });
}

function ofGoogle(raw: Fields): AuditRecord | undefined {
  const payload = fieldsOf(raw["protoPayload"]);
  const { principalEmail, serviceAccountDelegationInfo } = fieldsOf(payload["authenticationInfo"]);
  const code = fieldsOf(payload["status"])["code"];
  const [through] = listOf(serviceAccountDelegationInfo).map(fieldsOf);
  const service = textOf(payload["serviceName"])?.replace(/\.googleapis\.com$/, "");
  const method = textOf(payload["methodName"]);
  // projects/ID/logs/cloudaudit.googleapis.com%2Factivity
  const [, scope, log] =
    /^((?:projects|folders|organizations)\/[^/]+)\/logs\/(.+)$/.exec(textOf(raw["logName"]) ?? "") ?? [];
  const granted = listOf(payload["authorizationInfo"])
    .map(fieldsOf)
    .filter((one) => one["granted"] === true);
  return made({
    kind: "Google Cloud audit logs",
    actors: [principalEmail],
    time: raw["timestamp"],
    action: service === undefined || method === undefined ? method : `${service}: ${method}`,
    on: textOf(payload["resourceName"]),
    failed: code !== undefined && code !== 0,
    scope: scope === undefined ? undefined : `gcp:${scope}`,
    permissions: granted.flatMap(({ permission }) => textOf(permission) ?? []),
    isActivity: log?.endsWith("activity") ?? false,
    by: textOf(fieldsOf(through?.["firstPartyPrincipal"])["principalEmail"]) ?? textOf(through?.["principalSubject"]),
  });
}

interface Loose
  extends Omit<AuditRecord, "actors" | "time" | "action" | "by" | "scope" | "permissions" | "isActivity"> {
  readonly actors: readonly unknown[];
  readonly time: unknown;
  readonly action: string | undefined;
  readonly by?: string | undefined;
  readonly scope?: string | undefined;
  readonly permissions?: readonly string[];
  readonly isActivity?: boolean;
}

/** Undefined where it does not say when. */
function made({
  actors,
  time,
  action,
  by,
  scope,
  permissions = [],
  isActivity = false,
  ...rest
}: Loose): AuditRecord | undefined {
  const at = textOf(time);
  if (at === undefined || action === undefined) return undefined;
  const names = actors.flatMap((one) => textOf(one)?.toLowerCase() || []);
  return { ...rest, actors: [...new Set(names)], time: at, action, by, scope, permissions, isActivity };
}
