// What the seeded accounts hold, and which findings must come of it: each bad one beside a neighbour that must stay silent.

export interface SeededKey {
  /** Days before now. */
  readonly created: number;
  readonly used?: number;
  readonly inactive?: true;
  /** Rules that must flag it. */
  readonly rules: readonly string[];
}

export interface SeededUser {
  readonly name: string;
  readonly password?: true;
  /** Rules that must flag the user itself. */
  readonly rules: readonly string[];
  readonly keys: readonly SeededKey[];
}

/** Ids that a trust may name. */
export interface Estate {
  readonly account: string;
  readonly member: string;
  readonly organization: string;
}

export interface SeededRole {
  readonly name: string;
  readonly trust: (estate: Estate) => TrustStatement | readonly TrustStatement[];
  readonly rules: readonly string[];
}

interface TrustStatement {
  readonly Principal: unknown;
  readonly Action?: string;
  readonly Condition?: unknown;
}

export const GITHUB = "token.actions.githubusercontent.com";
const STRANGER = "arn:aws:iam::444455556666:root";

export const USERS: readonly SeededUser[] = [
  { name: "legacy", rules: ["AWS-026"], keys: [{ created: 900, used: 3, rules: ["AWS-001"] }] },
  { name: "etl", rules: [], keys: [{ created: 400, used: 200, rules: ["AWS-001", "AWS-002"] }] },
  // Never used is another finding than not used recently.
  { name: "never-used", rules: [], keys: [{ created: 100, rules: ["AWS-001", "AWS-003"] }] },
  // The second key is young enough for a rotation under way.
  {
    name: "rotating",
    rules: ["AWS-026"],
    keys: [
      { created: 120, used: 100, rules: ["AWS-001", "AWS-002"] },
      { created: 10, used: 1, rules: [] },
    ],
  },
  {
    name: "two-keys",
    rules: ["AWS-026"],
    keys: [
      { created: 60, used: 1, rules: ["AWS-004"] },
      { created: 50, used: 1, rules: [] },
    ],
  },
  // The old key is switched off: rotated as it should be.
  {
    name: "rotated",
    rules: ["AWS-026"],
    keys: [
      { created: 800, used: 700, inactive: true, rules: [] },
      { created: 30, used: 1, rules: [] },
    ],
  },
  // A day inside the limits of age and of use.
  { name: "edge", rules: ["AWS-026"], keys: [{ created: 89, used: 44, rules: [] }] },
  // A password that was never used: moto cannot sign in to the console, so only the silent twin of AWS-023 is here.
  { name: "kate", password: true, rules: [], keys: [{ created: 20, used: 1, rules: [] }] },
  { name: "omar", password: true, rules: [], keys: [] },
];

function github({ account }: Estate, condition: unknown): TrustStatement {
  return {
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${GITHUB}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
  };
}

function vendor(externalId: string): TrustStatement {
  return { Principal: { AWS: STRANGER }, Condition: { StringEquals: { "sts:ExternalId": externalId } } };
}

const AUDIENCE = { [`${GITHUB}:aud`]: "sts.amazonaws.com" };

const PRODUCTION = { [`${GITHUB}:sub`]: "repo:acme/site:environment:production" };

export const ROLES: readonly SeededRole[] = [
  { name: "open", trust: () => ({ Principal: "*" }), rules: ["AWS-018"] },
  {
    name: "open-to-organization",
    trust: ({ organization }) => ({
      Principal: { AWS: "*" },
      Condition: { StringEquals: { "aws:PrincipalOrgID": organization } },
    }),
    rules: [],
  },
  { name: "vendor-without-id", trust: () => ({ Principal: { AWS: STRANGER } }), rules: ["AWS-017"] },
  { name: "vendor-with-id", trust: () => vendor("acme-4711"), rules: [] },
  { name: "own-account", trust: ({ account }) => ({ Principal: { AWS: `arn:aws:iam::${account}:root` } }), rules: [] },
  { name: "sister-account", trust: ({ member }) => ({ Principal: { AWS: `arn:aws:iam::${member}:root` } }), rules: [] },
  // A user that was deleted: AWS shows its unique id instead of the ARN.
  { name: "dangling", trust: () => ({ Principal: { AWS: "AIDAEXAMPLE2345678ABCD" } }), rules: ["AWS-008"] },
  {
    name: "three-kinds-of-caller",
    trust: (estate) => [
      { Principal: { Service: "ec2.amazonaws.com" } },
      github(estate, { StringEquals: { ...AUDIENCE, ...PRODUCTION } }),
      vendor("acme-4712"),
    ],
    rules: ["AWS-022"],
  },
  { name: "compute", trust: () => ({ Principal: { Service: "ec2.amazonaws.com" } }), rules: [] },
  { name: "ci-audience-only", trust: (estate) => github(estate, { StringEquals: AUDIENCE }), rules: ["AWS-013"] },
  {
    name: "ci-any-repository",
    trust: (estate) => github(estate, { StringEquals: AUDIENCE, StringLike: { [`${GITHUB}:sub`]: "repo:*" } }),
    rules: ["AWS-013"],
  },
  {
    name: "ci-whole-organization",
    trust: (estate) => github(estate, { StringEquals: AUDIENCE, StringLike: { [`${GITHUB}:sub`]: "repo:acme/*" } }),
    rules: ["AWS-014"],
  },
  {
    name: "ci-one-environment",
    trust: (estate) => github(estate, { StringEquals: { ...AUDIENCE, ...PRODUCTION } }),
    rules: [],
  },
  // A claim that only some tokens have: the test passes for all that lack it.
  {
    name: "ci-vacuous",
    trust: (estate) => {
      const vacuous = { [`${GITHUB}:enterprise_id`]: "4711" };
      return github(estate, { StringEquals: AUDIENCE, "ForAllValues:StringEquals": vacuous });
    },
    rules: ["AWS-015"],
  },
  // The same operator on a claim that every token has.
  {
    name: "ci-odd-operator",
    trust: (estate) => github(estate, { StringEquals: AUDIENCE, "ForAllValues:StringEquals": PRODUCTION }),
    rules: [],
  },
  // No sub, but a claim that names one repository for ever: not open to others, yet to every branch of it.
  {
    name: "ci-repository-id",
    trust: (estate) => github(estate, { StringEquals: { ...AUDIENCE, [`${GITHUB}:repository_id`]: "4711" } }),
    rules: ["AWS-014"],
  },
];

/** Roles of the other account; the one that `--organization` assumes may do everything, and nhi says so. */
export const MEMBER_RULES: readonly { readonly role: string; readonly rules: readonly string[] }[] = [
  { role: "NhiAuditor", rules: ["AWS-009"] },
];

/** Users of the other account of the organisation. */
export const MEMBER_USERS: readonly SeededUser[] = [
  { name: "dev-deploy", rules: ["AWS-026"], keys: [{ created: 200, used: 2, rules: ["AWS-001"] }] },
  { name: "dev-young", rules: [], keys: [{ created: 13, rules: [] }] },
];
