// A seeded account, then an organisation of two: nhi finds exactly what was seeded, and asks for nothing it may not.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { CALLS } from "../../../src/collect/aws/calls.js";
import { coveredActions } from "../../collect/aws/covered-actions.js";
import { installMultitool, locationErrors, multitoolErrors, schemaErrors } from "../tools/sarif.js";
import { checkProof } from "./proofs.js";
import { found, incomplete, leaks, notEvaluatedRules, readCalls, readReport, unlisted } from "./report.js";
import { type Scene, startScene } from "./scene.js";
import { MANAGEMENT } from "./seed.js";

const SCOPE = `aws:${MANAGEMENT}`;

describe("nhi scan aws", { timeout: 900_000 }, () => {
  let scene: Scene;
  before(async () => {
    await installMultitool();
    scene = await startScene("estate");
  });
  after(() => scene?.stop());

  it("finds exactly what was seeded, and exits 1", async () => {
    // moto lacks many calls and answers 500 or an odd 404: nhi must say so for each and go on.
    // The only scan that waits for a call that keeps failing.
    scene.proxy.raw = true;
    const outputs = ["sarif", "csv", "md", "jsonl"].flatMap((format) => ["--output", scene.file(`one.${format}`)]);
    const { status, stdout, stderr, report } = await scene.scan("one", outputs);
    scene.proxy.raw = false;
    assert.equal(status, 1, stderr);
    assert.equal(stdout, "");
    assert.deepEqual(found(report()), scene.seeded.expected);
    assert.deepEqual(unexplained(scene, incomplete(report(), SCOPE)), [], "gaps although the server answered");
    assert.deepEqual(unsaid(scene, incomplete(report(), SCOPE)), [], "failed calls that are no gap");
    assert.equal(report().now, scene.seeded.now.toISOString());
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
    assert.deepEqual(open.sort(), fingerprints(scene, "one").sort());
  });

  it("the same database and clock give the same bytes", async () => {
    const check = ["check", "--db", scene.file("one.db"), "--format", "json", "--fail-on", "none"];
    const [first, second] = [await scene.run(check), await scene.run(check)];
    assert.equal(first.status, 0, first.stderr);
    assert.equal(first.stdout, second.stdout);
    assert.deepEqual(found(JSON.parse(first.stdout)), scene.seeded.expected);
  });

  it("a second scan keeps every fingerprint", async () => {
    const { status, stderr } = await scene.scan("again", ["--db", scene.file("one.db")]);
    assert.equal(status, 1, stderr);
    assert.deepEqual(fingerprints(scene, "again"), fingerprints(scene, "one"));
  });

  it("a recording gives the same JSON as the live run that made it", async () => {
    const recording = scene.file("recording");
    const live = scene.file("live.json");
    const replayed = scene.file("replayed.json");
    const first = await scene.run([
      "scan",
      "aws",
      "--record",
      recording,
      "--db",
      scene.file("live.db"),
      "--output",
      live,
    ]);
    assert.equal(first.status, 1, first.stderr);
    const second = await scene.run(["scan", "--bundle", recording, "--output", replayed]);
    assert.equal(second.status, 1, second.stderr);
    assert.equal(readFileSync(replayed, "utf8"), readFileSync(live, "utf8"));
  });

  it("makes only calls that nhi permissions aws lists, and prints how many", async () => {
    scene.proxy.forget();
    const lines = scene.file("calls.jsonl");
    await scene.scan("calls", ["--output", lines]);
    const called = [...new Set(scene.proxy.calls.map(({ call }) => call))].sort();
    assert.deepEqual(unlisted(called, scene.permissions.actions), [], "calls without a listed permission");
    const printed = readCalls(lines);
    const made = (call: string) => scene.proxy.calls.filter((passed) => passed.call === call).length;
    const named = called.filter((call) => !call.includes(" "));
    assert.deepEqual(
      named.map((call) => [call, printed.get(call)]),
      named.map((call) => [call, made(call)]),
    );
  });

  it("without the credential report keys are judged by other calls, and users are not evaluated", async () => {
    scene.proxy.refuse(({ call }) => call.endsWith("CredentialReport"));
    const { status, stderr, report } = await scene.scan("no-report");
    scene.proxy.refuse(() => false);
    assert.equal(status, 1, stderr);
    const needsReport = ["AWS-023", "AWS-026"];
    const seen = scene.seeded.expected.filter((line) => !needsReport.some((rule) => line.startsWith(rule)));
    assert.deepEqual(found(report()), seen);
    for (const rule of needsReport) assert.ok(notEvaluatedRules(report(), SCOPE).includes(rule), rule);
  });

  it("when the accounts may not be listed, one that is ours is unknown, not clean", async () => {
    scene.proxy.refuse(({ call }) => call === "organizations:ListAccounts");
    const { status, stderr, report } = await scene.scan("no-accounts");
    scene.proxy.refuse(() => false);
    assert.equal(status, 1, stderr);
    const sister = `AWS-017 arn:aws:iam::${MANAGEMENT}:role/sister-account`;
    assert.deepEqual(found(report()), [...scene.seeded.expected, sister].sort());
    assert.ok(incomplete(report(), SCOPE).includes("aws/organizations:accounts"));
  });

  it("an organisation of two accounts: both read, the second with a narrowed session", async () => {
    scene.proxy.forget();
    const { status, stderr, report } = await scene.scan("organization", ["--organization"]);
    assert.equal(status, 1, stderr);
    assert.deepEqual(found(report(), SCOPE), scene.seeded.expected);
    assert.deepEqual(found(report(), `aws:${scene.seeded.member}`), scene.seeded.expectedInMember);
    const assumed = scene.proxy.calls.filter(({ call }) => call === "sts:AssumeRole");
    assert.ok(assumed.length > 0);
    for (const { body } of assumed) {
      const policy = JSON.parse(new URLSearchParams(body).get("Policy") ?? "null") as SessionPolicy | null;
      assert.ok(policy, "a role was assumed without a session policy");
      const granted = policy.Statement.flatMap(({ Action }) => [Action].flat().flatMap(coveredActions));
      const wider = granted.filter((action) => !scene.permissions.actions.includes(action));
      assert.ok(granted.length > 0, "the session may do nothing");
      assert.deepEqual(wider, [], "the session may do more than nhi does");
    }
  });

  it("an account costs few calls: twelve, and one for each user with an active key", () => {
    const inMember = scene.proxy.calls.filter(
      ({ key, call }) => key !== scene.seeded.auditor.id && /^(iam|organizations):/.test(call),
    );
    const forKeys = inMember.filter(({ call }) => call === "iam:ListAccessKeys").length;
    assert.ok(inMember.length > 5, "the calls in the other account were not seen");
    assert.equal(forKeys, scene.seeded.usersWithActiveKey);
    assert.ok(inMember.length - forKeys <= 12, inMember.map(({ call }) => call).join(" "));
  });

  it("a member that refuses the role is a gap, the other account stays complete", async () => {
    scene.proxy.refuse(({ call, body }) => call === "sts:AssumeRole" && body.includes(scene.seeded.member));
    const args = ["--organization", "--fail-on", "none", "--strict"];
    const { status, stderr, report } = await scene.scan("refused", args);
    scene.proxy.refuse(() => false);
    assert.equal(status, 3, stderr);
    assert.deepEqual(found(report()), scene.seeded.expected);
    assert.ok(report().gaps.some(({ scope }) => scope === `aws:${scene.seeded.member}`));
    assert.match(stderr, new RegExp(scene.seeded.member));
  });

  it("the calls that the server answered are those that docs/coverage.md claims", () => {
    const rules = scene.seeded.expected.map((line) => line.slice(0, line.indexOf(" ")));
    checkProof("estate", { server: scene.proxy.answered, serverRules: rules });
  });

  it("no secret of the account is in a database, a report or a log", () => {
    assert.deepEqual(leaks(scene.folder, scene.seeded.secrets), []);
  });
});

