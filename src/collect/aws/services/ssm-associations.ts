// aws/ssm:associations: documents that State Manager keeps applying. What they are given is not asked for: it may be anything.
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/ssm:associations";

const LIST_ASSOCIATIONS: AwsCall = {
  call: "ssm:ListAssociations",
  path: ["ssm", "list-associations"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 50 associations",
  lists: ["Associations"],
  input: { MaxResults: 50 },
  next: "NextToken",
};

export const ssmAssociations = toResource({
  dataSet: DATA_SET,
  calls: [LIST_ASSOCIATIONS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_ASSOCIATIONS)) {
      yield* reader.each(listOf(page["Associations"]).map(fieldsOf), "associations", (association, out) => {
        const name = textOf(association["AssociationId"]);
        if (name === undefined) return;
        out.nodes.push({
          id: reader.arn("ssm", `association/${name}`),
          kind: "resource",
          type: "aws.ssm-association",
          name: textOf(association["AssociationName"]) ?? name,
          properties: properties({
            association_document: textOf(association["Name"]),
            document_version: textOf(association["DocumentVersion"]),
            schedule: textOf(association["ScheduleExpression"]),
            last_run_at: toIso(association["LastExecutionDate"]),
          }),
        });
      });
    }
  },
});
