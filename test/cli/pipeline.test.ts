// A team's pipeline played through: baseline, new key, waiver, its end, a lost permission, the permission back.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder, type Outcome, reportOf } from "./nhi.js";
import { type User, writeAccount } from "./small-account.js";

const OLD = "2025-01-01T00:00:00+00:00";
const USED = "2026-10-30T00:00:00+00:00";
const legacy: User = {
  name: "ci-legacy",
  id: "AIDACKCEVSQ6C2LEGACY1",
  keys: [{ id: "AKIAIOSFODNN7LEGACY1", created: OLD, lastUsed: USED }],
};
const fresh: User = {
  name: "deployer",
  id: "AIDACKCEVSQ6C2DEPLOY1",
  keys: [{ id: "AKIAIOSFODNN7DEPLOY1", created: OLD, lastUsed: USED }],
};

const folder = freshFolder();
const bundle = join(folder, "bundle");

const gate = (...more: string[]): Promise<Outcome> =>
  nhi(
    ["scan", "--bundle", "bundle", "--baseline", "nhi-baseline.jsonl", "--new-only", "--format", "json", ...more],
    folder,
  );
const failingIds = (outcome: Outcome) =>
  reportOf(outcome)
    .findings.filter(({ state, severity }) => state === "finding" && severity === "high")
    .map(({ rule, subject }) => `${rule} ${subject.id}`);
const waiver = (expires: string) => {
  const text = `waivers:\n  - rule: AWS-001\n    match: {subject: AKIAIOSFODNN7DEPLOY1}\n    reason: replaced by OIDC next sprint\n    owner: platform@acme.example\n    expires: ${expires}\n`;
  writeFileSync(join(folder, "nhi.yaml"), text);
};

describe("a pipeline with a baseline", () => {
  beforeAll(async () => {
    mkdirSync(bundle);
    writeAccount(bundle, [legacy]);
    const first = await nhi(["scan", "--bundle", "bundle"], folder);
    expect(first.code, "without a baseline the old key fails the build").toBe(1);
    const created = await nhi(["baseline", "create", "--bundle", "bundle"], folder);
    expect(created.code, created.stderr).toBe(0);
  });

  it("is green on what the baseline knows", async () => {
    const outcome = await gate();
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(failingIds(outcome)).toEqual([]);
  });

  it("is red on a new key, and only on that one", async () => {
    writeAccount(bundle, [legacy, fresh]);
    const outcome = await gate();
    expect(outcome.code, outcome.stderr).toBe(1);
    expect(failingIds(outcome)).toEqual(["AWS-001 AKIAIOSFODNN7DEPLOY1"]);
    expect(outcome.stderr).toMatch(/exit 1: 1 new finding/);
  });

  it("is green once that key is waived", async () => {
    waiver("2026-12-31");
    expect((await gate()).code).toBe(0);
  });

  it("is red again when the waiver has ended, and says so", async () => {
    const outcome = await gate("--now", "2027-01-01T00:00:00Z");
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/expired/);
    expect(failingIds(outcome)).toContain("AWS-001 AKIAIOSFODNN7DEPLOY1");
  });

  it("is incomplete, not green, when the scanner loses a permission", async () => {
    writeAccount(bundle, [legacy, fresh], true);
    const outcome = await gate();
    expect(outcome.code, outcome.stderr).toBe(3);
    expect(outcome.stderr).toMatch(/worse than the baseline.*credential-report/);
  });

  it("is green when the permission is back", async () => {
    writeAccount(bundle, [legacy, fresh]);
    expect((await gate()).code).toBe(0);
  });

  it("prunes what is gone and keeps what nobody looked at", async () => {
    writeAccount(bundle, [fresh], true);
    await nhi(["baseline", "prune", "--bundle", "bundle"], folder);
    // AWS-026 needs the credential report, which could not be read; the user's key itself was seen to be gone.
    expect(entries()).toMatch(/AWS-026.*ci-legacy/);
    expect(entries()).not.toContain("AKIAIOSFODNN7LEGACY1");
    writeAccount(bundle, [fresh]);
    await nhi(["baseline", "prune", "--bundle", "bundle"], folder);
    expect(entries()).not.toMatch(/ci-legacy/);
  });

  it("made again says what it did not know before and what it leaves out; what is no baseline stays", async () => {
    const create = () => nhi(["baseline", "create", "--bundle", "bundle"], folder);
    await create();
    writeAccount(bundle, [legacy]);
    const [, added, left] = /; (\d+) of them new, (\d+) of before left out/.exec((await create()).stderr) ?? [];
    expect([Number(added) > 0, Number(left) > 0]).toEqual([true, true]);
    expect((await create()).stderr).toContain("; 0 of them new, 0 of before left out");
    // As git leaves it where two branches changed it.
    writeFileSync(join(folder, "nhi-baseline.jsonl"), `<<<<<<< HEAD\n${entries()}`);
    const mended = await create();
    expect([mended.code, mended.stderr.includes("left out")]).toEqual([0, false]);
    const text = '{"name": "site"}\n';
    writeFileSync(join(folder, "package.json"), text);
    const refused = await nhi(["baseline", "create", "--bundle", "bundle", "--out", "package.json"], folder);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toMatch(/package\.json: is there, and no baseline of nhi/);
    expect(readFileSync(join(folder, "package.json"), "utf8")).toBe(text);
  });

  it("needs a baseline for --new-only", async () => {
    const outcome = await nhi(["scan", "--bundle", "bundle", "--new-only"], folder);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/nhi baseline create/);
  });
});

