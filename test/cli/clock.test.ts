// A clock that goes backwards between two scans: it is said, nothing is lost, history keeps the order of the scans, and nothing
// is of a negative age. The clock is that of the recording or --now, which the built program takes for its own.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { FORMATS } from "../../src/report/index.js";
import { byService, writeRecording } from "../drift/account.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder, type Outcome, SMALL } from "./nhi.js";

const folder = freshFolder();
const recording = join(folder, "recording");
const READ = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::site/*" }];
const ADMIN = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const [LATE, EARLY, LATEST] = ["2026-11-08T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-15T00:00:00Z"];
const BEHIND =
  "nhi: the clock of this scan (2026-11-01T00:00:00.000Z) is before that of the last one (2026-11-08T00:00:00.000Z)";

async function scan(day: string, policy: object[], db = "nhi.db"): Promise<Outcome> {
  const roles = { deploy: { trust: [byService("ec2")], policies: { own: policy } } };
  writeRecording(recording, { roles: policy === READ ? { ...roles, other: roles.deploy } : roles }, day);
  return nhi(["scan", "--bundle", recording, "--db", db, "--format", "json"], folder);
}

interface Report {
  readonly drift: { readonly since: string | null };
  readonly scopes: readonly { readonly readAt: string }[];
  readonly findings: readonly { readonly rule: string; readonly firstSeen: string }[];
}
const reportOf = ({ stdout }: Outcome): Report => JSON.parse(stdout) as Report;
const read = async (...args: string[]): Promise<Outcome> => nhi([...args, "--db", "nhi.db"], folder);
let [late, early]: [late?: Outcome, early?: Outcome] = [];

beforeAll(async () => {
  late = await scan(LATE, READ);
  early = await scan(EARLY, ADMIN);
});

it("a clock that is behind the last scan is said, and only then; findings decide the exit code as ever", async () => {
  expect([late?.code, early?.code]).toEqual([0, 1]);
  expect(late?.stderr).not.toContain("clock");
  expect(early?.stderr).toContain(BEHIND);
  const again = freshFolder();
  const same = async () => nhi(["scan", "--bundle", SMALL, "--db", "nhi.db", "--fail-on", "none", "--quiet"], again);
  expect([(await same()).stderr, (await same()).stderr]).toEqual(["", ""]);
});

it("nothing is lost: the database says what one that never saw another clock says", async () => {
  await scan(EARLY, ADMIN, "fresh.db");
  const views = ["identity", "credential", "trust_rule", "access_path", "node", "edge"];
  for (const view of views) {
    const sql = `select * from ${view} order by 1, 2, 3`;
    const rows = async (db: string): Promise<object[]> => {
      const { stdout } = await nhi(["query", sql, "--db", db, "--format", "json"], folder);
      // When a row was first seen differs, and should.
      return (JSON.parse(stdout) as object[]).map((row) => ({ ...row, opened_at: "" }));
    };
    const got = await rows("nhi.db");
    expect(got, view).toEqual(await rows("fresh.db"));
    if (view === "identity" || view === "node") expect(got).not.toEqual([]);
  }
  // The role that went away is gone, and was last read when the clock said so.
  expect(reportOf(early as Outcome).scopes.map(({ readAt }) => readAt)).toEqual(["2026-11-01T00:00:00.000Z"]);
});

it("history keeps the order of the scans: diff, and the rules about drift", async () => {
  const diff = await read("diff");
  expect(diff.code, diff.stderr).toBe(0);
  expect(diff.stdout).toContain("2026-11-08 00:00 (run 1) → 2026-11-01 00:00 (run 2)");
  expect(diff.stdout).toContain("Became administrator, or can now  1");
  const turned = await read("diff", "2", "1");
  expect([turned.code, turned.stdout]).toEqual([2, ""]);
  expect(turned.stderr).toContain("2 and 1 are in the wrong order: name the earlier one first");
  const { drift, findings } = reportOf(early as Outcome);
  expect(drift.since).toBe("2026-11-08T00:00:00.000Z");
  expect(findings.map(({ rule }) => rule)).toContain("AWS-028");
  expect(reportOf(late as Outcome).findings.map(({ rule }) => rule)).not.toContain("AWS-028");
});

it("when the clock is right again, the change back is told, and nothing is new that was there before", async () => {
  const latest = await scan(LATEST, READ);
  expect(latest.stderr).not.toContain("clock");
  expect((await read("diff")).stdout).toContain("No longer administrator  1");
  const first = reportOf(late as Outcome).findings.find(({ rule }) => rule === "AWS-007");
  const { findings } = reportOf(latest);
  expect(findings.find(({ rule }) => rule === "AWS-007")?.firstSeen).toBe(first?.firstSeen);
  expect(findings.map(({ rule }) => rule)).not.toContain("AWS-028");
});

it("two scans by one clock are two scans, in their order: diff, first days, and the rules about drift", async () => {
  const first = await scan(LATE, READ, "same.db");
  const second = await scan(LATE, ADMIN, "same.db");
  expect(second.stderr).not.toContain("clock");
  const drift = ({ findings }: Report) => findings.filter(({ rule }) => rule === "AWS-028").length;
  expect([reportOf(first), reportOf(second)].map(drift)).toEqual([0, 1]);
  expect(reportOf(first).drift.since).toBeNull();
  expect(reportOf(second).drift.since).toBe("2026-11-08T00:00:00.000Z");
  const same = async (...args: string[]): Promise<Outcome> => nhi([...args, "--db", "same.db"], folder);
  expect((await same("diff")).stdout).toContain("2026-11-08 00:00 (run 1) → 2026-11-08 00:00 (run 2)");
  expect((await same("diff", "1", "2")).stdout).toContain("Became administrator, or can now  1");
  // A time names the last of them: which ones there are is said.
  const vague = await same("diff", LATE, "latest");
  expect([vague.code, vague.stdout]).toEqual([2, ""]);
  expect(vague.stderr).toMatch(/are the same scan; there are run 1 of 2026-11-08 00:00, run 2 of 2026-11-08 00:00/);
  const back = await scan(LATE, READ, "same.db");
  expect((await same("diff", "1", "3")).stdout).toContain("No change.");
  expect((await same("diff")).stdout).toContain("No longer administrator  1");
  expect(drift(reportOf(back))).toBe(0);
  // The twin: what did not change is no later scan.
  const again = await scan(LATE, READ, "twin.db");
  expect(reportOf(await scan(LATE, READ, "twin.db"))).toEqual(reportOf(again));
});

it("nothing is of a negative age where the clock is before all that was read", async () => {
  const now = ["--now", "2020-01-01T00:00:00Z", "--bundle", SMALL];
  const outputs = Object.keys(FORMATS).flatMap((format) => ["--output", `${format}=out/nhi.${format}`]);
  const { code, stderr } = await nhi(["scan", ...now, "--fail-on", "none", "--include", "passed", ...outputs], folder);
  expect(code, stderr).toBe(0);
  const texts = Object.keys(FORMATS).map((format) => readFileSync(join(folder, `out/nhi.${format}`), "utf8"));
  for (const args of [["inventory"], ["inventory", "--privileged"], ["explain", "tomas.reyes"], ["plan"], ["doctor"]]) {
    const said = await nhi([...args, ...now], folder);
    texts.push(said.stdout + said.stderr);
  }
  for (const text of texts) expect(text).not.toMatch(/(?<![\w-])-[1-9]\d* (?:d|days?|hours?|minutes?|seconds?)\b/);
  const explained = texts.find((text) => text.includes("what else is known"));
  expect(explained).toContain("2022-01-10T09:00:00Z (in 740 d)");
  expect(texts.find((text) => text.startsWith("NAME"))).toMatch(/tomas\.reyes .* in 740 d +in \d+ d/);
  // The twin: where the clock is right, the same says how long ago.
  const right = await nhi(["explain", "tomas.reyes", "--bundle", SMALL], folder);
  expect(right.stdout).toMatch(/2022-01-10T09:00:00Z \(\d+ d ago\)/);
});
