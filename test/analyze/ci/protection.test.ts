// What protections and rulesets mean for pushing and for making branches and tags.
import { describe, expect, it, test } from "vitest";
import { blocksBranches, blocksTags } from "../../../src/analyze/ci/new-refs.js";
import { branchRules, type RulesText, rulesetsOfOwner } from "../../../src/analyze/ci/protection.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { noNew } from "./company.js";

const rules = (
  protections: readonly JsonRecord[] | undefined,
  rulesets: readonly JsonRecord[] | undefined = [],
): RulesText => ({
  protections,
  rulesets,
  defaultBranch: "main",
});
const REVIEWED = { requires_reviews: true, reviews: 1 };
const ruleset = (more: JsonRecord): JsonRecord => ({
  target: "branch",
  enforcement: "active",
  include: ["~DEFAULT_BRANCH"],
  exclude: [],
  rules: [{ type: "pull_request", approvals: 1 }],
  bypass: [],
  ...more,
});

/** As somebody reads it who may not change it. */
const unshown = ({ bypass: _, ...shown }: JsonRecord): JsonRecord => shown;

describe("what stops a push to main", () => {
  it.each<[string, RulesText, readonly string[] | undefined]>([
    ["nothing", rules([]), []],
    ["a protection of it", rules([{ pattern: "main", ...REVIEWED }]), ["pull_request_reviews"]],
    ["one that asks for no approval", rules([{ pattern: "main", requires_reviews: true, reviews: 0 }]), []],
    ["one of another branch", rules([{ pattern: "release", ...REVIEWED }]), []],
    ["one for names of one part", rules([{ pattern: "*", lock_branch: true }]), ["lock_branch"]],
    ["restricted pushes", rules([{ pattern: "ma?n", push_restrictions: true }]), ["push_restrictions"]],
    ["status checks alone", rules([{ pattern: "main", status_checks: true }]), []],
    ["a ruleset of the default branch", rules([], [ruleset({})]), ["ruleset_reviews"]],
    ["a ruleset of main by name", rules([], [ruleset({ include: ["refs/heads/main"] })]), ["ruleset_reviews"]],
    ["a ruleset that leaves it out", rules([], [ruleset({ include: ["~ALL"], exclude: ["refs/heads/main"] })]), []],
    ["a ruleset that only watches", rules([], [ruleset({ enforcement: "evaluate" })]), []],
    [
      "a ruleset that lets writers past",
      rules([], [ruleset({ bypass: [{ type: "RepositoryRole", id: 4, mode: "always" }] })]),
      [],
    ],
    ["a ruleset of tags", rules([], [ruleset({ target: "tag", include: ["~ALL"] })]), []],
    ["a ruleset without a rule about it", rules([], [ruleset({ rules: [{ type: "deletion" }] })]), []],
    ["unread protections", rules(undefined), undefined],
    ["unread protections, and a ruleset that stops it", rules(undefined, [ruleset({})]), ["ruleset_reviews"]],
    ["a ruleset that stops every update", rules([], [ruleset({ rules: [{ type: "update" }] })]), ["ruleset"]],
    [
      "a ruleset past which writers merge their own pull requests",
      rules([], [ruleset({ bypass: [{ type: "RepositoryRole", id: 4, mode: "pull_request" }] })]),
      [],
    ],
    ["unread rulesets", { ...rules([]), rulesets: undefined }, undefined],
    [
      "a ruleset that lets past who maintains, whom not everybody who writes is",
      rules([], [ruleset({ bypass: [{ type: "RepositoryRole", id: 2, mode: "always" }] })]),
      ["ruleset_reviews"],
    ],
    ["a ruleset that does not show whom it lets past", rules([], [unshown(ruleset({}))]), undefined],
    [
      "such a ruleset, and one that does",
      rules([], [unshown(ruleset({})), ruleset({ rules: [{ type: "update" }] })]),
      ["ruleset"],
    ],
  ])("%s", (_name, text, expected) => {
    expect(branchRules("main", text).gates).toEqual(expected);
  });

  test("a pattern for one part does not reach below a slash", () => {
    const all = [{ pattern: "*", lock_branch: true }];
    expect(branchRules("release/1", rules(all)).gates).toEqual([]);
    expect(branchRules("release/1", rules([{ pattern: "release/*", lock_branch: true }])).gates).toEqual([
      "lock_branch",
    ]);
    expect(branchRules("release/1", rules([{ pattern: "**/*", lock_branch: true }])).gates).toEqual(["lock_branch"]);
  });

  test("who may push all the same", () => {
    const allowed = { pattern: "main", push_restrictions: true, push_allowances: ["github:team/7"] };
    expect(branchRules("main", rules([allowed])).bypass).toEqual(["github:team/7"]);
    expect(branchRules("main", rules([allowed], [ruleset({})])).bypass).toEqual([]);
    const reviewedToo = { ...allowed, ...REVIEWED };
    expect(branchRules("main", rules([reviewedToo])).bypass).toEqual([]);
    const past = { ...reviewedToo, review_bypass: ["github:team/7", "github:user/8"] };
    expect(branchRules("main", rules([past])).bypass).toEqual(["github:team/7"]);
    expect(branchRules("main", rules([{ ...past, lock_branch: true }])).bypass).toEqual([]);
  });

  test("whom a ruleset lets past, by number", () => {
    const lets = (type: string, id: number, mode = "always") => ruleset({ bypass: [{ type, id, mode }] });
    const past = (...all: JsonRecord[]) => branchRules("main", rules([], all)).bypass;
    expect(past(lets("Integration", 5))).toEqual(["github:app/5"]);
    expect(past(lets("Team", 7, "pull_request"))).toEqual(["github:team/7"]);
    expect(past(lets("Team", 7), lets("Team", 7))).toEqual(["github:team/7"]);
    expect(past(lets("Team", 7), lets("Team", 8))).toEqual([]);
    expect(past(lets("OrganizationAdmin", 1))).toEqual([]);
    expect(past(ruleset({}))).toEqual([]);
  });
});

