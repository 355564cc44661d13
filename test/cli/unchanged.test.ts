// A scan of the same recording again: the same report, nothing read or written twice; anything else is read again.
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.js";
import { freshFolder, nhi } from "./nhi.js";
import { type User, writeAccount } from "./small-account.js";

const user = (name: string): User => ({
  name,
  id: `AIDACKCEVSQ6C2${name.toUpperCase()}`,
  keys: [{ id: `AKIAIOSFODNN7${name.toUpperCase()}`, created: "2025-01-01T00:00:00+00:00" }],
});
const TAKEN_OVER = /those of the last run: nothing is read again/;

let folder: string;
const scan = (...more: string[]) =>
  nhi(
    ["scan", "--bundle", "bundle", "--db", "nhi.db", "--format", "json", "--fail-on", "none", "--verbose", ...more],
    folder,
  );
const countRows = (table: string) => {
  const db = new Database(join(folder, "nhi.db"), { readonly: true });
  const count = db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  db.close();
  return count;
};

beforeEach(async () => {
  folder = freshFolder();
  writeAccount(join(folder, "bundle"), [user("one"), user("two")]);
  expect((await scan()).stderr).not.toMatch(TAKEN_OVER);
});

it("the same recording: the same report, a snapshot more, no row of the graph or of the analysis", async () => {
  const tables = ["node_row", "edge_row", "fact_row", "derived_edge_row", "finding_row"];
  const before = tables.map(countRows);
  const again = await scan();
  expect(again.stderr).toMatch(TAKEN_OVER);
  const report = JSON.parse(again.stdout);
  expect(report.findings.length).toBeGreaterThan(0);
  rmSync(join(folder, "nhi.db"));
  // The same recording is of the same moment, so that there is no earlier one to compare with.
  expect(report.drift.since).toBeNull();
  expect(JSON.parse((await scan()).stdout)).toEqual(report);
  expect(tables.map(countRows)).toEqual(before);
});

it("a day later: ages are those of the clock, and a key is found on the day on which it is too old", async () => {
  const reportOf = async (now: string) => {
    const { stdout, stderr } = await scan("--now", now);
    expect(stderr).toMatch(TAKEN_OVER);
    return JSON.parse(stdout).findings.map((one: Finding) => `${one.rule} ${one.severity} ${one.message}`);
  };
  const young = { ...user("two"), keys: [{ id: "AKIAIOSFODNN7TWO", created: "2027-08-01T12:00:00+00:00" }] };
  writeAccount(join(folder, "bundle"), [user("one"), young]);
  await scan("--now", "2027-10-29T00:00:00Z");
  const before = await reportOf("2027-10-30T11:59:59Z");
  const after = await reportOf("2027-10-31T12:00:00Z");
  const isOld = (message: string): boolean => message.startsWith("AWS-001");
  expect(before.filter(isOld)).toEqual([expect.stringMatching(/ 1032 days old/)]);
  expect(after.filter(isOld)).toEqual([expect.stringMatching(/ 1033 days old/), expect.stringMatching(/ 91 days old/)]);
  rmSync(join(folder, "nhi.db"));
  expect(
    JSON.parse((await scan("--now", "2027-10-31T12:00:00Z")).stdout).findings.map(
      ({ rule, severity, message }: Finding) => `${rule} ${severity} ${message}`,
    ),
  ).toEqual(after);
});

it.each([
  ["a user less", () => writeAccount(join(folder, "bundle"), [user("one")])],
  ["a byte more", () => writeFileSync(join(folder, "bundle/aws/111122223333/note.json"), " ")],
  ["another join key", () => writeFileSync(join(folder, "join.key"), "0".repeat(64))],
  ["a link, whose target may change unseen", () => symlinkSync("aws", join(folder, "bundle/link"))],
])("%s: read again", async (_, change) => {
  change();
  const again = await scan();
  expect(again.code).toBe(0);
  expect(again.stderr).not.toMatch(TAKEN_OVER);
});

/** Marks the stored findings: a report that shows the mark did not judge again. */
function markFindings(): void {
  const db = new Database(join(folder, "nhi.db"));
  db.prepare("UPDATE finding_row SET message = 'STORED'").run();
  db.close();
}

const at = ["--now", "2026-02-01"];

it("the same rules at the same time are not judged again", async () => {
  rmSync(join(folder, "nhi.db"));
  const first = await scan(...at);
  const second = await scan(...at);
  expect(second.stdout).toBe(first.stdout);
  markFindings();
  expect((await scan(...at)).stdout).toContain("STORED");
  expect(
    (await nhi(["check", "--db", "nhi.db", "--format", "json", "--fail-on", "none", ...at], folder)).stdout,
  ).toContain("STORED");
});

it.each<[string, readonly string[], () => void]>([
  ["another time", ["--now", "2026-02-02"], () => {}],
  ["passed rows asked for", [...at, "--include", "passed"], () => {}],
  ["a user less", at, () => writeAccount(join(folder, "bundle"), [user("one")])],
  ["params of a rule", at, () => writeFileSync(join(folder, "nhi.yaml"), "params:\n  AWS-001:\n    max_age: 10d\n")],
  ["another estate", at, () => writeFileSync(join(folder, "nhi.yaml"), "owner_tags: [squad]\n")],
])("%s: judged again", async (_, flags, change) => {
  rmSync(join(folder, "nhi.db"));
  await scan(...at);
  markFindings();
  change();
  const again = await scan(...flags);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout).findings.length).toBeGreaterThan(0);
  expect(again.stdout).not.toContain("STORED");
});
