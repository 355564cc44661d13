// nhi boundary: what it says with a boundary that is only thought of is what the same boundary does once it is in the bundle.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CORE_SERVICES } from "../../src/analyze/aws/evaluate/core-actions.js";
import { acmeDatabase, databaseOf } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

const ROLE = "arn:aws:iam::111122223333:role/site-deploy";
const PUT = "s3:PutObject arn:aws:s3:::acme-site/index.html";

interface BoundaryJson {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly checked: {
    readonly actions: readonly { readonly action: string; readonly before: string; readonly after: string }[];
    readonly pathsBefore: readonly { readonly target: string }[];
    readonly pathsAfter: readonly { readonly target: string }[];
  };
}

let folder = "";

beforeAll(async () => {
  folder = freshFolder();
  await acmeDatabase(join(folder, "acme.db"));
});

async function boundary(identity: string, ...actions: string[]): Promise<{ code: number | null; json: BoundaryJson }> {
  const asked = actions.flatMap((one) => ["--action", one]);
  const { code, stdout } = await nhi(["boundary", identity, ...asked, "--db", "acme.db", "--format", "json"], folder);
  return { code, json: JSON.parse(stdout) };
}

/** A scan of the made-up company with the boundary on the role. */
function applied(policy: string): Promise<string> {
  const bundle = join(freshFolder(), "acme");
  cpSync(ACME, bundle, { recursive: true });
  const file = join(bundle, "aws/111122223333/iam/get-account-authorization-details.json");
  const details = JSON.parse(readFileSync(file, "utf8"));
  const arn = "arn:aws:iam::111122223333:policy/site-deploy-boundary";
  details.Policies.push({
    PolicyName: "site-deploy-boundary",
    PolicyId: "ANPAEXAMPLEBOUNDARY01",
    Arn: arn,
    Path: "/",
    DefaultVersionId: "v1",
    AttachmentCount: 0,
    PermissionsBoundaryUsageCount: 1,
    IsAttachable: true,
    CreateDate: "2026-10-31T00:00:00+00:00",
    UpdateDate: "2026-10-31T00:00:00+00:00",
    PolicyVersionList: [
      {
        Document: JSON.parse(policy),
        VersionId: "v1",
        IsDefaultVersion: true,
        CreateDate: "2026-10-31T00:00:00+00:00",
      },
    ],
  });
  const role = details.RoleDetailList.find(({ Arn }: { Arn: string }) => Arn === ROLE);
  role.PermissionsBoundary = { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: arn };
  writeFileSync(file, JSON.stringify(details));
  return databaseOf(bundle);
}

describe("a boundary of a role with the actions that were listed", () => {
  it("stops the ways to control, keeps the action, and does so once it is applied", async () => {
    const { code, json } = await boundary("role/site-deploy", PUT);
    expect(code).toBe(0);
    expect(json.checked.pathsBefore.map(({ target }) => target)).toContain("aws:111122223333");
    expect(json.checked.pathsAfter).toEqual([]);
    expect(json.checked.actions).toMatchObject([{ action: "s3:PutObject", before: "allowed", after: "allowed" }]);
    const db = await applied(json.files[0]?.text ?? "");
    const can = (action: string, resource: string) => nhi(["can", ROLE, action, resource, "--db", db]);
    expect((await can("s3:PutObject", "arn:aws:s3:::acme-site/index.html")).code).toBe(0);
    expect((await can("iam:PassRole", "arn:aws:iam::111122223333:role/platform-admin")).code).toBe(1);
    const paths = await nhi(["paths", "--from", ROLE, "--to", "admin", "--db", db, "--format", "json"]);
    expect(JSON.parse(paths.stdout).paths).toEqual([]);
  });

  it("says what stays open when the listed actions are those of the way, and the twin keeps them", async () => {
    const actions = ["iam:PassRole arn:aws:iam::111122223333:role/*", "lambda:CreateFunction", "lambda:InvokeFunction"];
    const { code, json } = await boundary("role/site-deploy", PUT, ...actions);
    expect(code).toBe(3);
    expect(json.checked.pathsAfter.map(({ target }) => target)).toContain("aws:111122223333");
    const db = await applied(json.files[0]?.text ?? "");
    const pass = await nhi(["can", ROLE, "iam:PassRole", "arn:aws:iam::111122223333:role/platform-admin", "--db", db]);
    expect(pass.code).toBe(0);
    const paths = await nhi(["paths", "--from", ROLE, "--to", "admin", "--db", db]);
    expect(paths.code).toBe(0);
  });
});

