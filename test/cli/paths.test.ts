// nhi paths, can and who-can as people and scripts meet them: answers, exit codes, what they say when there is none.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const ACCOUNT = "111122223333";
const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:${rest}`;
const MADE = "2025-01-01T00:00:00+00:00";

let bundle = "";

beforeAll(() => {
  bundle = freshFolder();
  const folder = join(bundle, `aws/${ACCOUNT}/iam`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(bundle, "bundle.json"), JSON.stringify({ version: 1, recordedAt: "2026-01-15T00:00:00Z" }));
  writeFileSync(join(folder, "get-account-authorization-details.json"), JSON.stringify(details()));
});

function details() {
  const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
  const user = (UserName: string, ...statements: object[]) => ({
    Path: "/",
    UserName,
    UserId: `AIDA${UserName.toUpperCase().padEnd(17, "X")}`,
    Arn: arn(`user/${UserName}`),
    CreateDate: MADE,
    UserPolicyList: [{ PolicyName: "own", PolicyDocument: document(...statements) }],
    GroupList: [],
    AttachedManagedPolicies: [],
  });
  const role = (RoleName: string, trust: object, ...statements: object[]) => ({
    Path: "/",
    RoleName,
    RoleId: `AROA${RoleName.toUpperCase().padEnd(17, "X")}`,
    Arn: arn(`role/${RoleName}`),
    CreateDate: MADE,
    AssumeRolePolicyDocument: document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: trust }),
    InstanceProfileList: [],
    RolePolicyList: [{ PolicyName: "own", PolicyDocument: document(...statements) }],
    AttachedManagedPolicies: [],
  });
  return {
    UserDetailList: [
      user("deployer", { Effect: "Allow", Action: "sts:AssumeRole", Resource: arn("role/deploy") }),
      user("reader", {
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "*",
        Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
      }),
      {
        ...user("capped", { Effect: "Allow", Action: "iam:PutUserPolicy", Resource: arn("user/capped") }),
        PermissionsBoundary: {
          PermissionsBoundaryType: "Policy",
          PermissionsBoundaryArn: arn("policy/tight"),
        },
      },
    ],
    GroupDetailList: [],
    RoleDetailList: [
      role(
        "deploy",
        { AWS: arn("root") },
        { Effect: "Allow", Action: "iam:PassRole", Resource: arn("role/boss") },
        { Effect: "Allow", Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*" },
      ),
      role("boss", { Service: "lambda.amazonaws.com" }, { Effect: "Allow", Action: "*", Resource: "*" }),
    ],
    Policies: [
      {
        PolicyName: "tight",
        PolicyId: "ANPATIGHTXXXXXXXXXXXX",
        Arn: arn("policy/tight"),
        Path: "/",
        DefaultVersionId: "v1",
        AttachmentCount: 0,
        PermissionsBoundaryUsageCount: 1,
        IsAttachable: true,
        PolicyVersionList: [
          {
            VersionId: "v1",
            IsDefaultVersion: true,
            // all of IAM would let it take the boundary off
            Document: document({ Effect: "Allow", Action: ["iam:PutUserPolicy", "s3:*"], Resource: "*" }),
          },
        ],
      },
    ],
  };
}

const ask = (...args: readonly string[]) => nhi([...args, "--bundle", bundle]);

/** The same account in an organisation of whose policies nothing was read. */
function inOrganization(): string {
  const copy = freshFolder();
  cpSync(bundle, copy, { recursive: true });
  const organization = join(copy, `aws/999988887777/organizations`);
  mkdirSync(organization, { recursive: true });
  const account = (Id: string) => ({
    Id,
    Name: Id,
    Status: "ACTIVE",
    Arn: `arn:aws:organizations::999988887777:account/o-acme1a2b3c/${Id}`,
  });
  writeFileSync(
    join(organization, "list-accounts.json"),
    JSON.stringify({ Accounts: [account(ACCOUNT), account("999988887777")] }),
  );
  return copy;
}

describe("nhi paths", () => {
  it("prints each hop with what it rests on, and ends with 0", async () => {
    const { code, stdout } = await ask("paths", "--from", "deployer", "--to", "admin");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^user deployer → admin of account 111122223333\n2 hops\n/);
    expect(stdout).toMatch(/1 {2}user deployer\n.*can assume\n[\s\S]*2 {2}role deploy\n.*escalates to \(lambda-001/);
    expect(stdout).toMatch(/3 {2}role boss {2}controls account 111122223333\n\nbest fix: take away /);
  });

  it("gives the same as JSON, with ids", async () => {
    const { code, stdout } = await ask("paths", "--from", "user/deployer", "--to", "role/boss", "--format", "json");
    const { paths } = JSON.parse(stdout);
    expect([code, paths.length]).toEqual([0, 1]);
    expect(paths[0]).toMatchObject({
      source: arn("user/deployer"),
      target: arn("role/boss"),
      state: "none",
      confidence: 1,
    });
    expect(
      paths[0].hops.map(({ from, to, edge, technique }: Record<string, string>) => [from, to, edge, technique]),
    ).toEqual([
      [arn("user/deployer"), arn("role/deploy"), "can_assume", null],
      [arn("role/deploy"), arn("role/boss"), "escalates_to", "lambda-001"],
    ]);
    for (const hop of paths[0].hops)
      expect(Object.keys(hop)).toEqual([
        "from",
        "to",
        "edge",
        "technique",
        "condition",
        "state",
        "confidence",
        "evidence",
      ]);
    expect(paths[0].hops[1].evidence.because).toContain(`${arn("role/boss")}#trust`);
  });

  it("says once what it takes as given, and nothing where it takes nothing", async () => {
    const way = ["paths", "--from", "deployer", "--to", "admin"];
    const there = await nhi([...way, "--format", "json", "--bundle", inOrganization()]);
    const given = `the service and resource control policies of o-acme1a2b3c were not read (account ${ACCOUNT})`;
    expect(JSON.parse(there.stdout).paths[0].assumptions).toEqual([given]);
    expect(there.stdout.match(/were not read \(account/g)).toHaveLength(1);
    expect(JSON.parse((await ask(...way, "--format", "json")).stdout).paths[0]).not.toHaveProperty("assumptions");
    const shown =
      /\n2 hops\ntaken as given: the service and resource control policies of o-acme1a2b3c were\s+not read \(account/;
    expect((await nhi([...way, "--bundle", inOrganization()])).stdout).toMatch(shown);
    expect((await nhi(["explain", "deployer", "--bundle", inOrganization()])).stdout).toContain("taken as given: ");
    expect((await ask("explain", "deployer")).stdout).not.toContain("taken as given");
  });

  it("with a log says which steps were taken; a log that is none is named", async () => {
    const folder = freshFolder();
    const taken = {
      userIdentity: { type: "IAMUser", arn: arn("user/deployer") },
      eventTime: "2026-05-02T10:00:00Z",
      eventSource: "sts.amazonaws.com",
      eventName: "AssumeRole",
      requestParameters: { roleArn: arn("role/deploy") },
    };
    const other = { ...taken, requestParameters: { roleArn: arn("role/else") } };
    writeFileSync(join(folder, "taken.json"), JSON.stringify({ Records: [taken] }));
    writeFileSync(join(folder, "other.json"), JSON.stringify({ Records: [other] }));
    writeFileSync(join(folder, "broken.json"), "{");
    const logged = (file: string) => ask("paths", "--from", "deployer", "--logs", join(folder, file));
    const { stdout } = await logged("taken.json");
    expect(stdout).toMatch(/can assume\n[\s\S]*taken 1 time, last on 2026-05-02\n *2 {2}role deploy/);
    expect(stdout.match(/taken/g)).toHaveLength(1);
    expect((await logged("other.json")).stdout).toMatch(/not taken between 2026-05-02 and 2026-05-02, by the log/);
    expect((await logged("broken.json")).stderr).toMatch(/broken\.json: not JSON/);
    const missing = await logged("missing");
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("no such file or folder of logs")]);
    const { stdout: json } = await ask(
      ...["paths", "--from", "deployer", "--logs", join(folder, "taken.json"), "--format", "json"],
    );
    expect(JSON.parse(json).paths[0].hops.map(({ use }: { use: unknown }) => use)).toEqual([
      { count: 1, last: "2026-05-02T10:00:00Z" },
      null,
    ]);
  });

  it("looks no further than it is told", async () => {
    const { code, stderr } = await ask("paths", "--from", "deployer", "--to", "admin", "--max-hops", "1");
    expect([1, 3]).toContain(code);
    expect(stderr).toContain("nhi: no path of at most 1 hop from deployer to admin");
  });

  it("says that there is none, and what could hide one", async () => {
    const { code, stdout, stderr } = await ask("paths", "--from", "reader", "--to", "admin");
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/no path from reader to admin\n.*not read could hide one/);
  });

  it("shows what stands in the way of one, and nothing where nobody could", async () => {
    const { code, stderr } = await ask("paths", "--from", "capped", "--to", "admin");
    expect(code).toBe(3);
    expect(stderr).toMatch(/ stopped: user capped escalates to .* \(iam-007\): its permissions boundary caps/);
    const { stdout } = await ask("paths", "--from", "capped", "--to", "admin", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      paths: [],
      stopped: { source: arn("user/capped"), state: "blocked", hops: [{ technique: "iam-007", state: "blocked" }] },
    });
    expect((await ask("paths", "--from", "reader", "--to", "admin")).stderr).not.toContain("stopped");
    const told = /what stands between it and admin\n {2}user capped escalates to .*: its permissions\s+boundary/;
    expect((await ask("explain", "capped")).stdout).toMatch(told);
    expect((await ask("explain", "deployer")).stdout).not.toContain("stands between");
  });

  it("a class that nothing is open to has no path, a name that nobody has is an error", async () => {
    expect((await ask("paths", "--from", "any:internet", "--to", "admin")).code).toBe(3);
    const { code, stderr } = await ask("paths", "--from", "nobody", "--to", "admin");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/"nobody" is no id or name of anything that was read/)]);
  });

  it.each([
    ["deplyoer", "deployer"],
    ["DEPLOYER", "deployer"],
    ["User/Capped", "user/capped"],
  ])("a name that is mistyped is answered with the one that was meant: %s", async (typed, meant) => {
    const commands = [
      ["paths", "--to", "admin", "--from", typed],
      ["explain", typed],
      ["plan", typed],
      ["boundary", typed],
    ];
    for (const command of commands) {
      const { code, stderr } = await ask(...command);
      expect([command[0], code, stderr]).toEqual([
        command[0],
        2,
        expect.stringContaining(`, did you mean "${meant}"?\n`),
      ]);
    }
  });

  it.each([
    ["admin", /^nhi: "admin" is where paths lead \(--to admin\), not where they start; nhi inventory lists identities/],
    ["ADMIN", /^nhi: "ADMIN" is where paths lead/],
    ["ploye", /; names with it: deployer; nhi inventory lists identities, and a start may also be any:internet, /],
    ["zz", /was read; nhi inventory lists identities, and a start may also be any:internet, any:member, github:/],
  ])("what is no start is told what starts there are: %s", async (typed, says) => {
    const { code, stderr } = await ask("paths", "--from", typed, "--to", "admin");
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
  });

  it("without a start, everyone who has a way", async () => {
    const { stdout } = await ask("paths", "--to", "admin", "--format", "json");
    expect(JSON.parse(stdout).paths.map(({ source }: { source: string }) => source)).toEqual([
      arn("role/deploy"),
      arn("user/deployer"),
    ]);
  });

  it("--choke values each change by taking it away", async () => {
    const { code, stdout } = await ask("paths", "--choke", "--format", "json");
    const { reaching, fixes } = JSON.parse(stdout);
    expect([code, reaching]).toEqual([0, 2]);
    expect(fixes).toContainEqual({
      fix: `${arn("role/boss")}#trust`,
      name: "trust policy of role boss of account 111122223333",
      kind: "trust",
      cut: 2,
      remaining: 0,
    });
    expect(fixes).toContainEqual({
      fix: `${arn("role/deploy")}#trust`,
      name: "trust policy of role deploy of account 111122223333",
      kind: "trust",
      cut: 1,
      remaining: 1,
    });
  });

  it("wants a start and an end", async () => {
    expect((await ask("paths")).code).toBe(2);
  });
});

