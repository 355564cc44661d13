// Roles that trust a whole organisation, for who controls an account of it in which nobody may assume them as yet.
import { expect, test } from "vitest";
import { addRole, ORGANIZATION, roleArn } from "./center-account.js";
import { estate, FAR, type Given, MANAGING, techniques } from "./far-role.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, root, type Scene, service, trusts } from "./scene.js";

const OF_IT = { StringEquals: { "aws:PrincipalOrgID": ORGANIZATION } };
const inUnit = (unit: string) => ({
  "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${ORGANIZATION}/r-root/${unit}` },
});
const anyone = { AWS: "*" };
/** Somebody of the account may assume whatever lets it. */
const assuming = (scene: Scene) =>
  scene.role("comer", [trusts(service("ec2"))], { inline: [allow("sts:AssumeRole", "*")] });
/** The account says of no organisation. */
function leftOut(scene: Scene): void {
  const scope = scene.scopes.get(ACCOUNT);
  if (scope) scene.scopes.set(ACCOUNT, { ...scope, properties: { account: ACCOUNT } });
}

function unread(scene: Scene): void {
  leftOut(scene);
  const scope = scene.scopes.get(ORGANIZATION);
  if (scope) scene.scopes.set(ORGANIZATION, { ...scope, coverage: [] });
}

/** How surely who controls the account gets to the role, as the account itself. */
const way = (given: Given) =>
  stepsFrom(analyzeScene(estate(given), techniques).edges, `aws:${ACCOUNT}`, ["can_assume"]).get(FAR);

