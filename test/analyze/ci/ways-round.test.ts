// The approval of an environment as a control: by it alone the edge needs somebody else; each way round is open, and named.
import { describe, expect, it, test } from "vitest";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { analyzed, type Company, condition, noNew, ORG, organization, reach, repository } from "./company.js";

const WRITERS = "github:acme/site";
const ENVIRONMENT = "github:repo/1/environment/production";
const CONTEXT = "github:repo/1@environment/production";
const PRODUCTION = "repo:acme/site:environment:production";
const APPROVED = {
  reviewers: ["github:team/7"],
  reviewer_count: 1,
  prevent_self_review: true,
  can_admins_bypass: false,
  branch_policy: "none",
};

function scene(facts: JsonRecord, subject: Json = PRODUCTION, branches = { main: ["reviews"] }): Company {
  return {
    nodes: repository({ name: "site", id: 1, branches, environments: { production: { ...APPROVED, ...facts } } }),
    trust: condition(subject),
  };
}

function told(company: Company): JsonRecord {
  const { facts } = analyzed(company);
  return Object.assign({}, ...facts.filter(({ node }) => node === ENVIRONMENT).map(({ columns }) => columns));
}

test("by approval of another person alone: the edge needs somebody, and no search walks it", () => {
  const company = scene({});
  const edge = analyzed(company).edges.find(({ from, to }) => from === WRITERS && to === CONTEXT);
  expect(edge).toMatchObject({
    state: "needs-actor",
    confidence: 0,
    condition: "another person has to approve runs in production",
  });
  expect(reach(company, WRITERS)).toBe("no");
  expect(told(company)).toMatchObject({ asks_approval: true, approval_ways: [] });
});

test("a review of the branch is an approval, a lock is not", () => {
  const onMain = (gates: string[]) => ({
    nodes: repository({ name: "site", id: 1, branches: { main: gates } }),
    trust: condition("repo:acme/site:ref:refs/heads/main"),
  });
  const stateOf = (gates: string[]) =>
    analyzed(onMain(gates)).edges.find(({ from, to }) => from === WRITERS && to.endsWith("@branch/main"))?.state;
  expect(stateOf(["reviews"])).toBe("needs-actor");
  expect(stateOf(["ruleset"])).toBe("needs-actor");
  expect(stateOf(["lock_branch"])).toBe("blocked");
  expect(stateOf(["reviews", "push_restrictions"])).toBe("blocked");
  for (const gates of [["reviews"], ["ruleset"], ["lock_branch"]]) expect(reach(onMain(gates), WRITERS)).toBe("no");
});

describe("ways round the approval", () => {
  it.each<[what: string, facts: JsonRecord, ways: readonly string[]]>([
    ["self-review", { prevent_self_review: false }, ["whoever starts a run may approve it"]],
    ["administrators", { can_admins_bypass: true }, ["administrators start runs without approval"]],
    ["a wait beside it changes nothing", { wait_timer: 30 }, []],
  ])("%s", (_, facts, ways) => {
    expect(told(scene(facts))).toMatchObject({ asks_approval: true, approval_ways: ways });
  });

  it("a trust that takes another branch, too", () => {
    const both = scene({}, [PRODUCTION, "repo:acme/site:ref:refs/heads/feature/*"]);
    const [way, ...others] = told(both)["approval_ways"] as string[];
    expect(way).toMatch(/^acme\/site: a new branch gets arn:aws:iam::111122223333:role\/deploy without it$/);
    expect(others).toEqual([]);
    expect(reach(both, WRITERS)).toBe("yes");
  });

  it("a trust that takes a branch as well that needs a review is none", () => {
    const both = scene({}, [PRODUCTION, "repo:acme/site:ref:refs/heads/main"]);
    expect(told(both)).toMatchObject({ approval_ways: [] });
    expect(reach(both, WRITERS)).toBe("no");
  });

  it("an environment of another name that asks nobody, and that the trust takes", () => {
    const company = scene({}, [PRODUCTION, "repo:acme/site:environment:test-*"]);
    expect(told(company)["approval_ways"]).toEqual([
      "acme/site: a new environment gets arn:aws:iam::111122223333:role/deploy without it",
    ]);
  });
});

test("an identity of the whole repository is not what the environment guards", () => {
  expect(told(scene({}, "repo:acme/site:*"))).toMatchObject({ approval_ways: [] });
});

