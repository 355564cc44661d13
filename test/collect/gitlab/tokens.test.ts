// Tokens of a group, its projects and its service accounts: which still open something, and what. Each that does has a twin
// that is expired, revoked, switched off or too narrow.
import { describe, expect, it } from "vitest";
import type { Gathered } from "../support.js";
import { group } from "./group.js";
import { crawlLive, serve } from "./support.js";

interface Told {
  readonly status: unknown;
  /** Capabilities over the group or project, `blocked` where the token opens nothing any more. */
  readonly opens: string;
}

function toldOf(graph: Gathered, id: string): Told {
  const grant = `${id}/permissions`;
  const edges = graph.edges.filter(({ from }) => from === grant);
  const held = graph.edges.find(({ from, to }) => from === id && to === grant);
  const states = new Set([...edges, ...(held ? [held] : [])].map(({ state }) => state ?? "none"));
  const capabilities = edges.map(({ capability }) => capability).join("+") || "nothing";
  return {
    status: graph.node(id)?.properties["status"],
    opens: states.size === 1 && states.has("blocked") ? `blocked ${capabilities}` : capabilities,
  };
}

async function crawled(where: string, raw: object): Promise<{ graph: Gathered; at: string }> {
  const answers = { ...group(), [where]: [raw] };
  const server = await serve(answers);
  return { graph: await crawlLive(server), at: `gitlab:${server.host}` };
}

const ACCESS = { id: 1, name: "t", user_id: 40, scopes: ["api"], access_level: 40, active: true, revoked: false };

describe("access tokens of a project", () => {
  it.each<[what: string, more: object, status: string, opens: string]>([
    ["the whole API as a maintainer", {}, "active", "admin"],
    ["the whole API as a developer", { access_level: 30 }, "active", "read+write"],
    ["the whole API as a reporter", { access_level: 20 }, "active", "read"],
    ["pushes as a maintainer", { scopes: ["write_repository"] }, "active", "read+write"],
    ["pushes, but its role may not", { scopes: ["write_repository"], access_level: 20 }, "active", "nothing"],
    ["reads the API", { scopes: ["read_api"] }, "active", "read"],
    ["reads code", { scopes: ["read_repository"] }, "active", "read"],
    ["reaches the registry only", { scopes: ["read_registry", "write_registry"] }, "active", "nothing"],
    ["has expired", { active: false, expires_at: "2026-05-01" }, "inactive", "blocked admin"],
    ["is revoked", { active: false, revoked: true }, "inactive", "blocked admin"],
    [
      "is revoked, by a server that does not say active",
      { active: undefined, revoked: true },
      "inactive",
      "blocked admin",
    ],
    ["ends tomorrow", { expires_at: "2026-06-02" }, "active", "admin"],
  ])("%s", async (_, more, status, opens) => {
    const { graph, at } = await crawled("projects/101/access_tokens", { ...ACCESS, ...more });
    expect(toldOf(graph, `${at}/-/projects/101/token/1`)).toEqual({ status, opens });
  });
});

describe("access tokens of a group", () => {
  it.each<[what: string, more: object, status: string, opens: string]>([
    ["the whole API as an owner", { access_level: 50 }, "active", "admin"],
    ["the whole API as a maintainer", { access_level: 40 }, "active", "read+write"],
    ["reads the API as an owner", { access_level: 50, scopes: ["read_api"] }, "active", "read"],
    ["is revoked", { access_level: 50, active: false, revoked: true }, "inactive", "blocked admin"],
  ])("%s", async (_, more, status, opens) => {
    const { graph, at } = await crawled("groups/acme/access_tokens", { ...ACCESS, ...more });
    expect(toldOf(graph, `${at}/acme/token/1`)).toEqual({ status, opens });
  });
});

const DEPLOY = {
  id: 2,
  name: "d",
  username: "gitlab+deploy-token-2",
  expires_at: null,
  revoked: false,
  expired: false,
};

describe("deploy tokens", () => {
  it.each<[what: string, more: object, status: string, opens: string]>([
    ["reads code, for ever", { scopes: ["read_repository"] }, "active", "read"],
    ["reads the registry", { scopes: ["read_registry"] }, "active", "nothing"],
    [
      "has expired",
      { scopes: ["read_repository"], expired: true, expires_at: "2026-01-01" },
      "inactive",
      "blocked read",
    ],
    ["is revoked", { scopes: ["read_repository"], revoked: true }, "inactive", "blocked read"],
  ])("%s", async (_, more, status, opens) => {
    const { graph, at } = await crawled("projects/101/deploy_tokens", { ...DEPLOY, ...more });
    const id = `${at}/-/projects/101/deploy-token/2`;
    expect(toldOf(graph, id)).toEqual({ status, opens });
    // GitLab does not say when they are used: that is not the same as never.
    expect(graph.node(id)?.properties).not.toHaveProperty("last_used_known");
  });
});

describe("tokens of a service account", () => {
  const where = "groups/acme/service_accounts/6/personal_access_tokens";
  const raw = { id: 3, name: "s", user_id: 6, active: true, revoked: false, last_used_at: null };
  it.each<[what: string, more: object, state: string | undefined]>([
    ["the whole API: it is the account", { scopes: ["api"] }, "none"],
    ["the whole API, revoked", { scopes: ["api"], active: false, revoked: true }, "blocked"],
    ["reads the API: it is not the account", { scopes: ["read_api"] }, undefined],
  ])("%s", async (_, more, state) => {
    const { graph, at } = await crawled(where, { ...raw, ...more });
    const token = graph.ofType("gitlab.service-account-token")[0]?.id;
    const edge = graph.edges.find(({ kind, from }) => kind === "authenticates_as" && from === token);
    expect(edge === undefined ? undefined : [edge.to, edge.state ?? "none"]).toEqual(
      state === undefined ? undefined : [`${at}/-/users/6`, state],
    );
  });
});