test.each<[string, Given]>([
  ["all of the organisation", { trust: [trusts("*", OF_IT)] }],
  ["all of the organisation, written as a list", { trust: [trusts({ AWS: ["*"] }, OF_IT)] }],
  ["the account, as one of the organisation", { trust: [trusts(root(), OF_IT)] }],
  ["the unit that the account is in", { trust: [trusts(anyone, inUnit("*"))], control: ["aws.scp", deny("s3:*")] }],
  [
    "all of the organisation, while control policies are about other things",
    { trust: [trusts(anyone, OF_IT)], control: ["aws.rcp", { ...deny("s3:*"), Principal: "*" }] },
  ],
  [
    "accounts of a list",
    { trust: [trusts(anyone, { StringEquals: { "aws:PrincipalAccount": [ACCOUNT, MANAGING] } })] },
  ],
  [
    "roles of a name that is there in the account",
    { trust: [trusts(anyone, { ...OF_IT, ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/reader" } })] },
  ],
  [
    "the account, for a role of a name that is there",
    { trust: [trusts(root(), { ArnEquals: { "aws:PrincipalArn": arn("role/reader") } })] },
  ],
  [
    "all of the organisation, with another role in it that is not let",
    {
      trust: [trusts(anyone, OF_IT)],
      more: (scene) => scene.role("held", [], { inline: [allow("sts:AssumeRole", FAR), deny("sts:*")] }),
    },
  ],
])("who controls the account gets to a role that trusts %s", (_, given) => {
  expect(way(given)).toBe("met");
});

test("whoever has a tag that the role wants is tagged first", () => {
  const tagged = { StringEquals: { ...OF_IT.StringEquals, "aws:PrincipalTag/team": "core" } };
  expect(way({ trust: [trusts(anyone, tagged)] })).toBe("attacker-settable");
});

test("an account that is not in an organisation which was read whole does not get there", () => {
  expect(way({ trust: [trusts(anyone, OF_IT)], more: leftOut })).toBeUndefined();
});

test("of an account whose organisation was not read it is not known", () => {
  expect(way({ trust: [trusts(anyone, OF_IT)], more: unread })).toBe("unknown");
});

test.each<[string, Given]>([
  ["trusts another organisation", { trust: [trusts(anyone, { StringEquals: { "aws:PrincipalOrgID": "o-other" } })] }],
  ["trusts another unit", { trust: [trusts(anyone, inUnit("ou-x/*"))], control: ["aws.scp", deny("s3:*")] }],
  [
    "trusts all but the account",
    { trust: [trusts(anyone, { ...OF_IT, StringNotEquals: { "aws:PrincipalAccount": ACCOUNT } })] },
  ],
  [
    "denies itself to the account",
    {
      trust: [
        trusts(anyone, OF_IT),
        { ...trusts(anyone, { StringEquals: { "aws:PrincipalAccount": ACCOUNT } }), Effect: "Deny" },
      ],
    },
  ],
  [
    "trusts all of it, where nobody gets control of the account",
    { trust: [trusts(anyone, OF_IT)], ann: [allow("s3:*")] },
  ],
  [
    "trusts all of it, which a service control policy keeps the account from",
    { trust: [trusts(anyone, OF_IT)], control: ["aws.scp", deny("sts:AssumeRole")] },
  ],
  [
    "trusts all of it, which a resource control policy keeps from all",
    { trust: [trusts(anyone, OF_IT)], control: ["aws.rcp", { ...deny("sts:AssumeRole"), Principal: "*" }] },
  ],
  [
    "trusts roles that Identity Center makes, of which there are none",
    {
      trust: [
        trusts(anyone, {
          ...OF_IT,
          ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*Admin*" },
        }),
      ],
    },
  ],
  [
    "trusts users of a name that only another account has",
    { trust: [trusts(anyone, { ...OF_IT, ArnEquals: { "aws:PrincipalArn": arn("user/x", MANAGING) } })] },
  ],
  [
    "trusts a role that Identity Center made, which only may not assume it",
    {
      trust: [trusts({ AWS: roleArn("x", ACCOUNT) })],
      more: (scene) => addRole(scene, "x", ACCOUNT),
    },
  ],
  [
    "trusts principals with a tag that a service control policy keeps from all",
    {
      trust: [trusts(anyone, { StringEquals: { ...OF_IT.StringEquals, "aws:PrincipalTag/team": "core" } })],
      control: ["aws.scp", deny(["iam:Tag*", "iam:CreateRole", "iam:CreateUser"])],
    },
  ],
  ["trusts anybody whosoever", { trust: [trusts(anyone)] }],
  [
    "trusts all of it, where somebody of the account gets there already",
    { trust: [trusts(anyone, OF_IT)], more: assuming },
  ],
])("there is no way to a role that %s", (_, given) => {
  expect(way(given)).toBeUndefined();
});

test("no edge leads from an account to a role of its own", () => {
  const more = (scene: Scene) => scene.role("near", [trusts(anyone, OF_IT)]);
  const { edges } = analyzeScene(estate({ trust: [trusts(anyone, OF_IT)], more }), techniques);
  expect(
    edges.filter(({ kind, from, to }) => kind === "can_assume" && from.startsWith("aws:") && to === arn("role/near")),
  ).toEqual([]);
});

test("several roles are got to through one set, by all accounts that are alike", () => {
  const more = (scene: Scene) => {
    for (const name of ["a", "b", "c"]) scene.role(name, [trusts(anyone, OF_IT)], {}, MANAGING);
    scene.user("bob", { inline: [allow("iam:PutUserPolicy", arn("user/bob", OTHER))] }, OTHER);
  };
  const { edges } = analyzeScene(estate({ trust: [trusts(anyone, OF_IT)], more }), techniques);
  const own = edges.filter(({ kind, from }) => kind === "can_assume" && from.startsWith("aws:"));
  expect(own.map(({ from }) => from)).toEqual([`aws:${ACCOUNT}`, `aws:${OTHER}`]);
  expect(new Set(own.map(({ to }) => to)).size).toBe(1);
  const to = own[0]?.to;
  expect(edges.filter(({ from }) => from === to).map((edge) => [edge.kind, edge.to, edge.because])).toEqual(
    [FAR, ...["a", "b", "c"].map((name) => arn(`role/${name}`, MANAGING))].map((id) => [
      "includes",
      id,
      [`${id}#trust`],
    ]),
  );
});

test.each([
  ["in it", ORGANIZATION, "met"],
  ["not in it", undefined, undefined],
])("an account that was not read, and is %s, gets there as who controls it lets it", (_, organization, state) => {
  const far = "999900001111";
  const scene = estate({ trust: [trusts(anyone, OF_IT)], ann: [] });
  scene.account(far, []);
  const scope = scene.scopes.get(far);
  if (scope && organization) scene.scopes.set(far, { ...scope, properties: { account: far, organization } });
  scene.user("bob", { inline: [allow("cloudformation:*")] }, MANAGING);
  scene.role("aws-service-role/stacksets.cloudformation.amazonaws.com/AWSServiceRoleForStackSets", [], {}, MANAGING);
  const { edges } = analyzeScene(scene, techniques);
  expect(stepsFrom(edges, `aws:${far}`, ["can_assume"]).get(FAR)).toBe(state);
});
