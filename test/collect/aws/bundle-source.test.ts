import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { collectorForBundle } from "../../../src/collect/index.js";
import { batchesOf, folderOf, gather, gatherBundle, gatherPath, noting } from "../support.js";

const DETAILS = "iam/get-account-authorization-details.json";
const DETAILS_SET = "aws/iam:account-authorization-details";

function user(name: string, account = "111122223333", partition = "aws") {
  return { UserName: name, Arn: `arn:${partition}:iam::${account}:user/${name}`, UserId: `AIDA${name}`, GroupList: [] };
}

function details(...users: object[]) {
  return { UserDetailList: users, GroupDetailList: [], RoleDetailList: [], Policies: [] };
}

const HEADER =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active," +
  "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service," +
  "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service," +
  "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const NO_KEY = "false,N/A,N/A,N/A,N/A";
const ROW = (name: string, keys: string, account = "111122223333") =>
  `${name},arn:aws:iam::${account}:user/${name},2020-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false,${keys},false,N/A,false,N/A`;

describe("a plain file of the AWS CLI", () => {
  it("is read as account authorization details", async () => {
    const policy = { Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess", PolicyVersionList: [] };
    // An ARN inside a document comes first and is no answer to whose account it is.
    const file = join(
      folderOf({
        "gaad.json": {
          Note: { Resource: "arn:aws:iam::999900001111:role/x" },
          ...details(user("a")),
          Policies: [policy],
        },
      }),
      "gaad.json",
    );
    const graph = await gatherPath(file);
    expect(graph.node("arn:aws:iam::111122223333:user/a")).toBeDefined();
    expect(graph.state(DETAILS_SET, "aws:111122223333")).toBe("complete");
    expect(graph.state("aws/iam:credential-report")).toBe("failed");
    expect((await collectorForBundle(file)).recordedAt).toBeUndefined();
  });

  const csv = `${HEADER}\n${ROW("a", `true,2020-01-01T00:00:00+00:00,N/A,N/A,N/A,${NO_KEY}`)}\n`;
  it.each([
    ["CSV", csv],
    ["JSON with base64", { Content: Buffer.from(csv).toString("base64"), ReportFormat: "text/csv" }],
    ["JSON with text", { Content: csv, ReportFormat: "text/csv" }],
  ])("is read as a credential report: %s", async (_, content) => {
    const file = join(folderOf({ report: content }), "report");
    const graph = await gatherPath(file);
    expect(graph.state("aws/iam:credential-report", "aws:111122223333")).toBe("complete");
    expect(graph.ofType("aws.access-key")).toMatchObject([
      {
        id: "arn:aws:iam::111122223333:user/a/access-key/2020-01-01T00:00:00Z",
        properties: { slot_only: true, status: "active" },
      },
    ]);
    expect(graph.coverageOf("aws/iam:access-keys")).toMatchObject({ state: "failed", code: "NotRecorded" });
  });

  it.each([
    ["text", "hello", /not the output of a command that nhi knows/],
    [
      "details without any ARN of their own",
      details(),
      /do not say which account it is; put the file at aws\/ACCOUNT-ID\/iam/,
    ],
    ["the answer of another command", { Policies: [] }, /not the output of a command that nhi knows/],
  ])("is refused when it is %s", async (_, content, message) => {
    await expect(collectorForBundle(join(folderOf({ f: content }), "f"))).rejects.toThrow(message);
  });
});

describe("a file that breaks off", () => {
  const whole = JSON.stringify(details(...Array.from({ length: 20 }, (_, at) => user(`u${at}`))), null, 1);
  const cut = whole.slice(0, whole.indexOf('"u15"') + 3);

  it("keeps what precedes the break, as a partial data set and a named gap", async () => {
    const graph = await gatherBundle({ [`aws/111122223333/${DETAILS}`]: cut });
    expect(graph.ofType("aws.iam-user")).toHaveLength(15);
    const reason = `not JSON (line ${cut.split("\n").length}: unexpected end)`;
    expect(graph.coverageOf(DETAILS_SET)).toMatchObject({
      state: "partial",
      code: "NotJson",
      message: expect.stringContaining(reason),
    });
    expect(graph.gaps).toContainEqual(
      expect.objectContaining({
        dataSet: DETAILS_SET,
        subject: expect.stringMatching(/get-account-authorization-details\.json$/),
        message: expect.stringContaining(reason),
      }),
    );
  });

  it("does not take the users that were read for all of them", async () => {
    const graph = await gatherBundle({
      [`aws/111122223333/${DETAILS}`]: cut,
      "aws/111122223333/iam/list-access-keys/u1.json": { AccessKeyMetadata: [] },
      ...Object.fromEntries(
        Array.from({ length: 15 }, (_, at) => [
          `aws/111122223333/iam/list-access-keys/u${at}.json`,
          { AccessKeyMetadata: [] },
        ]),
      ),
    });
    expect(graph.coverageOf("aws/iam:access-keys")).toMatchObject({ state: "partial" });
  });

  it("is a failure when nothing precedes the break", async () => {
    const graph = await gatherBundle({ [`aws/111122223333/${DETAILS}`]: "<html>" });
    expect(graph.coverageOf(DETAILS_SET)).toMatchObject({ state: "failed", code: "NotJson" });
    expect(graph.coverageOf("aws/iam:access-keys")).toMatchObject({ state: "failed", code: "NoUsers" });
  });
});

describe("odd details", () => {
  it("are gaps that name what they are about; the rest stands", async () => {
    const role = (name: string, trust: unknown) => ({
      RoleName: name,
      Arn: `arn:aws:iam::111122223333:role/${name}`,
      AssumeRolePolicyDocument: trust,
    });
    const graph = await gatherBundle({
      [`aws/111122223333/${DETAILS}`]: {
        UserDetailList: [
          { UserName: "no-arn" },
          7,
          { ...user("ok"), UserPolicyList: [{ PolicyName: "p", PolicyDocument: "%7B" }] },
        ],
        RoleDetailList: [
          ...[role("bad", "not json"), role("none", undefined), role("good", { Statement: [] })],
          role("odd", { Statement: [{ Effect: "Deny" }, "Allow", { Effect: "allow", Principal: "*" }] }),
        ],
        Policies: [
          { Arn: "arn:aws:iam::111122223333:policy/empty", PolicyVersionList: [] },
          { PolicyName: "no-arn" },
          {
            Arn: "arn:aws:iam::111122223333:policy/p/nameless",
            PolicyVersionList: [{ IsDefaultVersion: true, Document: { Statement: [] } }],
          },
        ],
      },
    });
    expect(
      graph.gaps
        .filter(({ dataSet }) => dataSet === DETAILS_SET)
        .map(({ subject, message }) => `${subject}: ${message}`),
    ).toEqual([
      "arn:aws:iam::111122223333:policy/empty: its default version is missing",
      "arn:aws:iam::111122223333:user/ok/inline/p: its document is missing or does not parse",
      "arn:aws:iam::111122223333:role/bad: its trust policy is missing or does not parse",
      "arn:aws:iam::111122223333:role/none: its trust policy is missing or does not parse",
      "arn:aws:iam::111122223333:role/odd: of its trust policy no. 2 and 3 are no statements and were left out",
      expect.stringMatching(
        /UserDetailList\[0\]\.Arn is not there or of no use; UserDetailList\[1\] is no object; Policies\[1\]\.Arn is not there or of no use/,
      ),
    ]);
    // who is left out is not gone, and what others may do through them is not known
    expect(graph.state(DETAILS_SET)).toBe("partial");
    expect(graph.ofType("aws.iam-role").map(({ name, document }) => [name, document !== undefined])).toEqual([
      ["bad", false],
      ["none", false],
      ["good", true],
      ["odd", true],
    ]);
    expect(graph.node("arn:aws:iam::111122223333:policy/p/nameless")?.name).toBe("nameless");
  });

  it.each([
    ["another answer", { Users: [] }, "none of UserDetailList, RoleDetailList, GroupDetailList, Policies in it"],
    ["a list that is none", { UserDetailList: {} }, "UserDetailList is not a list"],
  ])("of a wrong shape are a failure: %s", async (_, content, reason) => {
    const graph = await gatherBundle({ [`aws/111122223333/${DETAILS}`]: content });
    expect(graph.coverageOf(DETAILS_SET)).toMatchObject({
      state: "failed",
      code: "WrongShape",
      message: expect.stringContaining(reason),
    });
  });
});

describe("whose account it is", () => {
  const identity = (account: string, partition = "aws") => ({
    Account: account,
    Arn: `arn:${partition}:iam::${account}:user/x`,
  });

  it.each([
    [
      "who asked",
      { "aws/prod/sts/get-caller-identity.json": identity("111122223333"), [`aws/prod/${DETAILS}`]: details() },
      "aws:111122223333",
    ],
    ["the ARNs of the details", { [`aws/prod/${DETAILS}`]: details(user("a", "444455556666")) }, "aws:444455556666"],
    ["the name of the folder", { [`aws/777788889999/${DETAILS}`]: details() }, "aws:777788889999"],
  ])("is told by %s", async (_, files, scope) => {
    expect((await gatherBundle(files)).state(DETAILS_SET, scope)).toBe("complete");
  });

  it("is said when nobody can tell", async () => {
    const noted = noting();
    const graph = await gatherBundle(
      { [`aws/prod/${DETAILS}`]: details(), [`aws/111122223333/${DETAILS}`]: details() },
      noted,
    );
    expect(graph.coverage.filter(({ dataSet }) => dataSet === DETAILS_SET)).toHaveLength(1);
    expect(noted.lines.join("\n")).toMatch(/warn: .*aws.prod: not read: no account id/);
  });

  it.each(["aws", "aws-us-gov", "aws-cn"])("has its partition: %s", async (partition) => {
    const graph = await gatherBundle({
      "aws/111122223333/sts/get-caller-identity.json": identity("111122223333", partition),
      [`aws/111122223333/${DETAILS}`]: details({ ...user("a", "111122223333", partition), GroupList: ["lost"] }),
      "aws/111122223333/iam/list-access-keys/b.json": {
        AccessKeyMetadata: [{ AccessKeyId: "AKIAEXAMPLE000000009", Status: "Active" }],
      },
    });
    expect(graph.ofType("aws.root-user").map(({ id }) => id)).toEqual([`arn:${partition}:iam::111122223333:root`]);
    expect(graph.edges).toContainEqual(
      expect.objectContaining({ kind: "member_of", to: `arn:${partition}:iam::111122223333:group/lost` }),
    );
    expect(graph.node("AKIAEXAMPLE000000009")?.parent).toBe(`arn:${partition}:iam::111122223333:user/b`);
  });
});

describe("several accounts and what nobody reads", () => {
  it("are read one by one; only those of the organisation are below it", async () => {
    const listed = (id: string) => ({
      Id: id,
      Name: `n${id[0]}`,
      Status: "ACTIVE",
      Arn: `arn:aws:organizations::111122223333:account/o-abcdefghij/${id}`,
    });
    const root = folderOf({
      [`aws/111122223333/${DETAILS}`]: details(user("a")),
      "aws/111122223333/organizations/list-accounts.json": {
        Accounts: [listed("111122223333"), listed("444455556666")],
      },
      [`aws/444455556666/${DETAILS}`]: details(user("b", "444455556666")),
      [`aws/777788889999/${DETAILS}`]: details(user("c", "777788889999")),
    });
    const batches = await batchesOf(await collectorForBundle(root));
    const scopes = new Map(batches.map(({ scope }) => [scope.id, [scope.name, scope.parent]]));
    expect(Object.fromEntries(scopes)).toEqual({
      "aws:o-abcdefghij": ["o-abcdefghij", undefined],
      "aws:111122223333": ["n1", "aws:o-abcdefghij"],
      "aws:444455556666": ["n4", "aws:o-abcdefghij"],
      "aws:777788889999": ["777788889999", undefined],
    });
    const graph = gather(batches);
    expect(graph.state("aws/organizations:accounts", "aws:444455556666")).toBe("complete");
    expect(graph.state("aws/organizations:accounts", "aws:777788889999")).toBe("failed");
  });

  it("is named: a folder of nobody, a typo in a call, a call that nhi does not make; a service only on request", async () => {
    const noted = noting();
    await gatherBundle(
      {
        [`aws/111122223333/${DETAILS}`]: details(),
        "aws/111122223333/iam/list-usrs.json": {},
        "aws/111122223333/iam/list-mfa-devices/someone.json": { MFADevices: [] },
        "aws/111122223333/us-east-1/lambda/list-functions.json": { Functions: [] },
        "aws/111122223333/us-east-1/lambda/list-layers.json": { Layers: [] },
        "aws/111122223333/iam/list-account-aliases.json/list-account-aliases.json": { AccountAliases: ["a"] },
        "aws/111122223333/us-east-1/kafka/list-clusters.json": {},
        "alibaba/1/x.json": {},
      },
      noted,
    );
    const at = (text: string) => noted.lines.filter((line) => line.includes(text));
    expect(at("alibaba")).toEqual([expect.stringMatching(/^warn: .*not a provider that nhi knows$/)]);
    expect(at("list-usrs")).toEqual([expect.stringMatching(/^warn: .*not read: no such call$/)]);
    expect(at("list-layers")).toEqual([expect.stringMatching(/^warn: .*not read: no such call$/)]);
    expect(at("list-account-aliases")).toEqual([
      expect.stringMatching(/^warn: .*aliases\.json: not read: a folder stands where the file should be$/),
    ]);
    expect(at("kafka")).toEqual([expect.stringMatching(/^debug: .*not read by this version$/)]);
    expect(at("list-functions")).toEqual([]);
    expect(at("list-mfa-devices")).toEqual([]);
  });

  it("is an error when it is all", async () => {
    await expect(collectorForBundle(folderOf({ "x.txt": "y" }))).rejects.toThrow(
      /holds nothing that nhi reads; expected a folder such as aws/,
    );
  });
});

describe("a user with a name made to climb", () => {
  it("stays inside the bundle", async () => {
    const graph = await gatherBundle({
      [`aws/111122223333/${DETAILS}`]: details(user(".."), user("../../../etc/passwd")),
      "aws/111122223333/iam/list-access-keys/%2E%2E.json": {
        AccessKeyMetadata: [{ AccessKeyId: "AKIAEXAMPLE000000003", Status: "Inactive" }],
      },
    });
    expect(graph.node("AKIAEXAMPLE000000003")?.parent).toBe("arn:aws:iam::111122223333:user/..");
    expect(graph.gaps).toContainEqual(
      expect.objectContaining({ subject: "arn:aws:iam::111122223333:user/../../../etc/passwd" }),
    );
  });
});

describe("a folder that leads out of the bundle", () => {
  it("is a gap of every data set that would lie in it, and of nothing else", async () => {
    const outside = folderOf({
      "get-account-authorization-details.json": details(user("outside")),
      "list-access-keys/outside.json": {},
    });
    const root = folderOf({
      "aws/111122223333/sts/get-caller-identity.json": {
        Account: "111122223333",
        Arn: "arn:aws:iam::111122223333:user/x",
      },
    });
    symlinkSync(outside, join(root, "aws/111122223333/iam"));
    const graph = await gatherPath(root);
    expect(graph.coverageOf(DETAILS_SET)).toMatchObject({ state: "failed", code: "OutsideBundle" });
    expect(graph.state("aws/iam:server-certificates")).toBe("failed");
    expect(graph.state("aws/sts:caller-identity")).toBe("complete");
    expect(graph.ofType("aws.iam-user")).toEqual([]);
  });
});

describe("what only a bundle may hold", () => {
  it("reads login profiles: a record of 404 is a password that is not there, no file is a gap", async () => {
    const graph = await gatherBundle({
      [`aws/111122223333/${DETAILS}`]: details(user("a"), user("b"), user("c")),
      "aws/111122223333/iam/get-login-profile/a.json": {
        LoginProfile: { UserName: "a", CreateDate: "2020-01-01T00:00:00+00:00" },
      },
      "aws/111122223333/iam/get-login-profile/b.error.json": { status: 404, code: "NoSuchEntity", message: "" },
    });
    const facts = (name: string) => graph.facts(`arn:aws:iam::111122223333:user/${name}`)["password_enabled"];
    expect([facts("a"), facts("b"), facts("c")]).toEqual([true, false, undefined]);
    expect(graph.ofType("aws.console-password").map(({ parent }) => parent)).toEqual([
      "arn:aws:iam::111122223333:user/a",
    ]);
    expect(graph.state("aws/iam:login-profiles")).toBe("partial");
  });

  it("reads credentials for services user by user, and SSH keys, where they were recorded so", async () => {
    const credential = {
      UserName: "a",
      ServiceSpecificCredentialId: "ACCAEXAMPLE000000001",
      ServiceName: "bedrock.amazonaws.com",
      Status: "Active",
    };
    const graph = await gatherBundle({
      [`aws/111122223333/${DETAILS}`]: details(user("a")),
      "aws/111122223333/iam/list-service-specific-credentials/a.json": { ServiceSpecificCredentials: [credential] },
      "aws/111122223333/iam/list-ssh-public-keys/a.json": {
        SSHPublicKeys: [{ SSHPublicKeyId: "APKAEXAMPLE000000001", Status: "Active" }],
      },
    });
    expect(graph.state("aws/iam:service-specific-credentials")).toBe("complete");
    expect(graph.state("aws/iam:ssh-public-keys")).toBe("complete");
    expect(graph.nodes.filter(({ kind }) => kind === "credential").map(({ id }) => id)).toEqual([
      "ACCAEXAMPLE000000001",
      "APKAEXAMPLE000000001",
    ]);
  });
});

describe("a data set that the recorded crawl did not ask for", () => {
  it("is left out; one that it asked for and that has no file is a gap", async () => {
    const graph = await gatherBundle({
      "bundle.json": { version: 1, asked: [DETAILS_SET, "aws/iam:saml-providers"] },
      [`aws/111122223333/${DETAILS}`]: details(),
    });
    expect(graph.state("aws/iam:saml-providers")).toBe("failed");
    expect(graph.state("aws/iam:server-certificates")).toBe("-");
  });
});

it("reads the fixture as often as asked, each time the same", async () => {
  const path = fileURLToPath(new URL("../fixtures/account", import.meta.url));
  const collector = await collectorForBundle(path);
  expect(await batchesOf(collector)).toEqual(await batchesOf(collector));
  expect(collector.recordedAt?.toISOString()).toBe("2026-06-01T00:00:00.000Z");
  const planned = await collector.plan();
  expect(planned).toContainEqual({ scope: "aws:111122223333", call: "read aws/iam:credential-report", count: "1" });
  expect(readFileSync(join(path, "bundle.json"), "utf8")).toContain("recordedAt");
});

describe("a key that does not say its id", () => {
  const key = { AccessKeyId: "AKIAEXAMPLE000000009", Status: "Active" };
  const file = "aws/111122223333/iam/list-access-keys/b.json";
  const gatherKeys = (...keys: readonly unknown[]) =>
    gatherBundle({
      [`aws/111122223333/${DETAILS}`]: details(user("b")),
      "aws/111122223333/iam/get-credential-report.json": {},
      "aws/111122223333/iam/credential-report.csv": [
        HEADER,
        ROW("b", "true,2020-01-01T00:00:00+00:00,N/A,N/A,N/A"),
      ].join("\n"),
      [file]: { AccessKeyMetadata: keys },
    });
  const said = ({ gaps }: { gaps: readonly { dataSet: string; subject: string; message: string }[] }) =>
    gaps.filter(({ dataSet }) => dataSet === "aws/iam:access-keys");

  it.each([
    ["in a list of its own", [key]],
    ["a number for an id", { ...key, AccessKeyId: 7 }],
    ["no id", { Status: "Active" }],
  ])("is a gap that names the file, and the others stay: %s", async (_, wrong) => {
    const graph = await gatherKeys(key, wrong);
    expect(said(graph)).toEqual([
      {
        dataSet: "aws/iam:access-keys",
        subject: "arn:aws:iam::111122223333:user/b",
        message: expect.stringMatching(
          /list-access-keys\/b\.json: 1 of 2 elements without a usable AccessKeyId, left out or read in part$/,
        ),
      },
    ]);
    expect(graph.state("aws/iam:access-keys")).toBe("partial");
    expect(graph.node(key.AccessKeyId)).toBeDefined();
  });

  it("is no gap when it says it", async () => {
    const graph = await gatherKeys(key);
    expect(said(graph)).toEqual([]);
    expect(graph.state("aws/iam:access-keys")).toBe("complete");
  });
});