const entries = (): string => readFileSync(join(folder, "nhi-baseline.jsonl"), "utf8");

describe("a newer nhi with a rule that the baseline does not know", () => {
  const own = freshFolder();
  const scan = (...more: string[]) =>
    nhi(["scan", "--bundle", "bundle", "--baseline", "old.jsonl", "--format", "json", ...more], own);

  beforeAll(async () => {
    writeAccount(join(own, "bundle"), [legacy]);
    await nhi(["baseline", "create", "--bundle", "bundle", "--out", "now.jsonl"], own);
    const [head = "", ...lines] = readFileSync(join(own, "now.jsonl"), "utf8").trimEnd().split("\n");
    const header: { rules: string[] } = JSON.parse(head);
    // As a version without AWS-001 would have written it.
    const older = { ...header, rules: header.rules.filter((rule) => rule !== "AWS-001") };
    const kept = lines.filter((line) => JSON.parse(line).rule !== "AWS-001");
    expect(kept.length).toBeLessThan(lines.length);
    writeFileSync(join(own, "old.jsonl"), `${[JSON.stringify(older), ...kept].join("\n")}\n`);
  });

  it("reports what it finds, and does not fail, with --new-only and without", async () => {
    for (const more of [["--new-only"], []]) {
      const outcome = await scan(...more);
      expect(failingIds(outcome)).toEqual(["AWS-001 AKIAIOSFODNN7LEGACY1"]);
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stderr).toMatch(/1 rule that the baseline does not know: AWS-001: .*do not fail/);
    }
  });

  it("fails all the same on what a known rule finds anew", async () => {
    const unused = { ...fresh, keys: fresh.keys.map(({ id, created }) => ({ id, created })) };
    writeAccount(join(own, "bundle"), [legacy, unused]);
    const outcome = await scan("--new-only", "--fail-on", "low");
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/exit 1: \d+ new findings? at or over low/);
  });

  it("fails on it too once a new baseline knows the rule", async () => {
    writeAccount(join(own, "bundle"), [legacy]);
    await nhi(["baseline", "create", "--bundle", "bundle", "--out", "old.jsonl"], own);
    writeAccount(join(own, "bundle"), [legacy, fresh]);
    const outcome = await scan("--new-only");
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).not.toMatch(/does not know/);
  });
});

