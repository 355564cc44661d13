// Logs of Entra, Azure, GitHub and Google Cloud, in the forms in which they are exported: what an identity did is counted, what another
// did is not; what is refused is no use; what a log has no records of is said to be unknown, never unused.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readAuditUse } from "../../src/app/audit-use.js";
import { freshFolder } from "../cli/nhi.js";

const SP = "00000000-0000-4000-8000-000000000901";
const APP = "00000000-0000-4000-8000-0000000009aa";
const OTHER = "00000000-0000-4000-8000-000000000902";

function file(text: string, name = "log.json"): string {
  const path = join(freshFolder(), name);
  writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
}
const list = (records: readonly object[]): string => file(JSON.stringify(records, null, 2));
const lines = (records: readonly object[], name = "PT1H.json"): string =>
  file(`${records.map((one) => JSON.stringify(one)).join("\n")}\n`, name);

const signIn = (servicePrincipalId: string, errorCode = 0, createdDateTime = "2026-05-02T10:00:00Z") => ({
  createdDateTime,
  appId: APP,
  servicePrincipalId,
  resourceDisplayName: "Windows Azure Service Management API",
  status: { errorCode },
});
const asExported = (properties: object, category = "ServicePrincipalSignInLogs") => ({
  time: "2026-05-02T10:01:00Z",
  resourceId: "/tenants/x/providers/Microsoft.aadiam",
  operationName: "Sign-in activity",
  category,
  properties,
});

describe("Entra", () => {
  const entra = (path: string) => readAuditUse(path, [SP], "entra.service-principal");
  const CALL = "sign-in on Windows Azure Service Management API";

  it("sign-ins, as the portal and as a diagnostic setting export them", async () => {
    const found = [{ action: CALL, count: 1, last: "2026-05-02T10:00:00Z" }];
    expect((await entra(list([signIn(SP)]))).calls).toEqual(found);
    expect((await entra(lines([asExported(signIn(SP))]))).calls).toEqual(found);
    expect((await entra(lines([asExported(signIn(SP))], "PT1H.json.gz"))).calls).toEqual(found);
  });

  it("those of another, and those that were refused, are no use", async () => {
    const use = await entra(lines([asExported(signIn(OTHER)), asExported(signIn(SP, 7000215))]));
    expect([use.calls, use.failed]).toEqual([[], 1]);
    // a person who signs in to an application is not the application
    const person = { ...signIn(""), userId: OTHER };
    expect((await readAuditUse(list([person]), [SP, APP], "entra.service-principal")).calls).toEqual([]);
  });

  it("changes of the directory and calls to Microsoft Graph, without the ids and queries in their addresses", async () => {
    const change = {
      activityDateTime: "2026-05-03T10:00:00Z",
      activityDisplayName: "Add service principal credentials",
      result: "success",
      initiatedBy: { app: { servicePrincipalId: SP, appId: APP, displayName: "x" } },
      targetResources: [{ id: OTHER, displayName: "billing", type: "ServicePrincipal" }],
    };
    const call = (responseStatusCode: number) => ({
      time: "2026-05-04T10:00:00Z",
      category: "MicrosoftGraphActivityLogs",
      properties: {
        servicePrincipalId: SP,
        appId: APP,
        requestMethod: "GET",
        requestUri: `https://graph.microsoft.com/v1.0/users/${OTHER}?$search=x`,
        responseStatusCode,
      },
    });
    const use = await entra(lines([asExported(change, "AuditLogs"), call(200), call(403)]));
    expect(use.calls.map(({ action }) => action)).toEqual([
      "Add service principal credentials on billing",
      "GET /v1.0/users/{id}",
    ]);
    expect(use.failed).toBe(1);
    expect(use.watched).toEqual([
      { kind: "Entra audit log", from: "2026-05-03T10:00:00Z", to: "2026-05-03T10:00:00Z" },
      { kind: "Microsoft Graph activity", from: "2026-05-04T10:00:00Z", to: "2026-05-04T10:00:00Z" },
    ]);
  });

  it("what a log has no records of is not known", async () => {
    const { notes, watched } = await entra(list([signIn(OTHER)]));
    expect(watched.map(({ kind }) => kind)).toEqual(["Entra sign-ins"]);
    expect(notes.filter((note) => note.includes("not known"))).toHaveLength(3);
    expect(notes).toContain("the log has no records of the Entra audit log: what they would show is not known");
  });
});