describe("no approval", () => {
  it.each<[what: string, facts: JsonRecord, asks: boolean | undefined]>([
    ["a wait alone", { reviewers: [], reviewer_count: 0, wait_timer: 30 }, false],
    ["a branch policy alone", { reviewers: [], reviewer_count: 0, branch_policy: "protected" }, false],
    ["protection that was not read", { reviewers: null, reviewer_count: null }, undefined],
  ])("%s", (_, facts, asks) => {
    expect(told(scene(facts))["asks_approval"]).toBe(asks);
    expect(told(scene(facts))["approval_ways"]).toBeUndefined();
  });

  it("a wait lets every writer through", () => {
    expect(reach(scene({ reviewers: [], reviewer_count: 0, wait_timer: 30 }), WRITERS)).toBe("yes");
  });
});

describe("who lifts the ruleset of the branch that a trust asks for", () => {
  const ADMINISTRATORS = "github:repo/1@administrators";
  const asked = {
    target: "branch",
    enforcement: "active",
    include: ["~DEFAULT_BRANCH"],
    exclude: [],
    rules: [{ type: "pull_request", approvals: 1 }],
  };
  const company = (own: JsonRecord[], ofOrganization: JsonRecord[]): Company => ({
    nodes: repository({ name: "site", id: 1, properties: { protections: [], rulesets: own } }),
    scope: organization({ rulesets: ofOrganization }),
    trust: condition("repo:acme/site:ref:refs/heads/main"),
  });
  it.each<[string, Company, [administrators: string, owners: string]]>([
    ["of the repository", company([{ ...asked, bypass: [] }], []), ["yes", "no"]],
    ["of the organisation", company([], [{ ...asked, bypass: [] }]), ["no", "yes"]],
    ["of the organisation, of which it is not shown whom it lets past", company([], [asked]), ["unknown", "yes"]],
  ])("%s", (_, scene, [administrators, owners]) => {
    expect([reach(scene, ADMINISTRATORS), reach(scene, ORG)]).toEqual([administrators, owners]);
  });

  it("a custom role that changes protections changes none of the organisation's", () => {
    const role = { held: "releaser", permissions: ["edit_repo_protections"] };
    const reached = (scene: Company) => reach(withCustomRole(scene, role), "github:team/7");
    expect(reached(company([{ ...asked, bypass: [] }], []))).toBe("yes");
    expect(reached(company([], [{ ...asked, bypass: [] }]))).toBe("no");
    expect(reached(company([], [asked]))).toBe("unknown");
  });
});

describe("who lifts the ruleset of the tags, new branches or environments that a trust asks for", () => {
  const ADMINISTRATORS = "github:repo/1@administrators";
  const admins = [{ type: "RepositoryRole", id: 5, mode: "always" }];
  const rules = (target: "tag" | "branch", more: JsonRecord = {}): JsonRecord =>
    noNew(target, { rules: [{ type: "creation" }, { type: "update" }], ...more });
  const company = (subject: string, own: JsonRecord[], ofOrganization: JsonRecord[]): Company => ({
    nodes: repository({
      name: "site",
      id: 1,
      properties: { protections: [], rulesets: own },
      environments: { production: { reviewers: [], reviewer_count: 0, branch_policy: "none" } },
    }),
    scope: organization({ rulesets: ofOrganization }),
    trust: condition(subject),
  });
  const TAG = "repo:acme/site:ref:refs/tags/v1";
  const ANY_TAG = "repo:acme/site:ref:refs/tags/*";
  const BRANCH = "repo:acme/site:ref:refs/heads/release-1";
  const { bypass: _, ...unshown } = rules("tag");
  it.each<[string, Company, [administrators: string, owners: string]]>([
    ["a tag, of the repository", company(TAG, [rules("tag")], []), ["yes", "no"]],
    ["a tag, of the organisation", company(TAG, [], [rules("tag")]), ["no", "yes"]],
    ["a tag, of both", company(TAG, [rules("tag")], [rules("tag")]), ["no", "yes"]],
    ["tags of a pattern, of the organisation", company(ANY_TAG, [], [rules("tag")]), ["no", "yes"]],
    [
      "a tag, of the organisation, which lets administrators past",
      company(TAG, [rules("tag")], [rules("tag", { bypass: admins })]),
      ["yes", "no"],
    ],
    [
      "a tag, of the organisation, about others",
      company(TAG, [rules("tag")], [rules("tag", { include: ["refs/tags/internal/*"] })]),
      ["yes", "no"],
    ],
    ["a tag, of which it is not shown whom it lets past", company(TAG, [], [unshown]), ["unknown", "yes"]],
    ["a new branch, of the repository", company(BRANCH, [rules("branch")], []), ["yes", "no"]],
    ["a new branch, of the organisation", company(BRANCH, [], [rules("branch")]), ["no", "yes"]],
    ["an environment, of the repository", company(PRODUCTION, [rules("branch")], []), ["yes", "no"]],
    [
      "an environment, which code gets into from guarded branches and tags alone",
      company(PRODUCTION, [], [rules("branch"), rules("tag")]),
      ["no", "yes"],
    ],
    ["an environment, which code gets into from any tag", company(PRODUCTION, [], [rules("branch")]), ["yes", "no"]],
  ])("%s", (_, scene, [administrators, owners]) => {
    expect([reach(scene, ADMINISTRATORS), reach(scene, ORG)]).toEqual([administrators, owners]);
  });
});

