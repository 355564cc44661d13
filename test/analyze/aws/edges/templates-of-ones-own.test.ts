// Ways by a template of the caller's own, where policies speak of templates.
import { describe, expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { answerOf } from "./technique-account.js";

const techniques = await shippedTechniques();
const technique = techniques.find(({ id }) => id === "cloudformation-001");
const CREATE = "cloudformation:CreateStack";
const held = [
  { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/target" },
  { Effect: "Allow", Action: CREATE, Resource: "*" },
];
const denied = (operator: string, key: string, value: string) => ({
  Effect: "Deny",
  Action: CREATE,
  Resource: "*",
  Condition: { [operator]: { [`cloudformation:${key}`]: value } },
});

describe("a stack of one's own", () => {
  test.each([
    ["whatever the template", [], "met"],
    [
      "one template denied",
      [denied("StringEquals", "TemplateUrl", "https://s3.amazonaws.com/a/b.json")],
      "attacker-settable",
    ],
    [
      "IAM denied, where types are told",
      [denied("ForAnyValue:StringLike", "ResourceTypes", "AWS::IAM::*")],
      "attacker-settable",
    ],
    [
      "IAM denied, and types have to be told",
      [denied("ForAnyValue:StringLike", "ResourceTypes", "AWS::IAM::*"), denied("Null", "ResourceTypes", "true")],
      "unknown",
    ],
    [
      "from elsewhere and in the request, both denied",
      [denied("Null", "TemplateUrl", "true"), denied("Null", "TemplateUrl", "false")],
      "no",
    ],
  ])("%s", (_, denies, expected) => {
    expect(technique && answerOf(technique, [...held, ...denies])).toBe(expected);
  });
});
