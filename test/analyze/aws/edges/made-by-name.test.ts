// Who may make a role of a name that a condition lets in is let in; nobody is who may make roles of other names alone.
import { expect, it } from "vitest";
import type { Statement } from "./limited.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, OTHER, root, Scene, service, trusts } from "./scene.js";

const BUCKET = "arn:aws:s3:::data";
const TARGET = arn("role/target");
const like = (name: string, operator = "ArnLike"): Statement => ({ [operator]: { "aws:PrincipalArn": name } });
const DEPLOY = like(arn("role/deploy-*"));
const MAKE = allow("iam:CreateRole", arn("role/deploy-*"));
const DEPLOYER = like(arn("user/deployer-*"));
const MAKE_USER = [allow("iam:CreateUser", arn("user/deployer-*")), allow("iam:CreateAccessKey", arn("user/*"))];

/** Where a node gets by edges of the scene, each with its kind, but those that say who controls an account. */
function ways(scene: Scene, from: string): readonly string[] {
  const { edges } = analyzeScene(scene);
  const found = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const { kind, from: start, to, state } of edges) {
      if (start !== at || state === "blocked" || found.has(to)) continue;
      if (kind === "permits" && to.startsWith("aws:") && at !== from) continue;
      found.add(to);
      open.push(to);
    }
  return [...found].filter((id) => id === TARGET || id === BUCKET || id === `aws:${ACCOUNT}`).sort();
}

const role = (scene: Scene, trust: Statement) => scene.role("target", [trust], { inline: [EVERYTHING] });
const bucket = (scene: Scene, condition: Statement, Principal: unknown = "*", account = ACCOUNT) =>
  scene.node("resource", "aws.s3-bucket", BUCKET, {
    account,
    document: [{ Effect: "Allow", Principal, Action: "s3:GetObject", Resource: `${BUCKET}/*`, Condition: condition }],
  });
const caller = (...inline: readonly Statement[]) => new Scene().account().user("caller", { inline });
const CALLER = arn("user/caller");

it.each<[string, Scene, readonly string[]]>([
  ["may make one", role(caller(MAKE), trusts("*", DEPLOY)), [TARGET]],
  ["may make any", role(caller(allow("iam:CreateRole")), trusts("*", DEPLOY)), [TARGET]],
  ["may make others only", role(caller(allow("iam:CreateRole", arn("role/app-*"))), trusts("*", DEPLOY)), []],
  [
    "is denied it",
    role(caller(allow("iam:CreateRole"), deny("iam:CreateRole", arn("role/deploy-*"))), trusts("*", DEPLOY)),
    [],
  ],
  [
    "may make one within a boundary only, which keeps from it what the trust gives",
    role(
      caller(
        allow("iam:CreateRole", "*", { Condition: { StringEquals: { "iam:PermissionsBoundary": arn("policy/b") } } }),
      ),
      trusts("*", DEPLOY),
    ),
    [],
  ],
  ["may make one, where the role has to be allowed it besides", role(caller(MAKE), trusts(root(), DEPLOY)), []],
  [
    "may make one, where the name is of another account",
    role(caller(MAKE), trusts("*", like(arn("role/deploy-*", OTHER)))),
    [],
  ],
  [
    "may make one that only AWS makes",
    role(caller(allow("iam:CreateRole")), trusts("*", like(arn("role/aws-reserved/*")))),
    [],
  ],
  [
    "may make the one that was deleted",
    role(caller(MAKE), trusts("*", like(arn("role/deploy-old"), "StringEquals"))),
    [TARGET],
  ],
  [
    "is let in as all are, but roles of that name",
    role(caller(MAKE), trusts("*", like(arn("role/deploy-*"), "ArnNotLike"))),
    [TARGET],
  ],
  ["may make one that data is open to", bucket(caller(MAKE), DEPLOY), [BUCKET]],
  ["may make a user, with a key", role(caller(...MAKE_USER), trusts("*", DEPLOYER)), [TARGET]],
  ["may make a user that data is open to", bucket(caller(...MAKE_USER), DEPLOYER), [BUCKET]],
  ["may make a user, but no key of it", role(caller(...MAKE_USER.slice(0, 1)), trusts("*", DEPLOYER)), []],
  ["may make keys, but no user", role(caller(...MAKE_USER.slice(1)), trusts("*", DEPLOYER)), []],
  ["may make a role, where users are let in", role(caller(MAKE), trusts("*", DEPLOYER)), []],
  ["may make a user, where roles are let in", role(caller(...MAKE_USER), trusts("*", DEPLOY)), []],
  [
    "may make other users",
    role(caller(allow(["iam:CreateUser", "iam:CreateAccessKey"], arn("user/app-*"))), trusts("*", DEPLOYER)),
    [],
  ],
  ["may make no role that data is open to", bucket(caller(allow("iam:CreateUser")), DEPLOY), []],
])("who %s", (_, scene, expected) => {
  expect(ways(scene, CALLER)).toEqual(expected);
});

it("the administrator of another account makes one there, of a role and of data, and nobody else there", () => {
  const scene = () =>
    new Scene()
      .account()
      .account(OTHER)
      .user("reader", { inline: [allow("s3:GetObject"), allow("sts:AssumeRole")] }, OTHER);
  const far = like(arn("role/deploy-*", OTHER));
  for (const [opened, expected] of [
    [role(scene(), trusts(root(OTHER), far)), [TARGET]],
    [bucket(scene(), far), [BUCKET]],
    [role(scene(), trusts(root(OTHER), DEPLOY)), []],
  ] as const) {
    expect(ways(opened, `aws:${OTHER}`)).toEqual(expected);
    expect(ways(opened, arn("user/reader", OTHER))).toEqual([]);
  }
});

it("anyone makes one in an account of their own, where the name does not say the account", () => {
  const open = like("arn:aws:iam::*:role/deploy-*");
  const closed = like("arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*");
  const within = { ...open, StringEquals: { "aws:PrincipalOrgID": "o-acme" } };
  for (const [condition, isOpen] of [
    [open, true],
    [closed, false],
    [within, false],
    [DEPLOY, false],
    [like("arn:aws:iam::*:user/deployer-*"), true],
    [DEPLOYER, false],
  ] as const) {
    expect(ways(role(new Scene().account(), trusts("*", condition)), "any:internet")).toEqual(isOpen ? [TARGET] : []);
    expect(ways(bucket(new Scene().account(), condition), "any:internet")).toEqual(isOpen ? [BUCKET] : []);
  }
});

it("an account that was not read makes one", () => {
  const far = like(arn("role/deploy-*", OTHER));
  expect(ways(role(new Scene().account(), trusts(root(OTHER), far)), arn("root", OTHER))).toEqual([TARGET]);
  expect(ways(role(new Scene().account(), trusts(root(OTHER), DEPLOY)), arn("root", OTHER))).toEqual([]);
  expect(ways(bucket(new Scene().account(), far, root(OTHER)), arn("root", OTHER))).toEqual([BUCKET]);
});

it("a role of that name has what the policy gives without a permission of its own; others have not", () => {
  const scene = bucket(
    new Scene()
      .account()
      .role("deploy-1", [trusts(service("ec2"))])
      .role("app", [trusts(service("ec2"))]),
    DEPLOY,
  );
  expect(ways(scene, arn("role/deploy-1"))).toEqual([BUCKET]);
  expect(ways(scene, arn("role/app"))).toEqual([]);
});
