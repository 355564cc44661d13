// Who can run code in a context: the writers of a repository against protections, rulesets and environments.
import { describe, expect, it, test } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import {
  type Company,
  condition,
  fixedTags,
  noNew,
  organization,
  reach,
  repository,
  wayTo,
  withIds,
} from "./company.js";

const WRITERS = "github:acme/site";
const REPO = "github:repo/1";
const REVIEWED = { reviewers: ["github:team/7"], reviewer_count: 1 };

interface Scene {
  readonly subject: string;
  readonly branches?: { readonly [name: string]: readonly string[] };
  readonly environments?: { readonly [name: string]: JsonRecord };
  readonly properties?: JsonRecord;
  readonly more?: JsonRecord;
}

function company({ subject, branches, environments, properties, more }: Scene): Company {
  const nodes = repository({
    name: "site",
    id: 1,
    ...(branches && { branches }),
    ...(environments && { environments }),
    ...(properties && { properties }),
  });
  return { nodes, trust: condition(subject, more) };
}

const MAIN = "repo:acme/site:ref:refs/heads/main";
const PRODUCTION = "repo:acme/site:environment:production";
/** The only classic protection that stops new branches. */
const EVERY_NAME = { pattern: "**/*", push_restrictions: true, blocks_creations: true };
const REVIEWS = ["reviews"];

describe("any writer of the repository", () => {
  it.each<[string, string, Scene]>([
    [
      "yes",
      "any branch: review of main protects nothing",
      { subject: "repo:acme/site:*", branches: { main: REVIEWS } },
    ],
    ["no", "main, where changes need a review", { subject: MAIN, branches: { main: REVIEWS } }],
    ["no", "main, where only some may push", { subject: MAIN, branches: { main: ["push_restrictions"] } }],
    ["no", "main, locked", { subject: MAIN, branches: { main: ["lock_branch"] } }],
    ["no", "main, behind a ruleset", { subject: MAIN, branches: { main: ["ruleset"] } }],
    ["yes", "main, which nothing protects", { subject: MAIN, branches: { main: [] } }],
    ["unknown", "main, whose protection was not read", { subject: MAIN, properties: { protections: null } }],
    [
      "yes",
      "a branch that a writer makes",
      { subject: "repo:acme/site:ref:refs/heads/release/*", branches: { main: REVIEWS } },
    ],
    [
      "yes",
      "a branch that does not exist yet",
      { subject: "repo:acme/site:ref:refs/heads/release", branches: { main: REVIEWS } },
    ],
    [
      "no",
      "new branches, where the only rule that stops them is set",
      {
        subject: "repo:acme/site:*",
        branches: { main: REVIEWS },
        properties: { protections: [EVERY_NAME], rulesets: [fixedTags()] },
      },
    ],
    [
      "unknown",
      "new branches, where nobody read whether they can be made",
      {
        subject: "repo:acme/site:ref:refs/heads/x*",
        branches: { main: REVIEWS },
        properties: { protections: null },
      },
    ],
    ["yes", "tags", { subject: "repo:acme/site:ref:refs/tags/v*", branches: { main: REVIEWS } }],
    [
      "no",
      "tags that only some may make",
      {
        subject: "repo:acme/site:ref:refs/tags/v*",
        branches: { main: REVIEWS },
        properties: { rulesets: [fixedTags()] },
      },
    ],
    ["yes", "a pull request", { subject: "repo:acme/site:pull_request", branches: { main: REVIEWS } }],
    ["no", "another repository", { subject: "repo:acme/sites:*" }],
    ["no", "another owner", { subject: "repo:acme-evil/site:*" }],
    ["no", "a name in other letters: subjects keep the case of the name", { subject: "repo:acme/Site:*" }],
  ])("%s: %s", (expected, _name, scene) => {
    expect(reach(company(scene), WRITERS)).toBe(expected);
  });
});

/** The organisation with a list of environments that was refused somewhere. */
const NOT_ALL_READ = organization(
  {},
  { coverage: organization().coverage.filter(({ dataSet }) => dataSet !== "github/repo:environments") },
);

