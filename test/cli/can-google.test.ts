// nhi can and nhi who-can about Google Cloud, from the command line: what allows, what denies, and what stays open.

import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { account, CLOUD, DOMAIN, type Google, mail, ORGANIZATION, writeGoogle } from "../analyze/workspace/google.js";
import { databaseOf } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder, type Outcome } from "./nhi.js";

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
let db = "";
beforeAll(async () => {
  db = await databaseOf(folder);
});
const ask = (...args: readonly string[]): Promise<Outcome> => nhi([...args, "--db", db]);

test("allowed by a binding of the project, which is named", async () => {
  const { code, stdout, stderr } = await nhi(["can", account("bot"), ACT_AS, PROJECT, "--bundle", folder]);
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

/** Answers to a file of requests, in order. */
async function answersTo(questions: readonly object[]): Promise<readonly { verdict: string; error?: string }[]> {
  const file = join(freshFolder(), "questions.jsonl");
  writeFileSync(file, questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
  const { code, stdout } = await ask("can", "--requests", file, "--format", "jsonl");
  expect(code).toBe(0);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("a question about a cloud that was not read is answered with that, and those before and after it as they are", async () => {
  const questions = [
    { principal: account("audit"), action: "resourcemanager.projects.setIamPolicy", resource: PROJECT },
    { principal: "arn:aws:iam::111122223333:role/deploy", action: "s3:GetObject" },
    { principal: "x", action: "Microsoft.KeyVault/vaults/read", resource: "/" },
    { principal: account("audit"), action: "resourcemanager.projects.setIamPolicy" },
    { principal: account("audit"), action: "resourcemanager.projects.setIamPolicy", resource: PROJECT },
  ];
  const answers = await answersTo(questions);
  expect(answers.map(({ verdict, error }) => error ?? verdict)).toEqual([
    "allowed",
    "unknown",
    expect.stringMatching(/^nothing of Azure was read; scan azure:<subscription> first$/),
    "resource is missing",
    "allowed",
  ]);
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
  const answers = await answersTo(questions.map(([principal, action]) => ({ principal, action, resource: PROJECT })));
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
    expect.stringMatching(/or\s+on\s+what\s+holds\s+it,\s+allows\s+it:\s+neither\s+was\s+read/),
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

test("who-can of a cloud that was not read says that, not that nobody may", async () => {
  for (const [action, says] of [
    ["s3:GetObject", "no user or role of AWS was read; scan aws first"],
    ["Microsoft.KeyVault/vaults/read", "nothing of Azure was read; scan azure:<subscription> first"],
  ] as const) {
    const { code, stdout, stderr } = await ask("who-can", action);
    expect([code, stdout, stderr]).toEqual([2, "", `nhi: ${says}\n`]);
  }
});

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

  // that an owner may act as accounts is known without its permissions; what else it may is not
  expect((await whoCanWithout(/roles\/owner\.json$/, ACT_AS)).open).toBeUndefined();
  const roles = await whoCanWithout(/roles\/owner\.json$/, "iam.serviceAccounts.delete");
  expect(roles.open).toEqual(["they have roles/owner, whose permissions were not read (gcp/iam:predefined-roles)"]);
  expect(roles.depends.length).toBeGreaterThan(1);

  const groups = await whoCanWithout(/groups\/platform\/memberships/, ACT_AS);
  expect(groups.open).toEqual([
    `they are in group:${mail("platform")}, whose members were not read (gcp/cloudidentity:groups)`,
  ]);

  const entitlements = await whoCanWithout(/\/entitlements/, ACT_AS);
  expect([entitlements.code, entitlements.open, entitlements.assumptions]).toEqual([
    3,
    undefined,
    ["nobody may ask for a role that allows it: that was not read (gcp/privilegedaccessmanager:entitlements)"],
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

const POOL = "//iam.googleapis.com/projects/510000000001/locations/global/workloadIdentityPools/ci";

test("identities of a pool: by name, as everyone of the pool, and by what only the token tells; not as people with an account", async () => {
  const at = freshFolder();
  const on = (role: string, member: string) => ({ on: "project", role, member });
  writeGoogle(
    {
      bindings: [
        on("roles/owner", `principal:${POOL}/subject/named`),
        on("roles/viewer", `principalSet:${POOL}/*`),
        on("roles/iam.serviceAccountTokenCreator", `principalSet:${POOL}/attribute.repository/octo/app`),
        on("roles/owner", "allAuthenticatedUsers"),
      ],
    },
    at,
  );
  const questions = [
    [`principal:${POOL}/subject/named`, ACT_AS, "allowed"],
    [`principal:${POOL}/subject/other`, ACT_AS, "implicit-deny"],
    [`principal:${POOL}/subject/other`, "resourcemanager.projects.get", "allowed"],
    [`principal:${POOL.replace("/ci", "/other")}/subject/other`, "resourcemanager.projects.get", "implicit-deny"],
    [`principal:${POOL}/subject/other`, "iam.serviceAccounts.getAccessToken", "unknown"],
    [`principalSet:${POOL}/attribute.repository/octo/app`, "iam.serviceAccounts.getAccessToken", "allowed"],
    ["allUsers", ACT_AS, "implicit-deny"],
    ["principalSet://goog/public:all", ACT_AS, "implicit-deny"],
    ["allAuthenticatedUsers", ACT_AS, "allowed"],
    [`principal://goog/subject/${mail("ann")}`, ACT_AS, "allowed"],
    ["510000000001", ACT_AS, "error"],
  ] as const;
  const lines = questions.map(([principal, action]) => JSON.stringify({ principal, action, resource: "510000000001" }));
  const file = join(freshFolder(), "questions.jsonl");
  writeFileSync(file, lines.join("\n"));
  const { code, stdout } = await nhi(["can", "--requests", file, "--format", "jsonl", "--bundle", at]);
  expect(code).toBe(0);
  const said = stdout.trim().split("\n");
  const answers = said.map((line) => JSON.parse(line) as { verdict: string; error?: string });
  expect(answers.map(({ verdict, error }) => (error === undefined ? verdict : "error"))).toEqual(
    questions.map(([, , expected]) => expected),
  );
  expect(said[4]).toContain(`its token puts it in principalSet:${POOL}/attribute.repository/octo/app`);
});

test("where it was refused to say who may ask for a role, nobody is denied for sure", async () => {
  const copy = freshFolder();
  cpSync(folder, copy, { recursive: true });
  const files = readdirSync(copy, { recursive: true, encoding: "utf8" }).filter((one) =>
    one.endsWith("/entitlements.json"),
  );
  expect(files.length).toBeGreaterThan(1);
  const refusal = JSON.stringify({ error: { code: 403, status: "PERMISSION_DENIED", message: "no" } });
  for (const file of files) {
    rmSync(join(copy, file));
    writeFileSync(join(copy, file.replace(/json$/, "error.json")), refusal);
  }
  const { code, stdout } = await nhi(["can", account("kept"), ACT_AS, PROJECT, "--bundle", copy]);
  expect([code, stdout.replaceAll(/\s+/g, " ")]).toEqual([3, expect.stringContaining("it may ask for a role on")]);
});

test("a permission that no role holds, but one like it, is doubted; one that a role holds is without", async () => {
  const typo = await ask("can", account("bot"), "iam.serviceAccounts.actAss", PROJECT);
  expect([typo.code, typo.stdout]).toEqual([
    3,
    expect.stringMatching(
      /^depends {2}no role that was read holds iam\.serviceAccounts\.actAss: [\s\S]*did\s+you mean\s+"iam\.serviceAccounts\.actAs"/,
    ),
  ]);
  const nobody = await ask("who-can", "iam.serviceAccounts.actAss", PROJECT);
  expect([nobody.code, nobody.stdout]).toEqual([3, ""]);
  expect(nobody.stderr).toContain("no role that was read holds iam.serviceAccounts.actAss: see its spelling");
  const right = await ask("can", account("kept"), ACT_AS, PROJECT);
  expect([right.code, right.stdout]).toEqual([1, expect.not.stringContaining("taken as given")]);
});

test("a permission that cannot be asked of what is named is a mistake, not a denial", async () => {
  const bots = `//iam.googleapis.com/projects/octo-prod/serviceAccounts/${account("bot")}`;
  const wrong: readonly (readonly [permission: string, place: string, said: string])[] = [
    ["storage.objects.get", bots, "is asked of things of storage.googleapis.com"],
    ["iam.roles.update", bots, "is not about service accounts"],
    [ACT_AS, "//storage.googleapis.com/octo-data", "is asked of things of iam.googleapis.com"],
    ["resourcemanager.folders.setIamPolicy", PROJECT, "is about folders"],
    [ACT_AS, bots.replace("bot@", "bott@"), `did you mean "${account("bot")}"?`],
  ];
  for (const [permission, place, said] of wrong) {
    for (const args of [
      ["can", account("bot"), permission, place],
      ["who-can", permission, place],
    ]) {
      const { code, stdout, stderr } = await ask(...args);
      expect([args, code, stdout]).toEqual([args, 2, ""]);
      expect(stderr.replace(/\s+/g, " ")).toContain(said);
    }
  }
  for (const place of [bots, bots.replace("octo-prod/", "-/"), account("bot"), "bot", PROJECT, ORGANIZATION.slice(4)])
    expect([place, (await ask("can", bot, ACT_AS, place)).code]).toEqual([place, place.startsWith("org") ? 1 : 0]);
});

test("who is called by a number is told by address", async () => {
  const { stdout } = await ask("who-can", ACT_AS, PROJECT);
  expect(stdout).toMatch(new RegExp(`^gcp:service-account/\\d+  ${account("bot")}$`, "m"));
});

test("odd principals and places are refused with what to write, on one line and without what upsets a terminal", async () => {
  const who: readonly (readonly [string, string])[] = [
    ["", "an argument is empty"],
    [" ", "the principal is empty"],
    ["user:", "has no e-mail address after user:"],
    ["user:not an address", "has no e-mail address after user:"],
    ["serviceAccount:ci", "has no e-mail address after serviceAccount:"],
    ["domain:", "has no domain after domain:"],
    ["principal://x", "is no principal of a pool"],
    ["principalSet:acme", "is no principalSet of a pool"],
    [`deleted:${bot}?uid=1`, "was deleted, and what names it gives nobody anything"],
    [`projectOwner:${PROJECT}`, "is everybody with that role on a project"],
    ["user:\u001b[31mred", "has no e-mail address"],
    ["toString", "is no member that was read"],
  ];
  const where: readonly (readonly [string, string])[] = [
    ["", "an argument is empty"],
    [" ", "say where"],
    ["//nowhere", "is no full resource name of Google"],
    ["//storage.googleapis.com/", "is no full resource name of Google"],
    ["//storage.googleapis.com.evil.example/x", "is no full resource name of Google"],
    ["folders/all", "folders and organisations are called by their number"],
    [`organizations/${DOMAIN}`, "folders and organisations are called by their number"],
    ["projects/", "is no resource that was read"],
    ["gs://octo-data/a.txt", "is one object; ask of its bucket"],
    ["\u202eevil\u0007", "is no resource that was read"],
  ];
  const outcomes = [
    ...who.map(([principal, expected]) => [["can", principal, ACT_AS, PROJECT], expected] as const),
    ...where.map(([place, expected]) => [["can", account("bot"), ACT_AS, place], expected] as const),
  ];
  for (const [args, expected] of outcomes) {
    const { code, stdout, stderr } = await ask(...args);
    expect([args, code, stdout]).toEqual([args, 2, ""]);
    expect(stderr).toContain(expected);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).not.toMatch(/[\u001b\u0007\u202e]|at .*\.js/);
  }
  for (const place of ["510000000001", "projects/510000000001", "octo-prod"])
    expect([place, (await ask("can", account("bot"), ACT_AS, place)).code]).toEqual([place, 0]);
});
