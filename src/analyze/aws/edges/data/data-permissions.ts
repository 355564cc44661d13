// What gives which capability on what is worth protecting, and what is asked about it: objects of buckets, secrets, parameters, keys.
import type { Capability } from "../../../../model/words.js";
import { ACCESS_POINT } from "../../access-points.js";
import { CODE_OBJECT, CODE_REPOSITORY } from "../compute/code-objects.js";
import type { Context } from "../evaluation/decision.js";
import { SHOWING } from "./readable-settings.js";

export interface DataPermission {
  readonly type: string;
  readonly action: string;
  readonly gives: Capability;
  /** The action is about what is in it: objects of a bucket, aliases of an agent. */
  readonly within?: Within;
  /** Keys of the request as the caller would make it. */
  readonly context?: Context;
  /** What is read is decrypted for the caller, who has to be allowed that, too. */
  readonly decrypts?: true;
  /** Of interest only for what holds a secret. */
  readonly shows?: true;
  /** The caller lets itself through an access point, to this, as far as the bucket behind it leaves that to the access point. */
  readonly opens?: "s3:GetObject" | "s3:PutObject";
}

interface Within {
  /** What is asked about: what is in the resource, all of it; one of several is enough. */
  all(id: string): readonly string[];
  /** A pattern of what is in resources as a pattern of these. */
  holder(pattern: string): string;
}

const OBJECTS: Within = {
  all: (id) => [`${id}/*`],
  holder(pattern) {
    if (!pattern.startsWith("arn:") || pattern.split(":")[2] !== "s3") return pattern;
    const slash = pattern.indexOf("/");
    return slash < 0 ? pattern : pattern.slice(0, slash);
  },
};

/** What is asked for by way of an access point. */
const THROUGH: Within = {
  all: (id) => [`${id}/object/*`],
  holder: (pattern) => pattern.replace(/(:accesspoint\/[^/]*)\/.*$/, "$1"),
};

const ALIASES: Within = {
  all: (id) => [`${id.replace(":agent/", ":agent-alias/")}/*`],
  holder: (pattern) => pattern.replace(/:agent-alias\/([^/]*)(?:\/.*)?$/, ":agent/$1"),
};

/** Where the settings of an API are: its ARN for callers names another service than the one that shows them, and an account. */
const PARTS_OF_API: { readonly [type: string]: Within } = {
  "aws.apigateway-http-api": partsOf("apis", ["integrations", "stages"]),
  "aws.apigateway-rest-api": partsOf("restapis", ["resources", "stages"]),
};

function partsOf(kind: string, parts: readonly string[]): Within {
  return {
    all(id) {
      const [, partition, , region, , api] = id.split(":");
      return parts.map((part) => `arn:${partition}:apigateway:${region}::/${kind}/${api}/${part}`);
    },
    holder(pattern) {
      const [, partition, service, region, , path = ""] = pattern.split(":");
      if (service !== "apigateway") return pattern;
      const [, first, api = "*"] = path.split("/");
      return `arn:${partition}:execute-api:${region}:*:${first === kind ? api : "*"}`;
    },
  };
}

/** The bucket of an object. */
const HOLDER: Within = {
  all: (id) => [OBJECTS.holder(id)],
  holder: (pattern) => (/^arn:[^/]*[^*]$/.test(pattern) ? `${pattern}/*` : pattern),
};

/**
 * Paths that a parameter is below, each written with a slash at its end or without: who may list one of them reads all below it ("Working
 * with parameter hierarchies", AWS Systems Manager User Guide).
 */
const PATHS: Within = {
  all(id) {
    const [start = "", ...levels] = id.split("/");
    return levels.flatMap((_, above) => {
      const path = [start, ...levels.slice(0, above)].join("/");
      return above === 0 ? [`${path}/`] : [path, `${path}/`];
    });
  },
  holder: (pattern) => (pattern.endsWith("*") ? pattern : `${pattern.replace(/\/$/, "")}/*`),
};

/** No type of a node: objects that are code, asked for by way of an access point. */
export const CODE_BY_WAY = `${CODE_OBJECT} by way of an access point`;

