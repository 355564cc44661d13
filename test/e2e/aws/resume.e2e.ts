// kill -9 in the middle of a crawl: the database opens, the next scan goes on, and the result is that of one undisturbed.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { found, readReport } from "./report.js";
import { type Scene, startScene } from "./scene.js";

describe("a crawl that is killed", { timeout: 900_000 }, () => {
  let scene: Scene;
  let undisturbed: string[];
  let allCalls: string[];
  before(async () => {
    scene = await startScene("resume");
    const out = scene.file("whole.json");
    await scene.run(["scan", "aws", "--organization", "--db", scene.file("whole.db"), "--output", out]);
    undisturbed = found(readReport(out));
    allCalls = scene.proxy.calls.map(({ call }) => call);
  });
  after(() => scene?.stop());

  /** Scans until the n-th call of the kind is on its way, kills nhi there, and returns what had passed. */
  async function killAt(call: string, nth: number, db: string): Promise<number> {
    scene.proxy.forget();
    let child: ChildProcess | undefined;
    let seen = 0;
    scene.proxy.hold(
      (passed) => passed.call === call && ++seen === nth,
      () => child?.kill("SIGKILL"),
    );
    const outcome = await scene.run(["scan", "aws", "--organization", "--db", db], {
      started: (started) => {
        child = started;
      },
    });
    scene.proxy.hold(undefined);
    assert.equal(outcome.signal, "SIGKILL", `it ended by itself: ${outcome.stderr}`);
    return scene.proxy.calls.length;
  }

  for (const [call, nth] of [
    ["iam:GetAccountAuthorizationDetails", 2],
    ["iam:GetCredentialReport", 1],
    ["iam:ListAccessKeys", 3],
  ] as const) {
    it(`at call ${nth} of ${call}: resumed, the same result`, async () => {
      const db = scene.file(`killed-${call.slice(4)}.db`);
      const before = await killAt(call, nth, db);
      assert.ok(before < allCalls.length, "killed too late to prove anything");
      scene.proxy.forget();
      const out = scene.file(`resumed-${call.slice(4)}.json`);
      const outcome = await scene.run(["scan", "aws", "--organization", "--db", db, "--output", out]);
      assert.equal(outcome.status, 1, outcome.stderr);
      assert.deepEqual(found(readReport(out)), undisturbed);
      assert.ok(scene.proxy.calls.length <= allCalls.length, "resuming cost more calls than starting over");
    });
  }

  it("what was complete is not asked again", async () => {
    const db = scene.file("killed-late.db");
    const count = allCalls.filter((call) => call === "iam:ListAccessKeys").length;
    await killAt("iam:ListAccessKeys", count, db);
    scene.proxy.forget();
    await scene.run(["scan", "aws", "--organization", "--db", db]);
    assert.ok(scene.proxy.calls.length < allCalls.length, `${scene.proxy.calls.length} of ${allCalls.length} calls`);
  });

  it("a database left behind by a kill still answers", async () => {
    const db = scene.file("killed-read.db");
    await killAt("iam:GetCredentialReport", 1, db);
    const outcome = await scene.run(["check", "--db", db, "--fail-on", "none", "--format", "json"]);
    assert.ok(outcome.status === 0 || outcome.status === 3, `exit ${outcome.status}: ${outcome.stderr}`);
    assert.deepEqual(
      (JSON.parse(outcome.stdout) as { findings: unknown[] }).findings,
      [],
      "an unfinished snapshot shows",
    );
  });
});
