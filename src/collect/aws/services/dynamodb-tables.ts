// aws/dynamodb:tables: which tables there are, and their policies.
import { properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResourcePolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/dynamodb:tables";

const LIST_TABLES: AwsCall = {
  call: "dynamodb:ListTables",
  path: ["dynamodb", "list-tables"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 tables",
  lists: ["TableNames"],
  next: "LastEvaluatedTableName",
  nextInput: "ExclusiveStartTableName",
};

const GET_RESOURCE_POLICY: AwsCall = {
  call: "dynamodb:GetResourcePolicy",
  path: ["dynamodb", "get-resource-policy"],
  dataSet: DATA_SET,
  count: "1 per table",
};

export const dynamodbTables = toResource({
  dataSet: DATA_SET,
  calls: [LIST_TABLES, GET_RESOURCE_POLICY],
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_TABLES,
      describe: GET_RESOURCE_POLICY,
      word: "tables",
      nameOf: (table) => textOf(table["name"]),
      inputOf: (_, name) => ({ ResourceArn: toId(reader, name) }),
      unlisted: (name) => ({ name }),
      subjectOf: (_, name) => toId(reader, name),
      add: (table, out) => addTable(reader, table, out),
    }),
});

function toId(reader: Reader, name: string): string {
  return reader.arn("dynamodb", `table/${name}`);
}

function addTable(reader: Reader, { name, answer }: Thing, out: PartBuilder): void {
  const id = toId(reader, name);
  const policy = toResourcePolicy(reader, { subject: id, answer, field: "Policy" }, out);
  out.nodes.push({
    id,
    kind: "resource",
    type: "aws.dynamodb-table",
    name,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties(policy.properties),
  });
}
