// Administrators who are denied everything from outside of a network: they control their account as far as they do anything there,
// and ways into it are drawn for those of whom that is not so.
import { describe, expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { FEW, MANY, MOST_GROWTH, questions } from "./questions.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, type Holder, OTHER, root, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");
const ADMIN = arn("role/admin");

type Statement = ReturnType<typeof allow>;

/** AWS's own example of a policy by source address. */
const OUTSIDE = {
  NotIpAddress: { "aws:SourceIp": ["192.0.2.0/24"] },
  Bool: { "aws:ViaAWSService": "false" },
};
const NETWORK = deny("*", "*", { Condition: OUTSIDE });
const WITHOUT_MFA = { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } };

function sceneWith(holder: Holder): Scene {
  return new Scene()
    .account()
    .account(OTHER)
    .managed("network", [NETWORK])
    .managed("capped", [allow(["iam:*", "lambda:*"])])
    .managed("whole", [EVERYTHING])
    .managed("mfa", [deny("*", "*", { Condition: WITHOUT_MFA })])
    .group("admins", { inline: [EVERYTHING, NETWORK] })
    .user("member", { groups: ["admins"] })
    .role("runs", [trusts(service("lambda"))], { inline: [allow("s3:*")] })
    .role("far", [trusts(root())], { inline: [allow("s3:*")] }, OTHER)
    .role("admin", [trusts(service("ec2"))], holder);
}

/** What the administrator is drawn with: its control of the account, and ways to what is in it. */
function drawnOf(scene: Scene, id = ADMIN) {
  const { edges } = analyzeScene(scene, techniques);
  const own = edges.filter(({ from }) => from === id || from.startsWith(`${id}#`));
  const control = own.find(({ from, kind }) => from === id && kind === "permits");
  return {
    control: control && { state: control.state, condition: control.condition },
    ways: own.filter(({ technique }) => technique !== undefined).length,
    far: own.some(({ kind, to }) => kind === "can_assume" && (to === arn("role/far", OTHER) || to.startsWith("set:"))),
  };
}

describe("whoever holds everything, and is denied everything from outside of a network", () => {
  test.each<[string, Holder]>([
    ["by a policy of its own", { inline: [EVERYTHING, NETWORK] }],
    ["by one that all have", { inline: [EVERYTHING], managed: ["network"] }],
    ["beside other permissions", { inline: [EVERYTHING, allow("s3:*"), NETWORK] }],
    ["beside a service that is denied it", { inline: [EVERYTHING, NETWORK, deny("es:Delete*")] }],
    [
      "by two denials",
      {
        inline: [EVERYTHING, NETWORK, deny("*", "*", { Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } })],
      },
    ],
    ["within a boundary of everything", { inline: [EVERYTHING, NETWORK], boundary: "whole" }],
  ])("controls its account as far as that, %s", (_, holder) => {
    const drawn = drawnOf(sceneWith(holder));
    expect(drawn.control).toMatchObject({ state: "unknown", condition: expect.stringContaining("aws:sourceip") });
    expect(drawn).toMatchObject({ ways: 0, far: true });
  });

  test("does so by a group as well", () => {
    const group = drawnOf(sceneWith({}), arn("group/admins"));
    expect(group).toMatchObject({ control: { state: "unknown" }, ways: 0 });
    const member = drawnOf(sceneWith({}), arn("user/member"));
    expect(member).toMatchObject({ control: { state: "unknown" }, ways: 0 });
  });

  test("is perhaps an administrator to whoever gets to it", () => {
    const scene = sceneWith({ inline: [EVERYTHING, NETWORK] }).role("near", [trusts(root())], {
      inline: [allow("iam:UpdateAssumeRolePolicy", ADMIN), allow("sts:AssumeRole", ADMIN)],
    });
    const columns = (id: string) =>
      Object.assign(
        {},
        ...analyzeScene(scene, techniques).facts.flatMap((one) => (one.node === id ? [one.columns] : [])),
      );
    expect(columns(arn("role/near"))["reaches_admin"]).toBeUndefined();
    expect(columns(arn("role/runs"))["reaches_admin"]).toBe(false);
  });
});

