// Privileges never used by exported logs of CloudTrail, from a dump of IAM and log files to findings: who used what makes it powerful is
// spared, who did not is found, and what a log would not have is not evaluated. No value of a request is kept anywhere.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const ACCOUNT = "111122223333";
const NOW = "2026-11-01T00:00:00Z";
const MARKER = ["MARKER", "in", "a", "request"].join("-");
const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const idOf = (name: string): string => `AROA${name.toUpperCase().replace(/\W/g, "").padEnd(17, "X")}`;
const arnOf = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

function role(name: string, action: string | readonly string[], resource = "*") {
  return {
    Path: "/",
    RoleName: name,
    RoleId: idOf(name),
    Arn: arnOf(name),
    CreateDate: "2024-01-01T00:00:00Z",
    AssumeRolePolicyDocument: TRUST,
    InstanceProfileList: [],
    AttachedManagedPolicies: [],
    Tags: [],
    RolePolicyList: [
      {
        PolicyName: "work",
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
        },
      },
    ],
  };
}

const DUMP = {
  UserDetailList: [],
  GroupDetailList: [],
  Policies: [],
  RoleDetailList: [
    role("idle", ["iam:*", "s3:ListAllMyBuckets"]),
    role("busy", ["iam:*", "s3:ListAllMyBuckets"]),
    role("remade", ["iam:*", "s3:ListAllMyBuckets"]),
    role("refused", ["iam:*", "s3:ListAllMyBuckets"]),
    role("admin-idle", "*"),
    role("admin-busy", "*"),
    role("quiet", "iam:*"),
  ],
};

interface Call {
  readonly by: string;
  readonly event: `${string}:${string}`;
  readonly read?: boolean;
  readonly day: number;
  readonly more?: object;
}

/** A record as CloudTrail writes it of a session of a role; days are counted back from the clock. */
function record({ by, event, read = false, day, more = {} }: Call, account = ACCOUNT, region = "us-east-1") {
  const [source = "", eventName = ""] = event.split(":");
  return {
    eventVersion: "1.11",
    userIdentity: {
      type: "AssumedRole",
      principalId: `${idOf(by)}:session`,
      arn: `arn:aws:sts::${account}:assumed-role/${by}/session`,
      accountId: account,
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: idOf(by),
          arn: `arn:aws:iam::${account}:role/${by}`,
          accountId: account,
          userName: by,
        },
      },
    },
    eventTime: new Date(Date.parse(NOW) - day * 86_400_000 - 3_600_000).toISOString().replace(".000Z", "Z"),
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: region,
    requestParameters: { policyDocument: MARKER, roleName: MARKER },
    responseElements: null,
    readOnly: read,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
    ...more,
  };
}

const list = (by: string, day: number) => record({ by, event: "s3:ListBuckets", read: true, day });
/** Something of the account on every third day, so that there is no hole. */
const everyThirdDay = (days: number, account = ACCOUNT) =>
  Array.from({ length: Math.floor(days / 3) + 1 }, (_, at) =>
    record(
      { by: "somebody", event: at % 2 ? "iam:ListUsers" : "ec2:RunInstances", read: at % 2 === 1, day: at * 3 },
      account,
    ),
  );

