// Patterns of branch protection, near misses first.
import { expect, test } from "vitest";
import { matchesBranch } from "../../../src/collect/github/resources/branch-protection.js";

test.each([
  ["main", "main", true],
  ["main", "main2", false],
  ["main", "maintenance", false],
  ["*", "main", true],
  ["*", "release/1", false],
  ["**", "release/1", true],
  ["**/*", "release/1", true],
  ["release/*", "release/1", true],
  ["release/*", "release/1/hotfix", false],
  ["release/**/*", "release/1/hotfix", true],
  ["v?", "v1", true],
  ["v?", "v12", false],
  ["m.in", "main", false],
  ["Main", "main", false],
])("%s names %s: %s", (pattern, branch, expected) => {
  expect(matchesBranch(pattern, branch)).toBe(expected);
});
