import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { collectorFor, collectorForBundle } from "../../../src/collect/index.js";
import type { EdgeEnd, GraphBatch } from "../../../src/model/batch.js";
import { batchesOf, folderOf, type Gathered, gather, gatherBundle, joined, noting } from "../support.js";
import { withAwsEnvironment } from "./environment.js";
import { ACCOUNT, ESTATE } from "./estate.js";
import { type Running, serve, type Table } from "./server.js";

const endOf = (end: EdgeEnd): string => (typeof end === "string" ? end : end.value);

const DATA_SET = "aws/organizations:policies";
const ORGANIZATION = "aws:o-abcdefghij";
const MEMBER = "444455556666";
const ROOT = "r-ab12";
const UNIT = "ou-ab12-dev";
const arn = (resource: string): string => `arn:aws:organizations::${ACCOUNT}:${resource}`;
const account = (Id: string) => ({ Id, Name: Id, Status: "ACTIVE", Arn: arn(`account/o-abcdefghij/${Id}`) });

interface Control {
  readonly id: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  readonly targets: readonly string[];
}
const FULL: Control = { id: "p-FullAWSAccess", type: "SERVICE_CONTROL_POLICY", targets: [ROOT, UNIT, ACCOUNT, MEMBER] };
const DENY: Control = { id: "p-deny", type: "SERVICE_CONTROL_POLICY", targets: [UNIT] };
const FENCE: Control = { id: "p-fence", type: "RESOURCE_CONTROL_POLICY", targets: [MEMBER] };
const CONTROLS = [FULL, DENY, FENCE];

const summary = ({ id, type }: Control) => ({
  Id: id,
  Arn: arn(`policy/o-abcdefghij/${type.toLowerCase()}/${id}`),
  Name: id.slice(2),
  Type: type,
  AwsManaged: id === FULL.id,
});
const content = ({ id }: Control) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: id.slice(2) }] });

/** What everyone expects of the organisation, whichever way it was read. */
function expectOrganization(graph: Gathered): void {
  expect(graph.ofType("aws.organization-root")).toMatchObject([{ id: ROOT, kind: "set" }]);
  expect(graph.ofType("aws.organizational-unit").map(({ id }) => id)).toEqual([UNIT]);
  const edges = graph.edges
    .filter(({ kind }) => kind === "contains")
    .map(({ from, to }) => `${endOf(from)} ${endOf(to)}`);
  expect(edges.sort()).toEqual([`${UNIT} aws:${MEMBER}`, `${ROOT} aws:${ACCOUNT}`, `${ROOT} ${UNIT}`]);
  for (const control of CONTROLS) {
    const { Arn } = summary(control);
    const node = graph.node(Arn);
    expect(node?.type).toBe(control.type === "SERVICE_CONTROL_POLICY" ? "aws.scp" : "aws.rcp");
    expect(graph.documents.get(node?.document ?? "")).toBe(content(control));
    const targets = graph.edges.filter(({ from }) => from === Arn).map(({ kind, to }) => `${kind} ${endOf(to)}`);
    expect(targets.sort()).toEqual(
      control.targets.map((target) => `references ${/^\d+$/.test(target) ? "aws:" : ""}${target}`).sort(),
    );
  }
}

const HEAD = {
  [`aws/${ACCOUNT}/organizations/list-accounts.json`]: { Accounts: [account(ACCOUNT), account(MEMBER)] },
  [`aws/${ACCOUNT}/organizations/list-roots.json`]: { Roots: [{ Id: ROOT, Name: "Root", Arn: arn(`root/o/${ROOT}`) }] },
};