/** One action that gives each capability; others that give the same are rarer. */
export const PERMISSIONS: readonly DataPermission[] = [
  { type: "aws.s3-bucket", action: "s3:GetObject", gives: "read", within: OBJECTS },
  { type: "aws.s3-bucket", action: "s3:PutObject", gives: "write", within: OBJECTS },
  { type: "aws.s3-bucket", action: "s3:PutBucketPolicy", gives: "admin" },
  { type: ACCESS_POINT, action: "s3:GetObject", gives: "read", within: THROUGH },
  { type: ACCESS_POINT, action: "s3:PutObject", gives: "write", within: THROUGH },
  { type: ACCESS_POINT, action: "s3:PutAccessPointPolicy", gives: "read", opens: "s3:GetObject" },
  { type: ACCESS_POINT, action: "s3:PutAccessPointPolicy", gives: "write", opens: "s3:PutObject" },
  { type: CODE_OBJECT, action: "s3:PutObject", gives: "write" },
  { type: CODE_BY_WAY, action: "s3:PutObject", gives: "write" },
  { type: CODE_OBJECT, action: "s3:PutBucketPolicy", gives: "write", within: HOLDER },
  { type: CODE_REPOSITORY, action: "codecommit:GitPush", gives: "write" },
  { type: CODE_REPOSITORY, action: "codecommit:PutFile", gives: "write" },
  { type: "aws.secret", action: "secretsmanager:GetSecretValue", gives: "read", decrypts: true },
  { type: "aws.secret", action: "secretsmanager:PutSecretValue", gives: "write" },
  { type: "aws.secret", action: "secretsmanager:PutResourcePolicy", gives: "admin" },
  { type: "aws.ssm-parameter", action: "ssm:GetParameter", gives: "read", decrypts: true },
  { type: "aws.ssm-parameter", action: "ssm:GetParameters", gives: "read", decrypts: true },
  { type: "aws.ssm-parameter", action: "ssm:GetParametersByPath", gives: "read", within: PATHS, decrypts: true },
  { type: "aws.ssm-parameter", action: "ssm:GetParameterHistory", gives: "read", decrypts: true },
  { type: "aws.ssm-parameter", action: "ssm:PutParameter", gives: "write" },
  { type: "aws.dynamodb-table", action: "dynamodb:GetItem", gives: "read" },
  { type: "aws.dynamodb-table", action: "dynamodb:Scan", gives: "read" },
  { type: "aws.dynamodb-table", action: "dynamodb:Query", gives: "read" },
  { type: "aws.dynamodb-table", action: "dynamodb:BatchGetItem", gives: "read" },
  { type: "aws.dynamodb-table", action: "dynamodb:PutItem", gives: "write" },
  { type: "aws.dynamodb-table", action: "dynamodb:UpdateItem", gives: "write" },
  { type: "aws.dynamodb-table", action: "dynamodb:BatchWriteItem", gives: "write" },
  { type: "aws.dynamodb-table", action: "dynamodb:PutResourcePolicy", gives: "admin" },
  { type: "aws.bedrock-agent", action: "bedrock:InvokeAgent", gives: "use", within: ALIASES },
  { type: "aws.bedrock-agentcore-runtime", action: "bedrock-agentcore:InvokeAgentRuntime", gives: "use" },
  { type: "aws.kms-key", action: "kms:Decrypt", gives: "read" },
  // a grant of Decrypt to itself; those that a service makes for its own use it cannot use (KMS Developer Guide, "Grants in KMS")
  {
    type: "aws.kms-key",
    action: "kms:CreateGrant",
    gives: "read",
    context: { "kms:GrantIsForAWSResource": "false", "kms:GrantOperations": "Decrypt" },
  },
  { type: "aws.kms-key", action: "kms:PutKeyPolicy", gives: "admin" },
  ...SHOWING.map(([type, action]): DataPermission => {
    const within = PARTS_OF_API[type];
    return { type, action, gives: "read", shows: true, decrypts: true, ...(within && { within }) };
  }),
];