const WORK = [
  list("idle", 2),
  record({ by: "idle", event: "iam:ListUsers", read: true, day: 3 }),
  list("busy", 2),
  record({ by: "busy", event: "iam:AttachRolePolicy", day: 30 }),
  ...["iam:PutRolePolicy", "iam:CreatePolicyVersion", "iam:UpdateAssumeRolePolicy", "iam:CreateAccessKey"].map(
    (event) => record({ by: "busy", event: event as Call["event"], day: 31 }),
  ),
  list("remade", 2),
  record({
    by: "remade",
    event: "iam:AttachRolePolicy",
    day: 30,
    more: {
      userIdentity: {
        type: "AssumedRole",
        principalId: "AROAEARLIERXXXXXXXXXX:session",
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/remade/session`,
        sessionContext: {
          sessionIssuer: { type: "Role", principalId: "AROAEARLIERXXXXXXXXXX", arn: arnOf("remade") },
        },
      },
    },
  }),
  list("refused", 2),
  record({ by: "refused", event: "iam:AttachRolePolicy", day: 10, more: { errorCode: "AccessDenied" } }),
  list("admin-idle", 2),
  record({ by: "admin-idle", event: "iam:ListUsers", read: true, day: 3 }),
  list("admin-busy", 2),
  record({ by: "admin-busy", event: "iam:CreateRole", day: 40 }),
];

interface Report {
  readonly findings: readonly { rule: string; subject: { name: string }; message: string }[];
  readonly notEvaluated: readonly { rule: string; subject?: { name: string }; reason: string }[];
}

/** Scans the dump with a log; JIT-003 alone. */
async function scan(write: (folder: string) => void, more: readonly string[] = []) {
  const folder = freshFolder();
  writeFileSync(join(folder, "dump.json"), JSON.stringify(DUMP));
  mkdirSync(join(folder, "logs"));
  write(join(folder, "logs"));
  const args = ["scan", "--bundle", "dump.json", "--db", "scan.db", "--now", NOW, "--fail-on", "none"];
  const { stdout, stderr, code } = await nhi([...args, "--logs", "logs", "--format", "json", ...more], folder);
  expect(code, stderr).toBe(0);
  const report = JSON.parse(stdout) as Report;
  const found = report.findings.filter(({ rule }) => rule === "JIT-003");
  const open = report.notEvaluated.filter(({ rule }) => rule === "JIT-003");
  return { folder, stdout, stderr, found, open };
}

const whole = (records: readonly object[]) => (folder: string) =>
  writeFileSync(join(folder, "log.json"), JSON.stringify({ Records: records }));

describe("privileges never used by CloudTrail", () => {
  test("who never used them in a log of 120 days is found, who did is not", async () => {
    const { found, stdout, folder, stderr } = await scan((logs) => {
      const half = Math.floor(WORK.length / 2);
      writeFileSync(join(logs, "a.json"), JSON.stringify({ Records: WORK.slice(0, half) }));
      writeFileSync(
        join(logs, "b.jsonl"),
        WORK.slice(half)
          .map((one) => JSON.stringify(one))
          .join("\n"),
      );
      writeFileSync(join(logs, "c.json.gz"), gzipSync(JSON.stringify({ Records: everyThirdDay(120) })));
    });
    // the one of before of the same name, and a call that was refused, are no use; who did nothing at all is another rule's
    expect(found.map(({ subject }) => subject.name).sort()).toEqual(["admin-idle", "idle", "refused", "remade"]);
    const messages = new Map(found.map(({ subject, message }) => [subject.name, message]));
    expect(messages.get("admin-idle")).toContain("changes of iam, changes of organizations (no use on record)");
    expect(messages.get("idle")).toMatch(/what makes it powerful: iam:\w+/);
    const kept = readFileSync(join(folder, "scan.db")).toString("latin1");
    for (const text of [stdout, stderr, kept]) expect(text).not.toContain(MARKER);
  });

  test("a log of 12 days says nothing of what is not in it, and spares whoever is", async () => {
    const { found, open } = await scan(
      whole([...everyThirdDay(12), list("idle", 2), record({ by: "admin-busy", event: "iam:CreateRole", day: 4 })]),
    );
    expect(found).toEqual([]);
    const reasons = new Map(open.map(({ subject, reason }) => [subject?.name, reason]));
    expect(reasons.get("idle")).toMatch(/watches it from 2026-10-19T\S+ to 2026-10-31T\S+: too short/);
    expect(reasons.has("admin-busy")).toBe(false);
  });

  test("a log of another account, with a hole, or without what would be recorded leaves it open", async () => {
    const other = await scan(whole(everyThirdDay(120, "444455556666")));
    expect(other.found).toEqual([]);
    expect(other.open[0]?.reason).toContain("aws/logs:calls was not read");
    expect(other.stderr).toContain("1 scope that they have besides was never read");

    const holed = await scan(whole([...everyThirdDay(40), ...WORK, list("idle", 119), list("idle", 120)]));
    expect(holed.found).toEqual([]);
    expect(holed.open.find(({ subject }) => subject?.name === "idle")?.reason).toContain("too short");

    const reads = await scan(whole([...everyThirdDay(120), ...WORK].filter(({ readOnly }) => readOnly)));
    expect(reads.found).toEqual([]);
    expect(reads.open.find(({ subject }) => subject?.name === "admin-idle")?.reason).toContain(
      "no management events that write",
    );

    const abroad = [...everyThirdDay(120), ...WORK].map((one) => ({ ...one, awsRegion: "eu-west-1" }));
    const far = await scan(whole(abroad));
    expect(far.found).toEqual([]);
    expect(far.open.find(({ subject }) => subject?.name === "idle")?.reason).toContain("no events of us-east-1");
  });

  test("what holds no record is said to hold none; one that does is not", async () => {
    const missing = "no record of CloudTrail, Entra, Azure or Google Cloud in it";
    const empty = await scan(() => {});
    expect(empty.stderr).toContain(`nhi: logs: ${missing}. Give the exported files`);
    const others = await scan((logs) => writeFileSync(join(logs, "a.json"), '{"Records":[{"a":1},{"b":2}]}'));
    expect(others.stderr).toContain(`nhi: logs: ${missing}; 2 elements of other kinds. Give`);
    const held = await scan(whole(everyThirdDay(120)));
    expect(held.stderr).not.toContain(missing);
  });

  test("a file that breaks off leaves it open, and is named", async () => {
    const { found, open, stderr } = await scan((logs) => {
      whole([...everyThirdDay(120), ...WORK])(logs);
      writeFileSync(join(logs, "z.json"), '{"Records":[{"eventName":');
    });
    expect(found).toEqual([]);
    expect(stderr).toContain("z.json: not JSON");
    expect(open.find(({ subject }) => subject?.name === "idle")?.reason).toContain(
      "1 file of the log could not be read",
    );
  });

  test("what a scan was given is kept for later checks", async () => {
    const { folder } = await scan(whole([...everyThirdDay(120), ...WORK]));
    const again = await nhi(
      ["check", "--db", "scan.db", "--now", NOW, "--format", "json", "--fail-on", "none"],
      folder,
    );
    const report = JSON.parse(again.stdout) as Report;
    expect(report.findings.filter(({ rule }) => rule === "JIT-003")).toHaveLength(4);
  });
});
