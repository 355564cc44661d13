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
    allCalls = made();
  });
  after(() => scene?.stop());

  /** Calls that passed, without those that wait for AWS to finish a report: their number depends on when one asks. */
  function made(): string[] {
    return scene.proxy.calls.map(({ call }) => call).filter((call) => call !== "iam:GenerateCredentialReport");
  }

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
    return made().length;
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
      const more = made().length - allCalls.length;
      // The account summary is not asked twice, so the three lists that it would have spared are.
      assert.ok(more <= 3, `resuming cost ${more} calls more than starting over: ${surplus(made(), allCalls)}`);
    });
  }

  it("what was complete is not asked again", async () => {
    const count = allCalls.filter((call) => call === "iam:ListAccessKeys").length;
    await killAt("iam:ListAccessKeys", count, "killed-late");
    scene.proxy.forget();
    await scene.scan("killed-late", ["--organization"]);
    assert.ok(made().length < allCalls.length, `${made().length} of ${allCalls.length} calls`);
  });

  it("a database left behind by a kill opens, and is not taken for a clean one", async () => {
    await killAt("iam:GetCredentialReport", 1, "killed-read");
    const db = scene.file("killed-read.db");
    const outcome = await scene.run(["check", "--db", db, "--fail-on", "none", "--format", "json"]);
    assert.equal(outcome.status, 2, outcome.stderr);
    assert.equal(outcome.stdout, "");
    assert.match(outcome.stderr, /nothing has been read/);
  });
});

/** Calls that come more often in `calls` than in `others`. */
function surplus(calls: readonly string[], others: readonly string[]): string {
  const count = (list: readonly string[], call: string) => list.filter((one) => one === call).length;
  return [...new Set(calls)].filter((call) => count(calls, call) > count(others, call)).join(", ");
}
