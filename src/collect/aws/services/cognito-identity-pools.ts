// aws/cognito-identity:identity-pools: pools that give out sessions of roles, some of them to anyone who asks.
import { fieldsOf, properties, textOf } from "../../fields.js";
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

export const cognitoIdentityPools = toResource({
  dataSet: DATA_SET,
  calls: [LIST_POOLS, DESCRIBE_POOL, GET_POOL_ROLES],
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
  const roles = fieldsOf(fieldsOf(await reader.detail(GET_POOL_ROLES, about))["Roles"]);
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
      tags: toTags(pool["IdentityPoolTags"]),
    }),
  });
  const edge = (role: string, to: string | undefined): void => {
    if (to !== undefined) out.edge("references", id, to, { properties: { role } });
  };
  edge("unauthenticated-role", unauthenticated);
  edge("authenticated-role", authenticated);
}
