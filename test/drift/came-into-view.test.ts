// Two readings in part of one data set: whether what they say of what they lack is the same, less or not to be told.
import { expect, it } from "vitest";
import { hasCome } from "../../src/analyze/drift/came-into-view.js";
import type { CoverageState } from "../../src/model/batch.js";
import type { ComparedDataSet, Missing } from "../../src/model/history.js";

const DATA_SET = { scope: "aws:111122223333", name: "aws/s3:buckets", region: "", isReread: true };

const came = (
  before: CoverageState | undefined,
  after: CoverageState | undefined,
  more: Partial<ComparedDataSet> = {},
) => hasCome({ ...DATA_SET, before, after, ...more });

it.each<[CoverageState | undefined, CoverageState | undefined, boolean]>([
  ["complete", "complete", false],
  ["complete", "partial", false],
  ["partial", "complete", true],
  ["denied", "partial", true],
  [undefined, "complete", true],
  ["denied", "denied", false],
  ["partial", "denied", false],
  // Nothing says what was missing.
  ["partial", "partial", true],
])("%s before and %s after: %s", (before, after, expected) => {
  expect(came(before, after)).toBe(expected);
  expect(came(before, after, { isReread: false })).toBe(false);
});

const bucket = (name: string, permission = "s3:GetBucketPolicy") => ({
  subject: `arn:aws:s3:::${name}`,
  message: `${permission}: AccessDenied: session ${Math.random()} may not`,
  permission,
});
const buckets = (...gaps: Missing["gaps"]): Missing => ({
  message: `s3:GetBucketPolicy: ${gaps.length} of 9 could not be read`,
  permission: "s3:GetBucketPolicy",
  gaps,
});
const said = (message: string, permission?: string): Missing => ({
  message,
  gaps: [],
  ...(permission !== undefined && { permission }),
});
const refused = (session: string, call = "organizations:ListPolicies") =>
  said(`${call}: AccessDeniedException: ${session} may not`, call);

it.each<[string, Missing, Missing, boolean]>([
  ["the same bucket refuses", buckets(bucket("a")), buckets(bucket("a")), false],
  [
    "the same bucket of more that there are",
    { ...buckets(bucket("a")), message: "s3:GetBucketPolicy: 1 of 8 could not be read" },
    buckets(bucket("a")),
    false,
  ],
  ["another one refuses, too", buckets(bucket("a")), buckets(bucket("a"), bucket("b")), false],
  ["one of two refuses no more", buckets(bucket("a"), bucket("b")), buckets(bucket("b")), true],
  ["one refuses in place of another", buckets(bucket("a")), buckets(bucket("b")), true],
  [
    "it refuses one call of two no more",
    buckets(bucket("a"), bucket("a", "s3:GetBucketAcl")),
    buckets(bucket("a")),
    true,
  ],
  ["one call is refused as before, whatever session asked", refused("scan-1"), refused("scan-2"), false],
  ["another call is refused", refused("scan-1"), refused("scan-1", "organizations:ListRoots"), true],
  [
    "one of two calls is refused no more",
    said("a:X: AccessDenied; a:Y: AccessDenied"),
    said("a:X: AccessDenied"),
    true,
  ],
  ["a call and a bucket, as before", both("a"), both("a"), false],
  ["a call as before, another bucket", both("a"), both("b"), true],
  [
    "an edition lacks the call",
    said("GET /auditLogs: Authentication_RequestFromNonPremiumTenantOrB2CTenant: P1 has it"),
    said("GET /auditLogs: Authentication_RequestFromNonPremiumTenantOrB2CTenant: P1 has it"),
    false,
  ],
  [
    "it leans on another data set",
    said("not all of aws/iam:users could be read"),
    said("not all of aws/iam:users could be read"),
    false,
  ],
  ["so many were asked", said("only 50 of 60 places were asked"), said("only 50 of 61 places were asked"), true],
  [
    "a list broke off, somewhere",
    said("s3:ListBuckets: Throttling: slow down"),
    said("s3:ListBuckets: Throttling: slow down"),
    true,
  ],
  ["nothing is said", { gaps: [] }, { gaps: [] }, true],
])("%s: %o", (_, before, after, expected) => {
  expect(came("partial", "partial", { missing: { before, after } })).toBe(expected);
});

function both(name: string): Missing {
  const { message, gaps } = buckets(bucket(name));
  return { message: `${message}; ${refused("scan").message}`, gaps };
}
