// Privileges never used by exported logs of Entra and of Google Cloud, over acme: who used what makes it powerful is spared, who only
// did other things is found, and what such logs would not have is not evaluated.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

const NOW = "2026-11-01T00:00:00Z";
const TENANT = "5ac3e1d0-7b52-4a1f-9c0e-2d6f8b1a4e70";
const [PREVIEW, APPLY] = ["a874f21e-01c2-43cf-9241-bc3ae1e8b412", "ba899f75-25ea-4885-9984-8d01f613aef1"];
const MARKER = ["MARKER", "in", "an", "entry"].join("-");
const at = (day: number): string => new Date(Date.parse(NOW) - day * 86_400_000 - 3_600_000).toISOString();
const everyThirdDay = (days: number): number[] =>
  Array.from({ length: Math.floor(days / 3) + 1 }, (_, index) => index * 3);

/** As diagnostic settings export it. */
const exported = (category: string, properties: object, day: number) => ({
  time: at(day),
  resourceId: `/tenants/${TENANT}/providers/Microsoft.aadiam`,
  operationName: category === "AuditLogs" ? "change" : "Sign-in activity",
  category,
  tenantId: TENANT,
  properties,
});
const signIn = (servicePrincipalId: string, day: number) =>
  exported(
    "ServicePrincipalSignInLogs",
    { createdDateTime: at(day), servicePrincipalId, appId: "x", status: { errorCode: 0 } },
    day,
  );
const change = (servicePrincipalId: string, activityDisplayName: string, day: number, result = "success") =>
  exported(
    "AuditLogs",
    {
      activityDateTime: at(day),
      activityDisplayName,
      result,
      initiatedBy: { app: { servicePrincipalId } },
      targetResources: [{ id: "t", displayName: MARKER, modifiedProperties: [{ newValue: MARKER }] }],
    },
    day,
  );

/** As Cloud Logging exports it. */
const entry = (principalEmail: string, permission: string, day: number, project = "acme-build") => ({
  logName: `projects/${project}/logs/cloudaudit.googleapis.com%2Factivity`,
  timestamp: at(day),
  protoPayload: {
    "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
    serviceName: `${permission.split(".")[0]}.googleapis.com`,
    methodName: "method",
    authenticationInfo: { principalEmail },
    authorizationInfo: [{ permission, granted: true, resource: project }],
    request: { value: MARKER },
  },
});

interface Report {
  readonly findings: readonly { rule: string; subject: { id: string; name: string }; message: string }[];
  readonly notEvaluated: readonly { rule: string; subject?: { id: string; name: string }; reason: string }[];
}

/** Scans what was recorded of the cloud beside the log: other clouds have no part in it. */
async function scan(cloud: "entra" | "gcp", records: readonly object[]) {
  const folder = freshFolder();
  for (const part of ["bundle.json", cloud]) cpSync(join(ACME, part), join(folder, "acme", part), { recursive: true });
  mkdirSync(join(folder, "logs"));
  const half = Math.floor(records.length / 2);
  const lines = (some: readonly object[]) => some.map((one) => JSON.stringify(one)).join("\n");
  writeFileSync(join(folder, "logs", "a.json"), lines(records.slice(0, half)));
  writeFileSync(join(folder, "logs", "b.jsonl.gz"), gzipSync(lines(records.slice(half))));
  const args = ["scan", "--bundle", "acme", "--now", NOW, "--fail-on", "none", "--logs", "logs", "--format", "json"];
  const { stdout, stderr, code } = await nhi(args, folder);
  expect(code, stderr).toBe(0);
  expect(stdout).not.toContain(MARKER);
  const { findings, notEvaluated } = JSON.parse(stdout) as Report;
  const of = (id: string) => ({
    found: findings.find(({ rule, subject }) => rule === "JIT-003" && subject.id.endsWith(id)),
    open: notEvaluated.find(({ rule, subject }) => rule === "JIT-003" && subject?.id.endsWith(id))?.reason,
  });
  return { of };
}

const audits = everyThirdDay(120).map((day) => change("somebody", "Update user", day));

describe("privileges never used by logs", () => {
  test("of Entra: who signs in and changed no role is found, who did is not", async () => {
    const { of } = await scan("entra", [
      ...audits,
      ...[2, 50, 110].flatMap((day) => [signIn(PREVIEW, day), signIn(APPLY, day)]),
      change(PREVIEW, "Add member to role", 20),
      change(APPLY, "Add member to role", 20, "failure"),
      change(APPLY, "Update user", 21),
    ]);
    expect(of(APPLY).found?.message).toContain("RoleManagement.ReadWrite.Directory (no use on record)");
    expect(of(PREVIEW)).toEqual({ found: undefined, open: undefined });
  });

  test("of Entra: sign-ins alone, or twelve days of the audit log, leave it open", async () => {
    const signIns = everyThirdDay(120).map((day) => signIn(APPLY, day));
    const alone = await scan("entra", signIns);
    expect(alone.of(APPLY)).toEqual({ found: undefined, open: "the log has no records of the Entra audit log" });
    const short = await scan("entra", [
      ...signIns,
      ...everyThirdDay(12).map((day) => change("somebody", "Update user", day)),
    ]);
    expect(short.of(APPLY).found).toBeUndefined();
    expect(short.of(APPLY).open).toContain("too short");
  });

  describe("of Google Cloud", () => {
    const account = "101040000000016100000";
    const email = "images@acme-build.iam.gserviceaccount.com";
    const others = everyThirdDay(120).map((day) => entry("ada@acme.example", "compute.instances.create", day));
    const works = [2, 110].map((day) => entry(email, "run.services.update", day));

    test("who never had the permission in a call is found", async () => {
      const { of } = await scan("gcp", [...others, ...works]);
      expect(of(account).found?.message).toContain("resourcemanager.projects.setIamPolicy (no use on record)");
    });

    test("who had is spared", async () => {
      const { of } = await scan("gcp", [
        ...others,
        ...works,
        entry(email, "resourcemanager.projects.setIamPolicy", 20),
      ]);
      expect(of(account)).toEqual({ found: undefined, open: undefined });
    });

    test("the log of another project says nothing of it", async () => {
      const elsewhere = [...others, ...works].map((one) => ({
        ...one,
        logName: one.logName.replace("acme-build", "acme-web-dev"),
      }));
      expect((await scan("gcp", elsewhere)).of(account).found).toBeUndefined();
    });
  });
});
