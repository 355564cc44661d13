// What fine-grained tokens of GitHub open: what they say, as far as their owner has it.
import { expect, it } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import { complete, node } from "../estate.js";
import { analyzed, type Company, condition, ORG, organization, reach, repository } from "./company.js";

const TOKEN = "github:token/1";
const GRANT = `${TOKEN}/permissions`;
const BO = "github:user/2";
const REPO = "github:repo/1";
const OTHER = "github:repo/2";
const ALL = `${ORG}/all-repositories`;

interface Scene {
  /** What Bo may: with the repository, through a team, everywhere by membership, or as owner of the organisation. */
  readonly held?: readonly (readonly [from: string, to: string, capability: "read" | "write" | "admin"])[];
  /** What members have everywhere; null where that was not told. */
  readonly base?: string | null;
  readonly role?: string;
  /** What the token is for. */
  readonly to?: string;
  readonly capability?: "read" | "write" | "admin";
  readonly doubt?: object;
  readonly permissions?: { readonly [name: string]: string };
  readonly owner?: string;
  /** Data sets that were read of all that say who has which rights; without it none. */
  readonly read?: readonly string[];
}

const OWNER = { why: "the owner of the token has as much", limited_by: "owner" };
const TEAM = "github:team/7";
const ROLE = `${ORG}/organization-role/3`;

function company(scene: Scene): Company {
  const { held = [], base = "read", role = "member", to = REPO, capability = "write", doubt = OWNER } = scene;
  const { permissions = { contents: "write", workflows: "write" }, owner = BO, read = [] } = scene;
  const part = (id: string, type: string, more: Partial<StoredNode>): StoredNode =>
    node(id, type, { scope: ORG, ...more });
  return {
    scope: organization(
      { default_repository_permission: base },
      { coverage: complete("github/org:repositories", "github/org:rulesets", ...read) },
    ),
    nodes: [
      ...repository({ name: "site", id: 1 }),
      ...repository({ name: "api", id: 2 }),
      part(BO, "github.user", { kind: "principal", properties: { login: "Bo", role } }),
      part(TOKEN, "github.fine-grained-token", { kind: "credential", parent: owner }),
      part(GRANT, "github.token-permissions", { kind: "grant", parent: TOKEN, properties: { permissions } }),
      part(ALL, "github.all-repositories", { kind: "set" }),
    ],
    edges: [
      { kind: "has_grant", from: TOKEN, to: GRANT },
      { kind: "member_of", from: BO, to: TEAM },
      { kind: "has_grant", from: TEAM, to: ROLE },
      ...held.map(([from, target, most]) => ({ kind: "permits" as const, from, to: target, capability: most })),
      { kind: "permits", from: GRANT, to, capability, state: "unknown", properties: { ...doubt } },
    ],
    trust: condition("repo:acme/site:*"),
  };
}

const WRITES = [BO, REPO, "write"] as const;
const RIGHTS = ["github/org:members", "github/org:teams", "github/org:custom-roles", "github/repo:collaborators"];

const ELSEWHERE: Scene = { held: [[BO, OTHER, "write"]], to: ALL };

function without(dataSet: string): readonly string[] {
  return RIGHTS.filter((one) => one !== dataSet);
}

it.each<[string, string, Scene]>([
  ["yes", "of somebody who writes there", { held: [WRITES] }],
  ["yes", "of somebody whose team does", { held: [[TEAM, REPO, "write"]] }],
  ["yes", "of somebody who administers it", { held: [[BO, REPO, "admin"]] }],
  ["yes", "of a member, where members write everywhere", { base: "write" }],
  ["yes", "of an owner of the organisation", { held: [[BO, ORG, "admin"]] }],
  ["yes", "of somebody whose role in the organisation writes everywhere", { held: [[ROLE, ALL, "write"]] }],
  ["unknown", "of somebody whose role in the organisation reads everywhere", { held: [[ROLE, ALL, "read"]] }],
  ["yes", "for all repositories, of somebody who writes to this one", { held: [WRITES], to: ALL }],
  ["yes", "for all repositories, of a member, where members write everywhere", { base: "write", to: ALL }],
  ["unknown", "of somebody who reads there, as far as is known", { held: [[BO, REPO, "read"]] }],
  ["no", "of somebody who reads there, all rights being known", { held: [[BO, REPO, "read"]], read: RIGHTS }],
  ["unknown", "the same, teams not being known", { held: [[BO, REPO, "read"]], read: without("github/org:teams") }],
  [
    "unknown",
    "the same, what members have everywhere not being known",
    { held: [[BO, REPO, "read"]], base: null, read: RIGHTS },
  ],
  ["no", "the same, members having nothing", { held: [[BO, REPO, "read"]], base: "none", read: RIGHTS }],
  ["yes", "of somebody who writes there, all rights being known", { held: [WRITES], read: RIGHTS }],
  ["yes", "the same, what members have not being known", { held: [WRITES], base: null, read: RIGHTS }],
  ["no", "for all repositories, of somebody who writes elsewhere, all being known", { ...ELSEWHERE, read: RIGHTS }],
  [
    "unknown",
    "the same, rights in repositories not being known",
    { ...ELSEWHERE, read: without("github/repo:collaborators") },
  ],
  ["unknown", "the same, what members have everywhere not being known", { ...ELSEWHERE, base: null, read: RIGHTS }],
  ["unknown", "whose owner was not read, all rights being known", { owner: "github:user/9", read: RIGHTS }],
  ["unknown", "of somebody who writes elsewhere", { held: [[BO, OTHER, "write"]] }],
  ["unknown", "for all repositories, of somebody who writes elsewhere", { held: [[BO, OTHER, "write"]], to: ALL }],
  ["unknown", "of somebody outside, who has nothing by membership", { base: "write", role: "outside" }],
  ["unknown", "whose owner is not among those who were read", { held: [WRITES], owner: "github:user/9" }],
  ["unknown", "whose choice of repositories was not read", { held: [WRITES], to: ALL, doubt: { why: "not read" } }],
  ["no", "that only reads", { held: [WRITES], permissions: { contents: "read" }, capability: "read" }],
])("%s: a token %s", (expected, _name, scene) => {
  expect(reach(company(scene), TOKEN)).toBe(expected);
});

it("what is sure is permitted for sure, once for each repository; no more than the token says", () => {
  const permitted = (scene: Scene) =>
    analyzed(company(scene)).edges.flatMap(({ kind, from, to, capability, state }) =>
      kind === "permits" && from === GRANT ? [`${to} ${capability} ${state}`] : [],
    );
  expect(permitted({ held: [[BO, REPO, "admin"]] })).toEqual([`${REPO} write none`]);
  expect(permitted({ held: [WRITES, [BO, OTHER, "admin"]], to: ALL })).toEqual([
    `${REPO} write none`,
    `${OTHER} write none`,
  ]);
  expect(permitted({ held: [WRITES], capability: "admin" })).toEqual([]);
  expect(permitted({ held: [[BO, ORG, "admin"]], to: ORG, capability: "admin" })).toEqual([`${ORG} admin none`]);
  expect(permitted({ held: [[BO, REPO, "admin"]], to: ORG, capability: "admin" })).toEqual([]);
});
