// Tags that the caller gives: their names and their values are chosen together, once.
import { describe, expect, test } from "vitest";
import { ACCOUNT, allow, deny, document, evaluatorOf, roleArn, userArn } from "./estate-of.js";

const MAKE = "iam:CreateRole";
const ANN = userArn("ann");

const when = (Condition: object) => ({ Condition });
const names = (operator: string, ...texts: string[]) => when({ [operator]: { "aws:TagKeys": texts } });
const makes = (tags: { readonly [name: string]: string }, operator = "StringEquals") =>
  allow(
    MAKE,
    "*",
    when({
      [operator]: Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:RequestTag/${name}`, value])),
    }),
  );
const not = (more: object) => deny(MAKE, "*", more);

function answer(...policies: readonly object[]): string {
  const evaluator = evaluatorOf({ users: { ann: { policies: [document(...policies)], tags: { team: "web" } } } });
  const { verdict, state } = evaluator.can({
    principal: ANN,
    action: MAKE,
    resource: `arn:aws:iam::${ACCOUNT}:role/new`,
  });
  return verdict.endsWith("deny") ? "denied" : state;
}

const TEAM = makes({ team: "web" });

describe("who has to give a tag", () => {
  test.each<[string, object]>([
    ["where any is denied", names("ForAnyValue:StringLike", "*")],
    ["where there may be none", names("Null", "false")],
    ["where its name is denied in any case", names("ForAnyValue:StringEqualsIgnoreCase", "TEAM")],
    ["or in both", names("ForAnyValue:StringLike", "t*", "T*")],
    ["where others alone are let", names("ForAnyValue:StringNotEquals", "owner")],
    ["where one of others has to be there and no more", names("ForAnyValue:StringNotLike", "owner", "cost*")],
  ])("is denied %s", (_, denied) => {
    expect(answer(TEAM, not(denied))).toBe("denied");
  });

  test.each<[string, object]>([
    ["as the name is written, if no other way", names("ForAnyValue:StringEquals", "team")],
    ["as a pattern has it, if no other way", names("ForAnyValue:StringLike", "t*")],
    ["by another name", names("ForAnyValue:StringEquals", "owner")],
    ["of all but its name", names("ForAnyValue:StringNotEquals", "team")],
    ["of all but its name in capitals", names("ForAnyValue:StringNotEquals", "TEAM", "owner")],
    ["of all but what is written oddly", names("ForAnyValue:StringNotLike", "tE*")],
    ["of none", names("Null", "true")],
    ["of another value", when({ StringNotEquals: { "aws:RequestTag/team": "web" } })],
  ])("twin: gets around a denial %s", (_, denied) => {
    expect(answer(TEAM, not(denied))).toBe("attacker-settable");
  });

  test.each<[string, readonly string[], string]>([
    ["it", ["team"], "attacker-settable"],
    ["it and another", ["owner", "Team"], "attacker-settable"],
    ["another", ["owner"], "denied"],
    ["none that there is", [], "denied"],
  ])("may give %s alone", (_, let_, expected) => {
    const entry = {
      StringEquals: { "aws:RequestTag/team": "web" },
      "ForAllValues:StringEquals": { "aws:TagKeys": let_ },
    };
    expect(answer(allow(MAKE, "*", when(entry)))).toBe(expected);
  });

  test("gives two, where both may be given", () => {
    const both = makes({ team: "web", owner: "ann" });
    const others = (...let_: string[]) => not(names("ForAnyValue:StringNotEquals", ...let_));
    expect(answer(both, others("team", "owner"))).toBe("attacker-settable");
    expect(answer(both, others("team"))).toBe("denied");
  });

  test("gives further ones that are asked for", () => {
    const some = allow(MAKE, "*", names("ForAnyValue:StringEquals", "a"));
    expect(answer(some, not(names("ForAllValues:StringNotEquals", "b")))).toBe("attacker-settable");
    expect(answer(some, not(names("ForAnyValue:StringEquals", "a", "b")))).toBe("denied");
    expect(
      answer(allow(MAKE, "*", names("Null", "true")), not(when({ Null: { "aws:RequestTag/team": "true" } }))),
    ).toBe("denied");
  });

  test("is not denied where there is too much to try", () => {
    const many = Array.from({ length: 9 }, (_, at) => `tag${at}`);
    expect(answer(TEAM, not(names("ForAnyValue:StringEquals", ...many)))).toBe("attacker-settable");
  });
});

describe("a tag with the value that a variable stands for", () => {
  const OWN = makes({ team: "$" + "{aws:PrincipalTag/team}" });
  test.each<[string, object, string]>([
    ["where it has to be there", { Null: { "aws:RequestTag/team": "true" } }, "attacker-settable"],
    ["where it is one of some", { StringNotEquals: { "aws:RequestTag/team": ["web", "ops"] } }, "attacker-settable"],
    ["twin: where it is another", { StringNotEquals: { "aws:RequestTag/team": "ops" } }, "denied"],
    ["twin: where it is not that", { StringEquals: { "aws:RequestTag/team": "web" } }, "denied"],
  ])("is given %s", (_, condition, expected) => {
    expect(answer(OWN, not(when(condition)))).toBe(expected);
  });
});

describe("a tag with a value like", () => {
  const like = (operator: string, text: string) => not(when({ [operator]: { "aws:RequestTag/team": text } }));
  test.each<[string, object, string]>([
    ["a pattern, of which a part is denied", like("StringLike", "ax*"), "attacker-settable"],
    ["two that cross", like("StringNotLike", "*b"), "attacker-settable"],
    ["twin: one that is denied", like("StringLike", "a*"), "denied"],
    ["twin: a wider one that is denied", like("StringLike", "*"), "denied"],
    ["twin: two that nothing fits", like("StringNotLike", "b*"), "denied"],
  ])("%s", (_, denied, expected) => {
    expect(answer(makes({ team: "a*" }, "StringLike"), denied)).toBe(expected);
  });
});

test("a trust that asks for a tag is of no use to who may give none", () => {
  const trust = document({
    Effect: "Allow",
    Principal: { AWS: ACCOUNT },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: { StringEquals: { "aws:RequestTag/team": "web" } },
  });
  const assume = (...policies: object[]) =>
    evaluatorOf({ users: { ann: { policies } }, roles: { app: { trust } } }).can({
      principal: ANN,
      action: "sts:AssumeRole",
      resource: roleArn("app"),
    }).verdict;
  expect(assume(allow("sts:*"))).toBe("allowed");
  expect(assume(allow("sts:*"), deny("sts:*", "*", names("ForAnyValue:StringLike", "*")))).toBe("explicit-deny");
  expect(assume(allow("sts:*"), deny("sts:*", "*", names("ForAnyValue:StringEquals", "team")))).toBe("allowed");
});