describe("an organisation recorded target by target", () => {
  const list = (target: string, type: Control["type"]) => ({
    Policies: CONTROLS.filter((control) => control.type === type && control.targets.includes(target)).map(summary),
  });
  const files: { [path: string]: unknown } = { ...HEAD };
  const put = (path: string, answer: unknown): void => {
    files[`aws/${ACCOUNT}/organizations/${path}.json`] = answer;
  };
  for (const [child, parent] of [
    [UNIT, ROOT],
    [ACCOUNT, ROOT],
    [MEMBER, UNIT],
  ]) {
    put(`list-parents/${child}`, { Parents: [{ Id: parent, Type: parent === ROOT ? "ROOT" : "ORGANIZATIONAL_UNIT" }] });
  }
  for (const target of FULL.targets) {
    for (const type of ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] as const) {
      put(`list-policies-for-target/${target}@filter=${type}`, list(target, type));
    }
  }
  for (const control of CONTROLS) {
    put(`describe-policy/${control.id}`, { Policy: { PolicySummary: summary(control), Content: content(control) } });
  }

  it("has its tree and its policies", async () => {
    const graph = await gatherBundle(files);
    expectOrganization(graph);
    expect(graph.state(DATA_SET, ORGANIZATION)).toBe("complete");
    expect(graph.state(DATA_SET, `aws:${ACCOUNT}`)).toBe("complete");
  });

  it("is incomplete without a policy's content, and the accounts below know it", async () => {
    const { [`aws/${ACCOUNT}/organizations/describe-policy/p-deny.json`]: _, ...rest } = files;
    const graph = await gatherBundle(rest);
    expect(graph.node(summary(DENY).Arn)).not.toHaveProperty("document");
    for (const scope of [ORGANIZATION, `aws:${ACCOUNT}`]) expect(graph.state(DATA_SET, scope)).toBe("partial");
    expect(graph.gaps).toContainEqual(expect.objectContaining({ dataSet: DATA_SET, subject: summary(DENY).Arn }));
  });

  it("is incomplete where nobody knows where an account is, or which policies there are", async () => {
    const { [`aws/${ACCOUNT}/organizations/list-parents/${MEMBER}.json`]: _, ...lost } = files;
    expect((await gatherBundle(lost)).coverageOf(DATA_SET)?.message).toBe("1 of 2 accounts: not known where they are");
    expect((await gatherBundle(HEAD)).coverageOf(DATA_SET)?.message).toMatch(
      /organizations:ListPolicies: not in the bundle/,
    );
  });
});

describe("an organisation read live", () => {
  withAwsEnvironment();
  let server: Running | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const controlOf = (id: string | undefined) => CONTROLS.find((control) => control.id === id) ?? FULL;
  const TABLE: Table = {
    ...ESTATE,
    ListAccounts: () => ({ Accounts: [account(ACCOUNT), account(MEMBER)] }),
    ListRoots: () => ({ Roots: [{ Id: ROOT, Name: "Root" }] }),
    ListOrganizationalUnitsForParent: ({ params }) => ({
      OrganizationalUnits: params["ParentId"] === ROOT ? [{ Id: UNIT, Name: "dev" }] : [],
    }),
    ListAccountsForParent: ({ params }) => ({ Accounts: [account(params["ParentId"] === ROOT ? ACCOUNT : MEMBER)] }),
    // Some servers answer with policies of every kind.
    ListPolicies: () => ({ Policies: CONTROLS.map(summary) }),
    ListTargetsForPolicy: ({ params }) => {
      const { targets } = controlOf(params["PolicyId"]);
      const [first, ...rest] = targets;
      if (params["NextToken"] !== undefined) return { Targets: rest.map((TargetId) => ({ TargetId })) };
      return { Targets: [{ TargetId: first }], ...(rest.length > 0 ? { NextToken: "2" } : {}) };
    },
    DescribePolicy: ({ params }) => ({ Policy: { Content: content(controlOf(params["PolicyId"])) } }),
  };

  async function crawl(table: Table = {}, record?: string, done: readonly string[] = []): Promise<GraphBatch[]> {
    server = await serve({ ...TABLE, ...table });
    process.env["AWS_ENDPOINT_URL"] = server.url;
    return batchesOf(await collectorFor("aws", { services: false, record }), noting(done));
  }

  it("is asked by policy: calls grow with the policies, not with the accounts", async () => {
    const graph = gather(await crawl());
    expectOrganization(graph);
    const count = (action: string) => server?.calls.filter((call) => call.action === action).length;
    expect(count("ListPoliciesForTarget")).toBe(0);
    expect(count("ListParents")).toBe(0);
    expect(count("DescribePolicy")).toBe(3);
    expect(graph.state(DATA_SET, ORGANIZATION)).toBe("complete");
    expect(graph.ofType("aws.organizational-unit")).toMatchObject([{ name: "dev" }]);
  });

  it("replays to the same graph", async () => {
    const record = join(folderOf({}), "recording");
    const batches = await crawl({}, record);
    expect(joined(await batchesOf(await collectorForBundle(record), noting()))).toEqual(joined(batches));
  });

  it("whose policies are refused is a gap of itself and of the account", async () => {
    const refuse = () => ({ refuse: "AccessDeniedException", message: "not you" });
    const graph = gather(await crawl({ ListRoots: refuse }));
    for (const scope of [ORGANIZATION, `aws:${ACCOUNT}`]) expect(graph.state(DATA_SET, scope)).toBe("denied");
    expect(graph.coverageOf(DATA_SET)?.permission).toBe("organizations:ListRoots");
    expect(graph.state("aws/organizations:accounts", ORGANIZATION)).toBe("complete");
  });

  it("is not read again by a crawl that goes on after it", async () => {
    const batches = await crawl({}, undefined, [`${ORGANIZATION} ${DATA_SET}`]);
    expect(batches.some(({ scope, dataSet }) => scope.id === ORGANIZATION && dataSet === DATA_SET)).toBe(false);
    expect(server?.calls.some(({ action }) => action === "ListRoots")).toBe(false);
  });
});