describe("a boundary of other kinds", () => {
  it.each([
    ["platform@acme-web-prod.iam.gserviceaccount.com", "logging.logEntries.create", "gcp:projects/acme-web-prod"],
    ["5d0c1f7e-2a44-4c0b-9d7e-8b3a6f1c2e02", "Microsoft.Web/sites/read", "mail-password"],
    ["acme/site/preview.yml#preview", "contents:read", "aws:111122223333"],
  ])("%s with %s stops every way", async (identity, action, target) => {
    const { code, json } = await boundary(identity, action);
    expect(code).toBe(0);
    expect(json.checked.pathsAfter).toEqual([]);
    if (!identity.startsWith("platform@")) {
      expect(json.checked.pathsBefore.some((path) => path.target.endsWith(target))).toBe(true);
    }
  });

  it("a job that keeps its id-token keeps its way", async () => {
    const { code, json } = await boundary("acme/site/preview.yml#preview", "contents:read", "id-token:write");
    expect(code).toBe(3);
    expect(json.checked.pathsAfter.map(({ target }) => target)).toContain("aws:111122223333");
  });

  it("by use: only the services that were used, and what that leaves open", async () => {
    const { json } = await boundary("role/build-shared");
    const policy = JSON.parse(json.files[0]?.text ?? "{}");
    const actions: string[] = policy.Statement.flatMap(({ Action }: { Action: string | string[] }) => [Action].flat());
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((one) => !/^(?:s3|logs):/.test(one))).toEqual([]);
  });

  it.each([
    ["workspace:C0acme1a2/user/107000000000000000003", "nothing bounds a workspace.user"],
    ["github:installation/41000003", "those of its App"],
  ])("%s is refused by name", async (identity, reason) => {
    const { code, stderr } = await nhi(["boundary", identity, "--db", "acme.db"], folder);
    expect(code).toBe(3);
    expect(stderr).toContain(reason);
  });

  it("a file of actions is read line by line, and a bad line is named", async () => {
    writeFileSync(join(folder, "needed.txt"), `# the site\n${PUT}\n\n`);
    const good = await nhi(["boundary", ROLE, "--actions", "needed.txt", "--db", "acme.db"], folder);
    expect(good.code).toBe(0);
    expect(good.stdout).toContain("kept");
    writeFileSync(join(folder, "bad.txt"), "s3:PutObject a b\n");
    const bad = await nhi(["boundary", ROLE, "--actions", "bad.txt", "--db", "acme.db"], folder);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("s3:PutObject a b");
  });
});

describe("what is listed for a boundary", () => {
  const ask = (identity: string, ...actions: string[]) =>
    nhi(["boundary", identity, ...actions.flatMap((one) => ["--action", one]), "--db", "acme.db"], folder);

  it.each([
    ["an action that AWS does not have", ROLE, "s3:PutObjct arn:aws:s3:::acme-site/*", 'did you mean "s3:PutObject"?'],
    ["a pattern of none", ROLE, "s3:Puht*", "no action s3:Puht*"],
    ["a permission that no job has", "acme/site/preview.yml#preview", "content:read", 'did you mean "contents"?'],
  ])("%s is kept as it is written, and said", async (_, identity, action, hint) => {
    const { stdout } = await ask(identity, action);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(hint);
  });

  it.each([["s3:PutObject arn:aws:s3:::acme-site/*"], ["s3:Put*"]])("%s has nothing said of it", async (action) => {
    expect((await ask(ROLE, action)).stdout).not.toContain("has no action");
  });

  it("a resource of AWS goes by name, and what is none is refused", async () => {
    const named = await ask(ROLE, "iam:PassRole role/build-shared");
    expect(named.stdout).toMatch(/"Resource": "arn:aws:iam::\d{12}:role\/build-shared"/);
    const wrong = await ask(ROLE, "s3:PutObject nowhere");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('"nowhere" is no ARN')]);
  });

  it.each([
    ["platform@acme-web-prod.iam.gserviceaccount.com", "s3:GetObject", "is no action of Google Cloud"],
    [ROLE, "storage.objects.get", "is no action of AWS"],
  ])("of %s %s is refused", async (identity, action, reason) => {
    const { code, stderr } = await ask(identity, action);
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
  });
});

