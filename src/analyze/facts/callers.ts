// Kinds of caller that the trust of a role accepts, and how many unrelated families they make.
import type { JsonRecord } from "../../model/words.js";
import type { TrustCaller } from "../trust/index.js";

/** Services that are one application when a role trusts them together. */
const FAMILIES: readonly (readonly string[])[] = [
  ["lambda", "edgelambda", "apigateway", "appsync", "cognito-idp"],
  ["ec2", "ssm", "spotfleet", "ec2fleet", "spot", "autoscaling"],
  ["ecs", "ecs-tasks", "application-autoscaling"],
  ["eks", "eks-fargate-pods", "eks-fargate", "pods", "eks-nodegroup"],
  ["codebuild", "codepipeline", "codedeploy", "codestar", "cloudformation"],
  ["events", "scheduler", "pipes", "states"],
  ["glue", "lakeformation", "athena", "databrew"],
  ["elasticmapreduce", "emr-serverless", "emr-containers"],
  ["rds", "monitoring", "export"],
  ["bedrock", "bedrock-agentcore", "sagemaker"],
  ["logs", "firehose", "kinesis", "vpc-flow-logs"],
  ["dms", "dms-fleet-advisor"],
  ["iot", "greengrass", "credentials"],
  ["redshift", "redshift-serverless"],
  ["backup", "storagegateway"],
];

const FAMILY_OF: ReadonlyMap<string, string> = new Map(
  FAMILIES.flatMap((services) => services.map((service) => [service, services[0] ?? service] as const)),
);

/** Roles of IAM Identity Center, which people sign in to. */
const SSO_ROLE = /:role\/aws-reserved\/sso\.amazonaws\.com\/|:role\/AWSReservedSSO_|:assumed-role\/AWSReservedSSO_/;

export type CallerColumns = (callers: readonly TrustCaller[]) => JsonRecord;

/**
 * What the trust of a role comes to: kinds, issuers, families, outside or not. Parties that nobody can use do not count.
 * Most roles trust one party and share the list with others: the same list gives the same columns.
 */
export function createCallerColumns(): CallerColumns {
  const made = new Map<readonly TrustCaller[], JsonRecord>();
  return (callers) => {
    let columns = made.get(callers);
    if (columns === undefined) {
      columns = callerColumns(callers);
      made.set(callers, columns);
    }
    return columns;
  };
}

export function callerColumns(callers: readonly TrustCaller[]): JsonRecord {
  const live = callers.filter(({ isDead }) => !isDead);
  const kinds = new Set(live.map(kindOf));
  const issuers = new Set(live.flatMap(({ kind, provider }) => (kind === "oidc" ? [provider] : [])));
  const families = new Set(live.flatMap((caller) => familyOf(caller) ?? []));
  return {
    trust_kinds: [...kinds].sort(),
    trust_oidc_issuers: [...issuers].sort(),
    trust_families: families.size,
    trusted_from_outside: live.some(isOutside),
  };
}

/** Whether a party lives outside the account of the role: another account, an issuer of tokens, everyone. */
function isOutside({ kind, relation }: TrustCaller): boolean {
  if (kind === "aws-account" || kind === "aws-principal") return relation !== "same";
  return kind === "oidc" || kind === "anyone";
}

/** Kind of the party in the words of the view, with roles of people told apart. */
function kindOf({ kind, provider }: TrustCaller): string {
  return kind === "aws-principal" && SSO_ROLE.test(provider) ? "sso-role" : kind;
}

/** Undefined for what is no family of its own: principals of the same account. */
function familyOf(caller: TrustCaller): string | undefined {
  switch (kindOf(caller)) {
    case "aws-service":
      return `service ${serviceFamily(caller.provider)}`;
    case "oidc":
      return `oidc ${caller.provider}`;
    case "saml":
    case "sso-role":
      return "people";
    case "aws-account":
    case "aws-principal":
      return caller.relation === "same" ? undefined : `account ${caller.account ?? caller.provider}`;
    default:
      return caller.kind;
  }
}

/** `lambda` of lambda.amazonaws.com; services with a region or a longer name keep their first label. */
function serviceFamily(provider: string): string {
  const [service = provider] = provider.toLowerCase().split(".");
  return FAMILY_OF.get(service) ?? service;
}
