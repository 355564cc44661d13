import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { accountCalls, actionsOf } from "../../../src/collect/aws/calls.js";
import { LIST_DELEGATED } from "../../../src/collect/aws/delegated-administrators.js";
import { ORGANIZATION_POLICY_CALLS } from "../../../src/collect/aws/organization-policies.js";
import { permissionsText } from "../../../src/collect/aws/permissions.js";
import { collectorFor, collectorForBundle, whoAmI } from "../../../src/collect/index.js";
import type { CollectOptions } from "../../../src/collect/options.js";
import { batchesOf, folderOf, type Gathered, gather, joined, noting } from "../support.js";
import { withAwsEnvironment } from "./environment.js";
import { ACCOUNT, ESTATE } from "./estate.js";
import { type Running, serve, type Table } from "./server.js";

const SCOPE = `aws:${ACCOUNT}`;
const OF_ORGANIZATION = [LIST_DELEGATED, ...ORGANIZATION_POLICY_CALLS].map(({ call }) => call);
let server: Running | undefined;

withAwsEnvironment();

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(table: Table): Promise<Running> {
  server = await serve({ ...ESTATE, ...table });
  process.env["AWS_ENDPOINT_URL"] = server.url;
  return server;
}

/** Identities only; what services hold has tests of its own. */
async function crawl(table: Table = {}, options: CollectOptions = {}, done: readonly string[] = []) {
  const running = await start(table);
  const noted = noting(done);
  const batches = await batchesOf(await collectorFor("aws", { services: false, ...options }), noted);
  return { batches, graph: gather(batches), noted, calls: running.calls.map(({ action }) => action) };
}

const refused =
  (code = "AccessDenied", status = 403) =>
  () => ({ refuse: code, status, message: "not you" });
const states = (graph: Gathered): { [dataSet: string]: string } =>
  Object.fromEntries(graph.coverage.map(({ dataSet, state }) => [dataSet, state]));

