// aws/events:event-buses: buses that take events, and their policies, which their list holds already.
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toPolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/events:event-buses";

export const LIST_EVENT_BUSES: AwsCall = {
  call: "events:ListEventBuses",
  path: ["events", "list-event-buses"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["EventBuses"],
  next: "NextToken",
};

export const eventBuses = toResource({
  dataSet: DATA_SET,
  calls: [LIST_EVENT_BUSES],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_EVENT_BUSES)) {
      yield* reader.each(listOf(page["EventBuses"]).map(fieldsOf), "event buses", (bus, out) => {
        const id = textOf(bus["Arn"]);
        if (id === undefined) return;
        const policy = toPolicy(reader, id, bus["Policy"], out);
        out.nodes.push({
          id,
          kind: "resource",
          type: "aws.event-bus",
          name: textOf(bus["Name"]) ?? id,
          ...(policy.document === undefined ? {} : { document: policy.document }),
          properties: properties({ created_at: toIso(bus["CreationTime"]), ...policy.properties }),
        });
      });
    }
  },
});
