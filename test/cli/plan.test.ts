// nhi plan on the made-up company: a replacement or a reason for each static secret, files that nothing overwrites, and
// trust policies that let in the job they are for and nobody else.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { acmeDatabase, databaseOf } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

interface PlanJson {
  readonly secrets: readonly {
    readonly id: string;
    readonly type: string;
    readonly name: string;
    readonly active: boolean;
    readonly covers: readonly string[];
    readonly reach: { readonly tier: number | null; readonly cut: number };
    readonly replacements: readonly {
      readonly kind: string;
      readonly title: string;
      readonly steps: readonly string[];
      readonly files: readonly { readonly name: string; readonly text: string }[];
    }[];
  }[];
}

let folder = "";
let plan: PlanJson;

beforeAll(async () => {
  folder = freshFolder();
  await acmeDatabase(join(folder, "acme.db"));
  plan = JSON.parse(
    (await nhi(["plan", "--db", "acme.db", "--now", "2026-11-01T00:00:00Z", "--format", "json"], folder)).stdout,
  );
});

const CLOUD_KEYS = ["aws.access-key", "entra.client-secret", "gcp.service-account-key", "azure.storage-key"];

describe("nhi plan", () => {
  it("has a replacement or a reason for every static secret that a query lists", async () => {
    const sql = "SELECT id FROM credential WHERE static = 1 ORDER BY id";
    const { stdout } = await nhi(["query", sql, "--db", "acme.db", "--format", "json"], folder);
    const all = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
    const planned = new Set(plan.secrets.flatMap(({ id, covers }) => [id, ...covers]));
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter((id) => !planned.has(id))).toEqual([]);
    for (const { replacements } of plan.secrets) {
      expect(replacements.length).toBeGreaterThan(0);
      for (const { title, steps } of replacements) expect(title.length * steps.length).toBeGreaterThan(0);
    }
  });

  it("replaces every live key of a cloud, but what only signs assertions", () => {
    const live = plan.secrets.filter(({ type, active }) => active && CLOUD_KEYS.includes(type));
    expect(live.length).toBeGreaterThan(20);
    const without = live.filter(({ replacements }) => replacements.every(({ kind }) => kind === "none"));
    expect(without.map(({ name }) => name)).toEqual(["secret of Expense Desk"]);
  });

  it("puts control first and what is switched off last", () => {
    const tiers = plan.secrets.map(({ active, reach }) => (active ? (reach.tier ?? 2) : 3));
    expect(tiers[0]).toBe(0);
    expect(tiers).toEqual([...tiers].sort((a, b) => a - b));
  });

  it("names an identity that is not there, and one that may be several", async () => {
    const none = await nhi(["plan", "nobody-of-that-name", "--db", "acme.db"], folder);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("no id or name of anything that was read");
  });
});

describe("the trust that it proposes for the key of ci-legacy", () => {
  const ROLE = "arn:aws:iam::111122223333:role/ci-legacy-acme-site";
  let changed = "";

  beforeAll(async () => {
    const key = plan.secrets.find(({ id }) => id === "AKIAEXAMPLEIDMSUV2IA");
    expect(key?.replacements.map(({ kind }) => kind)).toEqual(["federation"]);
    expect(key?.covers).toEqual(["github:repo/504210001/secret/actions/AWS_SECRET_ACCESS_KEY"]);
    const trust = key?.replacements[0]?.files.find(({ name }) => name.endsWith(".trust.json"))?.text ?? "";
    const bundle = join(freshFolder(), "acme");
    cpSync(ACME, bundle, { recursive: true });
    const file = join(bundle, "aws/111122223333/iam/get-account-authorization-details.json");
    const details = JSON.parse(readFileSync(file, "utf8"));
    details.RoleDetailList.push({
      Path: "/",
      RoleName: "ci-legacy-acme-site",
      RoleId: "AROAEXAMPLEPLANNEDCI1",
      Arn: ROLE,
      CreateDate: "2026-10-31T00:00:00+00:00",
      AssumeRolePolicyDocument: JSON.parse(trust),
      InstanceProfileList: [],
      RolePolicyList: [],
      AttachedManagedPolicies: [],
      Tags: [],
    });
    writeFileSync(file, JSON.stringify(details));
    changed = await databaseOf(bundle);
  });

  it.each([
    ["github:acme/site@main", 0],
    ["github:acme/site@pull-request", 1],
    ["github:acme/site@any-branch", 1],
    ["github:acme/api@main", 1],
    ["any:internet", 1],
  ])(
    "%s: exit %i (0 gets in)",
    async (from, expected) => {
      const { code } = await nhi(["paths", "--from", from, "--to", ROLE, "--max-hops", "1", "--db", changed]);
      expect(code === 3 ? 1 : code).toBe(expected);
    },
    30_000,
  );
});

describe("nhi plan --out", () => {
  it("writes files, and none over what is there", async () => {
    const first = await nhi(["plan", "ci-legacy", "--db", "acme.db", "--out", "plan"], folder);
    expect(first.stderr).toContain("nothing was applied");
    const names = readdirSync(join(folder, "plan")).sort();
    expect(names).toEqual([
      "001-acme-site-github-workflows-nightly-yml.diff",
      "001-ci-legacy-acme-site-trust.json",
      "001-ci-legacy-acme-site.tf",
      "README.md",
    ]);
    writeFileSync(join(folder, "plan/README.md"), "mine");
    const again = await nhi(["plan", "ci-legacy", "--db", "acme.db", "--out", "plan"], folder);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("there already");
    expect(readFileSync(join(folder, "plan/README.md"), "utf8")).toBe("mine");
    const forced = await nhi(["plan", "ci-legacy", "--db", "acme.db", "--out", "plan", "--force"], folder);
    expect(forced.code).toBe(0);
    expect(readFileSync(join(folder, "plan/README.md"), "utf8")).toContain("ci-legacy");
  });

  it("follows no link, not even with --force", async () => {
    mkdirSync(join(folder, "linked"));
    symlinkSync(join(folder, "elsewhere"), join(folder, "linked/README.md"));
    const { code, stderr } = await nhi(["plan", "ci-legacy", "--db", "acme.db", "--out", "linked", "--force"], folder);
    expect(code).toBe(2);
    expect(stderr).toContain("it is a link");
    expect(existsSync(join(folder, "elsewhere"))).toBe(false);
  });
});