describe("ways are drawn where something may be surer than control of the account, as where", () => {
  test.each<[string, Holder]>([
    ["only IAM is denied from outside", { inline: [EVERYTHING, deny("iam:*", "*", { Condition: OUTSIDE })] }],
    [
      "a few actions are left",
      { inline: [EVERYTHING, { ...NETWORK, Action: undefined, NotAction: ["lambda:*", "iam:PassRole"] }] },
    ],
    [
      "only one role is denied",
      { inline: [EVERYTHING, deny("*", arn("role/other"), { Condition: OUTSIDE }), deny("iam:*", ADMIN)] },
    ],
    ["not everything is held", { inline: [allow(["iam:PassRole", "lambda:*", "s3:*"]), NETWORK] }],
    ["it may not rewrite itself", { inline: [EVERYTHING, NETWORK, deny("iam:PutRolePolicy")] }],
    ["a boundary caps it", { inline: [EVERYTHING, NETWORK], boundary: "capped" }],
  ])("%s", (_, holder) => {
    expect(drawnOf(sceneWith(holder)).ways).toBeGreaterThan(0);
  });

  test.each<[string, readonly Statement[], boolean]>([
    ["allows everything", [EVERYTHING], false],
    ["denies something else", [EVERYTHING, deny("organizations:LeaveOrganization")], false],
    ["denies it to rewrite itself", [EVERYTHING, deny("iam:PutRolePolicy")], true],
    ["lets that be done from outside only", [EVERYTHING, deny("iam:PutRolePolicy", "*", { Condition: OUTSIDE })], true],
    ["leaves it some services", [allow(["iam:*", "lambda:*"])], true],
  ])("the organisation %s", (_, document, isDrawn) => {
    expect(drawnOf(organized({ inline: [EVERYTHING, NETWORK] }, document)).ways > 0).toBe(isDrawn);
  });
});

/** The account of the administrator, below a policy of its organisation. */
function organized(holder: Holder, document: readonly Statement[]): Scene {
  const scene = sceneWith(holder).organized([ACCOUNT, OTHER]);
  const [id, whole] = ["arn:aws:organizations::1:policy/p-1", "arn:aws:organizations::1:policy/p-FullAWSAccess"];
  scene.node("grant", "aws.scp", id, { account: "o-1", document });
  scene.node("grant", "aws.scp", whole, { account: "o-1", document: [EVERYTHING] });
  scene.edge("references", id, "r-1");
  for (const account of [ACCOUNT, OTHER]) scene.edge("references", whole, `aws:${account}`);
  return scene;
}

describe("an administrator whose organisation denies everything from outside of a network", () => {
  // it would hold everything for sure but for one service that it is denied
  const HOLDER: Holder = { inline: [EVERYTHING, deny(["iam:DeleteRole", "s3:*"])] };
  const outside = (more: object = {}, about: object = {}) => ({
    ...deny("*", "*", { Condition: { ...OUTSIDE, ...more } }),
    ...about,
  });
  const EXCEPTED = { StringNotEqualsIfExists: { "aws:PrincipalTag/exempt": "true" } };

  test.each<[string, readonly Statement[]]>([
    ["all alike", [outside()]],
    ["but for whoever has a tag", [outside(EXCEPTED)]],
    ["but for some by name", [outside({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/platform-*" } })]],
    [
      "and what is in other regions, but for some services",
      [
        outside(EXCEPTED),
        {
          ...deny("*", "*", { Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } } }),
          Action: undefined,
          NotAction: ["iam:*", "sts:*"],
        },
      ],
    ],
  ])("controls its account as far as that: %s", (_, denials) => {
    const drawn = drawnOf(organized(HOLDER, [EVERYTHING, ...denials]));
    expect(drawn.control).toMatchObject({ state: "unknown", condition: expect.stringContaining("aws:sourceip") });
    expect(drawn).toMatchObject({ ways: 0, far: true });
  });

  test.each<[string, Statement]>([
    ["of a few actions", outside({}, { Action: ["iam:Put*", "iam:Create*", "s3:*"] })],
    ["of all but a few", outside({}, { Action: undefined, NotAction: ["lambda:*", "iam:PassRole"] })],
    ["of some resources", outside({}, { Resource: "arn:aws:iam::*:role/*" })],
    ["but for what has a tag", outside({ StringNotEqualsIfExists: { "aws:ResourceTag/exempt": "true" } })],
    ["but for one region", outside({ StringNotEqualsIfExists: { "aws:RequestedRegion": "eu-west-1" } })],
  ])("has ways beside it where the Deny is %s", (_, denial) => {
    expect(drawnOf(organized(HOLDER, [EVERYTHING, denial])).ways).toBeGreaterThan(0);
  });
});

describe("many such administrators", () => {
  test("are not asked about each of whom they could rid of that denial", () => {
    const scene = (count: number) => {
      const made = new Scene().account().managed("network", [NETWORK]);
      for (let at = 0; at < count; at++) {
        made.role(`admin-${at}`, [trusts(root())], { inline: [EVERYTHING], managed: ["network"] });
        made.role(`app-${at}`, [trusts(service("lambda"))], { inline: [allow("s3:*")], managed: ["network"] });
      }
      return made;
    };
    expect(questions(scene(MANY), techniques) / questions(scene(FEW), techniques)).toBeLessThan(MOST_GROWTH);
    expect(analyzeScene(scene(FEW), techniques).nodes.filter(({ id }) => id.includes("#without"))).toEqual([]);
  });
});
