// What has to hold for every estate, on estates drawn at random.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../../src/analyze/aws/evaluate/verdict.js";
import { principalsIn } from "../../../src/analyze/aws/evaluator.js";
import {
  ACCOUNT,
  document,
  type EstateSpec,
  evaluatorOf,
  type HolderSpec,
  OTHER,
  roleArn,
  userArn,
} from "./estate-of.js";

const ACTIONS = ["s3:GetObject", "s3:PutObject", "sts:AssumeRole", "kms:Decrypt", "iam:CreateAccessKey"];
const PATTERNS = ["*", "s3:*", "s3:Get*", "sts:AssumeRole", "kms:*", "iam:*", "IAM:Create*", "*:Get*", "?3:Put*", "s3"];
const BUCKET = "arn:aws:s3:::data";
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;
const TARGETS = [`${BUCKET}/red/x`, `${BUCKET}/blue`, roleArn("app"), roleArn("far", OTHER), KEY, userArn("ann"), "*"];
const RESOURCES = [
  "*",
  `${BUCKET}/*`,
  `${BUCKET}/\${aws:PrincipalTag/team}/*`,
  "arn:aws:iam::*:role/*",
  roleArn("app"),
  userArn("${aws:username}"),
  KEY,
];
const PRINCIPALS = [userArn("ann"), userArn("bob"), roleArn("app"), roleArn("far", OTHER)];
const CONDITIONS: object[] = [
  { StringEquals: { "aws:PrincipalTag/team": "red" } },
  { StringNotEquals: { "aws:PrincipalOrgID": "o-acme" } },
  { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/a*" } },
  { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
  { StringNotEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } },
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { BoolIfExists: { "aws:SecureTransport": "false" } },
  { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
  { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
  { NotIpAddressIfExists: { "aws:SourceIp": ["10.1.0.0/16", "192.0.2.0/24"] } },
  { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  { Bool: { "aws:SecureTransport": "true" } },
  { "ForAnyValue:StringEquals": { "aws:TagKeys": ["team"] } },
  { Null: { "aws:PrincipalTag/none": "true" } },
  { StringIs: { "aws:x": "y" } },
];

const some = <T>(values: readonly T[]) => fc.constantFrom(...values);
const condition = fc.option(some(CONDITIONS), { nil: undefined, freq: 3 });

const statementOf = (effect: fc.Arbitrary<string>, principal: boolean): fc.Arbitrary<object> =>
  fc
    .record({
      effect,
      isNot: fc.boolean(),
      actions: fc.array(some(PATTERNS), { maxLength: 3 }),
      isNotResource: fc.integer({ max: 5, min: 0 }).map((n) => n === 0),
      resources: fc.array(some(RESOURCES), { maxLength: 3, minLength: 1 }),
      condition,
      who: some([{ AWS: "*" }, { AWS: ACCOUNT }, { AWS: OTHER }, ...PRINCIPALS.map((AWS) => ({ AWS }))]),
    })
    .map((drawn) => ({
      Effect: drawn.effect,
      [drawn.isNot && drawn.effect === "Allow" ? "NotAction" : "Action"]: drawn.actions,
      ...(principal
        ? { Principal: drawn.who, Resource: "*" }
        : { [drawn.isNotResource ? "NotResource" : "Resource"]: drawn.resources }),
      ...(drawn.condition && { Condition: drawn.condition }),
    }));

const effect = fc.integer({ min: 0, max: 3 }).map((n) => (n === 0 ? "Deny" : "Allow"));
const identityStatement = statementOf(effect, false);
const policies = fc.array(
  fc.array(identityStatement, { maxLength: 3 }).map((list) => document(...list)),
  { maxLength: 3 },
);
const trust = fc.array(statementOf(effect, true), { maxLength: 3 }).map((list) => document(...list));
const tags = some([{}, { team: "red" }, { team: "blue" }]);

const holder = (more: Partial<HolderSpec> = {}) =>
  fc
    .record({
      policies,
      boundary: fc.option(fc.array(identityStatement, { maxLength: 2 }), { freq: 4, nil: undefined }),
      tags,
    })
    .map((drawn): HolderSpec => {
      const { boundary, ...rest } = drawn;
      return { ...rest, ...(boundary && { boundary: document(...boundary) }), ...more };
    });

const estate: fc.Arbitrary<EstateSpec> = fc
  .record({
    ann: holder(),
    bob: holder({ groups: ["all"], hasMfa: false }),
    app: holder(),
    far: holder({ account: OTHER }),
    group: policies,
    appTrust: trust,
    farTrust: trust,
    bucket: trust,
    key: trust,
    hasOrganization: fc.boolean(),
    scp: fc.array(identityStatement, { maxLength: 2 }),
    rcp: fc.array(statementOf(fc.constant("Deny"), true), { maxLength: 2 }),
  })
  .map((drawn): EstateSpec => {
    const full = { Effect: "Allow", Action: "*", Resource: "*" };
    const scp = { "r-root": [full], [ACCOUNT]: [full, document(...drawn.scp)] };
    const parents = { [ACCOUNT]: "r-root", [OTHER]: "r-root" };
    return {
      groups: { all: { policies: drawn.group } },
      users: { ann: drawn.ann, bob: drawn.bob },
      roles: { app: { ...drawn.app, trust: drawn.appTrust }, far: { ...drawn.far, trust: drawn.farTrust } },
      resources: {
        [BUCKET]: { type: "aws.s3-bucket", policy: drawn.bucket },
        [KEY]: { type: "aws.kms-key", policy: drawn.key },
      },
      ...(drawn.hasOrganization && {
        organization: { management: OTHER, parents, scp, rcp: { [ACCOUNT]: [document(...drawn.rcp)] } },
      }),
    };
  });

interface Question {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}
const question: fc.Arbitrary<Question> = fc.record({
  principal: some(PRINCIPALS),
  action: some(ACTIONS),
  resource: some(TARGETS),
});

/** From denied to allowed for sure. */
const LADDER = ["blocked", "unknown", "needs-actor", "attacker-settable", "met", "none"];
function height({ verdict, state }: Answer): number {
  return verdict.endsWith("deny") ? 0 : Math.min(4, LADDER.indexOf(state));
}

type Change = (holder: HolderSpec) => HolderSpec;
function changed(spec: EstateSpec, name: "ann" | "app", change: Change): EstateSpec {
  const users = { ...spec.users, ...(name === "ann" && { ann: change(spec.users?.["ann"] ?? {}) }) };
  const roles = { ...spec.roles, ...(name === "app" && { app: change(spec.roles?.["app"] ?? {}) }) };
  return { ...spec, users, roles };
}

describe("the evaluator", () => {
  test("adding a Deny never allows more", () => {
    fc.assert(
      fc.property(
        estate,
        question,
        some(["ann", "app"] as const),
        statementOf(fc.constant("Deny"), false),
        (spec, ask, name, statement) => {
          const more = changed(spec, name, (one) => ({
            ...one,
            policies: [...(one.policies ?? []), document(statement)],
          }));
          expect(height(evaluatorOf(more).can(ask))).toBeLessThanOrEqual(height(evaluatorOf(spec).can(ask)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("taking away an Allow never allows more", () => {
    fc.assert(
      fc.property(estate, question, some(["ann", "app"] as const), (spec, ask, name) => {
        const before = height(evaluatorOf(spec).can(ask));
        const held = (name === "ann" ? spec.users : spec.roles)?.[name]?.policies ?? [];
        for (const [i, policy] of held.entries()) {
          const statements = (policy as { Statement: { Effect: string }[] }).Statement;
          const denies = document(...statements.filter((one) => one.Effect === "Deny"));
          const less = changed(spec, name, (one) => ({
            ...one,
            policies: held.map((other, j) => (i === j ? denies : other)),
          }));
          expect(height(evaluatorOf(less).can(ask))).toBeLessThanOrEqual(before);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("the order of statements and policies changes nothing", () => {
    const reversed = (one: HolderSpec): HolderSpec => ({
      ...one,
      policies: [...(one.policies ?? [])]
        .reverse()
        .map((policy) => document(...[...(policy as { Statement: object[] }).Statement].reverse())),
    });
    fc.assert(
      fc.property(estate, question, (spec, ask) => {
        const before = evaluatorOf(spec).can(ask);
        const after = evaluatorOf(changed(changed(spec, "ann", reversed), "app", reversed)).can(ask);
        expect(after.verdict).toBe(before.verdict);
        expect(height(after)).toBe(height(before));
      }),
      { numRuns: 300 },
    );
  });

  test("a question about everyone is answered as each of them is", () => {
    fc.assert(
      fc.property(estate, question, fc.boolean(), (spec, { action, resource }, contextComplete) => {
        const evaluator = evaluatorOf(spec);
        const request = { action, resource, contextComplete };
        const found = evaluator.whoCan(request);
        const allowed = principalsIn(found.allowed, evaluator.estate).map(({ id }) => id);
        const unknown = principalsIn(found.unknown, evaluator.estate).map(({ id }) => id);
        const verdicts = evaluator.estate.principals.map(({ id }) => ({
          id,
          verdict: evaluator.can({ ...request, principal: id }).verdict,
        }));
        expect(allowed).toEqual(verdicts.filter(({ verdict }) => verdict === "allowed").map(({ id }) => id));
        expect(unknown).toEqual(verdicts.filter(({ verdict }) => verdict === "unknown").map(({ id }) => id));
      }),
      { numRuns: 400 },
    );
  });

  test("an effective administrator is refused nothing by its own policies", () => {
    fc.assert(
      fc.property(estate, some(ACTIONS), (spec, action) => {
        const { organization: _, resources: __, ...own } = spec;
        const evaluator = evaluatorOf(own);
        for (const principal of evaluator.estate.principals) {
          if (
            evaluator.effectiveAdmin(principal) !== "effective" ||
            action === "sts:AssumeRole" ||
            action === "kms:Decrypt"
          )
            continue;
          const resource = action.startsWith("iam:") ? `arn:aws:iam::${principal.account}:user/x` : `${BUCKET}/x`;
          expect(evaluator.can({ principal: principal.id, action, resource }).verdict).not.toMatch(/deny/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("what is decided without the context stays so with any context", () => {
    const context = fc.record(
      {
        "aws:RequestedRegion": some(["us-east-1", "eu-west-1", "ap-south-1"]),
        "aws:SourceIp": some(["10.1.1.1", "192.0.2.1"]),
        "aws:MultiFactorAuthPresent": some(["true", "false"]),
        "aws:SecureTransport": some(["true", "false"]),
        "aws:TagKeys": some(["team", "cost"]),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(estate, question, context, (spec, ask, given) => {
        const evaluator = evaluatorOf(spec);
        const open = evaluator.can(ask);
        const sure = height(open) === 4 || (height(open) === 0 && open.verdict === "explicit-deny");
        if (!sure) return;
        const {
          "aws:RequestedRegion": region,
          "aws:MultiFactorAuthPresent": mfa,
          "aws:TagKeys": tags,
          ...rest
        } = given;
        // keys that follow from the request are not free to choose
        const free = {
          ...rest,
          ...(ask.resource === "*" && !ask.action.startsWith("iam:") && region && { "aws:RequestedRegion": region }),
          ...(ask.principal.endsWith("ann") && mfa && { "aws:MultiFactorAuthPresent": mfa }),
          // the others of ACTIONS take no tags
          ...(ask.action === "sts:AssumeRole" && tags && { "aws:TagKeys": tags }),
        };
        expect(height(evaluator.can({ ...ask, context: free }))).toBe(height(open));
      }),
      { numRuns: 300 },
    );
  });
});
