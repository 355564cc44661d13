// What moto cannot say of identities, answered as AWS's models let it be said: pages of the account dump, last uses of roles,
// sign-ins of people, a root user with a key; and a dump that breaks off.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ModelServer } from "../tools/model-server.js";
import { checkProof } from "./proofs.js";
import { found, incomplete, notEvaluatedRules, type Report } from "./report.js";
import { type Stage, startStage } from "./scene.js";
import { IN_USE, PEOPLE, scriptAccount, UNUSED } from "./scripts/account.js";
import { MANAGEMENT } from "./seed.js";

const SCOPE = `aws:${MANAGEMENT}`;
const DETAILS = "iam:GetAccountAuthorizationDetails";
const RULES = ["AWS-005", "AWS-007", "AWS-023"];
const iam = (resource: string) => `arn:aws:iam::${MANAGEMENT}:${resource}`;

const WANTED = [...UNUSED.map((name) => `AWS-007 ${iam(`role/${name}`)}`), `AWS-023 ${iam(`user/${PEOPLE.both}`)}`];

describe("nhi scan aws, identities by AWS's models", { timeout: 600_000 }, () => {
  let stage: Stage;
  let script: ModelServer;
  before(async () => {
    stage = await startStage("account");
  });
  after(() => stage?.stop());

  async function scan(name: string, rootKey: boolean, exit = 0): Promise<Report> {
    script = new ModelServer(scriptAccount({ account: MANAGEMENT, now: stage.now, rootKey }));
    stage.proxy.script = script;
    const { status, stderr, report } = await stage.scan(name, ["--no-services", "--fail-on", "none"]);
    assert.equal(status, exit, stderr);
    return report();
  }

  const ofRules = (report: Report) => found(report).filter((line) => RULES.includes(line.slice(0, line.indexOf(" "))));

  it("a root key, roles that nobody used, a person whose user is a program's too", async () => {
    const report = await scan("root-key", true);
    assert.deepEqual(ofRules(report), [`AWS-005 ${SCOPE}`, ...WANTED]);
    assert.deepEqual(script.problems, []);
    assert.deepEqual(script.unasked(), []);
    assert.deepEqual(script.unpaged(), []);
    assert.ok(script.paged.has(DETAILS), "the account took one page");
    const roles = report.counts.find(({ rule }) => rule === "AWS-007");
    assert.deepEqual([roles?.flagged, roles?.passed], [UNUSED.length, IN_USE.length]);
  });

  it("the calls that were answered are those that docs/coverage.md claims", () => {
    checkProof("account", { schema: script.answered, schemaRules: RULES });
  });

  it("no root key: the same account without that finding", async () => {
    assert.deepEqual(ofRules(await scan("no-root-key", false)), WANTED);
  });

  it("a dump that is refused on its second page: what came before stands, the rest is a gap", async () => {
    stage.proxy.fail(({ call, body }) => {
      return call === DETAILS && body.includes("Marker") ? { status: 403, code: "AccessDenied" } : undefined;
    });
    // Identities that were read in part are an incomplete run.
    const report = await scan("broken-off", true, 3);
    stage.proxy.fail(() => undefined);
    assert.ok(incomplete(report, SCOPE).includes("aws/iam:account-authorization-details"));
    assert.ok(JSON.stringify(report.gaps).includes(DETAILS), "the permission is not named");
    // The first role was on the first page.
    assert.deepEqual(
      ofRules(report).filter((line) => line.startsWith("AWS-007")),
      [`AWS-007 ${iam(`role/${UNUSED[0]}`)}`],
    );
    assert.ok(notEvaluatedRules(report, SCOPE).includes("AWS-007"));
  });
});
