// The generated account where everybody is denied what comes from elsewhere, as companies have it: by a managed policy that all hold
// (AWS's example "denies access to AWS based on the source IP"), by one that asks for MFA, and below control policies like those of
// AWS's data perimeter, which leave out regions, and some callers and resources by a tag or a name.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Account, generate, scan } from "./accounts.js";
import { CREATED, document, ID, toAccounts, toOrganization } from "./aws-organization.js";
import type { Usage } from "./measure.js";
import { atMost, type Line } from "./table.js";

const ACCOUNT = "123456789012";
const MANAGER = "111111111111";
const ROOT = "r-big1";
const [SCP, RCP] = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] as const;
const NETWORKS = ["192.0.2.0/24", "198.51.100.0/24"];

interface Details {
  readonly UserDetailList: Holder[];
  readonly RoleDetailList: Holder[];
  readonly Policies: object[];
}

interface Holder {
  AttachedManagedPolicies?: { readonly PolicyName: string; readonly PolicyArn: string }[];
}

const EVERYTHING = { Effect: "Allow", Action: "*", Resource: "*" };
const NETWORK = document({
  Effect: "Deny",
  Action: "*",
  Resource: "*",
  Condition: { NotIpAddress: { "aws:SourceIp": NETWORKS }, Bool: { "aws:ViaAWSService": "false" } },
});
const MFA = document({
  Effect: "Deny",
  NotAction: [
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "sts:GetSessionToken",
  ],
  Resource: "*",
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
});
const PERIMETER = document(
  EVERYTHING,
  {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: {
      NotIpAddressIfExists: { "aws:SourceIp": NETWORKS },
      StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-0a1b2c3d", "aws:PrincipalTag/network-exception": "true" },
      BoolIfExists: { "aws:ViaAWSService": "false", "aws:PrincipalIsAWSService": "false" },
      ArnNotLikeIfExists: { "aws:PrincipalArn": "arn:aws:iam::*:role/aws:ec2-infrastructure" },
    },
  },
  {
    Effect: "Deny",
    NotAction: ["iam:*", "sts:*", "organizations:*", "route53:*", "support:*"],
    Resource: "*",
    Condition: {
      StringNotEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] },
      ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/platform-*" },
    },
  },
  {
    Effect: "Deny",
    Action: ["s3:*", "sqs:*", "kms:*", "secretsmanager:*"],
    Resource: "*",
    Condition: { StringNotEqualsIfExists: { "aws:ResourceOrgID": ID } },
  },
);

const AROUND_RESOURCES = document(
  { ...EVERYTHING, Principal: "*" },
  {
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"],
    Resource: "*",
    Condition: {
      StringNotEqualsIfExists: { "aws:PrincipalOrgID": ID, "aws:ResourceTag/identity-exception": "true" },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
    },
  },
);

/** Makes of the generated account one of these; the path of what to scan. */
type Make = (details: Details, folder: string) => string;

const KINDS: readonly (readonly [what: string, make: Make])[] = [
  ["all denied from outside of a network", (details, folder) => held(details, NETWORK, folder)],
  ["users denied without MFA", (details, folder) => held({ ...details, RoleDetailList: [] }, MFA, folder, details)],
  ["below a perimeter of networks", belowPerimeter],
];

/** First scans of accounts of two sizes, five times as many identities in the second, and how the cost grows. */
export function elsewhereLines(folder: string, [fewer, more]: readonly [number, number], limit?: number): Line[] {
  return KINDS.flatMap(([what, make]) => {
    const lines: Line[] = [];
    const [one = Number.NaN, other = Number.NaN] = [fewer, more].map((size) => {
      const account = generate(folder, size, false);
      const usage = scanOnce(make(JSON.parse(readFileSync(account.file, "utf8")) as Details, folder), account, folder);
      const name = `${size.toLocaleString("en-US")} principals, ${what}`;
      lines.push(
        atMost(`${name}: first scan`, usage.cpuSeconds, "CPU s"),
        atMost(`${name}: peak memory`, usage.peakMegabytes, "MB"),
      );
      return usage.cpuSeconds;
    });
    return [...lines, atMost(`growth CPU for ${more / fewer} times as many, ${what}`, other / one, "×", limit)];
  });
}

