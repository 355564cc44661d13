// One way through four providers in the small company, from the scan to the fix: shown, explained, cut, and told by `nhi diff`.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder, type Outcome } from "./nhi.js";

const PROJECT = "gcp:projects/acme-build";
const DEPLOY =
  "azure:/subscriptions/b1d2c7a4-3e5f-4a60-8c19-5f0a7e2d9b31/resourcegroups/deploy/providers/microsoft.managedidentity/userassignedidentities/store-deploy";
const ROLE = "arn:aws:iam::444455556666:role/till-images";
const TWIN = "arn:aws:iam::444455556666:role/till-releases";
const ACCOUNT = "gcp:service-account/101040000000016100000";
const BINDING =
  "gcp:cloudresourcemanager.googleapis.com/projects/acme-build#iam/roles/resourcemanager.projectIamAdmin/serviceAccount:images@acme-build.iam.gserviceaccount.com";
const POLICIES = "gcp/organizations/482915307716/cloudasset/v1/organizations/482915307716:searchAllIamPolicies.json";

let db = "";
beforeAll(async () => {
  db = await acmeDatabase();
});

const ask = (...args: string[]) => nhi([...args, "--db", db]);
const way = (...ends: string[]) => ask("paths", ...ends, "--format", "json");

describe("whoever may push to the documentation, and the project for builds", () => {
  it("goes from GitHub through Azure and AWS to Google", async () => {
    const { code, stdout } = await way("--from", "github:acme/docs", "--to", PROJECT);
    const [path] = JSON.parse(stdout).paths;
    expect(code).toBe(0);
    expect(path.hops.map(({ from, edge }: { from: string; edge: string }) => [from, edge])).toEqual([
      ["github:acme/docs", "runs_code_in"],
      ["github:repo/700310042@branch/main", "federates"],
      [DEPLOY, "federates"],
      [ROLE, "federates"],
      [expect.stringMatching(/^gcp:member\/principalSet:.*\/attribute\.aws_role\/.*\/till-images$/), "impersonates"],
      [ACCOUNT, "escalates_to"],
    ]);
    expect(path.hops.at(-1).to).toBe(PROJECT);
    expect(path.state).toBe("none");
  });

  it("is told hop by hop, with what each rests on, and what best ends it", async () => {
    const { stdout } = await way("--from", "github:acme/docs", "--to", PROJECT);
    const { fix } = JSON.parse(stdout);
    expect(fix).toMatchObject({ fix: BINDING, kind: "binding" });
    expect(fix.cut).toBeGreaterThan(fix.remaining);
    const told = (await ask("paths", "--from", "github:acme/docs", "--to", PROJECT)).stdout;
    const places = [
      "1  writers of acme/docs",
      "2  context acme/docs: branch main",
      "3  store-deploy",
      "4  role till-images",
      "6  images@acme-build.iam.gserviceaccount.com",
      "acts as (gcp-iam-006: iam.serviceAccounts.getAccessToken)",
      "escalates to (gcp-iam-001: resourcemanager.projects.setIamPolicy)",
      "best fix: take away roles/resourcemanager.projectIamAdmin of",
    ].map((text) => told.indexOf(text));
    expect(places).not.toContain(-1);
    const finding = await ask("explain", ROLE);
    expect(finding.stdout).toMatch(/role till-images → admin of project Acme build\n\s+3 hops/);
    expect(finding.stdout).toContain("by gcp:cloudresourcemanager.googleapi");
  });

  it("the change that cuts most of those who get there is that one", async () => {
    const { stdout } = await ask("paths", "--choke", "--to", PROJECT, "--format", "json");
    expect(JSON.parse(stdout).fixes[0]).toMatchObject({ fix: BINDING, kind: "binding" });
  });

  it.each([
    [
      "the identity of the release, whose role no account of Google takes",
      DEPLOY.replace("store-deploy", "store-release"),
    ],
    ["a role of the same trust, but for another identity", TWIN],
    ["the shop alone", "github:acme/shop"],
    ["a repository that Azure does not know", "github:acme/web"],
  ])("%s gets nowhere", async (_, from) => {
    const { code, stdout } = await way("--from", from, "--to", PROJECT);
    expect([code, JSON.parse(stdout).paths]).toEqual([1, []]);
  });
});

describe("with the role of images taken away in Google", () => {
  let after: Outcome;
  beforeAll(async () => {
    const later = join(freshFolder(), "later");
    cpSync(ACME, later, { recursive: true });
    const policies = JSON.parse(readFileSync(join(later, POLICIES), "utf8"));
    for (const { policy } of policies.results) {
      policy.bindings = policy.bindings.filter(
        ({ role }: { role: string }) => role !== "roles/resourcemanager.projectIamAdmin",
      );
    }
    writeFileSync(join(later, POLICIES), JSON.stringify(policies));
    const scan = [
      "scan",
      "--bundle",
      later,
      "--db",
      db,
      "--now",
      "2026-11-02T00:00:00Z",
      "--fail-on",
      "none",
      "--quiet",
    ];
    expect((await nhi(scan)).code).toBe(0);
    after = await ask("diff", "--now", "2026-11-02T00:00:00Z", "--format", "json");
  });

  it("the way is gone", async () => {
    const { code, stdout } = await way("--from", "github:acme/docs", "--to", PROJECT);
    expect([code, JSON.parse(stdout).paths]).toEqual([1, []]);
  });

  it("nhi diff says by name who is no longer administrator, and of nobody that they became it", () => {
    const { changes } = JSON.parse(after.stdout) as { changes: { change: string; id: string; name: string }[] };
    const of = (kind: string) => changes.filter(({ change }) => change === kind).map(({ id }) => id);
    expect(after.code).toBe(0);
    expect(of("admin-lost")).toEqual([ROLE, expect.stringMatching(/^gcp:member\/.*\/till-images$/), ACCOUNT]);
    expect(of("permission-removed")).toEqual([BINDING]);
    expect(changes.filter(({ change }) => /gained|widened|added|new/.test(change))).toEqual([]);
  });

  it("and so do its words", async () => {
    const { stdout } = await ask("diff", "--now", "2026-11-02T00:00:00Z");
    expect(stdout).toMatch(/No longer administrator {2}3\n/);
    expect(stdout).toMatch(/till-images .*reaches → no/);
  });
});
