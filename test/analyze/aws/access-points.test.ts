// Buckets that leave access to their access points: who gets in that way is not read, and so is neither granted nor clean.
// "Delegating access control to access points", Amazon S3 User Guide
import { describe, expect, test } from "vitest";
import { createEvaluator, principalsIn } from "../../../src/analyze/aws/evaluator.js";
import { ACCOUNT, allow, deny, document, type EstateSpec, estateOf, OTHER, userArn } from "./estate-of.js";

const BUCKET = "arn:aws:s3:::data";
const ANN = userArn("ann");

/** Verdict about an object for a user without policies, and what is said to be missing. */
function told(...statements: readonly object[]): readonly [string, readonly string[]] {
  const resources = { [BUCKET]: { type: "aws.s3-bucket", policy: document(...statements) } };
  const estate = estateOf({ users: { ann: {} }, resources });
  const { verdict } = createEvaluator(estate).can({
    principal: ANN,
    action: "s3:GetObject",
    resource: `${BUCKET}/report`,
  });
  return [verdict, estate.gaps.map(({ subject, message }) => `${subject} ${message}`)];
}

const everyone = (condition: object) =>
  allow("*", [BUCKET, `${BUCKET}/*`], { Principal: "*", Condition: { StringEquals: condition } });
const MISSING = [`${BUCKET} its policy leaves access to access points, whose policies are not read`];

test.each<[string, object, string, readonly string[]]>([
  ["those of an account", everyone({ "s3:DataAccessPointAccount": ACCOUNT }), "unknown", MISSING],
  [
    "one of them",
    everyone({ "s3:DataAccessPointArn": `arn:aws:s3:eu-west-1:${ACCOUNT}:accesspoint/a` }),
    "unknown",
    MISSING,
  ],
  ["those within a network", everyone({ "s3:AccessPointNetworkOrigin": "VPC" }), "unknown", MISSING],
  ["not at all", everyone({ "aws:PrincipalAccount": ACCOUNT }), "allowed", []],
  [
    "denied but by way of them",
    {
      ...deny("s3:*", `${BUCKET}/*`),
      Principal: "*",
      Condition: { StringNotEquals: { "s3:DataAccessPointAccount": ACCOUNT } },
    },
    "implicit-deny",
    [],
  ],
])("%s", (_, statement, verdict, missing) => {
  expect(told(statement)).toEqual([verdict, missing]);
});

const POINT = `arn:aws:s3:eu-west-1:${ACCOUNT}:accesspoint/in`;
const OBJECT = `${POINT}/object/report`;
const READS = allow("s3:GetObject", `${POINT}/object/*`);
/** Of access points by their account and region: all of them are known. */
const DELEGATES = everyone({ "s3:DataAccessPointArn": POINT });
const forAnn = (resource: string, more: object = {}) => ({
  ...allow("s3:GetObject", resource, more),
  Principal: { AWS: ANN },
});
const against = (resource: string, principal: unknown = "*") => ({ ...deny("s3:*", resource), Principal: principal });

interface Ways {
  readonly own?: readonly object[];
  /** Policy of the access point. */
  readonly point?: readonly object[];
  readonly bucket?: readonly object[];
  readonly origin?: string;
  /** The access points were read whole; true when left out. */
  readonly isRead?: boolean;
  /** Left out: the bucket was not read. */
  readonly isLost?: boolean;
  readonly scp?: object;
}

function specOf({ own = [], point, bucket, origin = "Internet", isRead = true, isLost, scp }: Ways): EstateSpec {
  return {
    users: { ann: { policies: own }, bob: {} },
    resources: {
      ...(!isLost && { [BUCKET]: { type: "aws.s3-bucket", ...(bucket && { policy: document(...bucket) }) } }),
      [POINT]: {
        type: "aws.s3-access-point",
        properties: { bucket: BUCKET, network_origin: origin },
        ...(point && { policy: document(...point) }),
      },
    },
    ...(isRead && { complete: ["aws/s3:access-points"] }),
    ...(scp && {
      organization: {
        management: OTHER,
        parents: { [ACCOUNT]: "r-root" },
        scp: { "r-root": [allow("*"), scp], [ACCOUNT]: [allow("*")] },
      },
    }),
  };
}