function scanOnce(bundle: string, { file, database }: Account, folder: string): Usage {
  // what was not recorded of the organisation is left out on purpose: exit code 3 is as good
  const usage = scan({ file: bundle, database }, folder, { codes: [0, 3] });
  for (const path of [file, bundle, database]) rmSync(path, { recursive: true, force: true });
  return usage;
}

/** A managed policy that the users and roles of the first hold, in the account of `all`. */
function held(holders: Details, policy: object, folder: string, all = holders): string {
  const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/denied`;
  for (const holder of [...holders.UserDetailList, ...holders.RoleDetailList])
    holder.AttachedManagedPolicies = [...(holder.AttachedManagedPolicies ?? []), { PolicyName: "denied", PolicyArn }];
  const made = {
    PolicyName: "denied",
    PolicyId: "ANPADENIEDDENIEDDENI",
    Arn: PolicyArn,
    Path: "/",
    DefaultVersionId: "v1",
    IsAttachable: true,
    CreateDate: CREATED,
    UpdateDate: CREATED,
    PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, CreateDate: CREATED, Document: policy }],
  };
  const file = join(folder, "denied.json");
  writeFileSync(file, JSON.stringify({ ...all, Policies: [...all.Policies, made] }));
  return file;
}

/** The account as member of an organisation whose root has the perimeter. */
function belowPerimeter(details: Details, folder: string): string {
  const bundle = join(folder, "perimeter");
  const write = (path: string, answer: object): void => {
    const file = join(bundle, "aws", `${path}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(answer));
  };
  const arn = (rest: string) => `arn:aws:organizations::${MANAGER}:${rest}`;
  const policies = [
    { id: "p-FullAWSAccess", Type: SCP, content: document(EVERYTHING), on: [ACCOUNT, MANAGER] },
    { id: "p-perimeter", Type: SCP, content: PERIMETER, on: [ROOT] },
    { id: "p-around", Type: RCP, content: AROUND_RESOURCES, on: [ROOT] },
  ].map(({ id, Type, content, on }) => ({
    on,
    content,
    summary: {
      Id: id,
      Arn: arn(`policy/${ID}/${Type.toLowerCase()}/${id}`),
      Name: id.slice(2),
      Type,
      AwsManaged: id === "p-FullAWSAccess",
    },
  }));
  write(`${ACCOUNT}/iam/get-account-authorization-details`, details);
  write(`${MANAGER}/organizations/list-accounts`, toAccounts(MANAGER, [MANAGER, ACCOUNT]));
  write(`${MANAGER}/organizations/list-roots`, { Roots: [{ Id: ROOT, Arn: arn(`root/${ID}/${ROOT}`), Name: "Root" }] });
  for (const account of [MANAGER, ACCOUNT]) {
    write(`${account}/organizations/describe-organization`, { Organization: toOrganization(MANAGER) });
    write(`${MANAGER}/organizations/list-parents/${account}`, { Parents: [{ Id: ROOT, Type: "ROOT" }] });
  }
  for (const { summary, content } of policies)
    write(`${MANAGER}/organizations/describe-policy/${summary.Id}`, {
      Policy: { PolicySummary: summary, Content: JSON.stringify(content) },
    });
  for (const target of [ROOT, MANAGER, ACCOUNT]) {
    const on = policies.filter((policy) => policy.on.includes(target)).map(({ summary }) => summary);
    for (const type of [SCP, RCP])
      write(`${MANAGER}/organizations/list-policies-for-target/${target}@filter=${type}`, {
        Policies: on.filter(({ Type }) => Type === type),
      });
  }
  return bundle;
}