it("Azure's activity log names who did it by object id", async () => {
  const write = (oid: string, resultType = "Success") => ({
    time: "2026-05-02T10:00:00Z",
    resourceId: "/SUBSCRIPTIONS/S/RESOURCEGROUPS/SHOP",
    operationName: "MICROSOFT.RESOURCES/SUBSCRIPTIONS/RESOURCEGROUPS/WRITE",
    category: "Administrative",
    resultType,
    identity: { claims: { "http://schemas.microsoft.com/identity/claims/objectidentifier": oid, appid: APP } },
  });
  const path = lines([write(SP), write(SP, "Failure"), { ...write(OTHER), identity: {} }]);
  const use = await readAuditUse(path, [SP], "azure.managed-identity");
  expect(use.calls).toEqual([
    {
      action: "microsoft.resources/subscriptions/resourcegroups/write on /subscriptions/s/resourcegroups/shop",
      count: 1,
      last: "2026-05-02T10:00:00Z",
    },
  ]);
  expect(use.failed).toBe(1);
});

it("GitHub's audit log, as it is exported and as its API answers", async () => {
  const event = (actor: string, at: number) => ({
    "@timestamp": at,
    action: "git.push",
    actor,
    org: "octo-org",
    repo: "octo-org/api",
    programmatic_access_type: "GitHub App server-to-server token",
  });
  const events = [event("Deploy[bot]", 1_777_716_000_000), event("deploy[bot]", 1_777_719_600_000), event("ada", 1)];
  for (const path of [list(events), lines(events, "export.json.gz")]) {
    const use = await readAuditUse(path, ["deploy[bot]"], "github.app-installation");
    expect(use.calls).toEqual([
      { action: "git.push on octo-org/api", count: 2, last: new Date(1_777_719_600_000).toISOString() },
    ]);
    expect(use.by).toEqual(["GitHub App server-to-server token"]);
  }
});

it("audit logs of Google Cloud, with who acted through the account", async () => {
  const EMAIL = "deploy@octo-prod.iam.gserviceaccount.com";
  const entry = (principalEmail: string, status?: object) => ({
    logName: "projects/octo-prod/logs/cloudaudit.googleapis.com%2Factivity",
    timestamp: "2026-05-02T10:00:00Z",
    protoPayload: {
      "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      serviceName: "iam.googleapis.com",
      methodName: "google.iam.admin.v1.CreateServiceAccountKey",
      resourceName: "projects/-/serviceAccounts/1",
      authenticationInfo: {
        principalEmail,
        serviceAccountDelegationInfo: [{ firstPartyPrincipal: { principalEmail: "ada@octo.example" } }],
      },
      ...(status === undefined ? {} : { status }),
    },
  });
  const path = list([entry(EMAIL), entry(EMAIL, { code: 7 }), entry("other@octo.example")]);
  const use = await readAuditUse(path, [EMAIL], "gcp.service-account");
  expect(use.calls).toEqual([
    {
      action: "iam: google.iam.admin.v1.CreateServiceAccountKey on projects/-/serviceAccounts/1",
      count: 1,
      last: "2026-05-02T10:00:00Z",
    },
  ]);
  expect([use.failed, use.by]).toEqual([1, ["ada@octo.example"]]);
});

it("a file that breaks off is a fault, and what precedes that counts", async () => {
  const path = file(`${JSON.stringify(asExported(signIn(SP)))}\n{"time":`, "PT1H.json");
  const use = await readAuditUse(path, [SP], "entra.service-principal");
  expect(use.calls).toHaveLength(1);
  expect(use.notes.at(-1)).toMatch(/PT1H\.json: not JSON/);
});
