// aws/codestar-connections:connections: what pipelines and builds reach hosts of code by. The service is called CodeConnections now; its
// calls under the older name answer for both. https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const LIST_CONNECTIONS: AwsCall = {
  call: "codestar-connections:ListConnections",
  path: ["codestar-connections", "list-connections"],
  dataSet: "aws/codestar-connections:connections",
  count: "1 per region, and 1 per 100 connections",
  lists: ["Connections"],
  input: { MaxResults: 100 },
  next: "NextToken",
};

export const codestarConnections = toResource({
  dataSet: LIST_CONNECTIONS.dataSet,
  calls: [LIST_CONNECTIONS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_CONNECTIONS)) {
      yield* reader.each(listOf(page["Connections"]).map(fieldsOf), "connections", (connection, out) => {
        const id = textOf(connection["ConnectionArn"]);
        if (id === undefined) return;
        out.nodes.push({
          id,
          kind: "resource",
          type: "aws.code-connection",
          name: textOf(connection["ConnectionName"]) ?? id,
          properties: properties({
            provider: textOf(connection["ProviderType"]),
            status: textOf(connection["ConnectionStatus"]),
          }),
        });
      });
    }
  },
});
