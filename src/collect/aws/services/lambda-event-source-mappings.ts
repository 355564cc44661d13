// aws/lambda:event-source-mappings: queues and streams that make functions run.
import { fieldsOf, listOf, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { type Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTriggers } from "../workload.js";

const DATA_SET = "aws/lambda:event-source-mappings";

const LIST_MAPPINGS: AwsCall = {
  call: "lambda:ListEventSourceMappings",
  path: ["lambda", "list-event-source-mappings"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["EventSourceMappings"],
  next: "NextMarker",
  nextInput: "Marker",
};

export const lambdaEventSourceMappings = toResource({
  dataSet: DATA_SET,
  calls: [LIST_MAPPINGS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const sources = new Map<string, Set<string>>();
    for await (const page of reader.pages(LIST_MAPPINGS)) collect(page, sources);
    yield toPart(sources);
  },
});

function collect(page: Page, sources: Map<string, Set<string>>): void {
  for (const mapping of listOf(page["EventSourceMappings"]).map(fieldsOf)) {
    const functionArn = textOf(mapping["FunctionArn"]);
    const source = textOf(mapping["EventSourceArn"]);
    if (functionArn === undefined || source === undefined || mapping["State"] === "Disabled") continue;
    // A mapping may name a version or an alias; what runs is the function.
    const id = functionArn.split(":").slice(0, 7).join(":");
    const known = sources.get(id) ?? new Set();
    sources.set(id, known.add(source));
  }
}

function toPart(sources: ReadonlyMap<string, ReadonlySet<string>>): Part {
  const out = new PartBuilder();
  for (const [id, arns] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sorted = [...arns].sort();
    out.supplements.push({ node: id, properties: { ...toTriggers(["queue"]), event_sources: sorted } });
    for (const arn of sorted) out.edge("references", id, arn, { properties: { role: "event-source" } });
  }
  return out;
}
