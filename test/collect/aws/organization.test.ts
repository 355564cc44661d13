import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { CALLS, memberCalls } from "../../../src/collect/aws/calls.js";
import { sessionPolicies } from "../../../src/collect/aws/permissions.js";
import { collectorFor, collectorForBundle } from "../../../src/collect/index.js";
import type { CollectOptions } from "../../../src/collect/options.js";
import { batchesOf, folderOf, gather, joined, noting } from "../support.js";
import { withAwsEnvironment } from "./environment.js";
import { ACCOUNT, ESTATE } from "./estate.js";
import { type Call, type Running, type Said, serve, type Table } from "./server.js";

const MEMBER = "444455556666";
const REFUSED = "777788889999";
const CLOSED = "999900001111";

withAwsEnvironment();
let server: Running | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const listed = (id: string, name: string, Status = "ACTIVE") => ({
  Id: id,
  Name: name,
  Status,
  Arn: `arn:aws:organizations::${ACCOUNT}:account/o-abcdefghij/${id}`,
});

/** Sessions sign with a key that carries their account. */
function accountOf(call: Call): string {
  return /^ASIA(\d{12})$/.exec(call.key)?.[1] ?? ACCOUNT;
}

function assumeRole({ params }: Call): Said {
  const account = /::(\d{12}):role\//.exec(params["RoleArn"] ?? "")?.[1] ?? "";
  if (account === REFUSED)
    return { refuse: "AccessDenied", message: "User auditor is not authorized to perform: sts:AssumeRole" };
  return {
    Credentials: {
      AccessKeyId: `ASIA${account}`,
      SecretAccessKey: "s",
      SessionToken: "t",
      Expiration: "2099-01-01T00:00:00Z",
    },
  };
}

const ORGANIZATION: Table = {
  ...ESTATE,
  ListAccounts: ({ params }) =>
    params["NextToken"] === undefined
      ? { Accounts: [listed(ACCOUNT, "root"), listed(MEMBER, "dev")], NextToken: "2" }
      : { Accounts: [listed(REFUSED, "locked"), listed(CLOSED, "gone", "SUSPENDED")] },
  AssumeRole: assumeRole,
  GetCallerIdentity: (call) => ({
    Account: accountOf(call),
    Arn: `arn:aws:sts::${accountOf(call)}:assumed-role/x/nhi`,
  }),
  GetAccountAuthorizationDetails: (call) => ({
    IsTruncated: false,
    RoleDetailList: [
      { RoleName: "r", Arn: `arn:aws:iam::${accountOf(call)}:role/r`, AssumeRolePolicyDocument: '{"Statement":[]}' },
    ],
  }),
  GetCredentialReport: () => ({ refuse: "AccessDenied" }),
  ListAccountAliases: () => ({ AccountAliases: [] }),
};

async function crawl(table: Table = {}, options: CollectOptions = {}) {
  server = await serve({ ...ORGANIZATION, ...table });
  process.env["AWS_ENDPOINT_URL"] = server.url;
  const noted = noting();
  const batches = await batchesOf(
    await collectorFor("aws", { organization: true, services: false, ...options }),
    noted,
  );
  return { batches, graph: gather(batches), noted, server };
}