test("an environment of which nobody could see whether it exists is no open door", () => {
  const unread = (scene: Scene) => ({ ...company(scene), scope: NOT_ALL_READ });
  expect(reach(unread({ subject: PRODUCTION }), WRITERS)).toBe("unknown");
  // a repository with an environment was read, and whatever it is called lets every name in
  expect(reach(unread({ subject: PRODUCTION, environments: { staging: { reviewer_count: 0 } } }), WRITERS)).toBe("yes");
  expect(reach(unread({ subject: "repo:acme/site:environment:*" }), WRITERS)).toBe("yes");
  expect(reach(unread({ subject: "repo:acme/site:*" }), WRITERS)).toBe("yes");
});

describe("an environment", () => {
  it.each<[string, string, Scene]>([
    [
      "yes",
      "that does not exist: naming it makes it, without protection",
      { subject: PRODUCTION, branches: { main: REVIEWS } },
    ],
    [
      "yes",
      "without protection",
      { subject: PRODUCTION, environments: { production: { reviewer_count: 0, branch_policy: "none" } } },
    ],
    [
      "no",
      "with reviewers of whom none may approve their own run",
      {
        subject: PRODUCTION,
        environments: { production: { ...REVIEWED, prevent_self_review: true, branch_policy: "none" } },
      },
    ],
    [
      "needs-actor",
      "with reviewers who may approve their own runs",
      {
        subject: PRODUCTION,
        environments: { production: { ...REVIEWED, prevent_self_review: false, branch_policy: "none" } },
      },
    ],
    [
      "no",
      "for protected branches only",
      {
        subject: PRODUCTION,
        branches: { main: REVIEWS },
        environments: { production: { reviewer_count: 0, branch_policy: "protected" } },
      },
    ],
    [
      "yes",
      "for branches that a writer can make",
      {
        subject: PRODUCTION,
        branches: { main: REVIEWS },
        environments: {
          production: { reviewer_count: 0, branch_policy: "custom", branch_patterns: ["main", "release/*"] },
        },
      },
    ],
    [
      "no",
      "for main only, which is protected",
      {
        subject: PRODUCTION,
        branches: { main: REVIEWS },
        environments: { production: { reviewer_count: 0, branch_policy: "custom", branch_patterns: ["main"] } },
      },
    ],
    [
      "yes",
      "for tags, which anyone makes",
      {
        subject: PRODUCTION,
        branches: { main: REVIEWS },
        environments: {
          production: { reviewer_count: 0, branch_policy: "custom", branch_patterns: ["main", "tag:v*"] },
        },
      },
    ],
    ["unknown", "whose protection was not read", { subject: PRODUCTION, environments: { production: {} } }],
    [
      "unknown",
      "that a rule of another service guards",
      {
        subject: PRODUCTION,
        environments: { production: { reviewer_count: 0, branch_policy: "none", custom_rules: ["gate"] } },
      },
    ],
    [
      "no",
      "of another name",
      {
        subject: PRODUCTION,
        environments: {
          production: { ...REVIEWED, prevent_self_review: true, branch_policy: "none" },
          staging: { reviewer_count: 0, branch_policy: "none" },
        },
      },
    ],
    [
      "yes",
      "with a colon in its name, which subjects encode",
      {
        subject: "repo:acme/site:environment:a%3Ab",
        environments: { "a:b": { reviewer_count: 0, branch_policy: "none" } },
      },
    ],
    [
      "no",
      "from main as well, by another claim, and main is protected",
      {
        subject: PRODUCTION,
        branches: { main: REVIEWS },
        more: { "token.actions.githubusercontent.com:ref": "refs/heads/main" },
        environments: { production: { reviewer_count: 0, branch_policy: "none" } },
      },
    ],
  ])("%s: %s", (expected, _name, scene) => {
    expect(reach(company(scene), WRITERS)).toBe(expected);
  });
});

