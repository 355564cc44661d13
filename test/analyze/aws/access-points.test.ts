// Buckets that leave access to their access points: who gets in that way is not read, and so is neither granted nor clean.
// "Delegating access control to access points", Amazon S3 User Guide
import { expect, test } from "vitest";
import { createEvaluator } from "../../../src/analyze/aws/evaluator.js";
import { ACCOUNT, allow, deny, document, estateOf, userArn } from "./estate-of.js";

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
