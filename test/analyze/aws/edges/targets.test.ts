import { describe, expect, test } from "vitest";
import { findWritten } from "../../../../src/analyze/aws/edges/builder/indirect-targets.js";
import { createTargets } from "../../../../src/analyze/aws/edges/builder/target-index.js";
import { createResourceSets } from "../../../../src/analyze/aws/policy/resource-set.js";

const sets = createResourceSets();
const set = (...texts: string[]) => sets.intern(texts, false, true);

const USERS = [
  "arn:aws:iam::111122223333:user/ana",
  "arn:aws:iam::111122223333:user/ci/ana",
  "arn:aws:iam::444455556666:user/ana",
  "arn:aws:iam::444455556666:user/bo",
];
const FUNCTIONS = [
  "arn:aws:lambda:eu-west-1:111122223333:function:a",
  "arn:aws:lambda:us-east-1:111122223333:function:b",
];

describe("possible targets", () => {
  test.each([
    ["arn:aws:iam::111122223333:user/ana", [0]],
    ["arn:aws:iam::*:user/ana", [0, 2]],
    ["arn:aws:iam::*:user/*ana", [0, 1, 2]],
    ["arn:aws:iam::4*:user/*", [2, 3]],
    ["arn:aws:iam::????55556666:user/b?", [3]],
    ["arn:*", [0, 1, 2, 3]],
    ["arn:aws:iam::*", [0, 1, 2, 3]],
    ["arn:aws:iam::*:role/ana", []],
    ["arn:aws:s3:::*", []],
  ])("%s", (pattern, expected) => {
    expect(createTargets(USERS).find([set(pattern)])).toEqual(expected.map((at) => USERS[at]));
  });

  test.each([
    ["arn:aws:lambda:*:*:function:a", [0]],
    ["arn:aws:lambda:*:111122223333:function:*", [0, 1]],
    // a wildcard that ends a field goes on over colons
    ["arn:aws:lambda:us-*:b", [1]],
    ["arn:aws:lambda:*:*:b", [1]],
  ])("of ARNs with more fields, %s", (pattern, expected) => {
    expect(createTargets(FUNCTIONS).find([set(pattern)])).toEqual(expected.map((at) => FUNCTIONS[at]));
  });

  const own = set("arn:aws:iam::*:user/${aws:username}");

  test("a variable is any text, and the name of the user who asks", () => {
    const targets = createTargets(USERS);
    expect(targets.find([own])).toEqual(USERS);
    expect(targets.find([own], { kind: "user", name: "ana" })).toEqual([USERS[0], USERS[2]]);
    expect(targets.find([own], { kind: "user", name: "$&" })).toEqual([]);
    expect(targets.find([own, set("arn:aws:iam::*:user/bo")], { kind: "user", name: "ana" })).toEqual([
      USERS[0],
      USERS[2],
      USERS[3],
    ]);
  });

  test("whoever is no user has no such name, unless the policy says one for it", () => {
    const role = { kind: "role", name: "ana" } as const;
    expect(createTargets(USERS).find([own], role)).toEqual([]);
    expect(createTargets(USERS).find([set("arn:aws:iam::*:user/${aws:username, 'ana'}")], role)).toEqual(USERS);
    expect(createTargets(USERS).find([set("arn:aws:iam::*:user/${aws:PrincipalTag/name}")], role)).toEqual(USERS);
  });
});

describe("targets by what is asked about instead of them", () => {
  const WRITTEN: { readonly [target: string]: string } = {
    a: "arn:aws:ecs:eu-west-1:111122223333:task/one/*",
    b: "arn:aws:ecs:eu-west-1:111122223333:task/two/*",
    c: "arn:aws:ecs:*:111122223333:task/two/*",
    d: "arn:aws:ecs:eu-west-1:111122223333:cluster/one",
  };
  const found = findWritten(Object.keys(WRITTEN), (id) => WRITTEN[id] ?? "");

  test.each([
    ["arn:aws:ecs:eu-west-1:111122223333:task/one/0a1b", ["a", "c"]],
    ["arn:aws:ecs:eu-west-1:111122223333:task/two/*", ["b", "c"]],
    ["arn:aws:ecs:*:*:task/one/*", ["a", "b", "c"]],
    ["arn:aws:ecs:eu-west-1:111122223333:cluster/one", ["c", "d"]],
    ["arn:aws:ecs:us-east-1:111122223333:cluster/one", ["c"]],
    ["arn:aws:s3:::one", []],
    ["*", ["a", "b", "c", "d"]],
  ])("%s leads to no others", (pattern, expected) => {
    expect(found.find([set(pattern)])).toEqual(expected);
  });

  test("what a list excludes may be about any", () => {
    expect(found.find([sets.intern(["arn:aws:s3:::one"], true, true)])).toEqual(["a", "b", "c", "d"]);
  });
});
