// Patterns over names of branches and tags, near misses first.
import { expect, test } from "vitest";
import { coversRefs, fitsRef, meetsRefs, type RefNames } from "../../src/model/ref-pattern.js";

test.each([
  ["main", "main", true],
  ["main", "main2", false],
  ["main", "maintenance", false],
  ["*", "main", true],
  ["*", "release/1", false],
  ["**", "main", true],
  ["**", "release/1", false],
  ["**/*", "main", true],
  ["**/*", "release/1", true],
  ["**/**", "release/1/hotfix", true],
  ["release/*", "release/1", true],
  ["release/*", "release/1/hotfix", false],
  ["release/**", "release/1", true],
  ["release/**", "release/1/hotfix", false],
  ["release/**/*", "release/1", true],
  ["release/**/*", "release/1/hotfix", true],
  ["release/**/*", "release", false],
  ["qa**/**/*", "qa/foo/bar/hello", true],
  ["qa**/**/*", "qa2/foo", true],
  ["qa**/**/*", "qa", false],
  ["v?", "v1", true],
  ["v?", "v12", false],
  ["a?b", "a/b", false],
  ["[dm]*", "main", true],
  ["[!m]*", "main", false],
  ["[!m]*", "dev", true],
  ["v[0-9]", "v7", true],
  ["v[0-9]", "vx", false],
  ["a\\*", "a*", true],
  ["a\\*", "ab", false],
  ["m.in", "main", false],
  ["Main", "main", false],
])("%s is about %s: %s", (pattern, branch, expected) => {
  expect(fitsRef(pattern, branch)).toBe(expected);
});

const trust = (text: string): RefNames => ({ text, syntax: "trust" });
const rule = (text: string): RefNames => ({ text, syntax: "rule" });
const filter = (text: string): RefNames => ({ text, syntax: "filter" });

test.each<[string[], RefNames, boolean]>([
  [["release/**/*"], trust("release/*"), true],
  [["**/*"], trust("release/*"), true],
  [["r*/**/*"], trust("release/*"), true],
  [["release/*"], trust("release/*"), false],
  [["release/**"], trust("release/*"), false],
  [["*/*"], trust("release/*"), false],
  [["*"], trust("*"), false],
  [["*", "*/**/*"], trust("*"), true],
  [["release-*"], trust("release-*"), false],
  [["release-*", "release-*/**/*"], trust("release-*"), true],
  [["release/**/*"], trust("release*"), false],
  [["release/**/*"], rule("release/*"), true],
  [["rel*/*"], rule("release/*"), true],
  [["release/*"], rule("release/**/*"), false],
  [["v*"], rule("v?"), true],
  [["v?"], rule("v*"), false],
  [["?c"], rule("[ab]c"), true],
  [["[ab]c"], rule("?c"), false],
  [["[a-c]"], rule("[a-d]"), false],
  [["[a-d]"], rule("[b-c]"), true],
  [["releases/**/*"], filter("releases/**"), true],
  [["releases/**"], filter("releases/**"), false],
  [["v*"], filter("v[12].[0-9]+"), true],
  [["v*"], filter("v?1"), false],
  [[], trust("release/*"), false],
])("%j are about all of %j: %s", (patterns, wanted, expected) => {
  expect(coversRefs(patterns, wanted)).toBe(expected);
});

test.each<[string, RefNames, boolean]>([
  ["release/x", trust("release/*"), true],
  ["hotfix/*", trust("release/*"), false],
  ["*-x", trust("release/*"), false],
  ["*-x", rule("release/*"), false],
  ["release/*-x", rule("release/*"), true],
  ["*/*", trust("v*"), true],
  ["*", rule("v*/1"), false],
  ["main", trust("main"), true],
])("%s is about some of %j: %s", (pattern, wanted, expected) => {
  expect(meetsRefs(pattern, wanted)).toBe(expected);
});