test("a reviewer who writes gets through alone where nothing forbids it", () => {
  const facts = { ...REVIEWED, branch_policy: "none" };
  const may = company({ subject: PRODUCTION, environments: { production: { ...facts, prevent_self_review: false } } });
  const mayNot = company({
    subject: PRODUCTION,
    environments: { production: { ...facts, prevent_self_review: true } },
  });
  const edges = [{ kind: "permits", from: "github:team/7", to: REPO, capability: "write" } as const];
  expect(reach({ ...may, edges }, "github:team/7")).toBe("yes");
  expect(reach({ ...mayNot, edges }, "github:team/7")).toBe("no");
});

test("whoever administers the repository lifts the protection", () => {
  const scene = company({ subject: MAIN, branches: { main: REVIEWS } });
  const admin = {
    ...scene,
    edges: [{ kind: "permits" as const, from: "github:user/9", to: REPO, capability: "admin" as const }],
  };
  const writer = {
    ...scene,
    edges: [{ kind: "permits" as const, from: "github:user/9", to: REPO, capability: "write" as const }],
  };
  const reader = {
    ...scene,
    edges: [{ kind: "permits" as const, from: "github:user/9", to: REPO, capability: "read" as const }],
  };
  expect(reach(admin, "github:user/9")).toBe("yes");
  expect(reach(writer, "github:user/9")).toBe("no");
  expect(reach(reader, "github:user/9")).toBe("no");
});

describe("who is among the writers", () => {
  const scene = company({ subject: "repo:acme/site:*", branches: { main: REVIEWS } });
  const permits = (from: string, capability: "read" | "write") => [
    { kind: "permits" as const, from, to: REPO, capability },
  ];
  const grant = (id: string, type: string, permissions: JsonRecord) =>
    ({ ...scene.nodes[0], id, kind: "grant", type, properties: { permissions } }) as (typeof scene.nodes)[0];

  test("a user with write access, not one who reads", () => {
    expect(reach({ ...scene, edges: permits("github:user/9", "write") }, "github:user/9")).toBe("yes");
    expect(reach({ ...scene, edges: permits("github:user/9", "read") }, "github:user/9")).toBe("no");
  });

  test("an App that may change workflows, not one that may change only other files", () => {
    const id = "github:installation/5/permissions";
    const withThem = grant(id, "github.app-permissions", { contents: "write", workflows: "write" });
    const without = grant(id, "github.app-permissions", { contents: "write" });
    const edges = permits(id, "write");
    expect(reach({ ...scene, nodes: [...scene.nodes, withThem], edges }, id)).toBe("yes");
    expect(reach({ ...scene, nodes: [...scene.nodes, without], edges }, id)).toBe("no");
  });

  test("a deploy key that writes: whoever knows it pushes", () => {
    const key = "github:repo/1/key/3";
    const access = grant(`${key}/permissions`, "github.deploy-key-access", { contents: "write" });
    const edges = [...permits(access.id, "write"), { kind: "has_grant" as const, from: key, to: access.id }];
    const found = wayTo({ ...scene, nodes: [...scene.nodes, access], edges }, key);
    expect(found?.edges.map(({ kind }) => kind)).toEqual([
      "has_grant",
      "member_of",
      "runs_code_in",
      "federates",
      "yields",
    ]);
  });

  test("every member, where the organisation lets all of them write", () => {
    const open = organization({ default_repository_permission: "write" });
    expect(reach({ ...scene, scope: open }, "any:member")).toBe("yes");
    expect(reach(scene, "any:member")).toBe("no");
  });
});

test("subjects with ids are not accepted under names, nor the other way round", () => {
  const ids = (subject: string): Company => ({
    nodes: repository({ name: "site", id: 1, properties: withIds("site", 1), branches: { main: [] } }),
    trust: condition(subject),
  });
  expect(reach(ids("repo:acme/*"), WRITERS)).toBe("no");
  expect(reach(ids("repo:acme@10482231/site@1:*"), WRITERS)).toBe("yes");
  expect(reach(ids("repo:acme@10482231/site@2:*"), WRITERS)).toBe("no");
  expect(reach(company({ subject: "repo:acme@10482231/site@1:*" }), WRITERS)).toBe("no");
});

