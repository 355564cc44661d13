// An agent calls every tool of a server unasked, and the server holds an access key: whether that is a finding goes by what the user may
// do whose key it is, and whom it may become. Through the collectors: a home, and a recording of the account.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const ACCOUNT = "111122223333";
const iam = (what: string) => `arn:aws:iam::${ACCOUNT}:${what}`;
const KEY = "AKIAEXAMPLEREADER222";
/** Drawn once, of the form of a secret access key; it opens nothing. */
const SECRET = ["q8Zr4TvN2xLm7KwP3Yb9", "HcD5sQj6FgUn7Vk2MtX8"].join("");
const TOKEN = ["ghp_", "q8Zr4TvN2xLm7KwP3Yb9HcD5sQj6Fg3pWn8e"].join("");
const DATES = { CreateDate: "2026-01-01T00:00:00+00:00", Path: "/" };

type Statement = readonly [action: string | readonly string[], resource?: string | undefined, more?: object];

const policy = (...statements: readonly Statement[]) => ({
  Version: "2012-10-17",
  Statement: statements.map(([Action, Resource = "*", more]) => ({ Effect: "Allow", Action, Resource, ...more })),
});

function principal(statements: readonly Statement[], managed: readonly string[]) {
  return {
    ...DATES,
    Tags: [],
    AttachedManagedPolicies: managed.map((arn) => ({ PolicyName: "managed", PolicyArn: arn })),
    own: statements.length === 0 ? [] : [{ PolicyName: "own", PolicyDocument: policy(...statements) }],
  };
}

interface Given {
  readonly user: readonly Statement[];
  readonly managed?: readonly string[];
  readonly boundary?: readonly Statement[];
  /** What the role `next` may do, which trusts the user. */
  readonly role?: readonly Statement[];
  /** What else the server holds. */
  readonly env?: object;
  /** Parameters that the account lists, with their types; "refused" where it does not list them. */
  readonly parameters?: { readonly [name: string]: string } | "refused";
  readonly without?: "keys" | "details";
}

function detailsOf({ user, managed = [], boundary, role }: Given): object {
  const { own, ...one } = principal(user, managed);
  const limit = boundary && { PermissionsBoundary: { PermissionsBoundaryArn: iam("policy/limit") } };
  const { own: ofRole, ...next } = principal(role ?? [], []);
  const trust = policy(["sts:AssumeRole", undefined, { Principal: { AWS: iam("user/reader") }, Resource: undefined }]);
  const version = { VersionId: "v1", IsDefaultVersion: true, ...DATES };
  return {
    UserDetailList: [
      {
        ...{ ...one, ...limit, UserName: "reader", UserId: "AIDAEXAMPLEREADER000", Arn: iam("user/reader") },
        ...{ GroupList: [], UserPolicyList: own },
      },
    ],
    GroupDetailList: [],
    RoleDetailList: role
      ? [
          {
            ...{ ...next, RoleName: "next", RoleId: "AROAEXAMPLENEXT00001", Arn: iam("role/next") },
            ...{ AssumeRolePolicyDocument: trust, InstanceProfileList: [], RolePolicyList: ofRole },
          },
        ]
      : [],
    Policies: boundary
      ? [
          {
            ...{ ...DATES, PolicyName: "limit", PolicyId: "ANPAEXAMPLELIMIT0001", Arn: iam("policy/limit") },
            ...{ DefaultVersionId: "v1", AttachmentCount: 0, PermissionsBoundaryUsageCount: 1, IsAttachable: true },
            PolicyVersionList: [{ ...version, Document: policy(...boundary) }],
          },
        ]
      : [],
  };
}