describe("waivers that no longer do anything", () => {
  const own = freshFolder();
  const scan = (...entries: string[]) => {
    writeFileSync(join(own, "nhi.yaml"), `waivers:\n${entries.map((entry) => `  - {${entry}}\n`).join("")}`);
    return nhi(["scan", "--bundle", "bundle", "--format", "json"], own);
  };
  const by = "reason: replaced soon, owner: platform@acme.example";

  beforeAll(() => writeAccount(join(own, "bundle"), [legacy]));

  it("one that fits nothing is said to be unused, with its reason, and changes no exit code", async () => {
    const outcome = await scan(
      `rule: AWS-001, ${by}`,
      `rule: AWS-018, ${by}`,
      `fingerprint: "0123456789abcdef", ${by}`,
    );
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toMatch(/nhi\.yaml: waiver of AWS-018 fits no finding; remove it if .* \(replaced soon\)/);
    expect(outcome.stderr).toMatch(/nhi\.yaml: waiver of 0123456789abcdef fits no finding/);
    expect(outcome.stderr).not.toMatch(/waiver of AWS-001 /);
  });

  it("one that has ended is said, its finding is open and says why; on its last day it still holds", async () => {
    const outcome = await scan(`rule: AWS-001, ${by}, expires: 2026-10-31`);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/waiver of AWS-001 expired on 2026-10-31: 1 finding open again \(replaced soon\)/);
    expect(reportOf(outcome).findings.find(({ rule }) => rule === "AWS-001")).toMatchObject({
      state: "finding",
      note: "waiver expired on 2026-10-31: replaced soon",
    });
    expect((await scan(`rule: AWS-001, ${by}, expires: 2026-11-01`)).code).toBe(0);
  });

  it("one for what could not be looked at is not called unused", async () => {
    writeAccount(join(own, "bundle"), [legacy], true);
    const outcome = await scan(`rule: AWS-026, ${by}`);
    expect(outcome.stderr).not.toMatch(/waiver of AWS-026/);
  });
});

describe("a scanner that may no longer list the keys, and knows them from the credential report alone", () => {
  const own = freshFolder();
  const lists = join(own, "bundle/aws/111122223333/iam/list-access-keys");
  const scan = (...more: string[]) =>
    nhi(["scan", "--bundle", "bundle", "--baseline", "nhi-baseline.jsonl", "--format", "json", ...more], own);
  const refuseLists = (...names: string[]): void => {
    for (const name of names) {
      rmSync(join(lists, `${name}.json`));
      const error = { status: 403, code: "AccessDenied", message: "not authorized to perform iam:ListAccessKeys" };
      writeFileSync(join(lists, `${name}.error.json`), JSON.stringify(error));
    }
  };

  beforeAll(async () => {
    writeAccount(join(own, "bundle"), [legacy]);
    await nhi(["baseline", "create", "--bundle", "bundle"], own);
    refuseLists("ci-legacy");
  });

  it("does not take a known key, now without its id, for a new one: incomplete, not red", async () => {
    for (const more of [["--new-only"], []]) {
      const outcome = await scan(...more);
      expect(outcome.code, outcome.stderr).toBe(3);
      expect(outcome.stderr).toMatch(/worse than the baseline: .*aws\/iam:access-keys was denied/);
      expect(reportOf(outcome).findings.find(({ rule }) => rule === "AWS-001")).toMatchObject({
        state: "finding",
        note: "not compared with the baseline: aws/iam:access-keys is lost",
      });
    }
  });

  it("keeps the entries when it prunes, and is green when the permission is back", async () => {
    await nhi(["baseline", "prune", "--bundle", "bundle"], own);
    writeAccount(join(own, "bundle"), [legacy]);
    expect((await scan("--new-only")).code).toBe(0);
  });

  it("is red again once a baseline without the permission knows better: a new key is new", async () => {
    refuseLists("ci-legacy");
    await nhi(["baseline", "create", "--bundle", "bundle"], own);
    expect((await scan("--new-only")).code).toBe(0);
    writeAccount(join(own, "bundle"), [legacy, fresh]);
    refuseLists("ci-legacy", "deployer");
    expect((await scan("--new-only")).code).toBe(1);
  });
});
