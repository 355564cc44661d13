// Those whom a ruleset, a protection or an environment names get past it only as far as they write to the repository: "you can
// restrict who can push to people, teams or apps with write access". What was not read of members, teams and collaborators is unknown.
import { describe, expect, it } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node } from "../estate.js";
import { type Company, condition, fixedTags, ORG, organization, reach, repository } from "./company.js";

const REPO = "github:repo/1";
const [TEAM, BELOW, OTHER_TEAM] = ["github:team/7", "github:team/8", "github:team/9"] as const;
const [USER, MEMBER] = ["github:user/2", "github:user/3"] as const;

type Edge = NonNullable<Company["edges"]>[number];
const may = (from: string, capability: "read" | "write" | "admin", to = REPO): Edge => ({
  kind: "permits",
  from,
  to,
  capability,
});
const isIn = (from: string, to: string): Edge => ({ kind: "member_of", from, to });
const person = (id: string, role: string): StoredNode =>
  node(id, "github.user", { kind: "principal", scope: ORG, properties: { role } });

const RIGHTS = ["github/org:members", "github/org:teams", "github/org:custom-roles", "github/repo:collaborators"];
const read = (properties: JsonRecord = {}, but?: string) =>
  organization(properties, {
    coverage: complete(
      "github/org:repositories",
      "github/org:rulesets",
      "github/repo:environments",
      ...RIGHTS.filter((one) => one !== but),
    ),
  });

interface Way {
  readonly properties: JsonRecord;
  readonly environments?: { readonly [name: string]: JsonRecord };
  readonly trust: JsonRecord;
}
const bypassOf = (actor: string): JsonRecord => {
  const [, type, id] = /^github:(team|user)\/(\d+)$/.exec(actor) ?? [];
  return { type: type === "team" ? "Team" : "User", id: Number(id), mode: "always" };
};
const REVIEW = { target: "branch", enforcement: "active", include: ["refs/heads/main"], exclude: [] };
const onMain = condition("repo:acme/site:ref:refs/heads/main");
const locked = [{ type: "update" }];

/** Ways to name somebody; whoever is not named gets nothing by any. */
const WAYS: readonly [what: string, way: (actor: string) => Way][] = [
  [
    "a ruleset of a branch",
    (actor) => ({
      properties: { rulesets: [{ ...REVIEW, rules: locked, bypass: [bypassOf(actor)] }] },
      trust: onMain,
    }),
  ],
  [
    "a restriction of who pushes",
    (actor) => ({
      properties: { protections: [{ pattern: "main", push_restrictions: true, push_allowances: [actor] }] },
      trust: onMain,
    }),
  ],
  [
    "a ruleset of tags",
    (actor) => ({
      properties: { rulesets: [fixedTags({ bypass: [bypassOf(actor)] })] },
      trust: condition("repo:acme/site:ref:refs/tags/*"),
    }),
  ],
  [
    "an environment whose reviewers approve their own runs",
    (actor) => ({
      properties: {},
      environments: {
        live: { reviewers: [actor], reviewer_count: 1, prevent_self_review: false, branch_policy: "none" },
      },
      trust: condition("repo:acme/site:environment:live"),
    }),
  ],
];

describe.each(WAYS)("%s", (_, wayOf) => {
  const company = (actor: string, edges: readonly Edge[], scope = read()): Company => {
    const { properties, environments = {}, trust } = wayOf(actor);
    const people = [person(USER, "member"), person(MEMBER, "outside")];
    const nodes = [...repository({ name: "site", id: 1, properties, environments }), ...people];
    return { scope, nodes, edges, trust };
  };

  it.each<[expected: string, what: string, edges: readonly Edge[], properties?: JsonRecord, but?: string]>([
    ["yes", "a person who writes", [may(USER, "write")]],
    ["no", "a person who reads", [may(USER, "read")]],
    ["no", "a person who may do nothing there", []],
    ["no", "one who writes elsewhere", [may(USER, "write", "github:repo/2")]],
    ["yes", "one who writes through a team", [isIn(USER, OTHER_TEAM), may(OTHER_TEAM, "write")]],
    ["yes", "one who owns the organisation", [may(USER, "admin", ORG)]],
    ["yes", "every member writes", [], { default_repository_permission: "write" }],
    ["unknown", "collaborators were not read", [], {}, "github/repo:collaborators"],
    ["unknown", "what members may was not read", [], { default_repository_permission: null }],
    ["yes", "teams were not read, and they write by themselves", [may(USER, "write")], {}, "github/org:teams"],
  ])("a person, %s: %s", (expected, _what, edges, properties = {}, but?) => {
    expect(reach(company(USER, edges, read(properties, but)), USER)).toBe(expected);
  });

  it("a person outside the organisation has not what members have", () => {
    const scope = read({ default_repository_permission: "write" });
    expect(reach(company(MEMBER, [], scope), MEMBER)).toBe("no");
    expect(reach(company(MEMBER, [may(MEMBER, "write")], scope), MEMBER)).toBe("yes");
  });

  it.each<[team: string, member: string, what: string, edges: readonly Edge[], but?: string]>([
    ["yes", "yes", "it writes", [may(TEAM, "write")]],
    ["no", "no", "it reads", [may(TEAM, "read")]],
    ["no", "yes", "it reads, its member writes", [may(TEAM, "read"), may(USER, "write")]],
    ["no", "no", "another team writes", [may(OTHER_TEAM, "write")]],
    ["unknown", "unknown", "what teams may was not read", [], "github/org:teams"],
    ["unknown", "yes", "the same, and the member writes", [may(USER, "write")], "github/org:teams"],
  ])("a team %s, its member %s: %s", (team, member, _what, edges, but?) => {
    const made = company(TEAM, [isIn(USER, TEAM), ...edges], read({}, but));
    expect([reach(made, TEAM), reach(made, USER)]).toEqual([team, member]);
  });

  it("a team above the one of somebody who writes by a team below", () => {
    const edges = [isIn(BELOW, TEAM), isIn(USER, BELOW), may(BELOW, "write")];
    const made = company(TEAM, edges);
    expect([reach(made, USER), reach(made, TEAM), reach(made, MEMBER)]).toEqual(["yes", "no", "no"]);
  });
});