/** Subjects of AGT-013, with whether it is not evaluated. */
async function unasked(given: Given): Promise<readonly string[]> {
  const folder = freshFolder();
  const write = (path: string, content: unknown) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(content, null, 2));
  };
  const { parameters, without, env } = given;
  const asked = ["aws/iam:account-authorization-details", "aws/iam:access-keys"];
  if (parameters !== undefined) asked.push("aws/ssm:parameters", "aws/ec2:regions");
  write("answers/bundle.json", { version: 1, recordedAt: "2026-06-01T00:00:00Z", asked });
  const answers = `answers/aws/${ACCOUNT}`;
  const refusal = { status: 403, code: "AccessDenied", message: "refused" };
  if (without === "details") write(`${answers}/iam/get-account-authorization-details.error.json`, refusal);
  else write(`${answers}/iam/get-account-authorization-details.json`, detailsOf(given));
  const key = { UserName: "reader", AccessKeyId: KEY, Status: "Active", CreateDate: "2026-05-01T00:00:00+00:00" };
  if (without !== "keys") write(`${answers}/iam/list-access-keys/reader.json`, { AccessKeyMetadata: [key] });
  if (parameters !== undefined) {
    write(`${answers}/ec2/describe-regions.json`, { Regions: [{ RegionName: "eu-west-1", OptInStatus: "opted-in" }] });
    const list = Object.entries(parameters).map(([Name, Type]) => ({
      ...{ Name, Type, ARN: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter${Name}`, Tier: "Standard", Version: 1 },
      ...{
        LastModifiedDate: "2026-01-01T00:00:00+00:00",
        KeyId: Type === "SecureString" ? "alias/aws/ssm" : undefined,
      },
    }));
    const file = `${answers}/eu-west-1/ssm/describe-parameters`;
    if (parameters === "refused") write(`${file}.error.json`, refusal);
    else write(`${file}.json`, { Parameters: list });
  }
  write("home/.roo/mcp.json", {
    mcpServers: {
      files: {
        ...{ command: "npx", args: ["-y", "x-mcp@1.0.0"], alwaysAllow: ["*"] },
        env: { AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: SECRET, ...env },
      },
    },
  });
  const scan = ["scan", "--bundle", "answers", "agents:home", "--db", "nhi.db", "--now", "2026-06-01T00:00:00Z"];
  const { stdout, stderr } = await nhi([...scan, "--fail-on", "none", "--format", "json"], folder);
  expect(stdout + stderr).not.toContain(SECRET);
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; subject: { id: string } }[] };
  return findings.flatMap(({ rule, subject }) => (rule === "AGT-013" ? [subject.id] : []));
}

const READS: readonly Statement[] = [
  [["s3:Get*", "s3:List*", "ec2:Describe*", "iam:Get*", "iam:List*", "logs:StartQuery", "cloudwatch:Get*"]],
  ["kms:Decrypt", `arn:aws:kms:eu-west-1:${ACCOUNT}:key/*`],
];
const assumes = (role: string): Statement => ["sts:AssumeRole", role];

test.each<[string, Given]>([
  ["it reads data and settings", { user: READS }],
  ["it is allowed nothing", { user: [] }],
  ["a boundary keeps it to reading", { user: [["*"]], boundary: READS }],
  [
    "all but reading is denied it",
    {
      user: [
        ["*"],
        [["s3:Get*", "s3:List*"], "*", { Effect: "Deny", Action: undefined, NotAction: ["s3:Get*", "s3:List*"] }],
      ],
    },
  ],
  ["it takes a role that only reads", { user: [...READS, assumes(iam("role/next"))], role: READS }],
  ["parameters that it reads are no secrets", { user: [["ssm:Get*"]], parameters: { "/site/colour": "String" } }],
  ["an action that nobody knows is called reading", { user: [...READS, ["newservice:DescribeThings"]] }],
])("silent: %s", async (_, given) => {
  expect(await unasked(given)).toEqual([]);
});

test.each<[string, Given]>([
  ["it writes objects", { user: [...READS, ["s3:PutObject", "arn:aws:s3:::notes/*"]] }],
  [
    "it writes under a condition",
    { user: [["s3:PutObject", "*", { Condition: { Bool: { "aws:SecureTransport": "true" } } }]] },
  ],
  ["it is administrator", { user: [["*"]] }],
  ["it does all but IAM", { user: [["*", "*", { Action: undefined, NotAction: "iam:*" }]] }],
  ["it reads values of secrets", { user: [...READS, ["secretsmanager:GetSecretValue"]] }],
  ["it reads an encrypted parameter", { user: [["ssm:Get*"]], parameters: { "/site/password": "SecureString" } }],
  ["which parameters it reads was refused", { user: [["ssm:Get*"]], parameters: "refused" }],
  ["it runs models' agents", { user: [["bedrock:InvokeAgent"]] }],
  ["its boundary leaves it to write", { user: [["*"]], boundary: [["s3:*"]] }],
  ["it takes a role that writes", { user: [...READS, assumes(iam("role/next"))], role: [["s3:PutObject"]] }],
  ["a role trusts it that writes, whatever its own policies say", { user: READS, role: [["s3:PutObject"]] }],
  [
    "it may take roles of accounts that were not read",
    { user: [...READS, assumes("arn:aws:iam::444455556666:role/x")] },
  ],
  ["an action that nobody knows is not called reading", { user: [...READS, ["newservice:RunThings"]] }],
  ["a policy of it was not read", { user: READS, managed: ["arn:aws:iam::aws:policy/Unheard"] }],
  ["its policies were refused", { user: READS, without: "details" }],
  ["whose key it is was not read", { user: READS, without: "keys" }],
  ["the server holds another credential", { user: READS, env: { GITHUB_TOKEN: TOKEN } }],
])("found: %s", async (_, given) => {
  expect(await unasked(given)).toEqual(["agents:home/agent/.roo/mcp.json#files"]);
});
