// Buckets that leave access to access points of an account, whichever they are: who makes one there gets in.
import { expect, it } from "vitest";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, Scene } from "./scene.js";

type Statement = ReturnType<typeof allow>;

const BUCKET = "arn:aws:s3:::data";
const CALLER = arn("user/caller");
const REGION = "eu-west-1";
const point = (name: string, region = REGION, account = ACCOUNT) =>
  `arn:aws:s3:${region}:${account}:accesspoint/${name}`;

const leaves = (condition: object, actions: string | readonly string[] = "s3:*"): Statement => ({
  ...allow(actions, [BUCKET, `${BUCKET}/*`]),
  Principal: "*",
  Condition: condition,
});
const TO_ACCOUNT = leaves({ StringEquals: { "s3:DataAccessPointAccount": ACCOUNT } });
const named = (arn: string) => leaves({ ArnLike: { "s3:DataAccessPointArn": arn } });

const READ = ["aws/s3:access-points", "aws/s3:multi-region-access-points"].map((dataSet) => ({
  dataSet,
  state: "complete" as const,
}));

function scene(own: readonly Statement[], bucket: readonly Statement[], account = ACCOUNT): Scene {
  return new Scene()
    .account(ACCOUNT, READ)
    .account(OTHER, READ)
    .user("caller", { inline: own }, account)
    .node("resource", "aws.s3-bucket", BUCKET, { document: bucket, properties: { bucket_region: REGION } });
}

function held(from: string, one: Scene): readonly string[] {
  return analyzeScene(one)
    .edges.filter((edge) => edge.from === from && edge.to === BUCKET && edge.kind === "permits")
    .map(({ capability, state }) => `${capability} ${state}`)
    .sort();
}

const MAKES = allow(["s3:CreateAccessPoint", "s3:PutAccessPointPolicy"]);
const BOTH = ["read met", "write met"];
const NOT_FROM_HERE = {
  ...deny("s3:*", [BUCKET, `${BUCKET}/*`]),
  Principal: "*",
  Condition: { StringNotEqualsIfExists: { "s3:DataAccessPointAccount": ACCOUNT } },
};

it.each<[string, readonly Statement[], readonly Statement[], readonly string[]]>([
  ["makes one and opens it", [MAKES], [TO_ACCOUNT], BOTH],
  [
    "the bucket leaves reading alone",
    [MAKES],
    [leaves({ StringEquals: { "s3:DataAccessPointAccount": ACCOUNT } }, "s3:GetObject")],
    ["read met"],
  ],
  [
    "the bucket leaves it to another account's",
    [MAKES],
    [leaves({ StringEquals: { "s3:DataAccessPointAccount": OTHER } })],
    [],
  ],
  [
    "the bucket leaves nothing to access points",
    [MAKES],
    [{ ...allow("s3:*", BUCKET), Principal: { AWS: arn("user/other") } }],
    [],
  ],
  ["makes one alone", [allow("s3:CreateAccessPoint")], [TO_ACCOUNT], []],
  ["opens those that are there alone", [allow("s3:PutAccessPointPolicy")], [TO_ACCOUNT], []],
  ["makes one in another region", [allow("s3:*AccessPoint*", point("*", "us-east-1"))], [TO_ACCOUNT], []],
  ["makes one by its name", [allow("s3:*AccessPoint*", point("mine"))], [TO_ACCOUNT], BOTH],
  [
    "opens another than it makes",
    [allow("s3:CreateAccessPoint", point("a-*")), allow("s3:PutAccessPointPolicy", point("b-*"))],
    [TO_ACCOUNT],
    [],
  ],
  ["its own policies keep it from the objects", [MAKES, deny("s3:GetObject"), deny("s3:PutObject")], [TO_ACCOUNT], []],
  [
    "may make those of a network alone",
    [
      MAKES,
      deny("s3:CreateAccessPoint", "*", { Condition: { StringNotEquals: { "s3:AccessPointNetworkOrigin": "VPC" } } }),
    ],
    [TO_ACCOUNT],
    ["read unknown", "write unknown"],
  ],
  ["the bucket means names that it may make", [MAKES], [named(point("app-*"))], BOTH],
  [
    "the bucket means names that it may not make",
    [allow("s3:*AccessPoint*", point("mine"))],
    [named(point("app-*"))],
    [],
  ],
  ["the bucket means one that is not there yet", [MAKES], [named(point("gone"))], BOTH],
  [
    "reads by its own policies what only access points lead to",
    [allow(["s3:CreateAccessPoint", "s3:GetObject"])],
    [NOT_FROM_HERE, TO_ACCOUNT],
    ["read met"],
  ],
  [
    "reads by its own policies another access point",
    [
      allow("s3:CreateAccessPoint"),
      allow("s3:GetObject", `${point("other")}/object/*`),
      deny("s3:CreateAccessPoint", point("other")),
    ],
    [TO_ACCOUNT],
    [],
  ],
])("%s", (_, own, bucket, expected) => {
  expect(held(CALLER, scene(own, bucket))).toEqual(expected);
});

it("takes one of another account where the bucket leaves it to that account, and the caller's own side", () => {
  const toOther = leaves({ StringEquals: { "s3:DataAccessPointAccount": OTHER } });
  const from = arn("user/caller", OTHER);
  expect(held(from, scene([allow(["s3:*Object", "s3:*AccessPoint*"])], [toOther], OTHER))).toEqual(BOTH);
  expect(held(from, scene([allow(["s3:*Object", "s3:*AccessPoint*"])], [TO_ACCOUNT], OTHER))).toEqual([]);
  expect(held(from, scene([MAKES], [toOther], OTHER))).toEqual([]);
});

it("cannot make again what is there", () => {
  const there = scene([MAKES, deny("s3:PutAccessPointPolicy", point("taken"))], [named(point("taken"))]).node(
    "resource",
    "aws.s3-access-point",
    point("taken"),
    { region: REGION, properties: { bucket: BUCKET, network_origin: "Internet" } },
  );
  expect(held(CALLER, there)).toEqual([]);
});
