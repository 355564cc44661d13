// An AWS organisation with many accounts, alike as stack sets make them.
import { numbersTo, type Planted, type Write } from "./cloud.js";

export const ID = "o-big1a2b3c4";
export const CREATED = "2025-06-01T00:00:00+00:00";
const OF_THE_ORGANIZATION = { StringEquals: { "aws:PrincipalOrgID": ID } };
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

export const document = (...Statement: readonly object[]) => ({ Version: "2012-10-17", Statement });
const allow = (Action: string | readonly string[], more: object) => ({ Effect: "Allow", Action, ...more });
const assume = (more: object) => document(allow("sts:AssumeRole", more));
const service = (name: string) => assume({ Principal: { Service: `${name}.amazonaws.com` } });

/**
 * In each account: a role that pipelines of every account assume and that controls its own, one that everybody in the organisation may
 * read with, the pipeline's, and one that holds what the pipeline's does under a name that no trust lets in.
 */
export function accounts(write: Write, size: number): Planted {
  const all = numbersTo(size).map((number) => String(100_000_000_000 + number));
  const [manager = ""] = all;
  const organization = toOrganization(manager);
  write(`aws/${manager}/organizations/list-accounts`, toAccounts(manager, all));
  for (const service of ["iam.amazonaws.com", "member.org.stacksets.cloudformation.amazonaws.com"])
    write(`aws/${manager}/organizations/list-delegated-administrators@service-principal=${service}`, {
      DelegatedAdministrators: [],
    });
  for (const account of all) {
    write(`aws/${account}/organizations/describe-organization`, { Organization: organization });
    write(`aws/${account}/iam/get-account-authorization-details`, details(account, manager));
  }
  const role = (name: string) => (account: string) => `arn:aws:iam::${account}:role/${name}`;
  return { planted: all.map(role("ci-runner")), decoys: all.map(role("runner")) };
}

/** What Organizations says of an organisation that this account manages. */
export function toOrganization(manager: string): object {
  return {
    Id: ID,
    Arn: `arn:aws:organizations::${manager}:organization/${ID}`,
    FeatureSet: "ALL",
    MasterAccountArn: `arn:aws:organizations::${manager}:account/${ID}/${manager}`,
    MasterAccountId: manager,
  };
}

/** The answer that lists its accounts. */
export function toAccounts(manager: string, all: readonly string[]): object {
  const Accounts = all.map((account) => ({
    Id: account,
    Arn: `arn:aws:organizations::${manager}:account/${ID}/${account}`,
    Name: `team-${account}`,
    Status: "ACTIVE",
    JoinedMethod: "CREATED",
    JoinedTimestamp: CREATED,
  }));
  return { Accounts };
}

function details(account: string, manager: string): object {
  const deploys = document(allow("sts:AssumeRole", { Resource: "arn:aws:iam::*:role/deployer" }));
  const pipelines = { ...OF_THE_ORGANIZATION, ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci-*" } };
  const roles: readonly Role[] = [
    { name: "OrganizationAccountAccessRole", trust: assume({ Principal: rootOf(manager) }), isAdmin: true },
    { name: "deployer", trust: assume({ Principal: { AWS: "*" }, Condition: pipelines }), isAdmin: true },
    { name: "org-read", trust: assume({ Principal: "*", Condition: OF_THE_ORGANIZATION }), holds: reads() },
    { name: "ci-runner", trust: service("codebuild"), holds: deploys },
    { name: "runner", trust: service("ec2"), holds: deploys },
    { name: "app", trust: service("lambda"), holds: document(allow("sts:AssumeRole", { Resource: "*" })) },
  ];
  return {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: roles.map((role, at) => toDetail(account, role, at)),
    Policies: [administrator()],
  };
}

interface Role {
  readonly name: string;
  readonly trust: object;
  readonly holds?: object;
  readonly isAdmin?: boolean;
}

function toDetail(account: string, { name, trust, holds, isAdmin }: Role, at: number): object {
  return {
    Path: "/",
    RoleName: name,
    RoleId: `AROA${account}${String(at).padStart(4, "0")}`,
    Arn: `arn:aws:iam::${account}:role/${name}`,
    CreateDate: CREATED,
    AssumeRolePolicyDocument: trust,
    InstanceProfileList: [],
    RolePolicyList: holds === undefined ? [] : [{ PolicyName: "own", PolicyDocument: holds }],
    AttachedManagedPolicies: isAdmin ? [{ PolicyName: "AdministratorAccess", PolicyArn: ADMINISTRATOR }] : [],
    Tags: [],
    RoleLastUsed: {},
  };
}

const rootOf = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const reads = () => document(allow(["iam:Get*", "iam:List*", "lambda:List*"], { Resource: "*" }));

function administrator(): object {
  const version = { VersionId: "v1", IsDefaultVersion: true, CreateDate: CREATED };
  return {
    PolicyName: "AdministratorAccess",
    PolicyId: "ANPAADMINISTRATOR000",
    Arn: ADMINISTRATOR,
    Path: "/",
    DefaultVersionId: "v1",
    AttachmentCount: 1,
    IsAttachable: true,
    CreateDate: CREATED,
    UpdateDate: CREATED,
    PolicyVersionList: [{ Document: document(allow("*", { Resource: "*" })), ...version }],
  };
}