/** Incomplete data sets none of whose calls the server failed to answer. */
function unexplained(scene: Scene, dataSets: readonly string[]): string[] {
  const failed = scene.proxy.calls.filter(({ status }) => status !== 200).map(({ call }) => call);
  const isOf = (call: string, { call: listed }: { call: string }) =>
    call === listed || (call.includes(" ") && listed.startsWith(call.slice(0, call.indexOf(":"))));
  return dataSets.filter((dataSet) => {
    const serving = CALLS.filter((call) => call.dataSet === dataSet);
    return !serving.some((listed) => failed.some((call) => isOf(call, listed)));
  });
}

/** Data sets of calls that the server never answered, and which nhi does not call incomplete. */
function unsaid(scene: Scene, dataSets: readonly string[]): string[] {
  const broken = scene.proxy.calls.filter(({ status }) => status >= 500).map(({ call }) => call);
  const served = CALLS.filter(({ call }) => broken.includes(call) && !scene.proxy.answered.has(call));
  return served.map(({ dataSet }) => dataSet).filter((dataSet) => !dataSets.includes(dataSet));
}

function fingerprints(scene: Scene, name: string): string[] {
  return readReport(scene.file(`${name}.json`)).findings.map(({ fingerprint }) => fingerprint);
}

interface SessionPolicy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}
