// aws/glue:triggers: triggers, which start jobs on a schedule or after another job.
import { addTo } from "../../../model/group-by.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import { type Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { type Trigger, toTriggers } from "../workload.js";

const DATA_SET = "aws/glue:triggers";

const GET_TRIGGERS: AwsCall = {
  call: "glue:GetTriggers",
  path: ["glue", "get-triggers"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["Triggers"],
  next: "NextToken",
  secrets: ["Triggers.*.Actions.*.Arguments.*"],
};

const KINDS: { readonly [type: string]: Trigger } = { SCHEDULED: "schedule", CONDITIONAL: "event", EVENT: "event" };

export const glueTriggers = toResource({
  dataSet: DATA_SET,
  calls: [GET_TRIGGERS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const jobs = new Map<string, Trigger[]>();
    const out = new PartBuilder();
    for await (const page of reader.pages(GET_TRIGGERS)) {
      for (const trigger of listOf(page["Triggers"]).map(fieldsOf)) {
        addTrigger(reader, trigger, out);
        collect(trigger, jobs);
      }
    }
    for (const [job, triggers] of [...jobs].sort(([a], [b]) => (a < b ? -1 : 1))) {
      out.supplements.push({ node: reader.arn("glue", `job/${job}`), properties: toTriggers(triggers) });
    }
    yield out;
  },
});

/** The trigger itself, which may be changed to start something else. */
function addTrigger(reader: Reader, trigger: Fields, out: PartBuilder): void {
  const name = textOf(trigger["Name"]);
  const state = textOf(trigger["State"]);
  if (name === undefined) return;
  out.nodes.push({
    id: reader.arn("glue", `trigger/${name}`),
    kind: "resource",
    type: "aws.glue-trigger",
    name,
    properties: properties({
      trigger_type: textOf(trigger["Type"]),
      state,
      active: isActive(trigger["Type"], state),
      schedule: textOf(trigger["Schedule"]),
    }),
  });
}

/** Undefined where that is not known: AWS does not write whether a trigger of events that was made and never started is in use. */
function isActive(type: unknown, state: string | undefined): boolean | undefined {
  if (state === undefined || (type === "EVENT" && state === "CREATED")) return undefined;
  return state === "ACTIVATED";
}

/** Adds it to each job that it starts by itself. */
function collect(trigger: Fields, jobs: Map<string, Trigger[]>): void {
  const kind = KINDS[textOf(trigger["Type"]) ?? ""];
  if (kind === undefined || textOf(trigger["State"]) !== "ACTIVATED") return;
  for (const action of listOf(trigger["Actions"]).map(fieldsOf)) {
    const job = textOf(action["JobName"]);
    if (job !== undefined) addTo(jobs, job, kind);
  }
}
