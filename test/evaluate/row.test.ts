// How columns meet CEL: types, NULL, ages, and values that are not what their column says.
import { describe, expect, it } from "vitest";
import type { Row } from "../../src/evaluate/row.js";
import { ago, DAY, outcome, toKey, toRule } from "./fixture.js";

function judged(when: string, row: { readonly [column: string]: string | number | null }, from = "credential"): string {
  const base = from === "credential" ? toKey(row) : ({ ...toKey(), type: "aws.iam-user", ...row } as Row);
  return outcome(toRule({ when, from, types: [] }), base);
}

describe("column types", () => {
  it.each<[what: string, when: string, row: { readonly [column: string]: string | number | null }, expected: string]>([
    ["text", 'credential.name == "key"', {}, "flagged medium"],
    ["0 is false", "credential.static", { static: 0 }, "passed"],
    ["1 is true", "credential.static", { static: 1 }, "flagged medium"],
    [
      "an integer compares with a literal",
      "credential.active_sibling_count >= 1",
      { active_sibling_count: 1 },
      "flagged medium",
    ],
    [
      "an integer equals a literal",
      "credential.active_sibling_count == 2",
      { active_sibling_count: 2 },
      "flagged medium",
    ],
    [
      "an integer adds up as one",
      "credential.active_sibling_count + 1 == 2",
      { active_sibling_count: 1 },
      "flagged medium",
    ],
    [
      "an integer compares with a fraction",
      "credential.active_sibling_count > 1.5",
      { active_sibling_count: 2 },
      "flagged medium",
    ],
    [
      "2^53 - 1 keeps its last digit",
      "credential.active_sibling_count == 9007199254740991",
      { active_sibling_count: Number.MAX_SAFE_INTEGER },
      "flagged medium",
    ],
    ["a time compares with now", "credential.created_at < now", { created_at: ago(1) }, "flagged medium"],
    [
      "a time has a year",
      "credential.created_at.getFullYear() == 2025",
      { created_at: "2025-03-01T00:00:00Z" },
      "flagged medium",
    ],
    [
      "a map is asked for a key",
      'has(credential.principal_tags.env) && credential.principal_tags.env == "prod"',
      { principal_tags: '{"env":"prod"}' },
      "flagged medium",
    ],
    [
      "a key that is not there",
      'has(credential.principal_tags.env) && credential.principal_tags.env == "prod"',
      { principal_tags: "{}" },
      "passed",
    ],
    [
      "a key named like a property of objects",
      "has(credential.principal_tags.constructor)",
      { principal_tags: "{}" },
      "passed",
    ],
    ["in a map", '"env" in credential.principal_tags', { principal_tags: '{"env":1}' }, "flagged medium"],
    [
      "an integer inside JSON equals a literal",
      "credential.principal_tags.count == 5",
      { principal_tags: '{"count":5}' },
      "flagged medium",
    ],
  ])("%s", (_what, when, row, expected) => {
    expect(judged(when, row)).toBe(expected);
  });

  it("a list is searched", () => {
    const row = { trust_kinds: '["aws-service","oidc"]' };
    expect(judged('"oidc" in identity.trust_kinds', row, "identity")).toBe("flagged medium");
    expect(judged('"saml" in identity.trust_kinds', row, "identity")).toBe("passed");
    expect(judged('identity.trust_kinds.exists(k, k.startsWith("aws"))', row, "identity")).toBe("flagged medium");
    expect(judged("size(identity.trust_kinds) > 2", row, "identity")).toBe("passed");
  });
});

describe("ages", () => {
  it.each([
    ["exactly at the limit", 90 * DAY, "passed"],
    ["a millisecond over", 90 * DAY + 1, "flagged medium"],
    ["a millisecond under", 90 * DAY - 1, "passed"],
    ["twenty years over, where nanoseconds no longer fit a double", 7300 * DAY + 1, "flagged medium"],
  ])("%s", (_what, age, expected) => {
    const rule = toRule({
      when: "credential.age > params.max_age",
      params: { max_age: { kind: "duration", milliseconds: 90 * DAY, text: "90d" } },
    });
    expect(outcome(rule, toKey({ created_at: ago(age) }))).toBe(expected);
  });

  it("at exactly twenty years an age equals its limit", () => {
    const params = { limit: { kind: "duration" as const, milliseconds: 7300 * DAY, text: "7300d" } };
    const row = toKey({ created_at: ago(7300 * DAY) });
    expect(outcome(toRule({ when: "credential.age == params.limit", params }), row)).toBe("flagged medium");
    expect(outcome(toRule({ when: "credential.age > params.limit", params }), row)).toBe("passed");
  });

  it("x_in is the time that is left, and negative once it is over", () => {
    const soon = toRule({ when: "has(credential.expires_at) && credential.expires_in < days(7)" });
    expect(outcome(soon, toKey({ expires_at: ago(-6 * DAY) }))).toBe("flagged medium");
    expect(outcome(soon, toKey({ expires_at: ago(-7 * DAY) }))).toBe("passed");
    expect(outcome(soon, toKey({ expires_at: ago(DAY) }))).toBe("flagged medium");
    expect(outcome(soon, toKey({ expires_at: null }))).toBe("passed");
  });

  it("a time ahead of the clock has a negative age", () => {
    expect(judged("credential.age < days(0)", { created_at: ago(-DAY) })).toBe("flagged medium");
  });
});

describe("NULL", () => {
  it("is absent for has()", () => {
    expect(judged("has(credential.expires_at)", { expires_at: null })).toBe("passed");
    expect(judged("!has(credential.expires_at)", { expires_at: null })).toBe("flagged medium");
    expect(judged("!has(credential.expires_at)", {})).toBe("flagged medium");
  });

  it("a column whose NULL means none is none only where another says it was read", () => {
    const when = "!has(credential.last_used_at)";
    expect(judged(when, { last_used_known: 1 })).toBe("flagged medium");
    expect(judged(when, { last_used_known: 0 })).toMatch(/^not evaluated: last_used_at/);
    expect(judged(when, { last_used_known: null })).toMatch(/^not evaluated: last_used_at/);
    expect(judged(when, { last_used_at: ago(DAY), last_used_known: null })).toBe("passed");
  });
});

describe("values that are not what the column says", () => {
  it.each([
    ["a time", "credential.age > days(1)", { created_at: "yesterday" }, 'created_at is not a time: "yesterday"'],
    ["a boolean", "credential.static", { static: 2 }, 'static is not 0 or 1: "2"'],
    [
      "an integer",
      "credential.active_sibling_count > 0",
      { active_sibling_count: 1.5 },
      'active_sibling_count is not an integer: "1.5"',
    ],
    ["JSON", "has(credential.principal_tags.x)", { principal_tags: "{" }, 'principal_tags is not JSON: "{"'],
    [
      "JSON of 5 MB",
      "has(credential.principal_tags.x)",
      { principal_tags: `"${"x".repeat(5e6)}"` },
      "principal_tags is too large to judge",
    ],
  ])("%s: not evaluated, with the value", (_what, when, row, reason) => {
    expect(judged(when, row)).toBe(`not evaluated: when: column ${reason}`);
  });
});
