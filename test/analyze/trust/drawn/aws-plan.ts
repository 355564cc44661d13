// Drawn roles of AWS: trust policies with conditions on claims of GitHub's tokens, and the provider that they name.
import fc from "fast-check";

export const OPERATORS = [
  ...["StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "StringEqualsIgnoreCase"],
  ...["StringEqualsIfExists", "StringLikeIfExists", "StringNotEqualsIfExists"],
  ...["ForAllValues:StringEquals", "ForAllValues:StringLike", "ForAnyValue:StringEquals", "ForAnyValue:StringLike"],
  ...["ForAnyValue:StringNotEquals", "ForAllValues:StringNotLike", "Null"],
] as const;

export interface PlanCondition {
  readonly operator: (typeof OPERATORS)[number];
  /** Claim, or the whole key of another issuer. */
  readonly claim: string;
  readonly values: readonly string[];
}

export interface PlanStatement {
  readonly isAllow: boolean;
  /** A Deny names the provider, or everybody. */
  readonly isOfEveryone: boolean;
  readonly conditions: readonly PlanCondition[];
}

export interface PlanRole {
  /** Issuer that its statements name. */
  readonly issuer: "github" | "gitlab";
  /** Client ids of the provider; undefined where the account has none of that issuer. */
  readonly audiences: readonly string[] | undefined;
  readonly statements: readonly PlanStatement[];
}

export const AUDIENCES = ["sts.amazonaws.com", "https://github.com/acme"] as const;

const PREFIXES = [
  ...[
    "repo:acme/site",
    "repo:acme/*",
    "repo:acme/site*",
    "repo:acme*",
    "repo:*",
    "*",
    "repo:*/site",
    "repo:*acme/site",
  ],
  ...["repo:acme@10482231/shop@2", "repo:acme@10482231/*", "repo:acme@*/shop@*", "repo:acme@10482231/site@*"],
];
const CONTEXTS = [
  ...[":*", ":ref:*", ":ref:refs/heads/main", ":ref:refs/heads/*", ":ref:refs/heads/release/*", ":ref:refs/tags/*"],
  ...[
    ":ref:refs/tags/v*",
    ":environment:production",
    ":environment:eu%3Aprod",
    ":environment:*",
    ":environment:staging",
  ],
  ...[":pull_request", ":ref:refs/heads/dev"],
];
const OF_TEMPLATES = [
  ...["repo:acme/site", "repository_owner:acme:*", "repository_owner:acme:ref:refs/heads/main"],
  ...["repository_owner:acme:environment:production", "repository_owner:acme:repository_visibility:private"],
  ...["repository_id:2:*", "repository_id:2:ref:refs/heads/main"],
  ...["repo:acme/site:environment:production:job_workflow_ref:acme/shared/.github/workflows/build.yml@refs/heads/main"],
  ...["repo:acme/site:ref:refs/heads/main:job_workflow_ref:*", "*:environment:production"],
];

const subjects = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...PREFIXES), fc.constantFrom(...CONTEXTS)).map(([a, b]) => a + b) },
  fc.constantFrom(...OF_TEMPLATES),
);

const VALUES: { readonly [claim: string]: readonly string[] } = {
  aud: ["sts.amazonaws.com", "https://github.com/acme", "*"],
  repository: ["acme/site", "acme/shop", "acme/*", "acme/site*", "someone/x"],
  repository_id: ["1", "2", "99"],
  repository_owner_id: ["10482231", "666"],
  ref: ["refs/heads/main", "refs/heads/*", "refs/tags/v*", "refs/heads/release/*", "refs/pull/*"],
  environment: ["production", "eu:prod", "staging", "*"],
  job_workflow_ref: [
    ...["acme/site/.github/workflows/ci.yml@refs/heads/main", "acme/*", "*@refs/heads/main", "acme/shared/*"],
    ...["*/.github/workflows/deploy.yml@*"],
  ],
  workflow: ["ci", "deploy", "audit"],
  actor: ["octocat"],
  enterprise_id: ["77"],
  event_name: ["push", "workflow_dispatch"],
  repository_owner: ["acme"],
  "gitlab.com:sub": ["project_path:acme/*"],
};

