import { describe, expect, test } from "vitest";
import {
  type ConditionProblem,
  evaluateCondition,
  keysOf,
  toEntries,
} from "../../../src/analyze/aws/condition/condition.js";
import type { KeyLookup, KeyState, KeyValues, OpenKey } from "../../../src/analyze/aws/condition/key-state.js";
import { ACTOR, NO, SETTABLE, type Truth, UNKNOWN, YES } from "../../../src/analyze/aws/condition/truth.js";

function holds(block: object, keys: { readonly [key: string]: KeyValues | OpenKey }, hasVariables = true): Truth {
  const entries = toEntries({ ...block }, hasVariables, []);
  const toState = (key: KeyValues | OpenKey | undefined): KeyState => {
    if (key === undefined || key === null) return { values: null };
    return "decider" in key ? { open: key } : { values: key };
  };
  const lookup: KeyLookup = { state: (key) => toState(keys[key]) };
  return evaluateCondition({ id: 0, entries, keys: keysOf(entries) }, lookup);
}

const yes = (expected: boolean) => (expected ? YES : NO);

describe("operators", () => {
  test.each([
    // operator, values of the policy, values of the request, holds
    ["StringEquals", "red", ["red"], true],
    ["StringEquals", "red", ["Red"], false],
    ["StringEquals", "re*", ["red"], false],
    ["StringEquals", ["blue", "red"], ["red"], true],
    ["StringEquals", [], ["red"], false],
    ["StringNotEquals", ["blue", "red"], ["red"], false],
    ["StringNotEquals", ["blue", "red"], ["green"], true],
    ["StringNotEquals", [], ["green"], true],
    ["StringEqualsIgnoreCase", "RED", ["red"], true],
    ["StringNotEqualsIgnoreCase", "RED", ["red"], false],
    ["StringLike", "r?d*", ["redder"], true],
    ["StringLike", "r?d", ["RED"], false],
    ["StringNotLike", "r*", ["red"], false],
    ["NumericEquals", "10", ["10.0"], true],
    ["NumericNotEquals", 10, ["11"], true],
    ["NumericLessThan", 10, ["10"], false],
    ["NumericLessThanEquals", 10, ["10"], true],
    ["NumericGreaterThan", "9.5", ["10"], true],
    ["NumericGreaterThanEquals", "-1", ["-2"], false],
    ["DateEquals", "2026-01-15T00:00:00Z", ["2026-01-15T01:00:00+01:00"], true],
    ["DateLessThan", "2026-01-15", ["2026-01-14T23:59:59Z"], true],
    ["DateGreaterThan", "1768435200", ["2026-01-15T00:00:01Z"], true],
    ["DateGreaterThanEquals", "2026", ["2026-01-01T00:00:00Z"], true],
    ["DateNotEquals", "2026-01-15T00:00:00Z", ["2026-01-15T00:00:00Z"], false],
    ["Bool", true, ["true"], true],
    ["Bool", "True", ["true"], true],
    ["Bool", "false", ["true"], false],
    ["BinaryEquals", "cmVk", ["cmVk"], true],
    ["BinaryEquals", "cmVk", ["Ymx1ZQ=="], false],
    ["IpAddress", "10.0.0.0/8", ["10.255.255.255"], true],
    ["IpAddress", "10.0.0.0/8", ["11.0.0.0"], false],
    ["IpAddress", "203.0.113.7", ["203.0.113.7"], true],
    ["IpAddress", "0.0.0.0/0", ["203.0.113.7"], true],
    ["IpAddress", "0.0.0.0/0", ["2001:db8::1"], false],
    ["IpAddress", "2001:db8::/32", ["2001:db8:1::5"], true],
    ["IpAddress", "2001:db8::5", ["2001:0db8:0:0:0:0:0:5"], true],
    ["IpAddress", "2001:db8::/32", ["2001:db9::1"], false],
    ["IpAddress", "::ffff:10.0.0.0/104", ["::ffff:10.1.2.3"], true],
    ["NotIpAddress", ["10.0.0.0/8", "192.168.0.0/16"], ["192.168.1.1"], false],
    ["NotIpAddress", ["10.0.0.0/8", "192.168.0.0/16"], ["172.16.1.1"], true],
    ["ArnEquals", "arn:aws:iam::*:role/x", ["arn:aws:iam::111122223333:role/x"], true],
    ["ArnLike", "arn:aws:sns:*:*:topic-?", ["arn:aws:sns:us-east-1:111122223333:topic-1"], true],
    ["ArnLike", "arn:aws:s3:::b/*", ["arn:aws:s3:::b/c:d"], true],
    // parts are matched one by one: a wildcard does not go on into the next
    ["ArnLike", "arn:aws:sns:*:topic:x", ["arn:aws:sns:us-east-1:111122223333:topic:x"], false],
    ["ArnLike", "*", ["arn:aws:s3:::b"], true],
    ["ArnNotLike", "arn:aws:iam::*:role/x", ["arn:aws:iam::111122223333:role/x"], false],
    ["ArnNotEquals", "arn:aws:iam::*:role/x", ["arn:aws:iam::111122223333:role/y"], true],
    ["Null", "true", null, true],
    ["Null", "false", null, false],
    ["Null", "false", ["x"], true],
    ["Null", true, [], true],
    ["stringequals", "red", ["red"], true],
  ] as const)("%s %j of %j: %s", (operator, wanted, given, expected) => {
    expect(holds({ [operator]: { key: wanted } }, { key: given })).toBe(yes(expected));
  });

  test.each([
    ["StringEquals", false],
    ["StringNotEquals", true],
    ["ArnNotLike", true],
    ["NotIpAddress", true],
    ["NumericNotEquals", true],
    ["NumericLessThan", false],
    ["Bool", false],
    ["StringEqualsIfExists", true],
    ["StringNotEqualsIfExists", true],
    ["ForAllValues:StringEquals", true],
    ["ForAllValues:StringNotEquals", true],
    ["ForAnyValue:StringEquals", false],
    ["ForAnyValue:StringNotEquals", false],
    ["ForAllValues:StringEqualsIfExists", true],
  ])("%s on an absent key: %s", (operator, expected) => {
    expect(holds({ [operator]: { key: "1" } }, {})).toBe(yes(expected));
  });

  test.each([
    ["ForAllValues:StringEquals", ["a", "b"], ["a"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "b"], true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "d"], false],
    ["ForAllValues:StringNotEquals", ["a"], ["b", "c"], true],
    ["ForAllValues:StringNotEquals", ["a"], ["a", "c"], false],
    ["ForAnyValue:StringNotEquals", ["a"], ["a", "c"], true],
    ["ForAnyValue:StringNotEquals", ["a", "c"], ["a", "c"], false],
    ["ForAnyValue:StringLike", ["o-1/r-1/*"], ["o-1/r-1/ou-1/"], true],
    ["forallvalues:stringlike", ["x*"], ["x1", "x2"], true],
  ])("%s %j of %j: %s", (operator, wanted, given, expected) => {
    expect(holds({ [operator]: { key: wanted } }, { key: given })).toBe(yes(expected));
  });

  test("all operators and keys have to hold", () => {
    const block = { StringEquals: { a: "1", b: "2" }, Bool: { c: "true" } };
    expect(holds(block, { a: ["1"], b: ["2"], c: ["true"] })).toBe(YES);
    expect(holds(block, { a: ["1"], b: ["3"], c: ["true"] })).toBe(NO);
    expect(holds(block, { a: ["1"], b: ["2"], c: ["false"] })).toBe(NO);
  });

  test("keys are found in any case", () => {
    expect(holds({ StringEquals: { "AWS:PrincipalTag/Team": "red" } }, { "aws:principaltag/team": ["red"] })).toBe(YES);
  });
});