/** Whether ann may by way of the access point, and from the bucket; both as asked of her and of everyone. */
function ways(spec: Ways): readonly [string, string] {
  const estate = estateOf(specOf(spec));
  const { can, whoCan } = createEvaluator(estate);
  const ask = (resource: string): string => {
    const { verdict } = can({ principal: ANN, action: "s3:GetObject", resource });
    const { allowed, unknown } = whoCan({ action: "s3:GetObject", resource });
    const holds = (bits: Uint32Array) => principalsIn(bits, estate).some(({ id }) => id === ANN);
    expect([holds(allowed), holds(unknown)]).toEqual([verdict === "allowed", verdict === "unknown"]);
    return verdict;
  };
  return [ask(OBJECT), ask(`${BUCKET}/report`)];
}

describe("by way of an access point", () => {
  test.each<[string, Ways, readonly [string, string]]>([
    [
      "its policy allows, and the bucket leaves it to access points",
      { point: [forAnn(`${POINT}/object/*`)], bucket: [DELEGATES] },
      ["allowed", "allowed"],
    ],
    [
      "its policy allows, and the bucket says nothing",
      { point: [forAnn(`${POINT}/object/*`)] },
      ["implicit-deny", "implicit-deny"],
    ],
    [
      "its policy allows, and the bucket's allows the same",
      { point: [forAnn(`${POINT}/object/*`)], bucket: [forAnn(`${BUCKET}/*`)] },
      ["allowed", "allowed"],
    ],
    ["it has no policy, and the bucket's allows", { bucket: [forAnn(`${BUCKET}/*`)] }, ["implicit-deny", "allowed"]],
    [
      "the bucket leaves it to access points, and it has no policy",
      { bucket: [DELEGATES] },
      ["implicit-deny", "implicit-deny"],
    ],
    [
      "other objects",
      { point: [forAnn(`${POINT}/object/other/*`)], bucket: [DELEGATES] },
      ["implicit-deny", "implicit-deny"],
    ],
    [
      "the caller's own policy allows, and the bucket leaves it",
      { own: [READS], bucket: [DELEGATES] },
      ["allowed", "allowed"],
    ],
    ["the caller's own policy allows both", { own: [allow("s3:*")] }, ["allowed", "allowed"]],
    ["the caller's own policy allows it alone", { own: [READS] }, ["unknown", "implicit-deny"]],
    [
      "the caller's own policy allows the bucket alone",
      { own: [allow("s3:GetObject", `${BUCKET}/*`)] },
      ["implicit-deny", "allowed"],
    ],
    [
      "its policy denies",
      { own: [allow("s3:*")], point: [against(`${POINT}/object/*`)] },
      ["explicit-deny", "allowed"],
    ],
    [
      "the bucket denies all but access points",
      {
        own: [allow("s3:*")],
        bucket: [{ ...against(`${BUCKET}/*`), Condition: { StringNotEquals: { "s3:DataAccessPointArn": POINT } } }],
      },
      ["allowed", "allowed"],
    ],
    [
      "the bucket denies access points",
      {
        own: [allow("s3:*")],
        bucket: [{ ...against(`${BUCKET}/*`), Condition: { StringEquals: { "s3:DataAccessPointArn": POINT } } }],
      },
      ["explicit-deny", "allowed"],
    ],
    [
      "a control policy denies what does not come so",
      {
        own: [allow("s3:*")],
        scp: deny("s3:GetObject", "*", { Condition: { Null: { "s3:DataAccessPointArn": "true" } } }),
      },
      ["allowed", "explicit-deny"],
    ],
    ["within a network", { own: [allow("s3:*")], origin: "VPC" }, ["unknown", "allowed"]],
    ["within a network, denied", { point: [against(OBJECT)], origin: "VPC" }, ["explicit-deny", "implicit-deny"]],
    ["of a bucket that was not read", { own: [allow("s3:*")], isLost: true }, ["unknown", "allowed"]],
    ["others may be there", { point: [], bucket: [DELEGATES], isRead: false }, ["implicit-deny", "unknown"]],
  ])("%s", (_, spec, expected) => {
    expect(ways(spec)).toEqual(expected);
  });

  test("says by way of which", () => {
    const { can } = createEvaluator(estateOf(specOf({ point: [forAnn(OBJECT)], bucket: [DELEGATES] })));
    const ask = (resource: string) => can({ principal: ANN, action: "s3:GetObject", resource }).accessPoint;
    expect([ask(`${BUCKET}/report`), ask(OBJECT)]).toEqual([POINT, undefined]);
    const whole = { principal: ANN, action: "s3:GetObject", resource: `${BUCKET}/report`, contextComplete: true };
    expect(can(whole).verdict).toBe("implicit-deny");
  });

  test.each([
    ["one by its ARN", { "s3:DataAccessPointArn": POINT }, []],
    ["those of the account", { "s3:DataAccessPointAccount": ACCOUNT }, ["multi-region access points were not"]],
    ["those of another account", { "s3:DataAccessPointAccount": OTHER }, ["whose policies are not read"]],
    ["those of a network", { "s3:AccessPointNetworkOrigin": "VPC" }, ["whose policies are not read"]],
  ])("what is missing where a bucket leaves access to %s", (_, condition, expected) => {
    const { gaps } = estateOf(specOf({ bucket: [everyone(condition)] }));
    expect(gaps.map(({ message }) => message.slice(-expected.join("").length))).toEqual(expected);
  });
});

