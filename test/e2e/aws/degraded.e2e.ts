// With authentication enforced: the printed policy suffices, a narrow auditor gets gaps and never a clean bill.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { nhi } from "../tools/nhi.js";
import { found, incomplete, notEvaluatedRules, readReport } from "./report.js";
import { awsEnvironment, type Scene, startScene } from "./scene.js";
import { MANAGEMENT } from "./seed.js";

const SCOPE = `aws:${MANAGEMENT}`;

/** What the account dump alone cannot answer. */
const UNSEEN = [
  "aws/iam:access-key-last-used",
  "aws/iam:access-keys",
  "aws/iam:account-summary",
  "aws/iam:credential-report",
];

/** Rules that need it. */
const BLIND_RULES = ["AWS-001", "AWS-002", "AWS-003", "AWS-004", "AWS-005", "AWS-023", "AWS-026"];

/**
 * moto refuses these whatever a policy says: it has no route for the first (a bucket of that name answers), looks for the next in other
 * letters than AWS writes (`batch:describejobqueues`), and for those of API Gateway by the name of the call (AWS: `apigateway:GET`).
 */
const MISTAKEN = /^(?:lambda:ListEventSourceMappings|batch:Describe\w+|apigateway(?:v2)?:Get\w+)$/;

describe("nhi scan aws, authentication enforced", { timeout: 900_000 }, () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene("degraded");
    await scene.moto.enforceAuth(true);
  });
  after(() => scene?.stop());

  it("the policy that nhi permissions aws prints is enough to see everything", async () => {
    const { status, stderr, report } = await scene.scan("auditor");
    assert.equal(status, 1, stderr);
    assert.deepEqual(found(report()), scene.seeded.expected);
    const refused = scene.proxy.calls.filter(({ status, call }) => status === 403 && !MISTAKEN.test(call));
    assert.deepEqual(
      refused.map(({ call }) => call),
      [],
    );
  });

  it("a narrow auditor: gaps by name, rules not evaluated, exit 3 under --strict", async () => {
    const args = ["--strict", "--fail-on", "none"];
    const scan = await scene.scan("narrow", args, { key: scene.seeded.narrow });
    assert.equal(scan.status, 3, scan.stderr);
    const report = scan.report();
    const missing = incomplete(report, SCOPE);
    for (const dataSet of UNSEEN) assert.ok(missing.includes(dataSet), `${dataSet} is not named as a gap`);
    const permissions = report.gaps.map(({ permission }) => permission);
    for (const permission of ["iam:GetCredentialReport", "iam:GetAccountSummary"]) {
      assert.ok(
        permissions.some((named) => named?.includes(permission)),
        `${permission} is not named`,
      );
    }
    const blind = notEvaluatedRules(report, SCOPE);
    for (const rule of BLIND_RULES) assert.ok(blind.includes(rule), `${rule} is not among those not evaluated`);
  });

  it("what the narrow auditor could not see is neither found nor passed", () => {
    const report = readReport(scene.file("narrow.json"));
    const seen = scene.seeded.expected.filter((line) => !BLIND_RULES.some((rule) => line.startsWith(rule)));
    // Nor could it see that this account is of the same organisation.
    const sister = `AWS-017 arn:aws:iam::${MANAGEMENT}:role/sister-account`;
    assert.deepEqual(found(report), [...seen, sister].sort());
    const passed = report.counts.filter(({ rule, passed }) => passed > 0 && BLIND_RULES.includes(rule));
    assert.deepEqual(passed, []);
  });

  it("a narrow scan after a full one closes nothing it did not look at", async () => {
    await scene.scan("wide");
    const args = ["--db", scene.file("wide.db")];
    const { status, stderr, report } = await scene.scan("carried", args, { key: scene.seeded.narrow });
    assert.equal(status, 1, stderr);
    assert.deepEqual(found(report()), scene.seeded.expected);
  });

  for (const [what, key, expected] of [
    ["an unknown key", { id: "AKIAUNKNOWNUNKNOWN12", secret: "x" }, /does not know this access key/],
    ["a wrong secret", undefined, /secret does not fit the access key/],
  ] as const) {
    it(`${what}: says so and what next, and exits 3`, async () => {
      const wrong = key ?? { id: scene.seeded.auditor.id, secret: "wrong" };
      const outcome = await scene.run(["scan", "aws", "--db", scene.file("wrong.db")], { key: wrong });
      assert.equal(outcome.status, 3, outcome.stderr);
      assert.match(outcome.stderr, expected);
      assert.doesNotMatch(outcome.stderr, /internal error|\bat .*\.js:\d+/);
    });
  }

  it("no credentials at all: says which were looked for, within seconds", async () => {
    const env = awsEnvironment(scene.file("empty-home"), scene.proxy.url, undefined);
    const outcome = await nhi(["scan", "aws", "--db", scene.file("none.db")], { env, timeout: 60_000 });
    assert.equal(outcome.status, 3, outcome.stderr);
    assert.match(outcome.stderr, /credential/i);
    assert.doesNotMatch(outcome.stderr, /internal error/);
  });
});
