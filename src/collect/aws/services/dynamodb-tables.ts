// aws/dynamodb:tables: which tables there are, and their policies.
import { listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
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
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(LIST_TABLES, {}, GET_RESOURCE_POLICY)) {
      const names = listOf(page["TableNames"]).flatMap((name) => textOf(name) ?? []);
      for (const name of names) seen.add(name);
      yield* reader.each(names, "tables", (name, out) => addTable(reader, name, out));
    }
    const rest = await reader.unlisted(GET_RESOURCE_POLICY, seen);
    yield* reader.each(rest, "tables", (name, out) => addTable(reader, name, out));
  },
});

async function addTable(reader: Reader, name: string, out: PartBuilder): Promise<void> {
  const id = reader.arn("dynamodb", `table/${name}`);
  const answer = await reader.detail(GET_RESOURCE_POLICY, { subject: id, name, input: { ResourceArn: id } });
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
