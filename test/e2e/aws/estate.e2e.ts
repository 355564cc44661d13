// A seeded account, then an organisation of two: nhi finds exactly what was seeded, and asks for nothing it may not.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { installMultitool, locationErrors, multitoolErrors, schemaErrors } from "../tools/sarif.js";
import { found, incomplete, readReport } from "./report.js";
import { type Scene, startScene } from "./scene.js";
import { MANAGEMENT } from "./seed.js";

/** Data sets that moto does not implement (it answers 500); nhi must say so and go on. */
const NOT_IN_MOTO = ["aws/iam:service-specific-credentials"];

describe("nhi scan aws", { timeout: 900_000 }, () => {
  let scene: Scene;
  before(async () => {
    await installMultitool();
    scene = await startScene("estate");
  });
  after(() => scene?.stop());

  it("finds exactly what was seeded, and exits 1", async () => {
    const outputs = ["json", "sarif", "csv", "md", "jsonl"].flatMap((format) => [
      "--output",
      scene.file(`one.${format}`),
    ]);
    scene.proxy.raw = true;
    const outcome = await scene.run(["scan", "aws", "--db", scene.file("one.db"), ...outputs]);
    scene.proxy.raw = false;
    assert.equal(outcome.status, 1, outcome.stderr);
    assert.equal(outcome.stdout, "");
    const report = readReport(scene.file("one.json"));
    assert.deepEqual(found(report), scene.seeded.expected);
    assert.deepEqual(incomplete(report, `aws:${MANAGEMENT}`), NOT_IN_MOTO);
    assert.equal(report.now, scene.seeded.now.toISOString());
  });

  it("the SARIF file is accepted and holds the same findings", async () => {
    const file = scene.file("one.sarif");
    assert.deepEqual(await multitoolErrors(file), []);
    assert.deepEqual(schemaErrors(file), []);
    assert.deepEqual(locationErrors(file), []);
    const log = JSON.parse(readFileSync(file, "utf8")) as { runs: { results: { ruleId: string }[] }[] };
    const rules = log.runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId)).sort();
    assert.deepEqual(rules, scene.seeded.expected.map((line) => line.slice(0, line.indexOf(" "))).sort());
  });

  it("the CSV file holds the same findings, with their fingerprints", () => {
    const text = readFileSync(scene.file("one.csv"), "utf8");
    const rows = parse<Record<string, string>>(text, { columns: true, bom: true });
    const open = rows.filter((row) => row["status"] === "finding").map((row) => row["fingerprint"] ?? "");
    assert.deepEqual(
      open.sort(),
      readReport(scene.file("one.json"))
        .findings.map((row) => row.fingerprint)
        .sort(),
    );
  });

  it("the same database and clock give the same bytes", async () => {
    const check = ["check", "--db", scene.file("one.db"), "--format", "json", "--fail-on", "none"];
    const [first, second] = [await scene.run(check), await scene.run(check)];
    assert.equal(first.status, 0, first.stderr);
    assert.equal(first.stdout, second.stdout);
    assert.ok(first.stdout.length > 1000);
  });

  it("a second scan keeps every fingerprint", async () => {
    const out = scene.file("again.json");
    const outcome = await scene.run(["scan", "aws", "--db", scene.file("one.db"), "--output", out]);
    assert.equal(outcome.status, 1, outcome.stderr);
    const ids = (file: string) => readReport(file).findings.map((finding) => finding.fingerprint);
    assert.deepEqual(ids(out), ids(scene.file("one.json")));
  });

  it("makes only calls that nhi permissions aws lists, and prints how many", async () => {
    scene.proxy.forget();
    const out = scene.file("calls.json");
    await scene.run(["scan", "aws", "--db", scene.file("calls.db"), "--output", out]);
    const called = [...new Set(scene.proxy.calls.map(({ call }) => call))].sort();
    const unlisted = called.filter((call) => !scene.permissions.actions.includes(call));
    assert.deepEqual(unlisted, [], "calls without a listed permission");
    assert.ok(called.length > 8, `only ${called.join(", ")}`);
    const printed = new Map(readReport(out).calls.map(({ call, count }) => [call, count]));
    for (const call of called) assert.ok((printed.get(call) ?? 0) > 0, `${call} was made and not printed`);
  });

  it("an organisation of two accounts: both read, the second with a narrowed session", async () => {
    scene.proxy.forget();
    const out = scene.file("organization.json");
    const args = ["scan", "aws", "--organization", "--db", scene.file("organization.db"), "--output", out];
    const outcome = await scene.run(args);
    assert.equal(outcome.status, 1, outcome.stderr);
    const report = readReport(out);
    assert.deepEqual(found(report, `aws:${MANAGEMENT}`), scene.seeded.expected);
    assert.deepEqual(found(report, `aws:${scene.seeded.member}`), scene.seeded.expectedInMember);
    const assumed = scene.proxy.calls.filter(({ call }) => call === "sts:AssumeRole");
    assert.ok(assumed.length > 0);
    for (const { body } of assumed) {
      const policy = JSON.parse(new URLSearchParams(body).get("Policy") ?? "null") as SessionPolicy | null;
      assert.ok(policy, "a role was assumed without a session policy");
      const granted = policy.Statement.flatMap(({ Action }) => Action);
      assert.deepEqual(
        granted.filter((action) => !scene.permissions.actions.includes(action)),
        [],
      );
    }
  });

  it("the calls that the server answered are those that docs/coverage.md claims", () => {
    const file = JSON.parse(readFileSync(new URL("answered.json", import.meta.url), "utf8")) as { calls: string[] };
    assert.deepEqual([...scene.proxy.answered].sort(), file.calls, "test/e2e/aws/answered.json is stale");
  });

  it("a member that refuses the role is a gap, the other account stays complete", async () => {
    scene.proxy.refuse(({ call, body }) => call === "sts:AssumeRole" && body.includes(scene.seeded.member));
    const out = scene.file("refused.json");
    const args = [
      "scan",
      "aws",
      "--organization",
      "--db",
      scene.file("refused.db"),
      "--output",
      out,
      "--fail-on",
      "none",
    ];
    const outcome = await scene.run(args);
    scene.proxy.refuse(() => false);
    assert.equal(outcome.status, 3, outcome.stderr);
    const report = readReport(out);
    assert.deepEqual(found(report), scene.seeded.expected);
    assert.ok(report.gaps.some(({ scope }) => scope === `aws:${scene.seeded.member}`));
    assert.match(outcome.stderr, new RegExp(scene.seeded.member));
  });

  it("no secret of the account is in a database, a report or a log", () => {
    const files = readdirSync(scene.folder).map((name) => join(scene.folder, name));
    const written = files.filter((file) => statSync(file).isFile() && !file.endsWith("moto.log"));
    assert.ok(written.length > 8);
    const leaks = written.filter((file) => {
      const text = readFileSync(file).toString("latin1");
      return scene.seeded.secrets.some((secret) => text.includes(secret));
    });
    assert.deepEqual(leaks, []);
  });
});

interface SessionPolicy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}
