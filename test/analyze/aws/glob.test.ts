import { describe, expect, test } from "vitest";
import { coversGlob, matchesGlob, overlapsGlob, toGlob, toGlobText } from "../../../src/analyze/aws/policy/glob.js";
import { toResourceText } from "../../../src/analyze/aws/policy/resource-set.js";

const matches = (pattern: string, text: string) => matchesGlob(toGlob(toGlobText(pattern)), text);
const matchesResource = (pattern: string, arn: string) => matchesGlob(toGlob(toResourceText(pattern)), arn);

describe("plain globs", () => {
  test.each([
    ["abc", "abc", true],
    ["abc", "ABC", false],
    ["abc", "abcd", false],
    ["", "", true],
    ["*", "", true],
    ["a*", "a", true],
    ["a*c", "abbbc", true],
    ["a*c", "abbbd", false],
    ["*bc*", "abcabcd", true],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["?", "", false],
    ["a*b*c", "aXbYbZc", true],
    ["**", "anything", true],
    ["a.c", "abc", false],
  ])("%s against %s: %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test("a pattern of many stars takes no time on a text that just misses", () => {
    expect(matches(`${"a*".repeat(30)}b`, "a".repeat(5000))).toBe(false);
  });
});

describe("patterns of resources", () => {
  test.each([
    ["*", "arn:aws:s3:::bucket", true],
    ["*", "*", true],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", true],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", false],
    ["arn:aws:s3:::bucket*", "*", false],
    ["arn:aws:iam::*:role/admin", "arn:aws:iam::111122223333:role/admin", true],
    ["arn:aws:iam::1111*3333:role/admin", "arn:aws:iam::111122223333:role/admin", true],
    // a wildcard within a field stays there; one that ends a field may go on over colons
    ["arn:aws:sqs:us-*t-1:111122223333:q", "arn:aws:sqs:us-east-1:111122223333:q", true],
    ["arn:aws:sqs:us-*t-1:q", "arn:aws:sqs:us-east-1:111122223333:x-t-1:q", false],
    ["arn:aws:lambda:*:function:run", "arn:aws:lambda:us-east-1:111122223333:function:run", true],
    ["arn:aws:sqs:?:q", "arn:aws:sqs:::q", false],
    ["arn:aws:s3*", "arn:aws:s3:::bucket/key", true],
    ["arn:aws:ec2", "arn:aws:ec2:us-east-1:1:instance/i-1", false],
    ["arn:aws:iam::111122223333:role/A", "arn:aws:iam::111122223333:role/a", false],
  ])("%s against %s: %s", (pattern, arn, expected) => {
    expect(matchesResource(pattern, arn)).toBe(expected);
  });
});

describe("one pattern against another", () => {
  test.each([
    ["*", "a*", true, true],
    ["a*", "ab*", true, true],
    ["ab*", "a*", false, true],
    ["a*b", "a?b", true, true],
    ["a?b", "a*b", false, true],
    ["a*", "b*", false, false],
    ["*a", "b*", false, true],
    ["abc", "abc", true, true],
    ["abc", "abd", false, false],
  ])("%s covers %s: %s, overlaps: %s", (a, b, covers, overlaps) => {
    expect(coversGlob(toGlobText(a), toGlobText(b))).toBe(covers);
    expect(overlapsGlob(toGlobText(a), toGlobText(b))).toBe(overlaps);
    expect(overlapsGlob(toGlobText(b), toGlobText(a))).toBe(overlaps);
  });
});