describe("a crawl of an organisation", () => {
  it("reads its accounts through the role, its own without", async () => {
    const { graph, server } = await crawl();
    for (const account of [ACCOUNT, MEMBER]) {
      expect(graph.state("aws/iam:account-authorization-details", `aws:${account}`)).toBe("complete");
      expect(graph.node(`arn:aws:iam::${account}:role/r`)).toBeDefined();
    }
    const roles = server.calls
      .filter(({ action }) => action === "AssumeRole")
      .map(({ params }) => params["RoleArn"] ?? "");
    expect(roles.sort((a, b) => (a < b ? -1 : 1))).toEqual([
      `arn:aws:iam::${MEMBER}:role/NhiAuditor`,
      `arn:aws:iam::${REFUSED}:role/NhiAuditor`,
    ]);
  });

  it("narrows every session to the calls that nhi makes in an account", async () => {
    const { server } = await crawl();
    const [{ params } = { params: {} }] = server.calls.filter(({ action }) => action === "AssumeRole");
    const text: string = (params as Call["params"])["Policy"] ?? "";
    expect(text.length).toBeLessThanOrEqual(2048);
    expect([text]).toEqual(sessionPolicies(memberCalls({ services: false })).map(({ policy }) => policy));
    const inMember = server.calls.filter((call) => accountOf(call) === MEMBER).map(({ action }) => action);
    expect(inMember).not.toContain("ListAccounts");
    expect(inMember).toContain("GetAccountSummary");
  });

  it("takes an account whose role is refused for a gap, in all its data sets, and goes on", async () => {
    const { graph, batches, noted } = await crawl();
    const refused = batches.filter(({ scope }) => scope.id === `aws:${REFUSED}`);
    const states = new Map(refused.map(({ dataSet, coverage }) => [dataSet, coverage]));
    expect(states.get("aws/organizations:accounts")?.state).toBe("complete");
    states.delete("aws/organizations:accounts");
    states.delete("aws/organizations:policies");
    expect([...states.keys()].sort()).toEqual(
      [...new Set(memberCalls({ services: false }).map(({ dataSet }) => dataSet))].sort(),
    );
    for (const coverage of states.values()) {
      expect(coverage).toMatchObject({
        state: "denied",
        permission: "sts:AssumeRole",
        message: "sts:AssumeRole NhiAuditor: AccessDenied: User auditor is not authorized to perform: sts:AssumeRole",
      });
    }
    expect(noted.calls.filter((call) => call.startsWith(`aws:${REFUSED} `))).toEqual([
      `aws:${REFUSED} sts:GetCallerIdentity`,
      `aws:${REFUSED} sts:AssumeRole`,
    ]);
    expect(noted.lines).toContain(
      `warn: aws ${REFUSED}: sts:AssumeRole NhiAuditor: AccessDenied: User auditor is not authorized to perform: sts:AssumeRole`,
    );
    expect(graph.state("aws/iam:account-summary", `aws:${MEMBER}`)).toBe("complete");
  });

  it("names accounts that are closed, and does not try them", async () => {
    const { batches, server } = await crawl();
    expect(batches.some(({ scope }) => scope.id === `aws:${CLOSED}`)).toBe(false);
    expect(batches.flatMap(({ gaps }) => gaps ?? [])).toContainEqual({
      dataSet: "aws/organizations:accounts",
      subject: `aws:${CLOSED}`,
      message: "account gone is suspended: not crawled",
    });
    expect(JSON.stringify(server.calls)).not.toContain(`::${CLOSED}:role`);
  });

  it("puts every account below the organisation, by its name there", async () => {
    const { batches } = await crawl();
    const scopes = new Map(batches.map(({ scope }) => [scope.id, `${scope.name} ${scope.parent}`]));
    expect(Object.fromEntries(scopes)).toEqual({
      "aws:o-abcdefghij": "o-abcdefghij undefined",
      [`aws:${ACCOUNT}`]: "root aws:o-abcdefghij",
      [`aws:${MEMBER}`]: "dev aws:o-abcdefghij",
      [`aws:${REFUSED}`]: "locked aws:o-abcdefghij",
    });
  });

  it("keeps the batches of a data set together, however accounts take turns", async () => {
    const { batches } = await crawl();
    for (const scope of new Set(batches.map((batch) => batch.scope.id))) {
      const sets = batches.filter((batch) => batch.scope.id === scope).map(({ dataSet }) => dataSet);
      const runs = sets.filter((dataSet, at) => dataSet !== sets[at - 1]);
      expect(new Set(runs).size).toBe(runs.length);
    }
  });

  it("takes another name for the role, and only listed calls", async () => {
    const { server, noted } = await crawl({}, { role: "ReadAll" });
    expect(
      server.calls
        .filter(({ action }) => action === "AssumeRole")
        .every(({ params }) => params["RoleArn"]?.endsWith(":role/ReadAll")),
    ).toBe(true);
    const allowed = new Set(CALLS.map(({ call }) => call));
    expect(noted.calls.map((call) => call.split(" ")[1]).filter((call) => !allowed.has(call ?? ""))).toEqual([]);
  });

  it("reads which accounts administer stack sets and IAM for it; of what is refused nothing is claimed", async () => {
    const { graph, batches } = await crawl({
      ListDelegatedAdministrators: ({ params }) =>
        params["ServicePrincipal"] === "iam.amazonaws.com"
          ? { refuse: "AccessDeniedException", status: 400 }
          : { DelegatedAdministrators: [{ Id: REFUSED, Email: "ops@example.com" }, { Id: MEMBER }] },
    });
    const scopes = batches.map(({ scope }) => scope).filter(({ id }) => id === "aws:o-abcdefghij");
    expect(scopes.length).toBeGreaterThan(0);
    for (const { properties } of scopes)
      expect(properties?.["delegated_administrators"]).toEqual({
        "member.org.stacksets.cloudformation.amazonaws.com": [MEMBER, REFUSED],
      });
    expect(batches.flatMap(({ gaps }) => gaps ?? [])).toContainEqual(
      expect.objectContaining({
        dataSet: "aws/organizations:accounts",
        subject: "aws:o-abcdefghij",
        permission: "organizations:ListDelegatedAdministrators",
      }),
    );
    expect(graph.state("aws/organizations:accounts", `aws:${ACCOUNT}`)).toBe("complete");
  });

  it("reads its own account only, and says why, when the accounts may not be listed", async () => {
    const { graph, noted, server } = await crawl({
      ListAccounts: () => ({ refuse: "AccessDeniedException", status: 400 }),
    });
    expect(server.calls.some(({ action }) => action === "AssumeRole")).toBe(false);
    expect(graph.state("aws/organizations:accounts", `aws:${ACCOUNT}`)).toBe("denied");
    expect(noted.lines).toContainEqual(
      expect.stringMatching(
        /^warn: organizations:ListAccounts: AccessDeniedException.*run it with the management account$/,
      ),
    );
  });

  it("replays from its recording", async () => {
    const record = join(folderOf({}), "recording");
    const { batches } = await crawl({}, { record });
    const replay = await batchesOf(await collectorForBundle(record), noting());
    // An account whose role was refused gave no answers: it is not in the recording, only in the organisation.
    const live = batches.filter(({ scope }) => scope.id !== `aws:${REFUSED}`);
    expect(joined(replay)).toEqual(joined(live));
  });
});