describe("the role of a boundary", () => {
  it("is made where it can be granted: in the project of the bindings, which is not always that of the account", async () => {
    const { json } = await boundary("release@acme-build.iam.gserviceaccount.com", "resourcemanager.projects.get");
    expect(json.files[0]?.text).toContain('project     = "acme-web-prod"');
    expect(json.files[0]?.text).not.toContain("acme-build");
  });

  it("takes no wildcard of Google", async () => {
    const { code, stderr } = await nhi(
      ["boundary", "release@acme-build.iam.gserviceaccount.com", "--action", "storage.objects.*", "--db", "acme.db"],
      folder,
    );
    expect([code, stderr]).toEqual([3, expect.stringContaining("takes no wildcards")]);
  });

  it("has operations on data of Azure apart from those of management, although no role that was read names them whole", async () => {
    const secret = "Microsoft.KeyVault/vaults/secrets/setSecret/action";
    const { json } = await boundary("5d0c1f7e-2a44-4c0b-9d7e-8b3a6f1c2e02", secret, "Microsoft.Web/sites/read");
    expect(JSON.parse(json.files[0]?.text ?? "{}")).toMatchObject({
      Actions: ["Microsoft.Web/sites/read"],
      DataActions: [secret],
    });
  });
});

describe("an administrator by its own rights, which is no path", () => {
  const PLATFORM = "platform@acme-web-prod.iam.gserviceaccount.com";

  it("is none with a boundary, and rights that it has not now are told from kept ones", async () => {
    const { code, stdout } = await nhi(
      ["boundary", PLATFORM, "--action", "logging.logEntries.create", "--db", "acme.db"],
      folder,
    );
    expect(code).toBe(0);
    expect(stdout).toContain("no administrator any more");
    expect(stdout).toContain("NEW ");
    expect(stdout).not.toContain("no path to control");
  });

  it("is none with a boundary where it was one in effect, as Owner of a subscription, and what it reaches still is told", async () => {
    const owner = "resourcegroups/deploy/providers/microsoft.managedidentity/userassignedidentities/store-deploy";
    const { code, stdout } = await nhi(
      ["boundary", owner, "--action", "Microsoft.Web/sites/publish/Action", "--db", "acme.db"],
      folder,
    );
    expect(code).toBe(3);
    expect(stdout).toContain("no administrator any more; what it reaches: admin in");
    expect(stdout).toContain("STILL OPEN");
    expect(stdout).not.toContain("no path to control");
  });

  it("stays one with the actions that make it one kept", async () => {
    const wide = CORE_SERVICES.flatMap((service) => ["--action", `${service}:*`]);
    const kept = await nhi(["boundary", "role/platform-admin", ...wide, "--db", "acme.db"], folder);
    expect([kept.code, kept.stdout]).toEqual([3, expect.stringContaining("STILL ADMIN")]);
  });
});

describe("a boundary from what CloudTrail saw", () => {
  const USER = "arn:aws:iam::111122223333:user/ci/ci-legacy";
  const call = (eventName: string, arn: string) => ({
    userIdentity: { type: "IAMUser", arn: USER },
    eventTime: "2026-10-20T10:00:00Z",
    eventSource: "s3.amazonaws.com",
    eventName,
    eventCategory: "Data",
    resources: [{ type: "AWS::S3::Object", ARN: arn }],
  });

  it("keeps what it did, where it did it, and says what it never did", async () => {
    const records = [
      call("PutObject", "arn:aws:s3:::acme-site/a.html"),
      call("PutObject", "arn:aws:s3:::acme-site/b.html"),
    ];
    writeFileSync(join(folder, "trail.json"), JSON.stringify({ Records: records }));
    const args = ["boundary", USER, "--logs", "trail.json", "--db", "acme.db", "--format", "json"];
    const { code, stdout } = await nhi(args, folder);
    expect(code).toBe(0);
    const { files, notes } = JSON.parse(stdout);
    expect(JSON.parse(files[0].text).Statement).toEqual([
      { Effect: "Allow", Action: ["s3:PutObject"], Resource: "arn:aws:s3:::acme-site/*" },
    ]);
    expect(notes.join("\n")).toContain("did not use: s3:DeleteObject");
  });

  it("is refused where the log has nothing of it", async () => {
    writeFileSync(join(folder, "other.json"), JSON.stringify({ Records: [] }));
    const { code, stderr } = await nhi(["boundary", USER, "--logs", "other.json", "--db", "acme.db"], folder);
    expect(code).toBe(2);
    expect(stderr).toContain("no call of ci-legacy");
  });
});
