// nhi can and nhi who-can about Google Cloud, from the command line: what allows, what denies, and what stays open.

import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { account, CLOUD, type Google, mail, ORGANIZATION, writeGoogle } from "../analyze/workspace/google.js";
import { freshFolder, nhi, type Outcome } from "./nhi.js";

const PROJECT = CLOUD.slice("gcp:".length);
const ACT_AS = "iam.serviceAccounts.actAs";
const bot = `serviceAccount:${account("bot")}`;
const audit = `serviceAccount:${account("audit")}`;
const ESTATE: Google = {
  people: { root: { isSuper: true } },
  accounts: { bot: true, audit: true, kept: true, old: false },
  cloudGroups: { platform: [`user:${mail("gus")}`], hidden: null },
  bindings: [
    { on: "project", role: "roles/owner", member: bot },
    { on: "project", role: "roles/owner", member: audit },
    { on: "project", role: "roles/owner", member: `serviceAccount:${account("old")}` },
    { on: "organization", role: "roles/viewer", member: `serviceAccount:${account("kept")}` },
    { on: "folder", role: "roles/owner", member: `user:${mail("fay")}` },
    { on: "project", role: "roles/owner", member: `user:${mail("tim")}`, condition: 'request.host == "10.0.0.1"' },
    {
      on: "project",
      role: "roles/owner",
      member: `user:${mail("eve")}`,
      condition: 'request.time < timestamp("2020-01-01T00:00:00Z")',
    },
    { on: "folder", role: "roles/owner", member: `group:${mail("platform")}` },
    { on: "project", role: "roles/viewer", member: `group:${mail("hidden")}` },
  ],
  denies: {
    [`iam.googleapis.com/serviceAccounts.*`]: [
      `principal://iam.googleapis.com/projects/-/serviceAccounts/${account("audit")}`,
    ],
  },
  boundaries: {
    "//cloudresourcemanager.googleapis.com/projects/octo-prod": [
      `//cloudresourcemanager.googleapis.com/projects/octo-prod`,
    ],
  },
};

const folder = freshFolder();
writeGoogle(ESTATE, folder);
const ask = (...args: readonly string[]): Promise<Outcome> => nhi([...args, "--bundle", folder]);

test("allowed by a binding of the project, which is named", async () => {
  const { code, stdout, stderr } = await ask("can", account("bot"), ACT_AS, PROJECT);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^allowed {2}by the binding [\s\S]*roles\/owner/);
});

test("denied by a deny policy, whatever a binding gives, and not what the policy leaves", async () => {
  const denied = await ask("can", account("audit"), ACT_AS, PROJECT, "--format", "json");
  expect(denied.code).toBe(1);
  expect(JSON.parse(denied.stdout)).toMatchObject({
    principal: audit,
    action: ACT_AS,
    resource: PROJECT,
    verdict: "explicit-deny",
    decided_by: { layer: "deny" },
  });
  expect((await ask("can", account("audit"), "resourcemanager.projects.setIamPolicy", PROJECT)).code).toBe(0);
});

test("an access boundary keeps the accounts of the project to it", async () => {
  const get = "resourcemanager.projects.get";
  expect((await ask("can", account("kept"), get, PROJECT)).code).toBe(0);
  const kept = await ask("can", account("kept"), get, ORGANIZATION.slice("gcp:".length));
  expect(kept.code).toBe(1);
  expect(kept.stdout).toMatch(/^denied {2}by the access boundary\s/);
});

test("a file of questions: inherited, through a group, under conditions, in a group nobody could read, disabled", async () => {
  const questions: readonly (readonly [string, string, string])[] = [
    [`user:${mail("fay")}`, ACT_AS, "allowed"],
    [`user:${mail("gus")}`, ACT_AS, "allowed"],
    [`user:${mail("tim")}`, ACT_AS, "unknown"],
    [`user:${mail("eve")}`, ACT_AS, "implicit-deny"],
    // nobody knows whether she is in the group that may look
    [`user:${mail("una")}`, "resourcemanager.projects.get", "unknown"],
    [`user:${mail("una")}`, ACT_AS, "implicit-deny"],
    [account("old"), ACT_AS, "explicit-deny"],
    [account("nobody"), ACT_AS, "error"],
  ];
  const file = join(freshFolder(), "questions.jsonl");
  const lines = questions.map(([principal, action]) => JSON.stringify({ principal, action, resource: PROJECT }));
  writeFileSync(file, `${lines.join("\n")}\n`);
  const { code, stdout } = await ask("can", "--requests", file, "--format", "jsonl");
  expect(code).toBe(0);
  const answers = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { verdict: string; error?: string });
  expect(answers.map(({ verdict, error }) => (error === undefined ? verdict : "error"))).toEqual(
    questions.map(([, , expected]) => expected),
  );
  expect(JSON.stringify(answers[2])).toContain('request.host == \\"10.0.0.1\\"');
  expect(JSON.stringify(answers[4])).toContain(`it is in group:${mail("hidden")}, whose members were not read`);
});

test("a project that nobody read is not denied for sure; one that was read is, also to somebody whom no binding names", async () => {
  const unread = await ask("can", `user:${mail("fay")}`, ACT_AS, "projects/elsewhere");
  expect([unread.code, unread.stdout]).toEqual([
    3,
    expect.stringMatching(/or on what holds it, allows it: neither was\s+read/),
  ]);
  const root = await ask("can", mail("root"), ACT_AS, PROJECT, "--format", "json");
  expect(root.code).toBe(1);
  expect(JSON.parse(root.stdout)).toMatchObject({ principal: `user:${mail("root")}`, verdict: "implicit-deny" });
});