const operators = fc.constantFrom(...OPERATORS);
const positive = fc.constantFrom("StringEquals" as const, "StringLike" as const);

function condition(claim: string): fc.Arbitrary<PlanCondition> {
  const values = claim === "sub" ? subjects : fc.constantFrom(...(VALUES[claim] ?? ["x"]));
  return fc.record({
    operator: fc.oneof({ weight: 2, arbitrary: positive }, operators),
    claim: fc.constant(claim),
    values: fc.uniqueArray(values, { minLength: 1, maxLength: 2 }),
  });
}

/** Whether there are keys of the others is open; that a Deny and an Allow look at the same one is not drawn. */
const UNLISTED = ["event_name", "repository_owner"];

/**
 * Not drawn is what a pattern leaves and another takes away whole (`refs/tags/v*` without `refs/tags/v*`, an environment in the subject
 * and not in its claim), nor that there is a claim of which it is open whether it is a key.
 */
function isDrawn({ operator, claim }: PlanCondition): boolean {
  if (claim === "ref" && operator.includes("NotLike")) return false;
  if (claim === "environment" && operator.includes("Not")) return false;
  return operator !== "Null" || !UNLISTED.includes(claim);
}

const withNull = (one: PlanCondition, isNull: boolean): PlanCondition =>
  one.operator === "Null" ? { ...one, values: [isNull ? "true" : "false"] } : one;
const nulls = (conditions: fc.Arbitrary<PlanCondition>) =>
  fc.tuple(conditions, fc.boolean()).map((a) => withNull(...a));

const others = nulls(fc.constantFrom(...Object.keys(VALUES)).chain(condition)).filter(isDrawn);
const listed = others.filter(({ claim }) => !UNLISTED.includes(claim));
const subject = nulls(
  fc.record({
    operator: fc.oneof({ weight: 5, arbitrary: fc.constant("StringLike" as const) }, operators),
    claim: fc.constant("sub"),
    values: fc.uniqueArray(subjects, { minLength: 1, maxLength: 2 }),
  }),
);

/** Each operator on each key stands once in a block. */
const once = (conditions: readonly PlanCondition[]): PlanCondition[] => [
  ...new Map(conditions.map((one) => [`${one.operator} ${one.claim}`, one])).values(),
];

const allow: fc.Arbitrary<PlanStatement> = fc
  .tuple(fc.option(subject, { freq: 5, nil: undefined }), fc.array(others, { maxLength: 2 }))
  .map(([sub, more]) => ({
    ...{ isAllow: true, isOfEveryone: false },
    conditions: once([...(sub ? [sub] : []), ...more]),
  }));
const deny: fc.Arbitrary<PlanStatement> = fc
  .tuple(fc.boolean(), fc.array(fc.oneof(subject, listed), { minLength: 1, maxLength: 2 }))
  .map(([isOfEveryone, conditions]) => ({ isAllow: false, isOfEveryone, conditions: once(conditions) }));

const role = fc.record({
  issuer: fc.oneof({ weight: 12, arbitrary: fc.constant("github" as const) }, fc.constant("gitlab" as const)),
  statements: fc
    .tuple(fc.array(allow, { minLength: 1, maxLength: 2 }), fc.option(deny, { freq: 2, nil: undefined }))
    .map(([allows, one]) => [...allows, ...(one ? [one] : [])]),
});
const audiences = fc.oneof(
  { weight: 8, arbitrary: fc.constant(["sts.amazonaws.com"]) },
  { weight: 2, arbitrary: fc.constant(["https://github.com/acme"]) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

/** Roles of one account, which has one provider of an issuer, or none. */
export const accountRoles: fc.Arbitrary<readonly PlanRole[]> = fc
  .tuple(fc.array(role, { minLength: 1, maxLength: 2 }), audiences)
  .map(([list, own]) => list.map((one) => ({ ...one, audiences: own })));
