// Policies that let nhi read and nothing else, printed from the list of calls that the client enforces.

import { compareText } from "../../model/compare.js";
import { type AwsCall, permissionOf } from "./call.js";
import { accountCalls, actionsOf, type CallOptions, memberCalls } from "./calls.js";

export const DEFAULT_ROLE = "NhiAuditor";

/** Longest session policy that STS takes, in characters. */
export const SESSION_POLICY_LIMIT = 2048;

export interface PermissionsOptions extends CallOptions {
  readonly organization?: boolean;
  readonly role?: string;
}

/**
 * What an administrator sets up, as JSON: the policy of the identity that runs nhi. With `organization` an object of two:
 * `managementPolicy` for the identity in the management account, and `stackSetTemplate`, which makes the role in all others.
 */
export function permissionsText(options: PermissionsOptions = {}): string {
  const role = options.role ?? DEFAULT_ROLE;
  if (options.organization !== true) return print(toPolicy(accountCalls(options)));
  return print({
    managementPolicy: toPolicy(accountCalls(options), [assumeStatement(role)]),
    stackSetTemplate: toStackSet(role, memberCalls(options)),
  });
}

/**
 * Long names of calls as session policies write them, which have little room: each covers one action of AWS's list, so that the
 * session may do no more by it. A policy more would be a session more in each account.
 */
const SHORT: readonly string[] = [
  "autoscaling:DescribeLaunch*",
  "batch:DescribeCompute*",
  "batch:DescribeJobD*",
  "bedrock:GetAgentAction*",
  "bedrock:GetModelInvocationLogging*",
  "bedrock:ListAgentAction*",
  "bedrock:ListAgentC*",
  "cloudtrail:ListEvent*",
  "cognito-identity:ListIdentity*",
  "dynamodb:GetResource*",
  "ecr:GetRepository*",
  "ecs:DescribeContainer*",
  "ecs:ListContainer*",
  "eks:DescribeAccess*",
  "eks:DescribePod*",
  "eks:ListAssociated*",
  "eks:ListPod*",
  "elasticmapreduce:DescribeSecurity*",
  "events:ListTargets*",
  "iam:GenerateC*",
  "iam:GenerateS*",
  "iam:GetAccess*",
  "iam:GetAccountA*",
  "iam:GetAccountPassword*",
  "iam:GetCredential*",
  "iam:GetOpen*",
  "iam:GetOutbound*",
  "iam:ListAccount*",
  "iam:ListSSH*",
  "iam:ListService*",
  "iam:ListSigning*",
  "iam:ListVirtual*",
  "lambda:GetFunctionUrl*",
  "lambda:ListEvent*",
  "organizations:ListDelegatedA*",
  "rolesanywhere:ListTrust*",
  "s3:ListAll*",
  "s3:ListMultiRegion*",
  "sagemaker:DescribeUser*",
  "sagemaker:ListUser*",
  "secretsmanager:GetResource*",
  "sns:GetTopic*",
  "sqs:GetQueueA*",
  "ssm:DescribeInstanceI*",
  "sso:GetInline*",
  "sso:GetPermissions*",
  "sso:ListAccounts*",
  "sso:ListC*",
  "sso:ListManaged*",
  "sts:GetCaller*",
];

/**
 * Session policies that narrow an assumed role to the calls, each within the limit of STS: whole services together, as few
 * as fit.
 */
export function sessionPolicies(
  calls: readonly AwsCall[],
): readonly { services: ReadonlySet<string>; policy: string }[] {
  const services = [...new Set(calls.map((call) => serviceOf(call)))].sort();
  const packed: { readonly services: Set<string>; policy: string }[] = [];
  for (const service of services) {
    const withIt = (services: Iterable<string>) => policyFor(calls, new Set([...services, service]));
    const open = packed.find(({ services }) => withIt(services).length <= SESSION_POLICY_LIMIT);
    if (open === undefined) packed.push({ services: new Set([service]), policy: withIt([]) });
    else {
      open.policy = withIt(open.services);
      open.services.add(service);
    }
  }
  return packed;
}

function policyFor(calls: readonly AwsCall[], services: ReadonlySet<string>): string {
  // a statement needs no name, and there is no room for one
  const statements = statementsOf(calls.filter((call) => services.has(serviceOf(call))));
  const short = statements.map(({ Action, ...rest }) => ({ ...rest, Action: Action.map(toShort) }));
  return JSON.stringify({ Version: "2012-10-17", Statement: short });
}

interface ReadStatement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: "*" | readonly string[];
}

/** What the calls take: actions that read no more than nhi does on everything, others on what it reads alone. */
function statementsOf(calls: readonly AwsCall[]): readonly ReadStatement[] {
  const narrow = calls.filter(({ on }) => on !== undefined);
  const wide = actionsOf(calls.filter(({ on }) => on === undefined));
  const places = (action: string): readonly string[] =>
    narrow.filter((call) => permissionOf(call) === action).flatMap(({ on = [] }) => on);
  const limited = actionsOf(narrow).map(
    (action): ReadStatement => ({
      Effect: "Allow",
      Action: [action],
      Resource: [...new Set(places(action))].sort(compareText),
    }),
  );
  return [...(wide.length === 0 ? [] : [{ Effect: "Allow", Action: wide, Resource: "*" } as const]), ...limited];
}

function toShort(action: string): string {
  return SHORT.find((pattern) => action.startsWith(pattern.slice(0, -1))) ?? action;
}

function serviceOf(call: AwsCall): string {
  return call.call.split(":")[0] ?? "";
}

function toPolicy(calls: readonly AwsCall[], more: readonly object[] = []) {
  const reading = statementsOf(calls).map((statement, at) => ({
    Sid: at === 0 ? "NhiRead" : `NhiReadSome${at}`,
    ...statement,
  }));
  return { Version: "2012-10-17", Statement: [...reading, ...more] };
}

function assumeStatement(role: string) {
  return { Sid: "NhiAssume", Effect: "Allow", Action: "sts:AssumeRole", Resource: `arn:*:iam::*:role/${role}` };
}

/** The role trusts one principal of the account that runs nhi, named by its ARN when the StackSet is made. */
function toStackSet(role: string, calls: readonly AwsCall[]) {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Read-only role for nhi. Deploy as a service-managed StackSet to the whole organisation.",
    Parameters: {
      AuditorArn: {
        Type: "String",
        Description: "ARN of the user or role that runs nhi",
        AllowedPattern: "^arn:aws[a-z-]*:iam::\\d{12}:(user|role)/.+$",
      },
    },
    Resources: {
      NhiAuditor: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: role,
          Description: "Read by nhi, the scanner for non-human identities",
          MaxSessionDuration: 3600,
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { AWS: { Ref: "AuditorArn" } }, Action: "sts:AssumeRole" }],
          },
          Policies: [{ PolicyName: "NhiRead", PolicyDocument: toPolicy(calls) }],
        },
      },
    },
    Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["NhiAuditor", "Arn"] } } },
  };
}

function print(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