describe("what stops new branches", () => {
  it.each<[string, RulesText, boolean | undefined]>([
    ["review of every name does not", rules([{ pattern: "*", ...REVIEWED }]), false],
    ["restricted pushes do not", rules([{ pattern: "*", push_restrictions: true, blocks_creations: false }]), false],
    [
      "blocked creations without restricted pushes do not",
      rules([{ pattern: "*", push_restrictions: false, blocks_creations: true }]),
      false,
    ],
    ["both together do", rules([{ pattern: "**/*", push_restrictions: true, blocks_creations: true }]), true],
    [
      "both for some names do not",
      rules([{ pattern: "release/*", push_restrictions: true, blocks_creations: true }]),
      false,
    ],
    ["a ruleset does", rules([], [noNew("branch")]), true],
    ["a ruleset for some names does not", rules([], [noNew("branch", { include: ["refs/heads/release/*"] })]), false],
    ["a ruleset that is off does not", rules([], [noNew("branch", { enforcement: "disabled" })]), false],
    [
      "a ruleset that lets writers past does not",
      rules([], [noNew("branch", { bypass: [{ type: "RepositoryRole", id: 4, mode: "always" }] })]),
      false,
    ],
    ["nobody read the protections", rules(undefined), undefined],
    ["nobody read the rulesets", { ...rules([]), rulesets: undefined }, undefined],
  ])("%s", (_name, text, expected) => {
    expect(blocksBranches(text, "creation")).toBe(expected);
  });

  test("tags: only rulesets of tags", () => {
    expect(blocksTags(rules([{ pattern: "*", push_restrictions: true, blocks_creations: true }]), "creation")).toBe(
      false,
    );
    expect(blocksTags(rules([], [noNew("tag")]), "creation")).toBe(true);
    expect(blocksTags(rules([], [noNew("tag")]), "update")).toBe(false);
    expect(blocksTags(rules([], [noNew("tag", { rules: [{ type: "non_fast_forward" }] })]), "update")).toBe(false);
    expect(blocksTags({ ...rules([]), rulesets: undefined }, "creation")).toBeUndefined();
  });
});

test("rulesets of the organisation hold where they say", () => {
  const hold = (more: JsonRecord): boolean => rulesetsOfOwner([ruleset(more)], { name: "site", id: "1" }).length > 0;
  expect(hold({})).toBe(true);
  expect(hold({ repository_include: ["~ALL"] })).toBe(true);
  expect(hold({ repository_include: ["si*"] })).toBe(true);
  expect(hold({ repository_include: ["api"] })).toBe(false);
  expect(hold({ repository_include: ["~ALL"], repository_exclude: ["site"] })).toBe(false);
  expect(hold({ repository_ids: [1] })).toBe(true);
  expect(hold({ repository_ids: [2] })).toBe(false);
});

describe("who can lift what stops a push to main: administrators of the repository, or owners of the organisation alone", () => {
  const held = (ofOwner: JsonRecord[], own: JsonRecord[] = []) =>
    branchRules("main", rules([REVIEWED], [...rulesetsOfOwner(ofOwner, { name: "site", id: "1" }), ...own]))
      .isHeldByOwner;
  const admins = (id: number) => [{ type: "RepositoryRole", id, mode: "always" }];

  it.each<[string, boolean | undefined, boolean | undefined]>([
    ["its own protection", held([]), false],
    ["its own ruleset", held([], [ruleset({})]), false],
    ["a ruleset of the organisation", held([ruleset({})]), true],
    ["one that lets administrators past", held([ruleset({ bypass: admins(5) })]), false],
    ["one that lets others past", held([ruleset({ bypass: admins(2) })]), true],
    ["one that does not show whom it lets past", held([unshown(ruleset({}))]), undefined],
    ["one that is switched off", held([ruleset({ enforcement: "disabled" })]), false],
    ["one about other branches", held([ruleset({ include: ["refs/heads/release"] })]), false],
    ["two of them, one of which is shown", held([ruleset({}), unshown(ruleset({}))]), true],
  ])("%s", (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
