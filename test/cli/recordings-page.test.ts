// docs/recordings.md does what it says: its commands are run as they stand, with command lines that print what the vendors' do, and
// nhi reads every file that they write.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const PAGE = readFileSync(fileURLToPath(new URL("../../docs/recordings.md", import.meta.url)), "utf8");
const SUB = "0e0e0e0e-0000-4000-8000-000000000001";
const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const BOT = "0a0a0a0a-0000-4000-8000-000000000001";
const AUTH = `/subscriptions/${SUB}/providers/Microsoft.Authorization`;
const USER = {
  ...{ UserName: "ci", UserId: "AIDACKCEVSQ6C2EXAMPLE", Arn: "arn:aws:iam::111122223333:user/ci", Path: "/" },
  ...{ CreateDate: "2025-01-01T00:00:00+00:00", GroupList: [], AttachedManagedPolicies: [], Tags: [] },
};
const REPORT = "user,arn,user_creation_time\nci,arn:aws:iam::111122223333:user/ci,2025-01-01T00:00:00+00:00\n";
/** How a command begins → what it prints. */
const PRINTED: { readonly [command: string]: unknown } = {
  "aws sts get-caller-identity": "111122223333",
  "aws iam list-users": "ci",
  "aws iam generate-credential-report": { State: "COMPLETE" },
  "aws iam get-credential-report": {
    ...{ Content: Buffer.from(REPORT).toString("base64"), ReportFormat: "text/csv" },
    GeneratedTime: "2026-11-01T00:00:00+00:00",
  },
  "aws iam get-account-authorization-details": {
    ...{ UserDetailList: [USER], GroupDetailList: [], RoleDetailList: [], Policies: [] },
  },
  "aws iam list-access-keys": {
    AccessKeyMetadata: [
      {
        UserName: "ci",
        AccessKeyId: "AKIAIOSFODNN7LEGACY1",
        Status: "Active",
        CreateDate: "2025-01-01T00:00:00+00:00",
      },
    ],
  },
  "aws iam list-open-id-connect-providers": { OpenIDConnectProviderList: [] },
  "aws lambda list-functions": { Functions: [] },
  "aws secretsmanager list-secrets": { SecretList: [] },
  "az account show --query id": SUB,
  "az account show --query tenantId": TENANT,
  "az account show": { id: SUB, name: "shop", tenantId: TENANT, state: "Enabled", isDefault: true },
  "az role assignment list": [
    {
      ...{ id: `${AUTH}/roleAssignments/one`, name: "one", type: "Microsoft.Authorization/roleAssignments" },
      ...{ principalId: BOT, principalName: "bot", principalType: "ServicePrincipal", scope: `/subscriptions/${SUB}` },
      roleDefinitionId: `${AUTH}/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
    },
  ],
  "az role definition list": [],
  "az identity list": [],
  "az ad sp list": [{ id: BOT, appId: BOT, displayName: "bot", servicePrincipalType: "Application" }],
  "az ad app list": [],
  "az ad user list": [],
  "az ad group list": [],
  "gcloud config get-value": "shop",
  "gcloud projects describe": { projectId: "shop", projectNumber: "1001", lifecycleState: "ACTIVE", name: "Shop" },
  "gcloud projects get-iam-policy": {
    bindings: [{ role: "roles/owner", members: ["serviceAccount:bot@shop.iam.gserviceaccount.com"] }],
  },
  "gcloud iam service-accounts list": [
    {
      ...{ email: "bot@shop.iam.gserviceaccount.com", projectId: "shop", uniqueId: "1", oauth2ClientId: "1" },
      name: "projects/shop/serviceAccounts/bot@shop.iam.gserviceaccount.com",
    },
  ],
  "gh api --paginate orgs/acme/repos": [{ id: 7, name: "api", full_name: "acme/api", owner: { login: "acme" } }],
  "gh api --paginate orgs/acme/installations": { total_count: 0, installations: [] },
  "gh api --paginate orgs/acme/actions/secrets": { total_count: 0, secrets: [] },
  "kubectl get": { apiVersion: "v1", kind: "List", items: [], metadata: { resourceVersion: "" } },
};
const COMMANDS = ["aws", "az", "gcloud", "gh", "kubectl"];

let folder = "";
let report = "";

beforeAll(async () => {
  folder = freshFolder();
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "printed.json"), JSON.stringify(PRINTED));
  for (const command of COMMANDS) {
    const file = join(folder, "bin", command);
    writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${join(folder, "print.cjs")}" ${command} "$@"\n`);
    chmodSync(file, 0o755);
  }
  writeFileSync(
    join(folder, "print.cjs"),
    `const printed = require("./printed.json");
const asked = process.argv.slice(2).join(" ");
const [first] = Object.keys(printed).filter((one) => asked.startsWith(one)).sort((a, b) => b.length - a.length);
if (first === undefined) throw new Error("nobody prints " + asked);
const answer = printed[first];
console.log(typeof answer === "string" ? answer : JSON.stringify(answer, null, 2));
`,
  );
  for (const [, script = ""] of PAGE.matchAll(/```sh\n([\s\S]*?)```/g)) {
    const env = { ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}` };
    execFileSync("/bin/sh", ["-e", "-c", script], { cwd: folder, env });
  }
  const { stdout, stderr } = await nhi(
    ["scan", "--bundle", "out", "--fail-on", "none", "--format", "json", "--now", "2026-11-01T00:00:00Z"],
    folder,
  );
  expect(stderr).not.toMatch(/wrong shape|not JSON/);
  report = stdout;
});

/** Data set of each file, and of what they leave to ask for. */
const READ: readonly string[] = [
  ...["iam:account-authorization-details", "iam:credential-report", "iam:access-keys"].map((one) => `aws/${one}`),
  ...["iam:open-id-connect-providers", "lambda:functions", "secretsmanager:secrets"].map((one) => `aws/${one}`),
  ...["resources:subscription", "authorization:role-assignments", "authorization:role-definitions"].map(
    (one) => `azure/${one}`,
  ),
  "azure/managedidentity:identities",
  ...["service-principals", "applications", "users", "groups"].map((one) => `entra/graph:${one}`),
  ...["cloudresourcemanager:container", "iam:service-accounts"].map((one) => `gcp/${one}`),
  ...["repositories", "installations", "actions-secrets"].map((one) => `github/org:${one}`),
  ...["core:service-accounts", "core:pods", "rbac:roles", "rbac:cluster-roles"].map((one) => `kubernetes/${one}`),
  ...["rbac:role-bindings", "rbac:cluster-role-bindings"].map((one) => `kubernetes/${one}`),
];

interface Scope {
  readonly id: string;
  readonly coverage: readonly { readonly state: string; readonly dataSet: string; readonly message?: string }[];
}

it("every file that is written is an answer that nhi asks for", () => {
  const files = readdirSync(join(folder, "out"), { recursive: true }).filter((one) => String(one).endsWith(".json"));
  // The policy of the project is one of several answers of its data set.
  expect(files.length).toBe(READ.length + 1);
  const { scopes } = JSON.parse(report) as { readonly scopes: readonly Scope[] };
  const coverage = scopes.flatMap((scope) => scope.coverage);
  const read = coverage.filter(({ state }) => state === "complete").map(({ dataSet }) => dataSet);
  expect(READ.filter((dataSet) => !read.includes(dataSet))).toEqual([]);
  const policies = coverage.find(({ dataSet }) => dataSet === "gcp/iam:policies")?.message ?? "";
  expect(policies).toMatch(/not in the bundle/);
  expect(policies).not.toContain("projects/shop:getIamPolicy.json");
});

it("what is found in them is found", () => {
  const { findings } = JSON.parse(report) as { readonly findings: readonly { rule: string; message: string }[] };
  const messages = findings.map(({ rule, message }) => `${rule} ${message}`);
  expect(messages).toEqual(
    expect.arrayContaining([
      "AWS-001 Access key ACY1 of ci is 669 days old",
      `AZ-013 bot (service-principal) has Owner on the subscription /subscriptions/${SUB}`,
    ]),
  );
});
