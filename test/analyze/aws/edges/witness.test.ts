import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  commonResource,
  commonText,
  pickResource,
} from "../../../../src/analyze/aws/edges/evaluation/pattern-intersection.js";
import { matchesGlob } from "../../../../src/model/glob.js";

describe("a text that two patterns accept", () => {
  it.each([
    ["a*", "*b", "ab"],
    ["abc", "a?c", "abc"],
    ["a*", "b*", undefined],
    ["*", "*", ""],
    ["a?", "?b", "ab"],
    ["dev-*", "*-job", "dev--job"],
  ])("%s and %s", (a, b, expected) => {
    const found = commonText(a, b);
    if (expected === undefined) expect(found).toBeUndefined();
    else
      expect([found !== undefined && matchesGlob(found, a), found !== undefined && matchesGlob(found, b)]).toEqual([
        true,
        true,
      ]);
  });

  it("is found whenever there is one, and is accepted by both", () => {
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const found = commonText(a, b);
        if (found !== undefined) expect([matchesGlob(found, a), matchesGlob(found, b)]).toEqual([true, true]);
        else {
          // texts of the alphabet that fit `a` are tried against `b`
          const some = [a.replaceAll("*", "").replaceAll("?", "a"), a.replaceAll("*", "ab").replaceAll("?", "b")];
          for (const text of some) expect(matchesGlob(text, a) && matchesGlob(text, b)).toBe(false);
        }
      }),
    );
  });
});

describe("a resource that two patterns cover", () => {
  it.each([
    ["arn:aws:lambda:*:111122223333:function:dev-*", "arn:aws:lambda:*:111122223333:function:prod-*", false],
    ["arn:aws:lambda:*:111122223333:function:dev-*", "arn:aws:lambda:eu-west-1:*:function:*", true],
    ["arn:aws:s3:::data/*", "arn:aws:s3:::data/2026/*", true],
    ["arn:aws:s3:::data/*", "arn:aws:s3:::other/*", false],
    ["arn:aws:s3:::*", "arn:aws:s3:::data/*", true],
    ["arn:aws:*", "arn:aws:s3:::data/*", true],
    ["*", "arn:aws:s3:::data/*", true],
  ])("%s and %s: %s", (a, b, expected) => {
    expect(commonResource(a, b) !== undefined).toBe(expected);
  });
});

describe("picking a resource of a pattern", () => {
  it.each([
    ["*", "*"],
    ["arn:aws:lambda:*:*:function:job-*", "arn:aws:lambda::111122223333:function:job-x"],
    ["arn:aws:lambda:eu-*:*:function:job", "arn:aws:lambda:eu-x:111122223333:function:job"],
    ["arn:aws:s3:::data/*", "arn:aws:s3:::data/x"],
    ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/a"],
  ])("%s", (pattern, expected) => {
    expect(pickResource(pattern, "111122223333")).toBe(expected);
  });
});