test("where nobody read how subjects are written, both forms are possible", () => {
  const unread: Company = {
    nodes: repository({
      name: "site",
      id: 1,
      properties: { oidc_prefix: null, oidc_use_default: null },
      branches: { main: [] },
    }),
    trust: condition("repo:acme/site:*"),
  };
  expect(reach(unread, WRITERS)).toBe("unknown");
});

describe("names that are guarded against being made", () => {
  const GUARDED = { push_restrictions: true, blocks_creations: true };
  const REVIEW = { requires_reviews: true, reviews: 1 };
  const at = (pattern: string, more: JsonRecord): JsonRecord => ({ pattern, ...more });
  const creation = (target: string, include: string, more: JsonRecord = {}) =>
    noNew(target, { include: [include], ...more });
  const fixed = (...include: string[]) => fixedTags({ include });
  const fixedBranches = (include: string, exclude: readonly string[] = []) =>
    noNew("branch", { include: [include], exclude, rules: [{ type: "creation" }, { type: "update" }] });
  const unshown = ({ bypass: _, ...ruleset }: JsonRecord): JsonRecord => ruleset;
  const deploys = (facts: JsonRecord, protections: readonly JsonRecord[], rulesets: readonly JsonRecord[] = []) => ({
    subject: PRODUCTION,
    environments: { production: { reviewer_count: 0, ...facts } },
    properties: { protections: [...protections], rulesets: [...rulesets] },
  });
  const PROTECTED = { branch_policy: "protected" };
  const ALL = { branch_policy: "none" };
  const only = (...patterns: string[]) => ({ branch_policy: "custom", branch_patterns: patterns });
  const asked = (ref: string, protections: readonly JsonRecord[], rulesets: readonly JsonRecord[] = []): Scene => ({
    subject: `repo:acme/site:ref:refs/${ref}`,
    properties: { protections: [...protections], rulesets: [...rulesets] },
  });

  it.each<[string, string, Scene]>([
    // an environment for protected branches
    ["yes", "no branch is protected: all may deploy", deploys(PROTECTED, [])],
    ["no", "main alone is, by a review", deploys(PROTECTED, [at("main", REVIEW)])],
    ["yes", "a branch that is made is protected too", deploys(PROTECTED, [at("main", REVIEW), at("fix/*", REVIEW)])],
    ["no", "such a branch is not made", deploys(PROTECTED, [at("main", REVIEW), at("fix/*", GUARDED)])],
    ["unknown", "a ruleset alone protects main", deploys(PROTECTED, [], [creation("branch", "refs/heads/x")])],
    // an environment for all branches and tags
    [
      "yes",
      "no branch is made or pushed to, but tags are",
      deploys(ALL, [at("main", REVIEW)], [fixedBranches("~ALL")]),
    ],
    [
      "yes",
      "no branch is made, and main is free",
      deploys(ALL, [at("x/**/*", GUARDED)], [noNew("branch"), fixed("~ALL")]),
    ],
    [
      "unknown",
      "no branch is made, main is not free, and others may be there",
      deploys(ALL, [at("main", REVIEW)], [noNew("branch"), fixed("~ALL")]),
    ],
    [
      "no",
      "no branch is made, and none is pushed to",
      deploys(ALL, [at("main", REVIEW)], [fixedBranches("~ALL"), fixed("~ALL")]),
    ],
    [
      "no",
      "no branch is made, and changes of each need an approval",
      deploys(ALL, [at("**/*", REVIEW)], [noNew("branch"), fixed("~ALL")]),
    ],
    // an environment for branches or tags of some names
    ["yes", "a release is made", deploys(only("release/*"), [at("release/*", REVIEW)])],
    ["no", "a release is not made, by its protection", deploys(only("release/*"), [at("release/*", GUARDED)])],
    ["no", "the same, by one of all below", deploys(only("release/*"), [at("release/**/*", GUARDED)])],
    ["yes", "the protection is of other names", deploys(only("release/*"), [at("rel/*", GUARDED)])],
    ["no", "by a ruleset", deploys(only("release/*"), [], [fixedBranches("refs/heads/release/*")])],
    [
      "unknown",
      "by a ruleset that leaves one that is there to be pushed to",
      deploys(only("release/*"), [], [creation("branch", "refs/heads/release/*")]),
    ],
    [
      "no",
      "the same, where a protection restricts who pushes",
      deploys(only("release/*"), [at("release/*", { push_restrictions: true })], [noNew("branch")]),
    ],
    [
      "yes",
      "what is there is not pushed to, but others are made",
      deploys(only("release/*"), [at("release/*", { push_restrictions: true })]),
    ],
    [
      "unknown",
      "by a ruleset of which it was not shown whom it lets past",
      deploys(only("release/*"), [], [unshown(fixedBranches("refs/heads/release/*"))]),
    ],
    [
      "yes",
      "by a ruleset that only watches",
      deploys(only("release/*"), [], [creation("branch", "refs/heads/release/*", { enforcement: "evaluate" })]),
    ],
    [
      "yes",
      "by a ruleset that leaves some of them out",
      deploys(only("release/*"), [], [creation("branch", "~ALL", { exclude: ["refs/heads/release/x"] })]),
    ],
    [
      "no",
      "by a ruleset that leaves the default branch out",
      deploys(only("release/*"), [], [fixedBranches("~ALL", ["~DEFAULT_BRANCH"])]),
    ],
    ["unknown", "one that a pattern protects may be there", deploys(only("release/1"), [at("release/*", REVIEW)])],
    ["yes", "one that nothing protects may be made", deploys(only("release/1"), [at("rel/*", REVIEW)])],
    ["no", "tags of the name are neither made nor moved", deploys(only("tag:v*"), [], [fixed("refs/tags/v*")])],
    ["unknown", "one that is there is moved", deploys(only("tag:v*"), [], [creation("tag", "refs/tags/v*")])],
    ["yes", "tags of other names are not", deploys(only("tag:v*"), [], [creation("tag", "refs/tags/w*")])],
    // a trust for refs of some names, whose stars stand for slashes too
    ["yes", "release/a/b is not guarded", asked("heads/release/*", [at("release/*", GUARDED)])],
    ["no", "all of them are, however deep", asked("heads/release/*", [at("release/**/*", GUARDED)])],
    ["yes", "no folder, and so no deeper than one", asked("heads/release/*", [at("release/**", GUARDED)])],
    ["no", "two rules together", asked("heads/r-*", [at("r-*", GUARDED), at("r-*/**/*", GUARDED)])],
    [
      "no",
      "what a ruleset leaves out is of other names",
      asked("heads/release/*", [], [fixedBranches("~ALL", ["refs/heads/fix/**/*"])]),
    ],
    ["no", "one release", asked("heads/release/1", [at("release/*", GUARDED)])],
    ["yes", "the tag v1/x is not guarded", asked("tags/v*", [], [creation("tag", "refs/tags/v*")])],
    ["no", "one tag", asked("tags/v1", [], [fixed("refs/tags/v*")])],
    ["unknown", "one tag, which may be there and be moved", asked("tags/v1", [], [creation("tag", "refs/tags/v*")])],
    [
      "yes",
      "one tag, which is made if it is not there",
      asked("tags/v1", [], [noNew("tag", { rules: [{ type: "update" }] })]),
    ],
    ["no", "all tags of a folder", asked("tags/v*", [], [fixed("refs/tags/v*/**/*", "refs/tags/v*")])],
    ["yes", "one tag of another name", asked("tags/w1", [], [creation("tag", "refs/tags/v*")])],
    ["yes", "a name with a slash, where names without are", asked("heads/*", [at("*", GUARDED)])],
  ])("%s: %s", (expected, _name, scene) => {
    expect(reach(company(scene), WRITERS)).toBe(expected);
  });

  it.each<[string, string, JsonRecord]>([
    [
      "no",
      "another person approves, whatever a rule of another service says",
      { prevent_self_review: true, ...REVIEWED },
    ],
    ["unknown", "a rule of another service alone", { reviewer_count: 0 }],
  ])("%s: %s", (expected, _name, facts) => {
    const production = { branch_policy: "none", custom_rules: ["gate"], ...facts };
    expect(reach(company({ subject: PRODUCTION, environments: { production } }), WRITERS)).toBe(expected);
  });
});
