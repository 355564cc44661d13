// aws/cognito-identity:identity-pools: pools that give out sessions of roles, some of them to anyone who asks or who signs up, and
// whom they take: users of user pools, and those whom a program of one's own vouches for.
import type { GraphNode } from "../../../model/batch.js";
import { fieldsOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { DATA_SET, DESCRIBE_CLIENT, DESCRIBE_USER_POOL, userPoolsOf } from "./cognito-user-pools.js";

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

export const cognitoIdentityPools = toResource({
  dataSet: DATA_SET,
  calls: [LIST_POOLS, DESCRIBE_POOL, GET_POOL_ROLES, DESCRIBE_USER_POOL, DESCRIBE_CLIENT],
  read: (reader) => {
    const userPools = new Set<string>();
    return readDescribed(reader, {
      list: LIST_POOLS,
      describe: DESCRIBE_POOL,
      word: "identity pools",
      nameOf: (pool) => textOf(pool["IdentityPoolId"]),
      inputOf: (_, name) => ({ IdentityPoolId: name }),
      unlisted: (name) => ({ IdentityPoolId: name }),
      subjectOf: (_, name) => toId(reader, name),
      add: (pool, out) => addPool(reader, pool, out, userPools),
    });
  },
});

function toId(reader: Reader, name: string): string {
  return reader.arn("cognito-identity", `identitypool/${name}`);
}

/** `userPools` are those that are nodes already: several identity pools may take the users of one. */
async function addPool(
  reader: Reader,
  { summary, name, answer }: Thing,
  out: PartBuilder,
  userPools: Set<string>,
): Promise<void> {
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
  const pools = await userPoolsOf(reader, id, pool, mappings);
  for (const node of pools.flatMap(({ nodes }) => nodes)) {
    if (userPools.has(node.id)) continue;
    userPools.add(node.id);
    out.nodes.push(node);
  }
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
      user_pools: pools.length > 0 ? pools.map(({ record }) => record) : undefined,
      tags: toTags(pool["IdentityPoolTags"]),
    }),
  });
  const developer = textOf(pool["DeveloperProviderName"]);
  if (developer !== undefined) out.nodes.push(toDeveloperProvider(id, name, developer));
  const edge = (role: string, to: string | undefined): void => {
    if (to !== undefined) out.edge("references", id, to, { properties: { role } });
  };
  edge("unauthenticated-role", unauthenticated);
  edge("authenticated-role", authenticated);
}

/**
 * A program of one's own that says who its users are: whoever may ask for their tokens is any of them. "Developer-authenticated
 * identities", Amazon Cognito Developer Guide.
 */
function toDeveloperProvider(pool: string, name: string, provider: string): GraphNode {
  return {
    id: `${pool}/developer-provider`,
    kind: "resource",
    type: "aws.cognito-developer-provider",
    name: provider,
    properties: { pool_id: name },
  };
}
