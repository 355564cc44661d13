// Who reaches what is in buckets and secrets: the caller's policies and the resource's own, taken together.
import { describe, expect, it } from "vitest";
import type { Capability } from "../../../../src/model/words.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, Scene } from "./scene.js";

const BUCKET = "arn:aws:s3:::data";
const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db-AbCdEf`;
const CALLER = arn("user/caller");

type Statement = ReturnType<typeof allow>;

const policyFor = (principal: unknown, action: string, resource: string): Statement => ({
  ...allow(action, resource),
  Principal: principal,
});

/** Capabilities of a source at a target, hubs looked through. */
function held(scene: Scene, source: string, target: string): Capability[] {
  const { edges } = analyzeScene(scene);
  const hubs = new Map(
    edges.filter(({ from, to }) => from === source && to.startsWith("set:")).map((edge) => [edge.to, edge]),
  );
  const direct = edges.filter(({ from, to, kind }) => from === source && to === target && kind === "permits");
  const through = edges
    .filter(({ from, to }) => to === target && hubs.has(from))
    .flatMap(({ from }) => hubs.get(from) ?? []);
  return [
    ...new Set(
      [...direct, ...through].flatMap(({ capability, state }) =>
        state === "blocked" || !capability ? [] : [capability],
      ),
    ),
  ].sort();
}

function bucket(statements: readonly Statement[], policy?: readonly Statement[]): Scene {
  return new Scene()
    .user("caller", { inline: statements })
    .node("resource", "aws.s3-bucket", BUCKET, policy ? { document: policy } : {});
}

describe("objects of a bucket", () => {
  it.each<[string, readonly Statement[], readonly Statement[] | undefined, readonly Capability[]]>([
    ["every object", [allow("s3:GetObject", `${BUCKET}/*`)], undefined, ["read"]],
    ["some objects", [allow("s3:GetObject", `${BUCKET}/2026/*`)], undefined, ["read"]],
    ["of every bucket", [allow("s3:*")], undefined, ["admin", "read", "write"]],
    ["only the list of them", [allow("s3:ListBucket", BUCKET)], undefined, []],
    ["of another bucket", [allow("s3:GetObject", `${BUCKET}-2/*`)], undefined, []],
    ["of the bucket itself, which is no object", [allow("s3:GetObject", BUCKET)], undefined, []],
    [
      "denied by the caller's policy",
      [allow("s3:GetObject", `${BUCKET}/*`), deny("s3:GetObject", `${BUCKET}/*`)],
      undefined,
      [],
    ],
    [
      "denied by the bucket's policy, which it may not delete",
      [allow("s3:*"), deny("s3:DeleteBucketPolicy")],
      [{ ...deny("s3:*", `${BUCKET}/*`), Principal: "*" }],
      ["admin"],
    ],
    [
      "denied by the bucket's policy, which it may delete",
      [allow("s3:*")],
      [{ ...deny("s3:*", `${BUCKET}/*`), Principal: "*" }],
      ["admin", "read", "write"],
    ],
    [
      "allowed by the bucket's policy alone",
      [],
      [policyFor({ AWS: CALLER }, "s3:PutObject", `${BUCKET}/*`)],
      ["write"],
    ],
    [
      "the bucket's policy is for another",
      [],
      [policyFor({ AWS: arn("user/other") }, "s3:PutObject", `${BUCKET}/*`)],
      [],
    ],
  ])("%s", (_, statements, policy, expected) => {
    expect(held(bucket(statements, policy), CALLER, BUCKET)).toEqual(expected);
  });

  it("are open to everyone, and to accounts that were not read", () => {
    const policy = [
      policyFor("*", "s3:GetObject", `${BUCKET}/*`),
      policyFor({ AWS: `arn:aws:iam::${OTHER}:root` }, "s3:PutObject", `${BUCKET}/*`),
    ];
    expect(held(bucket([], policy), "any:internet", BUCKET)).toEqual(["read"]);
    expect(held(bucket([], policy), `arn:aws:iam::${OTHER}:root`, BUCKET)).toEqual(["write"]);
  });

  it("are not open to everyone of an organisation", () => {
    const policy = [
      {
        ...policyFor("*", "s3:GetObject", `${BUCKET}/*`),
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
      },
    ];
    expect(held(bucket([], policy), "any:internet", BUCKET)).toEqual([]);
  });
});

describe("objects by way of an access point", () => {
  const POINT = `arn:aws:s3:eu-west-1:${ACCOUNT}:accesspoint/in`;
  const FAR = "arn:aws:iam::999988887777:root";
  const leaves = (...actions: readonly string[]) => [
    {
      ...allow(actions, [BUCKET, `${BUCKET}/*`]),
      Principal: "*",
      Condition: { StringEquals: { "s3:DataAccessPointArn": POINT } },
    },
  ];
  const through = (
    own: readonly Statement[],
    point: readonly Statement[],
    bucketPolicy: readonly Statement[],
    origin = "Internet",
  ): Scene =>
    new Scene()
      .account(ACCOUNT, [{ dataSet: "aws/s3:access-points", state: "complete" }])
      .user("caller", { inline: own })
      .user("other")
      .node("resource", "aws.s3-bucket", BUCKET, { document: bucketPolicy })
      .node("resource", "aws.s3-access-point", POINT, {
        document: point,
        region: "eu-west-1",
        properties: { bucket: BUCKET, network_origin: origin },
      });
  const ALL = leaves("s3:*");
  const named = (who: unknown, action: string) => policyFor(who, action, `${POINT}/object/*`);

  it.each<[string, Scene, string, readonly Capability[]]>([
    ["its policy names the caller", through([], [named({ AWS: CALLER }, "s3:GetObject")], ALL), CALLER, ["read"]],
    ["and not another", through([], [named({ AWS: CALLER }, "s3:GetObject")], ALL), arn("user/other"), []],
    [
      "the bucket leaves less",
      through([], [named({ AWS: CALLER }, "s3:*")], leaves("s3:PutObject")),
      CALLER,
      ["write"],
    ],
    ["the bucket leaves nothing", through([], [named({ AWS: CALLER }, "s3:*")], []), CALLER, []],
    ["the caller's own policy", through([allow("s3:GetObject", `${POINT}/object/a/*`)], [], ALL), CALLER, ["read"]],
    [
      "by a pattern",
      through([allow("s3:GetObject", `arn:aws:s3:*:${ACCOUNT}:accesspoint/*`)], [], ALL),
      CALLER,
      ["read"],
    ],
    ["of another access point", through([allow("s3:GetObject", `${POINT}2/object/*`)], [], ALL), CALLER, []],
    ["another account", through([], [named({ AWS: FAR }, "s3:GetObject")], ALL), FAR, ["read"]],
    ["everyone", through([], [named("*", "s3:GetObject")], ALL), "any:internet", ["read"]],
  ])("%s", (_, scene, source, expected) => {
    expect(held(scene, source, POINT)).toEqual(expected);
    const { edges } = analyzeScene(scene);
    const on = edges.filter(({ from, to, kind }) => from === POINT && to === BUCKET && kind === "includes");
    expect(expected.length === 0 || on.length === 1).toBe(true);
  });

  it.each<[string, Scene, readonly Capability[]]>([
    ["its policy may be written", through([allow("s3:PutAccessPointPolicy", POINT)], [], ALL), ["read", "write"]],
    ["that of another", through([allow("s3:PutAccessPointPolicy", `${POINT}2`)], [], ALL), []],
    [
      "the bucket leaves it reading alone",
      through([allow("s3:PutAccessPointPolicy")], [], leaves("s3:GetObject")),
      ["read"],
    ],
    [
      "the caller's own policy keeps it from the objects",
      through([allow("s3:PutAccessPointPolicy"), deny("s3:GetObject"), deny("s3:PutObject")], [], ALL),
      [],
    ],
    [
      "the bucket leaves nothing to access points",
      through(
        [allow("s3:PutAccessPointPolicy")],
        [],
        [policyFor({ AWS: arn("user/other") }, "s3:GetObject", `${BUCKET}/*`)],
      ),
      [],
    ],
  ])("%s", (_, scene, expected) => {
    expect(held(scene, CALLER, POINT)).toEqual(expected);
  });

  describe("that leads to buckets of several regions", () => {
    const MANY = `arn:aws:s3::${ACCOUNT}:accesspoint/mabc123.mrap`;
    const THERE = "arn:aws:s3:::data-there";
    const lets = (bucket: string) => [
      {
        ...allow("s3:*", [bucket, `${bucket}/*`]),
        Principal: "*",
        Condition: { StringEquals: { "s3:DataAccessPointArn": MANY } },
      },
    ];
    const world = (here: readonly Statement[], there: readonly Statement[] | "unread"): Scene => {
      const scene = new Scene()
        .account(ACCOUNT, [{ dataSet: "aws/s3:access-points", state: "complete" }])
        .user("caller", { inline: [allow("s3:PutAccessPointPolicy")] })
        .node("resource", "aws.s3-bucket", BUCKET, { document: here })
        .node("resource", "aws.s3-access-point", MANY, { properties: { buckets: [BUCKET, THERE] } });
      return there === "unread" ? scene : scene.node("resource", "aws.s3-bucket", THERE, { document: there });
    };
    const states = (scene: Scene) =>
      analyzeScene(scene)
        .edges.filter(({ from, to }) => from === CALLER && to === MANY)
        .map(({ capability, state }) => `${capability} ${state}`);

    it.each<[string, Scene, readonly string[]]>([
      ["both leave access to it", world(lets(BUCKET), lets(THERE)), ["read met", "write met"]],
      ["one of them does, the first", world(lets(BUCKET), []), ["read unknown", "write unknown"]],
      ["one of them does, the last", world([], lets(THERE)), ["read unknown", "write unknown"]],
      ["one was not read", world(lets(BUCKET), "unread"), ["read unknown", "write unknown"]],
      ["none does", world([], []), []],
    ])("%s: who writes its policy", (_, scene, expected) => {
      expect(states(scene)).toEqual(expected);
    });

    it("goes on to each bucket that leaves access to it, and to no other", () => {
      const { edges } = analyzeScene(world(lets(BUCKET), []));
      expect(edges.filter(({ from }) => from === MANY).map(({ to }) => to)).toEqual([BUCKET]);
    });
  });

  it("is not certain where it takes requests of its network alone", () => {
    const { edges } = analyzeScene(through([], [named("*", "s3:GetObject")], ALL, "VPC"));
    expect(edges.filter(({ to }) => to === POINT)).toMatchObject([{ from: "any:internet", state: "unknown" }]);
  });

  it("is nothing beside the bucket where its policy does not tell access points apart", () => {
    const scene = through([allow("s3:*")], [], [policyFor({ AWS: CALLER }, "s3:GetObject", `${BUCKET}/*`)]);
    expect(analyzeScene(scene).edges.filter(({ from, to }) => from === POINT || to === POINT)).toEqual([]);
  });
});

describe("secrets", () => {
  it.each<[string, readonly Statement[], readonly Capability[]]>([
    [
      "by name and any suffix",
      [allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:*:${ACCOUNT}:secret:db-??????`)],
      ["read"],
    ],
    ["another one", [allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:*:${ACCOUNT}:secret:api-*`)], []],
    ["only overwriting it, which does not tell it", [allow("secretsmanager:PutSecretValue")], ["write"]],
    ["only its description", [allow("secretsmanager:DescribeSecret")], []],
  ])("%s", (_, statements, expected) => {
    const scene = new Scene().user("caller", { inline: statements }).node("resource", "aws.secret", SECRET);
    expect(held(scene, CALLER, SECRET)).toEqual(expected);
  });
});

describe("keys", () => {
  const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;
  const OTHERS = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/2`;
  const account = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const key = (statements: readonly Statement[], policy = [policyFor(account, "kms:*", "*")]) =>
    new Scene().user("caller", { inline: statements }).node("resource", "aws.kms-key", KEY, { document: policy });
  const granting = (Condition?: object, resource = KEY) => [
    allow("kms:CreateGrant", resource, Condition && { Condition }),
  ];

  it.each<[string, readonly Statement[], readonly Capability[]]>([
    ["decrypts with it", [allow("kms:Decrypt", KEY)], ["read"]],
    ["grants the use of it", granting(), ["read"]],
    ["grants the use of another", granting(undefined, OTHERS), []],
    ["lists its grants", [allow("kms:ListGrants", KEY)], []],
    ["grants it to services only", granting({ Bool: { "kms:GrantIsForAWSResource": "true" } }), []],
    ["grants it to others than services", granting({ Bool: { "kms:GrantIsForAWSResource": "false" } }), ["read"]],
    [
      "grants encryption only",
      granting({ "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt", "DescribeKey"] } }),
      [],
    ],
    [
      "grants decryption among others",
      granting({ "ForAllValues:StringEquals": { "kms:GrantOperations": ["Decrypt", "DescribeKey"] } }),
      ["read"],
    ],
  ])("who %s", (_, statements, expected) => {
    expect(held(key(statements), CALLER, KEY)).toEqual(expected);
  });

  it("that the policy of the key alone lets grant", () => {
    const named = (more: object = {}) => key([], [{ ...policyFor({ AWS: CALLER }, "kms:CreateGrant", "*"), ...more }]);
    expect(held(named(), CALLER, KEY)).toEqual(["read"]);
    expect(held(named({ Condition: { Bool: { "kms:GrantIsForAWSResource": true } } }), CALLER, KEY)).toEqual([]);
  });
});
