// User pools that an identity pool takes: what decides who may sign up there, and how the role of their users is chosen.
import type { GraphNode } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toTags } from "../tags.js";

/** Of identity pools, and of the user pools that they take. */
export const DATA_SET = "aws/cognito-identity:identity-pools";

export const DESCRIBE_USER_POOL: AwsCall = {
  call: "cognito-idp:DescribeUserPool",
  path: ["cognito-idp", "describe-user-pool"],
  dataSet: DATA_SET,
  count: "1 per user pool that an identity pool takes",
};

export const DESCRIBE_CLIENT: AwsCall = {
  call: "cognito-idp:DescribeUserPoolClient",
  path: ["cognito-idp", "describe-user-pool-client"],
  dataSet: DATA_SET,
  count: "1 per client of a user pool that an identity pool takes",
  secrets: ["UserPoolClient.ClientSecret"],
};

const PROVIDER = /^(cognito-idp\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?)\/([\w-]+_[0-9a-zA-Z]+)$/;

/** A user pool as a node, one for its groups where they choose roles, and what the identity pool that takes it says of it. */
export interface TakenUserPool {
  readonly nodes: readonly GraphNode[];
  readonly record: JsonRecord;
}

/**
 * The user pools whose users get roles of an identity pool, with what decides who may sign up there: "Signing up and confirming user
 * accounts" and "Role-based access control", Amazon Cognito Developer Guide. `mappings` are how roles are chosen, by provider and
 * client. What was refused is a gap of `subject`.
 */
export async function userPoolsOf(
  reader: Reader,
  subject: string,
  identityPool: Fields,
  mappings: Fields,
): Promise<readonly TakenUserPool[]> {
  const taken: TakenUserPool[] = [];
  for (const given of listOf(identityPool["CognitoIdentityProviders"]).map(fieldsOf)) {
    const provider = textOf(given["ProviderName"]) ?? "";
    const client = textOf(given["ClientId"]) ?? "";
    const [, , region = "", pool] = PROVIDER.exec(provider) ?? [];
    if (pool === undefined || client === "") continue;
    const isHere = region === reader.region;
    if (!isHere)
      reader.gap(subject, `the user pool ${pool} is of another region, and who may sign up there was not read`);
    const read = isHere ? await readSignUp(reader, subject, pool, client) : NOTHING;
    const mapping = toMapping(fieldsOf(mappings[`${provider}:${client}`]));
    const { partition, account } = reader.account;
    const id = `arn:${partition}:cognito-idp:${region}:${account}:userpool/${pool}`;
    const node: GraphNode = {
      id,
      kind: "resource",
      type: "aws.cognito-user-pool",
      name: pool,
      properties: { provider, ...read.pool },
    };
    taken.push({
      nodes: mapping["chosen_by"] === "Token" ? [node, toGroups(id, pool, provider)] : [node],
      record: { provider, client, ...read.signUp, ...mapping },
    });
  }
  return taken;
}

/**
 * The groups of a user pool: the token of a member names the role of its group, which the identity pool then gives. "Role-based access
 * control", Amazon Cognito Developer Guide.
 */
function toGroups(pool: string, name: string, provider: string): GraphNode {
  return {
    id: `${pool}/groups`,
    kind: "resource",
    type: "aws.cognito-user-groups",
    name,
    properties: { provider, user_pool: pool },
  };
}

/** What was read of a user pool: of itself, and of signing up in it by one client. */
interface ReadUserPool {
  readonly pool: JsonRecord;
  readonly signUp: JsonRecord;
}

const NOTHING: ReadUserPool = { pool: {}, signUp: {} };

async function readSignUp(reader: Reader, subject: string, pool: string, client: string): Promise<ReadUserPool> {
  const ofPool = await reader.detail(DESCRIBE_USER_POOL, { subject, name: pool, input: { UserPoolId: pool } });
  const ofClient = await reader.detail(DESCRIBE_CLIENT, {
    subject,
    name: `${pool}/${client}`,
    input: { UserPoolId: pool, ClientId: client },
  });
  const secret = fieldsOf(fieldsOf(ofClient)["UserPoolClient"])["ClientSecret"];
  const has_client_secret = ofClient === "unread" ? undefined : secret !== undefined && secret !== null;
  if (ofPool === "unread") return { pool: {}, signUp: properties({ has_client_secret }) };
  const userPool = fieldsOf(fieldsOf(ofPool)["UserPool"]);
  const users = userPool["EstimatedNumberOfUsers"];
  return {
    pool: properties({
      has_users: typeof users === "number" ? users > 0 : undefined,
      mfa: textOf(userPool["MfaConfiguration"]),
      tags: toTags(userPool["UserPoolTags"]),
    }),
    signUp: properties({
      // without the setting AWS lets users sign up
      allows_sign_up: fieldsOf(userPool["AdminCreateUserConfig"])["AllowAdminCreateUserOnly"] !== true,
      // who signs up confirms by a code that is sent to an address of its own; where none is sent, an administrator has to confirm
      confirms_itself: listOf(userPool["AutoVerifiedAttributes"]).length > 0,
      has_sign_up_trigger: fieldsOf(userPool["LambdaConfig"])["PreSignUp"] !== undefined,
      has_client_secret,
    }),
  };
}

/** How a role is chosen for users of the user pool, where it is not simply the role of those who signed in. */
function toMapping(mapping: Fields): JsonRecord {
  const rules = listOf(fieldsOf(mapping["RulesConfiguration"])["Rules"]);
  return properties({
    chosen_by: textOf(mapping["Type"]),
    otherwise: textOf(mapping["AmbiguousRoleResolution"]),
    roles_by_rule: rules.length > 0 ? rules.flatMap((rule) => textOf(fieldsOf(rule)["RoleARN"]) ?? []) : undefined,
  });
}