describe("who is let past a ruleset that asks for a review", () => {
  const rules = (bypass: JsonRecord[]): Company => ({
    nodes: repository({
      name: "site",
      id: 1,
      properties: {
        protections: [],
        rulesets: [
          {
            target: "branch",
            enforcement: "active",
            include: ["~DEFAULT_BRANCH"],
            exclude: [],
            rules: [{ type: "pull_request", approvals: 1 }],
            bypass,
          },
        ],
      },
    }),
    trust: condition("repo:acme/site:ref:refs/heads/main"),
  });
  it("a team that it names, and no other", () => {
    const teams = ["github:team/5", "github:team/6"];
    const edges = teams.map((from) => ({ kind: "permits", from, to: "github:repo/1", capability: "write" }) as const);
    const company: Company = { ...rules([{ type: "Team", id: 5, mode: "always" }]), edges };
    expect(reach(company, "github:team/5")).toBe("yes");
    expect(reach(company, "github:team/6")).toBe("no");
    expect(reach(company, WRITERS)).toBe("no");
  });
  it("every deploy key that writes, where it names deploy keys", () => {
    const key = "github:repo/1/key/3/permissions";
    const withKey = (bypass: JsonRecord[]): Company => {
      const company = rules(bypass);
      const [first] = company.nodes;
      const properties = { permissions: { contents: "write" } };
      const access = { ...first, id: key, kind: "grant", type: "github.deploy-key-access", properties } as never;
      const edges = [{ kind: "permits" as const, from: key, to: "github:repo/1", capability: "write" as const }];
      return { ...company, nodes: [...company.nodes, access], edges };
    };
    expect(reach(withKey([{ type: "DeployKey", id: null, mode: "always" }]), key)).toBe("yes");
    expect(reach(withKey([{ type: "Integration", id: 5, mode: "always" }]), key)).toBe("no");
    expect(reach(withKey([{ type: "DeployKey", id: null, mode: "always" }]), WRITERS)).toBe("no");
  });
  it("everybody with the role to maintain, where it names that role, and not everybody who writes", () => {
    const team = "github:team/7";
    const withTeam = (role: string, bypass: JsonRecord[]): Company => ({
      ...rules(bypass),
      edges: [{ kind: "permits", from: team, to: "github:repo/1", capability: "write", properties: { role } }],
    });
    const maintain = [{ type: "RepositoryRole", id: 2, mode: "always" }];
    expect(reach(withTeam("maintain", maintain), team)).toBe("yes");
    expect(reach(withTeam("push", maintain), team)).toBe("no");
    expect(reach(withTeam("maintain", []), team)).toBe("no");
    expect(reach(withTeam("push", [{ type: "RepositoryRole", id: 4, mode: "always" }]), team)).toBe("yes");
  });
  it("who has a custom role that it names by number, and nobody with another of the same base", () => {
    const team = "github:team/7";
    const withRole = (number: number, held: string): Company =>
      withCustomRole(rules([{ type: "RepositoryRole", id: number, mode: "always" }]), { held });
    expect(reach(withRole(9, "releaser"), team)).toBe("yes");
    expect(reach(withRole(10, "releaser"), team)).toBe("no");
    expect(reach(withRole(9, "writer"), team)).toBe("no");
    expect(reach(withRole(9, "releaser"), WRITERS)).toBe("no");
  });
  it("nobody, where it names nobody", () => {
    expect(reach(rules([]), "github:app/5")).toBe("no");
  });
});

