import { describe, expect, test } from "vitest";
import { firstSentence, leadOfFix } from "../../src/report/lead.js";

describe("the first sentence", () => {
  test.each([
    ["One. Two.", "One."],
    ["One\n  and a half. Two.", "One and a half."],
    ["Only one", "Only one"],
    ["Is it? Yes.", "Is it?"],
    ["It needs e.g. a role. Then more.", "It needs e.g. a role."],
    ["Pinned to v1.2 of it. Then more.", "Pinned to v1.2 of it."],
    ["Anyone can. 3 of them did.", "Anyone can."],
    ["", ""],
  ])("%j", (text, expected) => {
    expect(firstSentence(text)).toBe(expected);
  });
});

describe("what a fix begins with", () => {
  test.each([
    ["a sentence, not the next", "Delete the key. What still uses it is in CloudTrail.", "Delete the key."],
    ["what introduces commands", "Rotate it:\n  aws iam create-access-key --user-name ci", "Rotate it"],
    ["a list mark is not said", "1. name who may use it:\n   aws iam get-role\n2. then", "Name who may use it"],
    [
      "a sentence over two lines",
      "Pin the subject to one repository and\none environment:\n  aws iam get-role",
      "Pin the subject to one repository and one environment",
    ],
    ["a command alone", "aws iam delete-access-key --user-name ci", "aws iam delete-access-key --user-name ci"],
    ["a command that goes on", "aws iam update-role \\\n  --role-name x", "aws iam update-role --role-name x"],
    ["up to an empty line", "Remove it\n\nor keep it", "Remove it"],
    ["nothing", "", ""],
  ])("%s", (_, fix, expected) => {
    expect(leadOfFix(fix)).toBe(expected);
  });
});
