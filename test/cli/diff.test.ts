// nhi diff over a database of several scans: the last two, older ones, every format, and what it says when there is nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { byService, writeRecording } from "../drift/account.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const folder = freshFolder();
const recording = join(folder, "recording");
const ADMIN = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const READ = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::site/*" }];
const diff = (...args: string[]) => nhi(["diff", ...args, "--db", "nhi.db"], folder);

async function scan(day: string, policy: object[]): Promise<void> {
  writeRecording(recording, { roles: { deploy: { trust: [byService("ec2")], policies: { own: policy } } } }, day);
  const made = await nhi(["scan", "--bundle", recording, "--db", "nhi.db", "--fail-on", "none", "--quiet"], folder);
  expect(made.code, made.stderr).toBe(0);
}

beforeAll(async () => {
  await scan("2026-11-01T00:00:00Z", READ);
});

it("one scan: nothing to compare with, and what to do; then two, then three, of which the last undoes the second", async () => {
  const alone = await diff();
  expect([alone.code, alone.stdout]).toEqual([2, ""]);
  expect(alone.stderr).toContain("nothing to compare with: the only scan in it is of 2026-11-01 00:00. Scan again");

  await scan("2026-11-08T00:00:00Z", ADMIN);
  const gained = await diff();
  expect(gained.code, gained.stderr).toBe(0);
  expect(gained.stdout).toContain("2026-11-01 00:00 (run 1) → 2026-11-08 00:00 (run 2)");
  expect(gained.stdout).toMatch(/Became administrator, or can now {2}1\n.*\n ?deploy .*no → effective/);

  // The page for people tells the same, and what to change first.
  const page = join(folder, "report.html");
  const judged = await nhi(
    ["check", "--db", "nhi.db", "--now", "2026-11-08T00:00:00Z", "--fail-on", "none", "--output", `html=${page}`],
    folder,
  );
  expect(judged.code, judged.stderr).toBe(0);
  const html = readFileSync(page, "utf8");
  expect(html).toContain("Since the scan before: 2026-11-01 00:00 (run 1) → 2026-11-08 00:00 (run 2)");
  expect(html).toMatch(/<th scope="row">Administrators<\/th><td>1<\/td><td>0<\/td>/);
  expect(html).toContain("Became administrator, or can now (1)");

  await scan("2026-11-15T00:00:00Z", READ);
  const changes = async (...args: string[]) => {
    const { changes: list } = JSON.parse((await diff(...args, "--format", "json")).stdout) as {
      changes: { change: string }[];
    };
    return list.map(({ change }) => change);
  };
  expect(await changes()).toEqual(["admin-lost"]);
  // The second scan is read back from history, with what analysis said of it.
  expect(await changes("1", "2")).toEqual(["admin-gained"]);
  expect(await changes("2026-11-01", "2026-11-10")).toEqual(["admin-gained"]);
  expect(await changes("2026-11-01")).toEqual([]);

  const lines = (await diff("--format", "jsonl")).stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string });
  expect(lines.map(({ kind }) => kind)).toEqual(["diff", "change"]);
  expect((await diff("--format", "csv")).stdout).toContain('"admin-lost","aws:111122223333","aws.iam-role"');
  expect((await diff("--format", "markdown")).stdout).toContain("### No longer administrator (1)");

  // Judged again weeks later, with another configuration: the same scan, of the day on which it was read.
  writeFileSync(join(folder, "nhi.yaml"), "owner_tags: [squad]\n");
  const later = await nhi(
    ["check", "--db", "nhi.db", "--now", "2026-12-24T00:00:00Z", "--fail-on", "none", "--quiet"],
    folder,
  );
  expect(later.code, later.stderr).toBe(0);
  const again = await diff("--now", "2026-12-24T00:00:00Z");
  expect(again.stdout).toContain("2026-11-08 00:00 (run 2) → 2026-11-15 00:00 (run 4)");
  expect((await diff("previous", "--now", "2026-12-24T00:00:00Z")).stdout).toContain("2026-11-08 00:00 (run 2) → ");
});

it.each([
  [["9999"], /diff: there is no run 9999; there are run 1/],
  [["soon"], /"soon" is no time/],
  [["2020-01-01"], /no scan is of 2020-01-01 or before; there are run/],
  [["--bundle", "recording"], /name the two recordings themselves/],
  [["recording"], /name another one to compare it with/],
])("%j: says what is wrong", async (args, message) => {
  const { code, stderr } = await diff(...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