describe("nhi can", () => {
  it.each([
    [["deployer", "sts:AssumeRole", arn("role/deploy")], 0, /^allowed/],
    [["deployer", "sts:AssumeRole", arn("role/boss")], 1, /^denied/],
    [["reader", "s3:GetObject", "arn:aws:s3:::x/y"], 3, /^depends.*\n.*if aws:sourceip/],
    [["reader", "s3:GetObject", "arn:aws:s3:::x/y", "--context", "aws:SourceIp=10.1.2.3"], 0, /^allowed/],
    [["reader", "s3:GetObject", "arn:aws:s3:::x/y", "--context", "aws:SourceIp=192.0.2.1"], 1, /^denied/],
  ])("%j ends with %i", async (args, expected, text) => {
    const { code, stdout } = await ask("can", ...args);
    expect([code, stdout]).toEqual([expected, expect.stringMatching(text)]);
  });

  it.each([["nobody", "s3:GetObject"], ["deployer", "GetObject"], ["deployer"]])(
    "%s %s is an error",
    async (...args) => {
      expect((await ask("can", ...args)).code).toBe(2);
    },
  );

  it("asks who may only of someone who makes requests, and who is there", async () => {
    const asked = async (principal: string) => {
      const { code, stderr } = await ask("can", principal, "s3:GetObject", "arn:aws:s3:::b/k");
      return [code, stderr.replace(/^nhi: "[^"]*" /, "").trim()];
    };
    const makes = [2, "makes no requests: ask for a user or a role; nhi inventory lists them"];
    const gone = [2, "is no user or role that was read; nhi inventory lists them"];
    expect(await asked(arn("group/readers"))).toEqual(makes);
    expect(await asked(arn("instance-profile/p"))).toEqual(makes);
    expect(await asked(arn("user/gone"))).toEqual(gone);
    expect(await asked(`arn:aws:sts::${ACCOUNT}:assumed-role/gone/x`)).toEqual(gone);
    // of an account that was not read nobody is known
    expect((await asked("arn:aws:iam::999988887777:user/x"))[0]).toBe(3);
  });

  it("answers a file of requests in order, whatever the answers are", async () => {
    const file = join(freshFolder(), "requests.jsonl");
    const line = (principal: string, resource: string) =>
      JSON.stringify({ principal: arn(principal), action: "sts:AssumeRole", resource: arn(resource) });
    writeFileSync(file, `${line("user/deployer", "role/deploy")}\n\nnot json\n${line("user/reader", "role/deploy")}\n`);
    const { code, stdout } = await ask("can", "--requests", file, "--format", "jsonl");
    const verdicts = stdout
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text).verdict);
    expect([code, verdicts]).toEqual([0, ["allowed", "unknown", "implicit-deny"]]);
    expect((await ask("can", "--requests", `${file}.none`)).code).toBe(2);
  });
});

