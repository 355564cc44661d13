// The same secret in several places: by marks, once for all copies, and never where they differ or open nothing any more.
import { describe, expect, it } from "vitest";
import { sameSecretFacts } from "../../../src/analyze/facts/same-secrets.js";
import type { AnalysisInput, StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { toInput } from "../estate.js";

function credential(id: string, type: string, parent: string, properties: JsonRecord): StoredNode {
  const plain = {
    kind: "credential",
    name: id,
    scope: "s",
    region: "",
    incarnation: undefined,
    document: undefined,
  } as const;
  return { ...plain, id, type, parent, properties: { status: "active", ...properties }, supplements: {} };
}

function factsOf(nodes: readonly StoredNode[], edges: readonly StoredEdge[] = []) {
  const input: AnalysisInput = { ...toInput({ nodes }), edges: () => edges };
  return Object.fromEntries([...sameSecretFacts(input)].map(({ node, columns }) => [node, columns]));
}

const agent = (id: string, server: string, join: string, more: JsonRecord = {}) =>
  credential(id, "agent.config-secret", server, { join, ...more });

describe("one secret", () => {
  it("of two servers is told of both, and one of them speaks for it", () => {
    expect(factsOf([agent("b", "two", "x"), agent("a", "one", "x"), agent("c", "three", "y")])).toEqual({
      a: {
        same_secret_count: 2,
        same_secret_in: ["one", "two"],
        is_first_copy: true,
        same_secret_agents: 2,
        is_first_agent_copy: true,
      },
      b: { same_secret_count: 2, same_secret_in: ["one", "two"], is_first_copy: false, same_secret_agents: 2 },
    });
  });

  it("twice with one server is in one place", () => {
    expect(factsOf([agent("a", "one", "x"), agent("b", "one", "x")])).toEqual({});
  });

  it("of one file that was read in a checkout and at GitHub is one, of the same path elsewhere it is not", () => {
    const at = (id: string, owner: string, repository: string) =>
      agent(id, `${owner}/agent/.mcp.json#crm`, "x", { repository });
    const twice = [at("a", "repo:acme/api", "acme/api"), at("b", "github:repo/1", "acme/api")];
    expect(factsOf(twice)).toEqual({});
    const found = factsOf([...twice, at("c", "github:repo/2", "acme/web")]);
    expect(found["a"]).toMatchObject({ same_secret_count: 2, same_secret_agents: 2 });
    expect(found["c"]?.["same_secret_in"]).toEqual([
      "github:repo/1/agent/.mcp.json#crm",
      "github:repo/2/agent/.mcp.json#crm",
    ]);
  });

  it("of a project below a subgroup of GitLab is that of its checkout, which knows two of its names", () => {
    const at = (id: string, owner: string, repository: string) =>
      agent(id, `${owner}/agent/.mcp.json#crm`, "x", { repository });
    const checkout = at("a", "repo:platform/api", "platform/api");
    const project = at("b", "gitlab:gitlab.com/-/projects/1", "acme/platform/api");
    expect(factsOf([checkout, project])).toEqual({});
    // Another project of those two names is another place.
    const other = at("c", "gitlab:gitlab.com/-/projects/2", "print/platform/api");
    expect(factsOf([project, other])["b"]).toMatchObject({ same_secret_count: 2, same_secret_agents: 2 });
    expect(factsOf([checkout, project, other])["a"]).toMatchObject({ same_secret_count: 2 });
    expect(factsOf([checkout, at("d", "gitlab:gitlab.com/-/projects/3", "acme/platform/web")])["a"]).toMatchObject({
      same_secret_count: 2,
    });
  });

  it("of an agent and of a function is one place with agents", () => {
    const found = factsOf([agent("z", "one", "x"), credential("a", "aws.plaintext-secret", "function", { join: "x" })]);
    expect(found["z"]).toMatchObject({ same_secret_count: 2, same_secret_agents: 1, is_first_agent_copy: true });
    expect(found["a"]).toMatchObject({ same_secret_count: 2, is_first_copy: true, same_secret_agents: 1 });
  });

  it.each([
    ["a public key", "github.deploy-key", { fingerprint: "SHA256:abc" }, { fingerprint: "SHA256:abc=" }],
    ["a certificate", "entra.certificate", { thumbprint: "ab" }, { thumbprint: "ab" }],
  ])("%s in two places", (_, type, first, second) => {
    expect(Object.keys(factsOf([credential("a", type, "one", first), credential("b", type, "two", second)]))).toEqual([
      "a",
      "b",
    ]);
  });

  it("is not a mark of another sort that reads the same", () => {
    const first = credential("a", "github.deploy-key", "one", { fingerprint: "ab" });
    expect(factsOf([first, credential("b", "entra.certificate", "two", { thumbprint: "ab" })])).toEqual({});
  });

  it("that opens nothing any more, or is none, does not count", () => {
    expect(factsOf([agent("a", "one", "x"), agent("b", "two", "x", { status: "inactive" })])).toEqual({});
    const variable = (id: string) => credential(id, "gitlab.variable", id, { join: "eu", looks_secret: false });
    expect(factsOf([variable("a"), variable("b")])).toEqual({});
  });

  it("is an access key whose secret stands in two places", () => {
    const key = credential("AKIAEXAMPLEEXAMPLE01", "aws.access-key", "user", {});
    const edge = (kind: "holds" | "stores", from: string): StoredEdge => ({
      kind,
      from,
      to: key.id,
      scope: "s",
      state: "none",
      confidence: 0.95,
      properties: {},
    });
    const held = [edge("holds", "function"), edge("stores", "m/agent/.mcp.json#crm/environment/AWS_SECRET_ACCESS_KEY")];
    expect(factsOf([key], held)[key.id]).toEqual({
      same_secret_count: 2,
      same_secret_in: ["function", "m/agent/.mcp.json#crm"],
      is_first_copy: true,
    });
    expect(factsOf([key], held.slice(1))).toEqual({});
  });
});