describe("variables", () => {
  const keys = { "aws:username": ["ann"], "aws:principaltag/team": ["r*d"], many: ["a", "b"] };
  test.each([
    ["StringEquals", "${aws:username}", ["ann"], true],
    ["StringEquals", "${AWS:UserName}", ["ann"], true],
    ["StringLike", "home/${aws:username}/*", ["home/ann/x"], true],
    ["StringEquals", "${aws:PrincipalTag/none, 'blue'}", ["blue"], true],
    ["StringEquals", "${aws:PrincipalTag/none}", ["blue"], false],
    ["StringNotEquals", "${aws:PrincipalTag/none}", ["blue"], true],
    ["StringEquals", "${many}", ["a"], false],
    // a value never acts as a wildcard, an escape is the character itself
    ["StringLike", "${aws:PrincipalTag/team}", ["red"], false],
    ["StringLike", "${aws:PrincipalTag/team}", ["r*d"], true],
    ["StringLike", "a${*}c", ["abc"], false],
    ["StringLike", "a${*}c", ["a*c"], true],
    ["StringLike", "a${?}c${$}", ["a?c$"], true],
    ["ArnLike", "arn:aws:iam::*:user/${aws:username}", ["arn:aws:iam::111122223333:user/ann"], true],
    // numbers know no variables
    ["NumericEquals", "${aws:username}", ["1"], "unknown"],
  ])("%s %s of %j: %s", (operator, wanted, given, expected) => {
    const wantedTruth = expected === "unknown" ? UNKNOWN : yes(expected === true);
    expect(holds({ [operator]: { key: wanted } }, { ...keys, key: given })).toBe(wantedTruth);
  });

  test("policies of 2008 have none", () => {
    expect(holds({ StringEquals: { key: "${aws:username}" } }, { ...keys, key: ["ann"] }, false)).toBe(NO);
    expect(holds({ StringEquals: { key: "${aws:username}" } }, { ...keys, key: ["${aws:username}"] }, false)).toBe(YES);
  });
});

