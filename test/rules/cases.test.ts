// The cases of every rule that comes with nhi, and what the rules must have beyond what the loader checks.
import { describe, expect, test } from "vitest";
import { readRules } from "../../src/catalog/load-rules.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";
import { missingCases, testRules } from "../../src/evaluate/test-rules.js";

const { rules: read, problems } = await readRules("rules", "built-in", checkExpressions);
const rules = read.map(({ rule }) => rule);

test("every rule file loads without errors and warnings", () => {
  expect(problems).toEqual([]);
});

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_id, rule) => {
  test("its cases hold", () => {
    expect(testRules([rule]).filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  test("it has the cases it needs", () => {
    expect(missingCases(rule)).toEqual([]);
  });
});