describe("by way of a multi-region access point", () => {
  const MANY = `arn:aws:s3::${ACCOUNT}:accesspoint/mabc123.mrap`;
  const [HERE, THERE] = ["arn:aws:s3:::data-us", "arn:aws:s3:::data-eu"];
  const ALL_READ = ["aws/s3:access-points", "aws/s3:multi-region-access-points"];
  const leaves = (bucket: string, condition: object = { "s3:DataAccessPointAccount": ACCOUNT }) =>
    allow("*", [bucket, `${bucket}/*`], { Principal: "*", Condition: { StringEquals: condition } });

  interface Buckets {
    readonly own?: readonly object[];
    readonly point?: readonly object[];
    readonly here?: readonly object[];
    readonly there?: readonly object[];
  }

  function asked({ own = [], point = [], here = [], there = [] }: Buckets): readonly string[] {
    const bucket = (statements: readonly object[]) => ({
      type: "aws.s3-bucket",
      ...(statements.length > 0 && { policy: document(...statements) }),
    });
    const estate = estateOf({
      users: { ann: { policies: own } },
      resources: {
        [HERE]: bucket(here),
        [THERE]: bucket(there),
        [MANY]: {
          type: "aws.s3-access-point",
          properties: { buckets: [THERE, HERE] },
          ...(point.length > 0 && { policy: document(...point) }),
        },
      },
      complete: ALL_READ,
    });
    expect(estate.gaps).toEqual([]);
    const { can, whoCan } = createEvaluator(estate);
    return [`${MANY}/object/report`, `${HERE}/report`, `${THERE}/report`].map((resource) => {
      const { verdict } = can({ principal: ANN, action: "s3:GetObject", resource });
      const { allowed, unknown } = whoCan({ action: "s3:GetObject", resource });
      const holds = (bits: Uint32Array) => principalsIn(bits, estate).some(({ id }) => id === ANN);
      expect([holds(allowed), holds(unknown)]).toEqual([verdict === "allowed", verdict === "unknown"]);
      return verdict;
    });
  }

  const LETS = [forAnn(`${MANY}/object/*`)];
  test.each<[string, Buckets, readonly string[]]>([
    [
      "both buckets leave it to access points",
      { point: LETS, here: [leaves(HERE)], there: [leaves(THERE)] },
      ["allowed", "allowed", "allowed"],
    ],
    [
      "one of them does: which one answers is not known",
      { point: LETS, here: [leaves(HERE)] },
      ["unknown", "unknown", "implicit-deny"],
    ],
    ["none of them does", { point: LETS }, ["implicit-deny", "implicit-deny", "implicit-deny"]],
    [
      "its policy lets nobody in",
      { here: [leaves(HERE)], there: [leaves(THERE)] },
      ["implicit-deny", "implicit-deny", "implicit-deny"],
    ],
    [
      "its policy denies what the caller's own allows",
      { own: [allow("s3:*")], point: [against(`${MANY}/object/*`)] },
      ["explicit-deny", "allowed", "allowed"],
    ],
    [
      "they leave it to another one",
      {
        point: LETS,
        here: [leaves(HERE, { "s3:DataAccessPointArn": POINT })],
        there: [leaves(THERE, { "s3:DataAccessPointArn": POINT })],
      },
      ["implicit-deny", "implicit-deny", "implicit-deny"],
    ],
  ])("%s", (_, buckets, expected) => {
    expect(asked(buckets)).toEqual(expected);
  });
});