describe("nhi who-can", () => {
  it("lists everyone who may, and of whom it depends", async () => {
    const { code, stdout } = await ask("who-can", "s3:GetObject", "arn:aws:s3:::x/y", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      allowed: [arn("role/boss"), arn("root")],
      depends: [arn("user/reader")],
    });
  });

  it("of an account whose organization's policies were not read is done in part, and says what was taken as given", async () => {
    const copy = inOrganization();
    const whoCan = ["who-can", "s3:GetObject", "arn:aws:s3:::x/y"];
    const { code, stderr } = await nhi([...whoCan, "--bundle", copy]);
    expect(stderr).toContain("nhi: taken as given: the service control policies of o-acme1a2b3c were not read");
    expect(code).toBe(3);
    expect((await nhi([...whoCan, "--bundle", bundle])).stderr).not.toContain("taken as given");
  });

  it("of an account that refused its users and roles says that others may, too", async () => {
    const copy = freshFolder();
    cpSync(bundle, copy, { recursive: true });
    const refused = join(copy, "aws/444455556666/iam");
    mkdirSync(refused, { recursive: true });
    const error = { error: { code: "AccessDenied", message: "no", status: 403 } };
    writeFileSync(join(refused, "get-account-authorization-details.error.json"), JSON.stringify(error));
    const { code, stdout } = await nhi(["who-can", "s3:GetObject", "--bundle", copy, "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      open: [
        "they are of account 444455556666, whose users and roles were not read (aws/iam:account-authorization-details)",
      ],
    });
    expect(code).toBe(3);
    const ofRead = await nhi(["who-can", "iam:GetRole", arn("role/boss"), "--bundle", copy, "--format", "json"]);
    expect(JSON.parse(ofRead.stdout)).not.toHaveProperty("open");
  });
});
