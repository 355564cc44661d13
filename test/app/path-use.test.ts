// A log turns "can" into "did": a step that was taken says so, the same step without it does not, and what no log tells is left out.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readStepUse } from "../../src/app/path-use.js";
import type { PathHop } from "../../src/model/finding.js";
import { freshFolder } from "../cli/nhi.js";

const A = "arn:aws:iam::111122223333:";
const [CI, DEPLOY, OTHER] = [`${A}role/ci`, `${A}role/deploy`, `${A}role/other`];
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-AbC123";
const BUCKET = "arn:aws:s3:::orders";

const hop = (from: string, edge: string, to: string): PathHop => ({
  from,
  to,
  edge,
  state: "met",
  confidence: 1,
  evidence: null,
});
const session = (role: string) => ({
  type: "AssumedRole",
  arn: "arn:aws:sts::111122223333:assumed-role/x/me",
  sessionContext: { sessionIssuer: { arn: role } },
});
const event = (service: string, eventName: string, userIdentity: object, more: object = {}) => ({
  userIdentity,
  eventTime: "2026-05-02T10:00:00Z",
  eventSource: `${service}.amazonaws.com`,
  eventName,
  requestParameters: {},
  ...more,
});
const assume = (role: string, more: object = {}) =>
  event("sts", "AssumeRole", session(CI), {
    requestParameters: { roleArn: role, roleSessionName: "x" },
    resources: [{ ARN: role, type: "AWS::IAM::Role" }],
    ...more,
  });

async function use(events: readonly object[], step: PathHop) {
  const file = join(freshFolder(), "trail.json");
  writeFileSync(file, JSON.stringify({ Records: events }));
  return (await readStepUse(file, [step])).of(step);
}

describe("a role that is taken", () => {
  const step = hop(CI, "can_assume", DEPLOY);

  it("was, as often as the log says, once an event", async () => {
    const events = [assume(DEPLOY, { eventTime: "2026-05-01T10:00:00Z" }), assume(DEPLOY), assume(OTHER)];
    expect(await use(events, step)).toEqual({ count: 2, last: "2026-05-02T10:00:00Z" });
  });

  it("was not by another, nor where it was refused", async () => {
    expect(await use([assume(DEPLOY, { userIdentity: session(OTHER) })], step)).toEqual({ count: 0 });
    expect(await use([assume(DEPLOY, { errorCode: "AccessDenied" })], step)).toEqual({ count: 0 });
  });

  it("with a token of somebody else: by the subjects of the tokens", async () => {
    const subject = "repo:acme/site:ref:refs/heads/main";
    const userIdentity = { type: "WebIdentityUser", userName: subject, identityProvider: `${A}oidc-provider/x` };
    const web = event("sts", "AssumeRoleWithWebIdentity", userIdentity, { requestParameters: { roleArn: DEPLOY } });
    const from = hop("github:repo/1#job", "can_assume", DEPLOY);
    expect(await use([web], from)).toEqual({ count: 1, last: "2026-05-02T10:00:00Z", by: [subject] });
    // A role of the account that took it is no token from elsewhere.
    expect(await use([assume(DEPLOY)], from)).toEqual({ count: 0 });
  });
});

describe("data that is read", () => {
  const secret = hop(CI, "permits", SECRET);

  it.each([SECRET, SECRET.slice(0, -7), "orders/db", "orders/db-AbC123"])("a secret called %s", async (secretId) => {
    const read = event("secretsmanager", "GetSecretValue", session(CI), { requestParameters: { secretId } });
    expect(await use([read], secret)).toMatchObject({ count: 1 });
  });

  it("not another secret", async () => {
    const read = event("secretsmanager", "GetSecretValue", session(CI), {
      requestParameters: { secretId: "orders/db2" },
    });
    expect(await use([read], secret)).toEqual({ count: 0 });
  });

  it("objects of a bucket; a log without events about data does not tell", async () => {
    const object = (bucket: string) =>
      event("s3", "GetObject", session(CI), { eventCategory: "Data", resources: [{ ARN: `${bucket}/a/b.txt` }] });
    const step = hop(CI, "permits", BUCKET);
    expect(await use([object(BUCKET)], step)).toMatchObject({ count: 1 });
    expect(await use([object("arn:aws:s3:::other")], step)).toEqual({ count: 0 });
    expect(await use([assume(DEPLOY)], step)).toBeUndefined();
  });
});

it("a step without a call of its own is left out", async () => {
  expect(await use([assume(DEPLOY)], hop("arn:aws:lambda:x", "runs_as", CI))).toBeUndefined();
  expect(await use([assume(DEPLOY)], hop(CI, "escalates_to", DEPLOY))).toBeUndefined();
});