describe("keys that are not known", () => {
  const settable: OpenKey = { decider: SETTABLE, why: "chosen" };
  const unknown: OpenKey = { decider: UNKNOWN, why: "network" };
  test.each([
    ["whoever decides it decides", { StringEquals: { key: "a" } }, settable, SETTABLE],
    ["and what it may choose it may avoid", { StringNotEquals: { key: "a" } }, settable, SETTABLE],
    ["nobody", { StringEquals: { key: "a" } }, unknown, UNKNOWN],
    ["always there and anything", { StringLike: { key: "*" } }, { ...unknown, isPresent: true }, YES],
    ["anything, if it is there", { StringLike: { key: "*" } }, unknown, UNKNOWN],
    ["anything, or absent", { StringLikeIfExists: { key: "*" } }, unknown, YES],
    ["every address", { IpAddress: { key: "0.0.0.0/0" } }, { ...unknown, isPresent: true }, YES],
    ["no value wanted", { StringEquals: { key: [] } }, unknown, NO],
    ["there for sure", { Null: { key: "false" } }, { ...unknown, isPresent: true }, YES],
    ["perhaps there", { Null: { key: "false" } }, unknown, UNKNOWN],
    ["possible values agree", { Bool: { key: "true" } }, { ...unknown, possible: [null, ["false"]] }, NO],
    ["and for IfExists too", { BoolIfExists: { key: "true" } }, { ...unknown, possible: [["true"], null] }, YES],
    [
      "possible values differ",
      { Bool: { key: "true" } },
      { ...unknown, decider: ACTOR, possible: [["true"], null] },
      ACTOR,
    ],
    ["prefix inside", { StringLike: { key: "AROA1:*" } }, { ...settable, prefix: "AROA1:", isPresent: true }, YES],
    ["prefix outside", { StringLike: { key: "AROA2:*" } }, { ...settable, prefix: "AROA1:", isPresent: true }, NO],
    [
      "prefix and more",
      { StringEquals: { key: "AROA1:ann" } },
      { ...settable, prefix: "AROA1:", isPresent: true },
      SETTABLE,
    ],
    [
      "outside, negated",
      { StringNotLike: { key: "AROA2:*" } },
      { ...settable, prefix: "AROA1:", isPresent: true },
      YES,
    ],
  ] as const)("%s", (_, block, key, expected) => {
    expect(holds(block, { key })).toBe(expected);
  });

  test("an open key in a variable leaves the value open", () => {
    expect(holds({ StringEquals: { key: "${who}" } }, { key: ["ann"], who: settable })).toBe(SETTABLE);
  });

  test("what is certainly not so decides over what is open", () => {
    expect(holds({ StringEquals: { key: "a", other: "b" } }, { key: settable, other: ["c"] })).toBe(NO);
    expect(holds({ StringEquals: { key: "a", other: "b" } }, { key: settable, other: unknown })).toBe(UNKNOWN);
  });
});

describe("what cannot be understood decides nothing and is named", () => {
  test.each([
    ["an operator nobody knows", { StringEqualz: { key: "a" } }, "StringEqualz key: no operator is named StringEqualz"],
    ["a number that is none", { NumericEquals: { key: "ten" } }, 'NumericEquals key: "ten" is no number'],
    ["a date that is none", { DateLessThan: { key: "soon" } }, 'DateLessThan key: "soon" is no date'],
    [
      "an address that is none",
      { IpAddress: { key: "10.0.0/8" } },
      'IpAddress key: "10.0.0/8" is no IP address or CIDR block',
    ],
    ["a Null that is neither", { Null: { key: "maybe" } }, 'Null key: "maybe" is neither true nor false'],
    ["an operator without keys", { StringEquals: "a" }, "StringEquals: the operator has no keys"],
  ])("%s", (_, block, message) => {
    const problems: ConditionProblem[] = [];
    toEntries(block, true, problems);
    expect(problems.map((problem) => `${problem.where}: ${problem.message}`)).toContain(message);
  });

  test("a pattern of too few parts may or may not match", () => {
    expect(holds({ ArnLike: { key: "arn:aws:iam::*" } }, { key: ["arn:aws:iam::111122223333:role/x"] })).toBe(UNKNOWN);
    expect(holds({ ArnLike: { key: "arn:aws:s3*" } }, { key: ["arn:aws:iam::111122223333:role/x"] })).toBe(NO);
  });

  test("unknown operators leave the condition open even where others hold", () => {
    expect(holds({ StringEqualz: { key: "a" }, StringEquals: { key: "a" } }, { key: ["a"] })).toBe(UNKNOWN);
    expect(holds({ StringEqualz: { key: "a" }, StringEquals: { key: "b" } }, { key: ["a"] })).toBe(NO);
  });
});
