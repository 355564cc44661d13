// aws/cognito-identity:identity-pools: pools that give out sessions of roles, some of them to anyone who asks or who signs up.
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";

const DATA_SET = "aws/cognito-identity:identity-pools";

const LIST_POOLS: AwsCall = {
  call: "cognito-identity:ListIdentityPools",
  path: ["cognito-identity", "list-identity-pools"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 60 pools",
  lists: ["IdentityPools"],
  input: { MaxResults: 60 },
  next: "NextToken",
};

const DESCRIBE_POOL: AwsCall = {
  call: "cognito-identity:DescribeIdentityPool",
  path: ["cognito-identity", "describe-identity-pool"],
  dataSet: DATA_SET,
  count: "1 per pool",
};

const GET_POOL_ROLES: AwsCall = {
  call: "cognito-identity:GetIdentityPoolRoles",
  path: ["cognito-identity", "get-identity-pool-roles"],
  dataSet: DATA_SET,
  count: "1 per pool",
};

const DESCRIBE_USER_POOL: AwsCall = {
  call: "cognito-idp:DescribeUserPool",
  path: ["cognito-idp", "describe-user-pool"],
  dataSet: DATA_SET,
  count: "1 per user pool that an identity pool takes",
};

const DESCRIBE_CLIENT: AwsCall = {
  call: "cognito-idp:DescribeUserPoolClient",
  path: ["cognito-idp", "describe-user-pool-client"],
  dataSet: DATA_SET,
  count: "1 per client of a user pool that an identity pool takes",
  secrets: ["UserPoolClient.ClientSecret"],
};

export const cognitoIdentityPools = toResource({
  dataSet: DATA_SET,
  calls: [LIST_POOLS, DESCRIBE_POOL, GET_POOL_ROLES, DESCRIBE_USER_POOL, DESCRIBE_CLIENT],
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_POOLS,
      describe: DESCRIBE_POOL,
      word: "identity pools",
      nameOf: (pool) => textOf(pool["IdentityPoolId"]),
      inputOf: (_, name) => ({ IdentityPoolId: name }),
      unlisted: (name) => ({ IdentityPoolId: name }),
      subjectOf: (_, name) => toId(reader, name),
      add: (pool, out) => addPool(reader, pool, out),
    }),
});

function toId(reader: Reader, name: string): string {
  return reader.arn("cognito-identity", `identitypool/${name}`);
}

async function addPool(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): Promise<void> {
  const id = toId(reader, name);
  const about = { subject: id, name, input: { IdentityPoolId: name } };
  const given = fieldsOf(await reader.detail(GET_POOL_ROLES, about));
  const roles = fieldsOf(given["Roles"]);
  const mappings = fieldsOf(given["RoleMappings"]);
  const pool = { ...summary, ...fieldsOf(answer) };
  const open = pool["AllowUnauthenticatedIdentities"];
  const classic = pool["AllowClassicFlow"];
  const unauthenticated = textOf(roles["unauthenticated"]);
  const authenticated = textOf(roles["authenticated"]);
  out.nodes.push({
    id,
    kind: "resource",
    type: "aws.cognito-identity-pool",
    name: textOf(pool["IdentityPoolName"]) ?? name,
    // Trust policies name it by this.
    aliases: [name],
    properties: properties({
      pool_id: name,
      allows_unauthenticated: typeof open === "boolean" ? open : undefined,
      allows_classic_flow: typeof classic === "boolean" ? classic : undefined,
      unauthenticated_role: unauthenticated,
      authenticated_role: authenticated,
      user_pools: await userPoolsOf(reader, id, listOf(pool["CognitoIdentityProviders"]).map(fieldsOf), mappings),
      tags: toTags(pool["IdentityPoolTags"]),
    }),
  });
  const edge = (role: string, to: string | undefined): void => {
    if (to !== undefined) out.edge("references", id, to, { properties: { role } });
  };
  edge("unauthenticated-role", unauthenticated);
  edge("authenticated-role", authenticated);
}

const PROVIDER = /^(cognito-idp\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?)\/([\w-]+_[0-9a-zA-Z]+)$/;

/**
 * The user pools whose users get roles of the identity pool, with what decides who may sign up there: "Signing up and confirming user
 * accounts" and "Role-based access control", Amazon Cognito Developer Guide. Undefined where the pool takes none.
 */
async function userPoolsOf(
  reader: Reader,
  subject: string,
  providers: readonly Fields[],
  mappings: Fields,
): Promise<readonly JsonRecord[] | undefined> {
  const pools: JsonRecord[] = [];
  for (const provider of providers) {
    const name = textOf(provider["ProviderName"]) ?? "";
    const client = textOf(provider["ClientId"]) ?? "";
    const [, , region, pool] = PROVIDER.exec(name) ?? [];
    if (pool === undefined || client === "") continue;
    const isHere = region === reader.region;
    if (!isHere)
      reader.gap(subject, `the user pool ${pool} is of another region, and who may sign up there was not read`);
    pools.push({
      provider: name,
      client,
      ...(isHere ? await readSignUp(reader, subject, pool, client) : {}),
      ...toMapping(fieldsOf(mappings[`${name}:${client}`])),
    });
  }
  return pools.length > 0 ? pools : undefined;
}

async function readSignUp(reader: Reader, subject: string, pool: string, client: string): Promise<JsonRecord> {
  const ofPool = await reader.detail(DESCRIBE_USER_POOL, { subject, name: pool, input: { UserPoolId: pool } });
  const ofClient = await reader.detail(DESCRIBE_CLIENT, {
    subject,
    name: `${pool}/${client}`,
    input: { UserPoolId: pool, ClientId: client },
  });
  const userPool = fieldsOf(fieldsOf(ofPool)["UserPool"]);
  const closed = fieldsOf(userPool["AdminCreateUserConfig"])["AllowAdminCreateUserOnly"];
  const secret = fieldsOf(fieldsOf(ofClient)["UserPoolClient"])["ClientSecret"];
  return properties({
    // without the setting AWS lets users sign up
    allows_sign_up: ofPool === "unread" ? undefined : closed !== true,
    // who signs up confirms by a code that is sent to an address of its own; where none is sent, an administrator has to confirm
    confirms_itself: ofPool === "unread" ? undefined : listOf(userPool["AutoVerifiedAttributes"]).length > 0,
    has_sign_up_trigger:
      ofPool === "unread" ? undefined : fieldsOf(userPool["LambdaConfig"])["PreSignUp"] !== undefined,
    has_client_secret: ofClient === "unread" ? undefined : secret !== undefined && secret !== null,
  });
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
