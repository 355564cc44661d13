// kill -9 in the middle of a crawl: the database opens, the next scan goes on, and the result is that of one undisturbed.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { found } from "./report.js";
import { type Scene, startScene } from "./scene.js";

describe("a crawl that is killed", { timeout: 900_000 }, () => {
  let scene: Scene;
  let undisturbed: string[];
  let allCalls: string[];
  before(async () => {
    scene = await startScene("resume");
    const { report } = await scene.scan("whole", ["--organization"]);
    undisturbed = found(report());
    allCalls = scene.proxy.calls.map(({ call }) => call);
  });
  after(() => scene?.stop());

  /** Scans until the n-th call of the kind is on its way, kills nhi there, and returns what had passed. */
  async function killAt(call: string, nth: number, name: string): Promise<number> {
    scene.proxy.forget();
    let child: ChildProcess | undefined;
    let seen = 0;
    scene.proxy.hold(
      (passed) => passed.call === call && ++seen === nth,
      () => child?.kill("SIGKILL"),
    );
    const started = (process: ChildProcess) => {
      child = process;
    };
    const outcome = await scene.scan(name, ["--organization"], { started });
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
      const name = `killed-${call.slice(4)}`;
      const before = await killAt(call, nth, name);
      assert.ok(before < allCalls.length, "killed too late to prove anything");
      scene.proxy.forget();
      const { status, stderr, report } = await scene.scan(name, ["--organization"]);
      assert.equal(status, 1, stderr);
      assert.deepEqual(found(report()), undisturbed);
      assert.ok(scene.proxy.calls.length <= allCalls.length, "resuming cost more calls than starting over");
    });
  }

  it("what was complete is not asked again", async () => {
    const count = allCalls.filter((call) => call === "iam:ListAccessKeys").length;
    await killAt("iam:ListAccessKeys", count, "killed-late");
    scene.proxy.forget();
    await scene.scan("killed-late", ["--organization"]);
    assert.ok(scene.proxy.calls.length < allCalls.length, `${scene.proxy.calls.length} of ${allCalls.length} calls`);
  });

  it("a database left behind by a kill still answers", async () => {
    await killAt("iam:GetCredentialReport", 1, "killed-read");
    const db = scene.file("killed-read.db");
    const outcome = await scene.run(["check", "--db", db, "--fail-on", "none", "--format", "json"]);
    assert.ok(outcome.status === 0 || outcome.status === 3, `exit ${outcome.status}: ${outcome.stderr}`);
    assert.deepEqual(
      (JSON.parse(outcome.stdout) as { findings: unknown[] }).findings,
      [],
      "an unfinished snapshot shows",
    );
  });
});