// https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/about-custom-repository-roles
describe("a custom role past the protection of a branch", () => {
  const team = "github:team/7";
  const company = (enforced: boolean): Company => ({
    nodes: repository({
      name: "site",
      id: 1,
      properties: {
        protections: [
          { pattern: "main", requires_reviews: true, reviews: 1, push_restrictions: true, enforce_admins: enforced },
        ],
      },
    }),
    trust: condition("repo:acme/site:ref:refs/heads/main"),
  });
  it.each<[string, string[], boolean, string]>([
    ["one that bypasses protections", ["bypass_branch_protection"], false, "yes"],
    ["not where they hold for administrators", ["bypass_branch_protection"], true, "no"],
    ["one that changes protections, wherever they hold", ["edit_repo_protections"], true, "yes"],
    ["not one that only sets labels", ["add_label"], false, "no"],
  ])("%s", (_, permissions, enforced, expected) => {
    expect(reach(withCustomRole(company(enforced), { held: "releaser", permissions }), team)).toBe(expected);
  });
});

describe("a custom role and tags that nobody may make", () => {
  const team = "github:team/7";
  const company = (subject: string, tags: JsonRecord, ofOwner = false): Company => ({
    ...(ofOwner && { scope: organization({ rulesets: [tags] }) }),
    nodes: repository({
      name: "site",
      id: 1,
      branches: { main: ["reviews"] },
      properties: { rulesets: ofOwner ? [] : [tags] },
    }),
    trust: condition(`repo:acme/site:ref:refs/tags/${subject}`),
  });
  const all = noNew("tag", { rules: [{ type: "creation" }, { type: "update" }] });
  const some = { ...all, include: ["refs/tags/v1.0"] };
  const reached = (one: Company, ...permissions: string[]) =>
    reach(withCustomRole(one, { held: "releaser", permissions }), team);
  it("is had by who edits protections, whether all tags are guarded or some", () => {
    expect(reached(company("*", all), "edit_repo_protections")).toBe("yes");
    expect(reached(company("v1.0", some), "edit_repo_protections")).toBe("yes");
  });
  it("is not had by another role, by other writers, nor past a ruleset of the organisation", () => {
    expect(reached(company("*", all), "add_label")).toBe("no");
    expect(reached(company("v1.0", some), "bypass_branch_protection")).toBe("no");
    expect(
      reach(withCustomRole(company("*", all), { held: "writer", permissions: ["edit_repo_protections"] }), team),
    ).toBe("no");
    expect(reached(company("*", all, true), "edit_repo_protections")).toBe("no");
    const lettingAdmins = { ...all, bypass: [{ type: "RepositoryRole", id: 5, mode: "always" }] };
    expect(reached(company("*", lettingAdmins, true), "edit_repo_protections")).toBe("no");
  });
});

describe("tags that a ruleset keeps writers from making", () => {
  const team = "github:team/7";
  const guard = (...ids: number[]) =>
    noNew("tag", {
      rules: [{ type: "creation" }, { type: "update" }],
      bypass: ids.map((id) => ({ type: "RepositoryRole", id, mode: "always" })),
    });
  const company = (rulesets: JsonRecord[]): Company => ({
    nodes: repository({ name: "site", id: 1, properties: { rulesets } }),
    trust: condition("repo:acme/site:ref:refs/tags/*"),
  });
  it.each<[what: string, one: Company, held: string, expected: string]>([
    ["the ruleset lets the role past", company([guard(9)]), "releaser", "yes"],
    ["both of two do", company([guard(9), guard(5, 9)]), "releaser", "yes"],
    ["it lets another role past", company([guard(10)]), "releaser", "no"],
    ["it lets nobody past", company([guard()]), "releaser", "no"],
    ["one of two does not", company([guard(9), guard(5)]), "releaser", "no"],
    ["somebody has another role", company([guard(9)]), "writer", "no"],
  ])("%s", (_, one, held, expected) => {
    expect(reach(withCustomRole(one, { held }), team)).toBe(expected);
  });
});

/** A team that writes by a role of the organisation's own, number 9. */
function withCustomRole(company: Company, role: { readonly held: string; readonly permissions?: string[] }): Company {
  const [first] = company.nodes;
  const grant = {
    ...first,
    id: "github:acme/repository-role/9",
    kind: "grant",
    type: "github.repository-role",
    name: "releaser",
    properties: { base_role: "write", role_permissions: role.permissions ?? [] },
  } as never;
  const properties = { role: "push", custom_role: role.held };
  return {
    ...company,
    nodes: [...company.nodes, grant],
    edges: [{ kind: "permits", from: "github:team/7", to: "github:repo/1", capability: "write", properties }],
  };
}
