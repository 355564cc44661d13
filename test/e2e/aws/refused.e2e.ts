// Every call refused once, every call throttled once, regions that are closed or that refuse, services that a region does not
// have: each gap is named with the permission that opens it, and what else was read stays.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { permissionOf } from "../../../src/collect/aws/call.js";
import { CALLS } from "../../../src/collect/aws/calls.js";
import { RESOURCES } from "../../../src/collect/aws/resources.js";
import type { Fault, PassedCall } from "../tools/recording-proxy.js";
import { found, incomplete, type Report } from "./report.js";
import { MANAGEMENT } from "./seed.js";
import { OTHER_REGION, REGION } from "./seeds/seeding.js";
import { type ServicesScene, startServices } from "./services-scene.js";

const SCOPE = `aws:${MANAGEMENT}`;

/**
 * Without the first three there is no account, no list of users, no region: tests of their own say what then. A report that
 * is there already need not be asked for.
 */
const FIRST = [
  "sts:GetCallerIdentity",
  "iam:GetAccountAuthorizationDetails",
  "ec2:DescribeRegions",
  "iam:GenerateCredentialReport",
];

/** Only the credential report says which users have any. */
const FROM_REPORT = ["aws/iam:mfa-devices", "aws/iam:signing-certificates"];

/** Calls of services, by how many others of their data set come before them. */
function callsAt(place: (at: number) => boolean): readonly string[] {
  const seen = new Map<string, number>();
  return CALLS.flatMap(({ call, dataSet }) => {
    const at = seen.get(dataSet) ?? 0;
    seen.set(dataSet, at + 1);
    // The account is in no organisation; estate.e2e.ts has one.
    return place(at) && !FIRST.includes(call) && !call.startsWith("organizations:") ? [call] : [];
  });
}

function permissionFor(call: string): string {
  const listed = CALLS.find((known) => known.call === call);
  return listed === undefined ? call : permissionOf(listed);
}

/** Everything that a report says about gaps, as one text. */
function saidOf({ scopes, gaps }: Report): string {
  return JSON.stringify([scopes, gaps]);
}

describe("nhi scan aws, refused", { timeout: 900_000 }, () => {
  let scene: ServicesScene;
  let whole: Report;
  before(async () => {
    scene = await startServices("refused");
    const { status, stderr, report } = await scene.scan("whole");
    assert.equal(status, 1, stderr);
    whole = report();
    assert.deepEqual(incomplete(whole, SCOPE), []);
  });
  after(() => scene?.stop());

  async function scanWith(name: string, fault: (call: PassedCall) => Fault | undefined, options = {}) {
    scene.proxy.forget();
    scene.proxy.fail(fault);
    const args = ["--fail-on", "none"];
    const outcome = await scene.scan(name, args, options).finally(() => scene.proxy.fail(() => undefined));
    assert.equal(outcome.status, 0, outcome.stderr);
    return outcome.report();
  }

  /** Calls that were refused when this scan made them. */
  const refused = () => [...new Set(scene.proxy.calls.filter(({ status }) => status === 403).map(({ call }) => call))];

  for (const [name, what, place] of [
    ["lists", "the first call of every data set", (at: number) => at === 0],
    ["details", "the second call of every data set", (at: number) => at === 1],
    ["further", "every further call", (at: number) => at > 1],
  ] as const) {
    it(`403 for ${what}: each is a gap with its permission`, async () => {
      const closed = new Set(callsAt(place));
      const denied: Fault = { status: 403, code: "AccessDeniedException" };
      const report = await scanWith(name, ({ call }) => (closed.has(call) ? denied : undefined));
      const calls = refused();
      assert.ok(calls.length > 8, calls.join());
      const said = saidOf(report);
      const unsaid = calls.filter((call) => !said.includes(permissionFor(call)));
      assert.deepEqual(unsaid, [], "refused, and the permission is nowhere");
      const missing = incomplete(report, SCOPE);
      // A list may be the start of two data sets: without it both are unknown.
      const sets = RESOURCES.filter((resource) => resource.calls.some(({ call }) => calls.includes(call))).map(
        ({ dataSet }) => dataSet,
      );
      assert.deepEqual(
        [...new Set(sets)].filter((dataSet) => !missing.includes(dataSet)),
        [],
      );
      const hanging = calls.includes("iam:GetCredentialReport") ? FROM_REPORT : [];
      const untouched = missing.filter((dataSet) => ![...sets, ...hanging].includes(dataSet));
      assert.deepEqual(untouched, [], "gaps of what was not refused");
    });
  }

  it("each call throttled at first: asked again, and everything is found", async () => {
    const asked = new Set<string>();
    const throttled = new Set<string>();
    const report = await scanWith("throttled", ({ call, region }) => {
      const key = `${call} ${region}`;
      if (asked.has(key)) return undefined;
      asked.add(key);
      throttled.add(call);
      return { status: 400, code: "ThrottlingException" };
    });
    assert.ok(throttled.size > 90, `${throttled.size} calls`);
    assert.deepEqual(incomplete(report, SCOPE), []);
    assert.deepEqual(found(report), found(whole));
  });

  for (const code of ["UnrecognizedClientException", "OptInRequired"]) {
    it(`a region that answers ${code} is a gap in every data set, the other stays whole`, async () => {
      const report = await scanWith(code, ({ region }) =>
        region === OTHER_REGION ? { status: code === "OptInRequired" ? 401 : 403, code } : undefined,
      );
      const rows = report.scopes.find(({ id }) => id === SCOPE)?.coverage ?? [];
      const regional = rows.filter(({ region }) => region !== undefined);
      assert.ok(regional.length > 30);
      assert.deepEqual(
        regional.filter(({ region, state }) => region === REGION && state !== "complete"),
        [],
      );
      assert.deepEqual(
        regional.filter(({ region, state }) => region === OTHER_REGION && state === "complete"),
        [],
      );
      assert.match(saidOf(report), new RegExp(`${code}[^"]*${OTHER_REGION}`));
      assert.deepEqual(found(report), found(whole));
    });
  }

  it("a service whose host name is not known is not offered there: no gap", async () => {
    const env = { AWS_ENDPOINT_URL_APPRUNNER: "https://apprunner.eu-west-1.invalid" };
    const report = await scanWith("absent", () => undefined, { env });
    const missing = incomplete(report, SCOPE);
    // Where no name server can be asked at all, nobody knows: then it is a gap.
    assert.ok(missing.length === 0 || /EAI_AGAIN/.test(saidOf(report)), missing.join());
  });

  it("regions that were asked for are read, others are named", async () => {
    scene.proxy.forget();
    const { report } = await scene.scan("one-region", ["--regions", REGION, "--fail-on", "none"]);
    const elsewhere = scene.proxy.calls.filter(({ region }) => region === OTHER_REGION);
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(incomplete(report(), SCOPE), ["aws/ec2:regions"]);
    assert.match(saidOf(report()), new RegExp(`services were not read in ${OTHER_REGION}`));
  });

  it("no more than a few dozen calls are under way at a time", () => {
    assert.ok(scene.proxy.most > 4, `${scene.proxy.most}`);
    assert.ok(scene.proxy.most <= 48, `${scene.proxy.most} calls at a time`);
  });
});
