// Whether an enterprise stands above an organisation, who owns it, and what of it stays unseen: by name, and only there.
import { describe, expect, it } from "vitest";
import { textOf } from "../../../src/collect/fields.js";
import type { Gathered } from "../support.js";
import { type Answers, organization } from "./organization.js";
import { crawlBundle, crawlLive, type LiveOptions, serve, writeBundle } from "./support.js";

const OWNERS = "graphql/EnterpriseOwners";
const NAME = "graphql/EnterpriseName";

const owners = (edges: readonly object[], viewerIsAMember = true): object => ({
  data: { organization: { viewerIsAMember, enterpriseOwners: { totalCount: edges.length, edges } } },
});
const owner = (databaseId: number, login: string, organizationRole: string): object => ({
  organizationRole,
  node: { login, databaseId },
});
const named = (slug: string, login: string): object => ({
  data: { viewer: { enterprises: { nodes: [{ slug, organizations: { nodes: [{ login }] } }] } } },
});

async function crawl(more: Answers, options: LiveOptions = {}): Promise<Gathered> {
  return crawlLive(await serve({ ...organization(), ...more }), options);
}

const scopeOf = ({ scopes }: Gathered): unknown => {
  const { in_enterprise: isIn, enterprise } = scopes.get("github:octo-org")?.properties ?? {};
  return { isIn, enterprise };
};
const gapsOf = ({ gaps }: Gathered): string[] =>
  gaps.filter(({ dataSet }) => dataSet === "github/org:enterprise").map(({ subject }) => subject);
const admins = ({ edges }: Gathered): string[] =>
  edges
    .filter(({ kind, to }) => kind === "permits" && to === "github:octo-org")
    .map(({ from }) => textOf(from) ?? "")
    .sort();

const UNSEEN = ["apps", "runners", "policies", "roles"].map((one) => `octo-org/enterprise/${one}`);

describe("an organisation of an enterprise", () => {
  const above = {
    [OWNERS]: owners([owner(1, "ada", "OWNER"), owner(2, "ben", "DIRECT_MEMBER"), owner(90, "zoe", "UNAFFILIATED")]),
    [NAME]: named("octo-inc", "Octo-Org"),
  };

  it("names what is not seen of the enterprise, and whose it is", async () => {
    const read = await crawl(above);
    expect(scopeOf(read)).toEqual({ isIn: true, enterprise: "octo-inc" });
    expect(gapsOf(read)).toEqual(UNSEEN);
    expect(read.gaps.find(({ subject }) => subject.endsWith("/apps"))?.message).toBe(
      "octo-org belongs to the enterprise octo-inc; shown to the owners of that alone: GitHub Apps that are installed on the enterprise, and what they may do in its organisations",
    );
  });

  it("its owners administer the organisation, whether they are in it or not", async () => {
    const read = await crawl(above);
    expect(admins(read)).toEqual(["github:user/1", "github:user/2", "github:user/4", "github:user/90"]);
    expect(read.nodes.filter(({ id }) => id === "github:user/90").map(({ name }) => name)).toEqual(["zoe"]);
    expect(admins(await crawl({}))).toEqual(["github:user/1", "github:user/4"]);
  });

  it("has no name where that was not told, and none of another organisation's", async () => {
    const refused = { errors: [{ type: "INSUFFICIENT_SCOPES", message: "needs read:enterprise" }], data: null };
    expect(scopeOf(await crawl({ ...above, [NAME]: refused }))).toEqual({ isIn: true, enterprise: undefined });
    const other = named("other", "other-org");
    expect(scopeOf(await crawl({ ...above, [NAME]: other }))).toEqual({ isIn: true, enterprise: undefined });
  });
});

