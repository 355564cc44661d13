// What a classic token of GitHub opens: as much of its owner's rights as its scopes let through, and never the owner.
import { describe, expect, it } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { analyzed, type Company, condition, ORG, organization, reach, repository, TABLES } from "./company.js";

const TOKEN = "github:authorization/1";
const BO = "github:user/2";
const REPO = "github:repo/1";

interface Scene {
  readonly scopes: readonly string[];
  readonly token?: JsonRecord;
  /** What Bo may, and how: by themselves, through a team above theirs, as owner, by membership. */
  readonly by?: "self" | "team" | "owner" | "reader" | "membership";
  readonly visibility?: string;
}

function company({ scopes, token = {}, by = "self", visibility = "private" }: Scene): Company {
  const part = (id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode =>
    node(id, type, { kind, scope: ORG, properties });
  const permits = (from: string, to: string, capability: "read" | "write" | "admin") =>
    ({ kind: "permits", from, to, capability }) as const;
  const member = (from: string, to: string) => ({ kind: "member_of", from, to }) as const;
  const rights = {
    self: [permits(BO, REPO, "read"), permits(BO, REPO, "write")],
    team: [
      member(BO, "github:team/7"),
      member("github:team/7", "github:team/8"),
      permits("github:team/8", REPO, "write"),
    ],
    owner: [permits(BO, ORG, "admin")],
    reader: [permits(BO, REPO, "read")],
    membership: [],
  };
  return {
    scope: organization({ default_repository_permission: by === "membership" ? "write" : "read" }),
    nodes: [
      ...repository({ name: "site", id: 1, properties: { visibility } }),
      part(BO, "github.user", "principal", { login: "Bo", user_id: 2, role: by === "owner" ? "admin" : "member" }),
      part(TOKEN, "github.classic-token", "credential", {
        owner_login: "bo",
        status: "active",
        scopes: [...scopes],
        ...token,
      }),
    ],
    edges: rights[by],
    trust: condition("repo:acme/site:*"),
  };
}

describe("a branch, by the token", () => {
  it.each<[string, Scene, string]>([
    ["repo and workflow", { scopes: ["repo", "workflow"] }, "yes"],
    ["through a team above that of the owner", { scopes: ["repo", "workflow"], by: "team" }, "yes"],
    ["by what membership gives", { scopes: ["repo", "workflow"], by: "membership" }, "yes"],
    ["of an owner of the organisation, who controls every repository", { scopes: ["repo"], by: "owner" }, "yes"],
    ["of public repositories", { scopes: ["public_repo", "workflow"], visibility: "public" }, "yes"],
    ["a scope that no table knows", { scopes: ["repo:everything"] }, "unknown"],
    ["without workflows", { scopes: ["repo"] }, "no"],
    ["of public repositories, and this one is not", { scopes: ["public_repo", "workflow"] }, "no"],
    ["of somebody who reads it", { scopes: ["repo", "workflow", "admin:org"], by: "reader" }, "no"],
    ["packages and reading alone", { scopes: ["read:org", "write:packages", "delete_repo", "write:org"] }, "no"],
    ["no scope", { scopes: [] }, "no"],
    ["expired", { scopes: ["repo", "workflow"], token: { expires_at: "2020-01-01T00:00:00Z" } }, "no"],
    ["taken away", { scopes: ["repo", "workflow"], token: { status: "inactive" } }, "no"],
    ["of somebody who has left", { scopes: ["repo", "workflow"], token: { owner_login: "cy" } }, "no"],
  ])("%s: %s", (_, scene, expected) => {
    expect(reach(company(scene), TOKEN)).toBe(expected);
  });
});

/** What the grant of the token permits on the organisation itself. */
const onOrganization = (scene: Scene) =>
  analyzed(company(scene)).edges.filter(({ from, to }) => from === `${TOKEN}/scopes` && to === ORG);

it("admin:org is the organisation for its owner, and nothing for a member", () => {
  expect(onOrganization({ scopes: ["admin:org"], by: "owner" })).toMatchObject([
    { capability: "admin", state: "none" },
  ]);
  expect(onOrganization({ scopes: ["admin:org"] })).toEqual([]);
  expect(onOrganization({ scopes: ["repo", "write:org"], by: "owner" })).toEqual([]);
});

it("the token never becomes the person", () => {
  const scene = company({ scopes: ["repo", "workflow", "admin:org", "user"], by: "owner" });
  expect(reach(scene, TOKEN, BO, "act")).toBe("no");
});

describe("a token in a file", () => {
  const LEAK = "repo:acme/site/secret/.env#assignment/TOKEN";
  const written = (last4: string, detector = "github-personal-access-token"): Company => {
    const one = company({ scopes: ["repo", "workflow"], token: { last4: "6TiV" } });
    const secret = { kind: "credential", scope: "repo:acme/site", properties: { detector, last4 } } as const;
    return { ...one, nodes: [...one.nodes, node(LEAK, "repo.file-secret", secret)] };
  };

  it.each([
    ["is the one that ends alike", written("6TiV"), "yes"],
    ["is none that ends otherwise", written("6TiW"), "no"],
    ["is none of another vendor", written("6TiV", "gitlab-personal-access-token"), "no"],
  ])("%s", (_, scene, expected) => {
    expect(reach(scene, LEAK)).toBe(expected);
  });
});

it("every scope of the table has a source, and a scope stands once", () => {
  const rows = TABLES.ci?.githubScopes ?? [];
  expect(rows.length).toBeGreaterThan(40);
  expect(new Set(rows.map(({ scope }) => scope)).size).toBe(rows.length);
});