test("what depends exits with 3 and says on what", async () => {
  const { code, stdout } = await ask("can", `user:${mail("tim")}`, ACT_AS, PROJECT);
  expect(code).toBe(3);
  expect(stdout).toContain('if request.host == "10.0.0.1"');
});

test("who-can lists who may, those of groups included, and of whom it depends", async () => {
  const { code, stdout } = await ask("who-can", ACT_AS, PROJECT, "--format", "json");
  expect(code).toBe(0);
  const { allowed, depends } = JSON.parse(stdout) as { allowed: string[]; depends: string[] };
  expect(allowed).toEqual([
    "gcp:groups/platform",
    `gcp:member/user:${mail("fay")}`,
    `gcp:member/user:${mail("gus")}`,
    "gcp:service-account/100000000000000000000",
  ]);
  expect(depends).toEqual([`gcp:member/user:${mail("tim")}`]);
});

interface WhoCan {
  readonly allowed: readonly string[];
  readonly depends: readonly string[];
  readonly open?: readonly string[];
  readonly assumptions?: readonly string[];
}

/** Asks who can of the estate without the files of its bundle that fit. */
async function whoCanWithout(file: RegExp, action: string): Promise<WhoCan & Pick<Outcome, "code">> {
  const copy = freshFolder();
  cpSync(folder, copy, { recursive: true });
  for (const name of readdirSync(copy, { recursive: true, encoding: "utf8" }))
    if (file.test(decodeURIComponent(name))) rmSync(join(copy, name), { recursive: true, force: true });
  const { code, stdout } = await nhi(["who-can", action, PROJECT, "--format", "json", "--bundle", copy]);
  return { code, ...(JSON.parse(stdout) as WhoCan) };
}

test("who-can of an estate that was read whole leaves nothing open; what was not read is named, with who it may be", async () => {
  const whole = await whoCanWithout(/no such file/, ACT_AS);
  expect([whole.code, whole.open, whole.assumptions]).toEqual([0, undefined, undefined]);

  const policies = await whoCanWithout(/searchAllIamPolicies/, ACT_AS);
  expect(policies).toMatchObject({ code: 3, allowed: [] });
  expect(policies.open).toEqual([
    `a binding on ${PROJECT}, or on what holds it, allows it: not every policy was read (gcp/iam:policies)`,
  ]);

  const above = await whoCanWithout(/folders:search/, ACT_AS);
  expect([above.code, above.open]).toEqual([
    3,
    [
      `a binding on ${PROJECT}, or on what holds it, allows it: not every policy was read (gcp/iam:policies)`,
      "a binding on what holds folders/410000000001 allows it: nobody could see what that is (gcp/cloudresourcemanager:container)",
    ],
  ]);

  const roles = await whoCanWithout(/roles\/owner\.json$/, ACT_AS);
  expect(roles.open).toEqual(["they have roles/owner, whose permissions were not read (gcp/iam:predefined-roles)"]);
  expect(roles.depends.length).toBeGreaterThan(1);

  const groups = await whoCanWithout(/groups\/platform\/memberships/, ACT_AS);
  expect(groups.open).toEqual([
    `they are in group:${mail("platform")}, whose members were not read (gcp/cloudidentity:groups)`,
  ]);

  const denies = await whoCanWithout(/projects\/octo-prod\/denypolicies/, ACT_AS);
  expect([denies.code, denies.open, denies.assumptions]).toEqual([
    3,
    undefined,
    [`deny policies of ${PROJECT}, folders/410000000001 were not read whole (gcp/iam:deny-policies)`],
  ]);
  expect(denies.allowed.length).toBeGreaterThan(whole.allowed.length);

  const boundaries = await whoCanWithout(/principalAccessBoundaryPolicies/, ACT_AS);
  expect(boundaries.assumptions).toEqual([
    "access boundaries of organizations/400000000001 were not read whole (gcp/iam:principal-access-boundaries)",
  ]);
});

test("a group that a deny policy spares decides: who is in it is spared, nobody else, and unread it stays open", async () => {
  const spared = freshFolder();
  const open = freshFolder();
  const denies = { "iam.googleapis.com/serviceAccounts.*": ["principalSet://goog/public:all"] };
  for (const [members, at] of [
    [[`user:${mail("ann")}`], spared],
    [null, open],
  ] as const) {
    const bindings = ["ann", "bob"].map((name) => ({
      on: "project",
      role: "roles/owner",
      member: `user:${mail(name)}`,
    }));
    const except = { spares: [`principalSet://goog/group/${mail("breakglass")}`] };
    writeGoogle({ cloudGroups: { breakglass: members }, bindings, denies, ...except }, at);
  }
  const verdict = async (name: string, at: string) =>
    (await nhi(["can", `user:${mail(name)}`, ACT_AS, PROJECT, "--bundle", at])).code;
  expect([await verdict("ann", spared), await verdict("bob", spared)]).toEqual([0, 1]);
  expect([await verdict("ann", open), await verdict("bob", open)]).toEqual([3, 3]);
});

test("what cannot be asked is said with what to write instead", async () => {
  const nowhere = await ask("can", account("bot"), ACT_AS);
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("say where: projects/acme-prod")]);
  const context = await ask("can", account("bot"), ACT_AS, PROJECT, "--context", "request.host=10.0.0.1");
  expect([context.code, context.stdout]).toEqual([2, ""]);
  expect(context.stderr).toContain("--context request.host: Google Cloud takes none");
  const nobody = await ask("can", "nobody-at-all", ACT_AS, PROJECT);
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("write it as bindings do")]);
});