describe("no owners of an enterprise", () => {
  it("mean that there is none, to a member", async () => {
    const read = await crawl({});
    expect([scopeOf(read), gapsOf(read)]).toEqual([{ isIn: false, enterprise: undefined }, []]);
  });

  it("may be hidden from others, but not in a plan without enterprises", async () => {
    const outside = { [OWNERS]: owners([], false) };
    const read = await crawl(outside);
    expect([scopeOf(read), gapsOf(read)]).toEqual([
      { isIn: undefined, enterprise: undefined },
      ["octo-org/enterprise/membership"],
    ]);
    const team = { ...(organization()["orgs/octo-org"] as object), plan: { name: "team" } };
    expect(scopeOf(await crawl({ ...outside, "orgs/octo-org": team }))).toEqual({ isIn: false, enterprise: undefined });
  });

  it("are no answer where GitHub refuses it", async () => {
    const refused = { data: { organization: null }, errors: [{ type: "FORBIDDEN", message: "not accessible" }] };
    const read = await crawl({ [OWNERS]: refused });
    expect(scopeOf(read)).toEqual({ isIn: undefined, enterprise: undefined });
    const coverage = read.coverage.find(({ dataSet }) => dataSet === "github/org:enterprise");
    expect(coverage).toMatchObject({
      state: "denied",
      code: "FORBIDDEN",
      permission: expect.stringContaining("read:org"),
    });
  });
});

it("a server of one's own is an enterprise, and is not asked", async () => {
  const own = { ...(organization()["orgs/octo-org"] as object), html_url: "https://ghes.example.com/octo-org" };
  const server = await serve({ ...organization(), "orgs/octo-org": own });
  expect(gapsOf(await crawlLive(server))).toEqual(UNSEEN);
  expect(server.asked.filter(({ body }) => body.includes("NhiEnterprise"))).toEqual([]);
});

it("a bundle holds the answer as one", async () => {
  const folder = writeBundle({
    ...organization(),
    "graphql@query=enterprise": {
      organization: { enterpriseOwners: { totalCount: 1, edges: [owner(1, "ada", "OWNER")] } },
    },
  });
  expect(gapsOf(await crawlBundle(folder))).toEqual(UNSEEN);
});

describe("streams of the audit log", () => {
  const DATA_SET = "github/org:audit-log-streams";
  const above = {
    [OWNERS]: owners([owner(1, "ada", "OWNER")]),
    [NAME]: named("octo-inc", "octo-org"),
  };
  const LIST = "enterprises/octo-inc/audit-log/streams";
  const splunk = {
    id: 1,
    stream_type: "Splunk",
    stream_details: "https://splunk.example/MARKER",
    enabled: true,
    created_at: "2024-06-06T08:00:00Z",
    updated_at: "2024-06-06T08:00:00Z",
    paused_at: null,
  };
  const stateOf = (read: Gathered) => read.coverage.find(({ dataSet }) => dataSet === DATA_SET);

  it("are those of the enterprise, without where they lead in detail", async () => {
    const read = await crawl({ ...above, [LIST]: [splunk, { ...splunk, id: 2, paused_at: "2025-01-01T00:00:00Z" }] });
    expect(stateOf(read)?.state).toBe("complete");
    const found = read.nodes.filter(({ type }) => type === "github.audit-log-stream");
    expect(found.map(({ id, properties }) => [id, properties])).toEqual([
      [
        "github:octo-org/audit-log-stream/1",
        { enterprise: "octo-inc", stream_type: "Splunk", enabled: true, created_at: "2024-06-06T08:00:00Z" },
      ],
      [
        "github:octo-org/audit-log-stream/2",
        {
          enterprise: "octo-inc",
          stream_type: "Splunk",
          enabled: true,
          created_at: "2024-06-06T08:00:00Z",
          paused_at: "2025-01-01T00:00:00Z",
        },
      ],
    ]);
    expect(JSON.stringify(read.nodes)).not.toContain("splunk.example");
  });

  it("are none without an enterprise, and nobody is asked", async () => {
    const server = await serve(organization());
    const read = await crawlLive(server);
    expect(stateOf(read)).toMatchObject({ state: "complete" });
    expect(server.lines.filter((line) => line.includes("/enterprises/"))).toEqual([]);
  });

  it("are a gap where the name of the enterprise was not told, or its owners alone are shown them", async () => {
    const unnamed = await crawl({ ...above, [NAME]: named("other", "other-org") });
    expect(stateOf(unnamed)).toMatchObject({ state: "denied", message: expect.stringContaining("read:enterprise") });
    const server = await serve({ ...organization(), ...above });
    server.script = ({ url }) =>
      url.includes("/audit-log/streams") ? { status: 403, body: { message: "Must be an owner" } } : undefined;
    expect(stateOf(await crawlLive(server))).toMatchObject({
      state: "denied",
      permission: "scope read:audit_log of a classic token (audit log of the enterprise)",
    });
  });
});