describe("a crawl of one account", () => {
  it("reads everything, in as many calls as it says", async () => {
    const { graph, noted, calls } = await crawl();
    const open = Object.entries(states(graph)).filter(([, state]) => state !== "complete");
    expect(open).toEqual([
      ["aws/organizations:accounts", "denied"],
      ["aws/organizations:policies", "denied"],
    ]);
    expect(noted.calls.map((call) => call.replace(/^.*:/, "")).sort()).toEqual([...calls].sort());
    expect(noted.calls.every((call) => call.startsWith(`${SCOPE} `))).toBe(true);
    const count = (action: string) => calls.filter((called) => called === action).length;
    expect(count("GetAccountAuthorizationDetails")).toBe(2);
    expect(count("ListAccessKeys")).toBe(1);
    expect(count("ListMFADevices")).toBe(1);
    expect(count("GetAccessKeyLastUsed")).toBe(0);
    expect(count("ListSSHPublicKeys")).toBe(0);
  });

  it("takes the page of a proxy for no answer, and the API's XML for one whatever its type says", async () => {
    const page = () => ({ status: 200, html: "<!DOCTYPE html><html><body>please sign in</body></html>" });
    const { graph } = await crawl({ ListAccessKeys: page, GetAccountPasswordPolicy: page });
    expect(states(graph)).toMatchObject({
      "aws/iam:access-keys": "failed",
      "aws/iam:account-password-policy": "failed",
      // whose keys they are is not told by the report
      "aws/iam:credential-report": "partial",
    });
    expect(graph.facts(SCOPE)).not.toHaveProperty("password_policy_present");
    const policy = "<PasswordPolicy><MinimumPasswordLength>14</MinimumPasswordLength></PasswordPolicy>";
    const xml = `<GetAccountPasswordPolicyResponse><GetAccountPasswordPolicyResult>${policy}</GetAccountPasswordPolicyResult></GetAccountPasswordPolicyResponse>`;
    const twin = await crawl({ GetAccountPasswordPolicy: () => ({ status: 200, html: xml }) });
    expect(states(twin.graph)).toMatchObject({
      "aws/iam:access-keys": "complete",
      "aws/iam:account-password-policy": "complete",
      "aws/iam:credential-report": "complete",
    });
    expect(twin.graph.facts(SCOPE)).toMatchObject({ password_policy_present: true, password_min_length: 14 });
  });

  it("asks for a thousand elements a page, policies first", async () => {
    const running = await start({});
    await batchesOf(await collectorFor("aws", { services: false }));
    const asked = running.calls
      .filter(({ action }) => action === "GetAccountAuthorizationDetails")
      .map(({ params }) => params);
    expect(asked).toMatchObject([
      { MaxItems: "1000", "Filter.member.1": "LocalManagedPolicy", "Filter.member.2": "AWSManagedPolicy" },
      { MaxItems: "1000", "Filter.member.1": "User", "Filter.member.2": "Role", "Filter.member.3": "Group" },
    ]);
  });

  it("reads what it finds into the graph", async () => {
    const { graph } = await crawl();
    expect(graph.node(`arn:aws:iam::${ACCOUNT}:role/r#trust/ec2.amazonaws.com/0`)).toBeDefined();
    expect(graph.node("AKIAEXAMPLE000000001")).toMatchObject({ parent: `arn:aws:iam::${ACCOUNT}:user/ci` });
    expect(graph.facts("AKIAEXAMPLE000000001")).toEqual({ last_used_known: true });
    expect(graph.facts(`arn:aws:iam::${ACCOUNT}:root`)).toMatchObject({
      virtual_mfa: true,
      virtual_mfa_since: "2024-01-01T00:00:00Z",
    });
    expect(graph.facts(`arn:aws:iam::${ACCOUNT}:user/bob`)).toMatchObject({ mfa_devices: 1, mfa_kinds: ["hardware"] });
    expect(graph.facts(SCOPE)).toMatchObject({ alias: "acme", password_policy_present: false, root_mfa_enabled: true });
    expect(graph.node("CERT1")).toMatchObject({ parent: `arn:aws:iam::${ACCOUNT}:user/ci` });
  });

  it("knows its organisation though it may not list the accounts", async () => {
    const { batches, graph } = await crawl();
    expect(batches[0]?.scope).toMatchObject({
      parent: "aws:o-abcdefghij",
      properties: { organization: "o-abcdefghij" },
    });
    expect(graph.coverageOf("aws/organizations:accounts")).toMatchObject({ permission: "organizations:ListAccounts" });
  });

  it("is complete about an organisation that is not there", async () => {
    const { graph, calls } = await crawl({ ListAccounts: refused("AWSOrganizationsNotInUseException", 400) });
    expect(graph.state("aws/organizations:accounts")).toBe("complete");
    expect(calls).not.toContain("DescribeOrganization");
  });

  it("spares calls whose answer the summary gives", async () => {
    const SummaryMap = { Users: 0, Providers: 1, ServerCertificates: 0, MFADevices: 0 };
    const { graph, calls } = await crawl({ GetAccountSummary: () => ({ SummaryMap }) });
    for (const action of [
      "ListSAMLProviders",
      "ListServerCertificates",
      "ListVirtualMFADevices",
      "ListServiceSpecificCredentials",
    ]) {
      expect(calls).not.toContain(action);
    }
    for (const name of [
      "saml-providers",
      "server-certificates",
      "virtual-mfa-devices",
      "service-specific-credentials",
    ]) {
      expect(graph.state(`aws/iam:${name}`)).toBe("complete");
    }
  });

  it("does not take the summary's word when a role trusts a provider that it does not count", async () => {
    const trust = {
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/okta` },
          Action: "sts:AssumeRoleWithSAML",
        },
      ],
    };
    const role = {
      RoleName: "s",
      Arn: `arn:aws:iam::${ACCOUNT}:role/s`,
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
    };
    const { calls } = await crawl({
      GetAccountSummary: () => ({ SummaryMap: { Providers: 1 } }),
      GetAccountAuthorizationDetails: () => ({ IsTruncated: false, RoleDetailList: [role] }),
    });
    expect(calls).toContain("ListSAMLProviders");
  });

  it("reads the users again, and only them, when it goes on after the details", async () => {
    const running = await start({});
    const done = [`${SCOPE} aws/iam:account-authorization-details`];
    const batches = await batchesOf(await collectorFor("aws", { services: false }), noting(done));
    const asked = running.calls
      .filter(({ action }) => action === "GetAccountAuthorizationDetails")
      .map(({ params }) => params);
    expect(asked).toMatchObject([{ "Filter.member.1": "User" }]);
    expect(asked[0]).not.toHaveProperty("Filter.member.2");
    expect(batches.some(({ dataSet }) => done.includes(`${SCOPE} ${dataSet}`))).toBe(false);
    expect(new Set(batches.map(({ scope }) => scope.name))).toEqual(new Set(["acme"]));
  });
});

describe("answers that do not come", () => {
  const BY_CALL = accountCalls({ services: false }).filter(
    ({ call }) => !/GetCallerIdentity|^organizations:|SSHPublicKeys|ServiceLastAccessed/.test(call),
  );

  it.each(BY_CALL.map((call) => [call.call, call] as const))(
    "%s refused: its data set says so, the rest goes on",
    async (name, call) => {
      const operation = name.split(":")[1] ?? "";
      // Last use is only asked for without a report.
      const without = operation === "GetAccessKeyLastUsed" ? { GetCredentialReport: refused() } : {};
      const { graph } = await crawl({ ...without, [operation]: refused() });
      const all = states(graph);
      if (operation === "GenerateCredentialReport") {
        // AWS had one already.
        expect(all[call.dataSet]).toBe("complete");
      } else if (operation === "GetOpenIDConnectProvider") {
        expect(all[call.dataSet]).toBe("partial");
        expect(graph.gaps).toContainEqual(expect.objectContaining({ dataSet: call.dataSet, permission: name }));
      } else {
        expect(graph.coverageOf(call.dataSet)).toMatchObject({
          state: "denied",
          code: "AccessDenied",
          permission: name,
        });
      }
      const needs: { [operation: string]: readonly string[] } = {
        GetCredentialReport: ["aws/iam:mfa-devices", "aws/iam:signing-certificates"],
        GetAccessKeyLastUsed: ["aws/iam:mfa-devices", "aws/iam:signing-certificates", "aws/iam:credential-report"],
      };
      const others = Object.entries(all).filter(([dataSet, state]) => state !== "complete" && dataSet !== call.dataSet);
      const expected = [...(needs[operation] ?? []), "aws/organizations:accounts", "aws/organizations:policies"];
      expect(others.map(([dataSet]) => dataSet).sort()).toEqual([...expected].sort());
    },
  );

  it("is the refusal to make a report when there is none because of it", async () => {
    const { graph } = await crawl({
      GenerateCredentialReport: refused(),
      GetCredentialReport: refused("ReportNotPresent", 410),
    });
    expect(graph.coverageOf("aws/iam:credential-report")).toMatchObject({
      state: "denied",
      permission: "iam:GenerateCredentialReport",
    });
  });

  it("asks every user for keys and each key for its use when there is no report, and says so", async () => {
    const { graph, calls, noted } = await crawl({ GetCredentialReport: refused() });
    expect(calls.filter((action) => action === "ListAccessKeys")).toHaveLength(2);
    expect(graph.facts("AKIAEXAMPLE000000001")).toMatchObject({
      last_used_at: "2026-04-01T00:00:00Z",
      last_used_known: true,
    });
    expect(noted.lines).toContain(`warn: aws ${ACCOUNT}: no credential report; asking 2 users for their keys`);
  });

  it("stops asking users when the first ones are all refused", async () => {
    const many = Array.from({ length: 30 }, (_, at) => ({
      UserName: `u${at}`,
      Arn: `arn:aws:iam::${ACCOUNT}:user/u${at}`,
    }));
    const { graph, calls } = await crawl({
      GetAccountAuthorizationDetails: () => ({ IsTruncated: false, UserDetailList: many }),
      GetCredentialReport: refused(),
      ListAccessKeys: refused(),
    });
    expect(calls.filter((action) => action === "ListAccessKeys")).toHaveLength(3);
    expect(graph.coverageOf("aws/iam:access-keys")).toMatchObject({
      state: "denied",
      permission: "iam:ListAccessKeys",
    });
  });

  it("makes a gap of one user that is refused, and nothing of one that is gone", async () => {
    const many = Array.from({ length: 6 }, (_, at) => ({
      UserName: `u${at}`,
      Arn: `arn:aws:iam::${ACCOUNT}:user/u${at}`,
    }));
    const { graph } = await crawl({
      GetAccountAuthorizationDetails: () => ({ IsTruncated: false, UserDetailList: many }),
      GetCredentialReport: refused(),
      ListAccessKeys: ({ params }) => {
        if (params["UserName"] === "u4") return { refuse: "AccessDenied" };
        return params["UserName"] === "u5" ? { refuse: "NoSuchEntity", status: 404 } : { AccessKeyMetadata: [] };
      },
    });
    expect(graph.coverageOf("aws/iam:access-keys")).toMatchObject({
      state: "partial",
      message: "iam:ListAccessKeys: 1 of 5 users could not be read",
    });
    expect(graph.gaps.filter(({ dataSet }) => dataSet === "aws/iam:access-keys")).toMatchObject([
      { subject: `arn:aws:iam::${ACCOUNT}:user/u4`, permission: "iam:ListAccessKeys" },
    ]);
  });

  it("takes a page of HTML for a failure, not for an answer", async () => {
    const { graph } = await crawl({
      ListServiceSpecificCredentials: () => ({ html: "<html>501</html>", status: 501 }),
    });
    expect(graph.coverageOf("aws/iam:service-specific-credentials")).toMatchObject({
      state: "failed",
      code: "HTTP 501",
    });
  });

  it("waits out a throttle", async () => {
    const { graph, calls } = await crawl({
      ListAccountAliases: (_, count) =>
        count < 2 ? { refuse: "Throttling", status: 400, message: "Rate exceeded" } : { AccountAliases: ["acme"] },
    });
    expect(calls.filter((action) => action === "ListAccountAliases")).toHaveLength(3);
    expect(graph.facts(SCOPE)).toMatchObject({ alias: "acme" });
  });

  it("polls a report that is not ready, and makes one anew that expired in the meantime", async () => {
    const { graph, calls } = await crawl({
      GetCredentialReport: (call, count) =>
        count === 0
          ? { refuse: "ReportInProgress", status: 404 }
          : (ESTATE["GetCredentialReport"]?.(call, count) ?? {}),
    });
    expect(calls.filter((action) => action === "GetCredentialReport")).toHaveLength(2);
    expect(graph.state("aws/iam:credential-report")).toBe("complete");
  });
});

describe("pages", () => {
  const user = (at: number) => ({ UserName: `u${at}`, Arn: `arn:aws:iam::${ACCOUNT}:user/u${at}` });

  it("are followed by their token", async () => {
    const { graph } = await crawl({
      GetAccountAuthorizationDetails: ({ params }) => {
        const at = Number(params["Marker"] ?? 0);
        return at < 3
          ? { IsTruncated: true, Marker: String(at + 1), UserDetailList: [user(at)] }
          : { IsTruncated: false, UserDetailList: [user(at)] };
      },
    });
    expect(graph.ofType("aws.iam-user").map(({ name }) => name)).toEqual([
      "u0",
      "u1",
      "u2",
      "u3",
      "u0",
      "u1",
      "u2",
      "u3",
    ]);
    expect(graph.state("aws/iam:account-authorization-details")).toBe("complete");
  });

  it("end at a token that comes again: what was read stays, as a part", async () => {
    const { graph, calls } = await crawl({
      GetAccountAuthorizationDetails: (_, count) => ({
        IsTruncated: true,
        Marker: "same",
        UserDetailList: [user(count)],
      }),
    });
    expect(calls.filter((action) => action === "GetAccountAuthorizationDetails")).toHaveLength(2);
    expect(graph.ofType("aws.iam-user")).toHaveLength(2);
    expect(graph.coverageOf("aws/iam:account-authorization-details")).toMatchObject({
      state: "partial",
      code: "RepeatedPage",
    });
  });

  it("that are refused in the middle leave a part", async () => {
    const { graph } = await crawl({
      GetAccountAuthorizationDetails: (_, count) =>
        count === 0 ? { IsTruncated: true, Marker: "m", UserDetailList: [user(0)] } : { refuse: "AccessDenied" },
    });
    expect(graph.coverageOf("aws/iam:account-authorization-details")).toMatchObject({
      state: "partial",
      code: "AccessDenied",
    });
  });
});

describe("services used", () => {
  const DATA_SET = "aws/iam:service-last-accessed";
  const ROLE = `arn:aws:iam::${ACCOUNT}:role/r`;
  const use = (graph: Gathered) =>
    graph.supplements.filter(({ node }) => node === ROLE).map(({ properties }) => properties);

  it("are asked for on request only, of each user and role", async () => {
    const { graph, calls } = await crawl();
    expect(states(graph)).not.toHaveProperty(DATA_SET);
    expect(calls).not.toContain("GenerateServiceLastAccessedDetails");
    await server?.close();
    const asked = await crawl({}, { everyUser: true });
    expect(asked.graph.state(DATA_SET)).toBe("complete");
    expect(use(asked.graph)).toContainEqual({ services_granted: 2, services_used: { s3: "2026-04-01T00:00:00Z" } });
    expect(asked.calls.filter((call) => call === "GenerateServiceLastAccessedDetails")).toHaveLength(3);
  });

  it("are waited for", async () => {
    const done = { JobStatus: "COMPLETED", ServicesLastAccessed: [] };
    const { graph } = await crawl(
      { GetServiceLastAccessedDetails: (_, count) => (count < 3 ? { JobStatus: "IN_PROGRESS" } : done) },
      { everyUser: true },
    );
    expect(graph.state(DATA_SET)).toBe("complete");
    expect(use(graph)).toContainEqual({ services_granted: 0, services_used: {} });
  });

  it.each<[string, Table, object]>([
    [
      "are denied when no job may be started",
      { GenerateServiceLastAccessedDetails: refused() },
      { state: "denied", code: "AccessDenied", permission: "iam:GenerateServiceLastAccessedDetails" },
    ],
    [
      "are denied when no answer may be had",
      { GetServiceLastAccessedDetails: refused() },
      { state: "denied", code: "AccessDenied", permission: "iam:GetServiceLastAccessedDetails" },
    ],
    [
      "have failed when every job did",
      { GetServiceLastAccessedDetails: () => ({ JobStatus: "FAILED", Error: { Code: "Broken", Message: "no" } }) },
      { state: "failed", code: "Broken" },
    ],
  ])("%s", async (_, table, coverage) => {
    const { graph } = await crawl(table, { everyUser: true });
    expect(graph.coverageOf(DATA_SET)).toMatchObject(coverage);
    expect(use(graph)).not.toContainEqual(expect.objectContaining({ services_granted: expect.anything() }));
  });
});

describe("permissions", () => {
  it("are what a crawl may need, each of them called by some crawl, and no call without one", async () => {
    const called = new Set<string>();
    const note = ({ noted }: Awaited<ReturnType<typeof crawl>>): void => {
      for (const call of noted.calls) called.add(call.split(" ")[1] ?? "");
    };
    note(await crawl());
    await server?.close();
    note(await crawl({ GetCredentialReport: refused() }, { everyUser: true }));
    const policy = JSON.parse(permissionsText({ services: false })) as { Statement: { Action: string[] }[] };
    // An organisation is read with the eyes of a management account: organization-policies.test.ts, organization.test.ts.
    const asked = policy.Statement[0]?.Action.filter((action) => !OF_ORGANIZATION.includes(action));
    expect([...called].sort()).toEqual(asked);
    expect(actionsOf(accountCalls({ services: false }))).toEqual(policy.Statement[0]?.Action);
  });
});

describe("a recording of a crawl", () => {
  it.each<[string, Table, CollectOptions]>([
    ["of an open account", {}, { everyUser: true }],
    ["without a report", { GetCredentialReport: refused() }, {}],
    [
      "with refusals, HTML and a repeated token",
      {
        ListSAMLProviders: refused(),
        ListServiceSpecificCredentials: () => ({ html: "<html>", status: 501 }),
        GetAccountAuthorizationDetails: () => ({
          IsTruncated: true,
          Marker: "same",
          UserDetailList: [{ UserName: "ci", Arn: `arn:aws:iam::${ACCOUNT}:user/ci` }],
        }),
      },
      {},
    ],
    [
      "of a report that may not be made",
      { GenerateCredentialReport: refused(), GetCredentialReport: refused("ReportNotPresent", 410) },
      {},
    ],
  ])("replays to the same graph: %s", async (_, table, options) => {
    const record = join(folderOf({}), "recording");
    const { batches } = await crawl(table, { ...options, record });
    const replay = await batchesOf(await collectorForBundle(record), noting());
    expect(joined(replay)).toEqual(joined(batches));
  });

  it("holds no secret, and neither does the graph", async () => {
    const record = join(folderOf({}), "recording");
    const { batches } = await crawl({}, { record });
    const files = readdirSync(record, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    const seed = Buffer.from("marker-seed").toString("base64");
    for (const text of [...texts, JSON.stringify(batches)]) {
      expect(text).not.toContain("marker-service-password");
      expect(text).not.toContain("marker-seed");
      expect(text).not.toContain(seed);
    }
    expect(texts.join("")).toContain("$secret");
  });
});

describe("credentials", () => {
  it.each([
    ["InvalidClientTokenId", 403, /^aws: AWS does not know this access key in us-east-1: .*set AWS_REGION/],
    ["SignatureDoesNotMatch", 403, /^aws: the secret does not fit the access key/],
    ["ExpiredToken", 400, /^aws: the session has expired: sign in again/],
    ["AccessDenied", 403, /^aws: refused \(/],
  ])("that are wrong are an error that says what next: %s", async (code, status, message) => {
    await start({ GetCallerIdentity: refused(code, status) });
    await expect(batchesOf(await collectorFor("aws"))).rejects.toMatchObject({
      code: "auth",
      message: expect.stringMatching(message),
    });
    await expect(whoAmI("aws")).rejects.toThrow(message);
  });

  it("that are missing are an error that says how to get them", async () => {
    await start({});
    delete process.env["AWS_ACCESS_KEY_ID"];
    await expect(batchesOf(await collectorFor("aws"))).rejects.toMatchObject({
      code: "auth",
      message: expect.stringMatching(/no credentials found: run aws configure/),
    });
    await expect(whoAmI("aws:nope")).rejects.toThrow(/^aws profile nope: .*--profile nope/);
  });

  it("say who they are", async () => {
    await start({});
    expect(await whoAmI("aws")).toEqual({
      message: `arn:aws:iam::${ACCOUNT}:user/auditor (account ${ACCOUNT})`,
      scope: `aws:${ACCOUNT}`,
    });
  });

  it("are not sent over plain http to another machine", async () => {
    process.env["AWS_ENDPOINT_URL"] = "http://192.0.2.1:5000";
    await expect(whoAmI("aws")).rejects.toThrow(
      "AWS_ENDPOINT_URL: http://192.0.2.1:5000 would send credentials in the clear",
    );
  });

  it("that expire in the middle leave what was read, and fail the rest", async () => {
    const { graph } = await crawl({ ListOpenIDConnectProviders: refused("ExpiredToken", 400) });
    expect(graph.coverageOf("aws/iam:open-id-connect-providers")).toMatchObject({
      state: "failed",
      code: "ExpiredToken",
    });
    expect(graph.state("aws/iam:account-authorization-details")).toBe("complete");
  });
});

describe("regions and partitions", () => {
  it.each([
    ["us-gov-west-1", "aws-us-gov"],
    ["cn-north-1", "aws-cn"],
    [undefined, "aws"],
  ])("follow the environment: %s", async (region, partition) => {
    if (region !== undefined) process.env["AWS_DEFAULT_REGION"] = region;
    const { graph } = await crawl({
      GetCallerIdentity: () => ({ Account: ACCOUNT, Arn: `arn:${partition}:iam::${ACCOUNT}:user/x` }),
    });
    expect(graph.ofType("aws.root-user").map(({ id }) => id)).toEqual([`arn:${partition}:iam::${ACCOUNT}:root`]);
  });
});

it("stops when it is interrupted", async () => {
  await start({});
  const stop = new AbortController();
  const noted = noting([], stop.signal);
  const seen: string[] = [];
  const run = async (): Promise<void> => {
    for await (const batch of (await collectorFor("aws", { services: false })).collect(noted.context)) {
      seen.push(batch.dataSet);
      if (batch.dataSet === "aws/iam:account-summary") stop.abort();
    }
  };
  await expect(run()).rejects.toThrow(/abort/i);
  expect(seen.at(-1)).toBe("aws/iam:account-summary");
});

it("plans without calling", async () => {
  const planned = await (await collectorFor("aws:prod", { organization: true })).plan();
  expect(planned).toContainEqual({
    scope: "aws:prod and each account of its organisation",
    call: "sts:AssumeRole",
    dataSet: "aws/organizations:accounts",
    count: "1 per account of the organisation",
  });
  await expect(collectorFor("oracle")).rejects.toThrow(/unknown source "oracle"; it begins with one of: aws/);
});
