// The runner of rule cases: it must fail where a case does not hold.
import { describe, expect, it } from "vitest";
import { missingCases, testRules } from "../../src/evaluate/test-rules.js";
import type { RuleCase } from "../../src/model/rule.js";
import { DAY, REPORT, toRule } from "./fixture.js";

const rule = toRule({
  when: 'credential.status == "active" && credential.age > params.max_age',
  unless: "has(credential.principal_is_root) && credential.principal_is_root",
  params: { max_age: { kind: "duration", milliseconds: 90 * DAY, text: "90d" } },
  message: "Key of {principal_name} is {age_days} days old",
});

function problemOf(kind: "flagged" | "spared" | "unknown", ruleCase: Omit<RuleCase, "name">): string | undefined {
  const cases = { flagged: [], spared: [], unknown: [], [kind]: [{ name: "case", ...ruleCase }] };
  const [result] = testRules([{ ...rule, cases }]);
  expect(result).toMatchObject({ rule: "TST-001", kind, name: "case" });
  return result?.problem;
}

describe("cases that hold", () => {
  it.each<["flagged" | "spared" | "unknown", Omit<RuleCase, "name">]>([
    ["flagged", { row: { status: "active", created_at: "-90d 1s" } }],
    ["flagged", { row: { status: "active", created_at: "2025-10-02T23:59:59Z" } }],
    ["flagged", { row: { status: "active", created_at: "2025-10-03T01:59:59+02:00" } }],
    ["flagged", { row: { status: "active", created_at: "2020-01-01T00:00:00Z" }, now: "2021-01-01T00:00:00Z" }],
    [
      "flagged",
      {
        row: { status: "active", created_at: "-91d", principal_name: "ci" },
        message: "Key of ci is 91 days old",
        severity: "medium",
      },
    ],
    ["spared", { row: { status: "active", created_at: "-90d" } }],
    ["spared", { row: { status: "active", created_at: "+1d" } }],
    ["spared", { row: { status: "active", created_at: "-91d", principal_is_root: true } }],
    ["unknown", { row: { created_at: "-91d" } }],
    ["unknown", { row: { status: null, created_at: "-91d" } }],
    ["unknown", { row: { status: "active", created_at: "-91d" }, unread: [REPORT] }],
  ])("%s %j", (kind, ruleCase) => {
    expect(problemOf(kind, ruleCase)).toBeUndefined();
  });
});

describe("cases that do not hold", () => {
  it.each<["flagged" | "spared" | "unknown", Omit<RuleCase, "name">, string]>([
    ["flagged", { row: { status: "active", created_at: "-90d" } }, "expected a finding, was passed"],
    [
      "flagged",
      { row: { status: "active", created_at: "-91d", principal_is_root: true } },
      "expected a finding, was not applicable",
    ],
    ["flagged", { row: { created_at: "-91d" } }, "expected a finding, was not evaluated (status is not recorded)"],
    [
      "flagged",
      { row: { status: "active", created_at: "-91d" }, severity: "high" },
      "expected severity high, was medium",
    ],
    [
      "flagged",
      { row: { status: "active", created_at: "-91d" }, message: "Key" },
      'expected message "Key", was "Key of unknown is 91 days old"',
    ],
    [
      "spared",
      { row: { status: "active", created_at: "-91d" } },
      "expected to pass, was a finding (medium: Key of unknown is 91 days old)",
    ],
    ["spared", { row: { created_at: "-91d" } }, "expected to pass, was not evaluated (status is not recorded)"],
    ["unknown", { row: { status: "inactive" } }, "expected not evaluated, was passed"],
    [
      "unknown",
      { row: { status: "active", created_at: "-91d" } },
      "expected not evaluated, was a finding (medium: Key of unknown is 91 days old)",
    ],
    [
      "flagged",
      { row: { type: "aws.console-password" } },
      "expected a finding, was not looked at: its type is none of the rule's",
    ],
  ])("%s %j", (kind, ruleCase, problem) => {
    expect(problemOf(kind, ruleCase)).toBe(problem);
  });
});

describe("rows that are none", () => {
  it.each([
    [{ status: true }, "status is true, not a text (put it in quotes)"],
    [
      { created_at: "yesterday" },
      'created_at is "yesterday", not a time: 2026-01-01T00:00:00Z, or an offset such as -90d',
    ],
    [{ created_at: "-90" }, 'created_at is "-90", not a time: 2026-01-01T00:00:00Z, or an offset such as -90d'],
    [
      { created_at: "2025-01-01" },
      'created_at is "2025-01-01", not a time: 2026-01-01T00:00:00Z, or an offset such as -90d',
    ],
    [{ static: "yes" }, 'static is "yes", not true or false'],
    [{ active_sibling_count: 1.5 }, "active_sibling_count is 1.5, not an integer"],
  ])("%j", (row, problem) => {
    expect(problemOf("spared", { row })).toBe(problem);
  });
});

it("a rule lacks cases of the kinds it needs", () => {
  expect(missingCases(rule)).toEqual(["flagged", "spared", "unknown"]);
  expect(missingCases({ ...rule, requires: [] })).toEqual(["flagged", "spared"]);
});
