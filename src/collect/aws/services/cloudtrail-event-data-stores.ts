// aws/cloudtrail:event-data-stores: stores of CloudTrail Lake, which record calls like trails do.
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { recordedBy } from "../event-selectors.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/cloudtrail:event-data-stores";

const LIST_STORES: AwsCall = {
  call: "cloudtrail:ListEventDataStores",
  path: ["cloudtrail", "list-event-data-stores"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["EventDataStores"],
  next: "NextToken",
};

const GET_STORE: AwsCall = {
  call: "cloudtrail:GetEventDataStore",
  path: ["cloudtrail", "get-event-data-store"],
  dataSet: DATA_SET,
  count: "1 per event data store",
};

export const cloudtrailEventDataStores = toResource({
  dataSet: DATA_SET,
  calls: [LIST_STORES, GET_STORE],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_STORES)) {
      const arns = listOf(page["EventDataStores"]).flatMap((one) => textOf(fieldsOf(one)["EventDataStoreArn"]) ?? []);
      yield* reader.each(arns, "event data stores", (arn, out) => addStore(reader, arn, out));
    }
  },
});

async function addStore(reader: Reader, arn: string, out: PartBuilder): Promise<void> {
  const key = arn.split("/").at(-1) ?? arn;
  const answer = await reader.detail(GET_STORE, { subject: arn, name: key, input: { EventDataStore: arn } });
  if (answer === "absent") return;
  const isRead = answer !== "unread";
  const store = fieldsOf(answer);
  const recorded = recordedBy(store);
  out.nodes.push({
    id: arn,
    kind: "resource",
    type: "aws.event-data-store",
    name: textOf(store["Name"]) ?? key,
    properties: properties({
      ...(isRead && {
        multi_region: store["MultiRegionEnabled"] === true,
        organization_wide: store["OrganizationEnabled"] === true,
        // One that waits to be deleted, or whose ingestion was stopped, takes no events.
        logging: store["Status"] === "ENABLED",
        management: recorded.management,
        management_excluded: recorded.excluded,
        data: recorded.data,
        data_partly: recorded.partly,
      }),
    }),
  });
}
