// Who comes to control an account gets to roles elsewhere that trust it, also where nobody there may assume them as yet.
import { expect, test } from "vitest";
import { estate, FAR, type Given, MANAGING, techniques, ways } from "./far-role.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, root, type Scene, service, trusts } from "./scene.js";

test.each<[string, Given]>([
  ["the account", { trust: [trusts(root())] }],
  ["a role of it that may not assume anything", { trust: [trusts({ AWS: arn("role/reader") })] }],
  [
    "the account, with a role that is not let",
    {
      trust: [trusts(root())],
      more: (scene) => scene.role("held", [], { inline: [allow("sts:AssumeRole", FAR), deny("sts:*")] }),
    },
  ],
  [
    "the account, with control policies about other things",
    { trust: [trusts(root())], control: ["aws.scp", deny("s3:*")] },
  ],
  [
    "the account, with resource policies about other things",
    { trust: [trusts(root())], control: ["aws.rcp", { ...deny("s3:*"), Principal: "*" }] },
  ],
])("of a role that trusts %s there is a way for who controls the account", (_, given) => {
  expect(ways(given)).toEqual(["met"]);
});

test.each<[string, Given]>([
  ["trusts another account", { trust: [trusts(root(MANAGING))] }],
  [
    "asks for another name of who comes",
    { trust: [trusts(root(), { StringEquals: { "aws:PrincipalArn": arn("user/x", MANAGING) } })] },
  ],
  ["trusts an account of which nobody gets control", { trust: [trusts(root())], ann: [allow("s3:*")] }],
  [
    "is kept from the account by a service control policy",
    { trust: [trusts(root())], control: ["aws.scp", deny("sts:AssumeRole")] },
  ],
  [
    "is kept from others by a resource control policy",
    { trust: [trusts(root())], control: ["aws.rcp", { ...deny("sts:AssumeRole"), Principal: "*" }] },
  ],
  ["trusts a service", { trust: [trusts(service("lambda"))] }],
])("of a role that %s there is none", (_, given) => {
  expect(ways(given)).toEqual([]);
});

test("a name that can be made leads there, and no second edge is drawn", () => {
  expect(ways({ trust: [trusts(root(), { ArnLike: { "aws:PrincipalArn": arn("role/made-*") } })] })).toEqual([]);
});

test("whom the role takes as it is leads there, and no second edge is drawn", () => {
  const more = (scene: Scene) =>
    scene.role("comer", [trusts(service("ec2"))], { inline: [allow("sts:AssumeRole", FAR)] });
  expect(ways({ trust: [trusts(root())], more })).toEqual([]);
  const { edges } = analyzeScene(estate({ trust: [trusts(root())], more }), techniques);
  expect(
    edges.some(({ kind, from, to }) => kind === "contains" && from === `aws:${ACCOUNT}` && to === arn("role/comer")),
  ).toBe(true);
});
