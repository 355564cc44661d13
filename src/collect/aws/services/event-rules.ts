// aws/events:rules: what runs by itself when something happens or when it is time, and the roles that start it.
import type { Supplement } from "../../../model/batch.js";
import { addTo } from "../../../model/group-by.js";
import { arnName } from "../../arn.js";
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { startedNode } from "../started.js";
import { addWorkload, type Trigger, toTriggers } from "../workload.js";
import { LIST_EVENT_BUSES } from "./event-buses.js";

const DATA_SET = "aws/events:rules";
const DEFAULT_BUS = "default";

const LIST_RULES: AwsCall = {
  call: "events:ListRules",
  path: ["events", "list-rules"],
  dataSet: DATA_SET,
  count: "1 per event bus",
  lists: ["Rules"],
  next: "NextToken",
};

const LIST_TARGETS: AwsCall = {
  call: "events:ListTargetsByRule",
  path: ["events", "list-targets-by-rule"],
  dataSet: DATA_SET,
  count: "1 per enabled rule",
  lists: ["Targets"],
  next: "NextToken",
  secrets: [
    "Targets.*.Input",
    "Targets.*.InputTransformer",
    "Targets.*.HttpParameters",
    "Targets.*.EcsParameters.**.value",
  ],
};

export const eventRules = toResource({
  dataSet: DATA_SET,
  calls: [LIST_RULES, LIST_TARGETS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const started = new Map<string, Trigger[]>();
    for (const bus of await busesOf(reader)) {
      const asking = bus === DEFAULT_BUS ? {} : { name: bus, input: { EventBusName: bus } };
      for await (const page of reader.pages(LIST_RULES, asking)) {
        const rules = listOf(page["Rules"]).map(fieldsOf);
        yield* reader.each(rules, "event rules", async (rule, out) => {
          await addRule(reader, { rule, bus, started }, out);
        });
      }
    }
    yield { supplements: toSupplements(started) };
  },
});

/** The default bus and those that the account made; in a bundle those that it holds rules of. */
async function busesOf(reader: Reader): Promise<readonly string[]> {
  const { account } = reader;
  if (!account.answers.isLive) return [DEFAULT_BUS, ...(await account.names(LIST_RULES))];
  const answer = await reader.detail(LIST_EVENT_BUSES, { subject: DATA_SET });
  const names = listOf(fieldsOf(answer)["EventBuses"]).flatMap((bus) => textOf(fieldsOf(bus)["Name"]) ?? []);
  return [...new Set([DEFAULT_BUS, ...names])];
}

interface Rule {
  readonly rule: Fields;
  readonly bus: string;
  /** Workloads that rules start, filled on the way. */
  readonly started: Map<string, Trigger[]>;
}

async function addRule(reader: Reader, { rule, bus, started }: Rule, out: PartBuilder): Promise<void> {
  const name = textOf(rule["Name"]);
  const id = textOf(rule["Arn"]);
  if (name === undefined || id === undefined) return;
  const isEnabled = textOf(rule["State"])?.startsWith("ENABLED") ?? true;
  const schedule = textOf(rule["ScheduleExpression"]);
  const trigger: Trigger = schedule === undefined ? "event" : "schedule";
  const targets = isEnabled ? await fetchTargets(reader, { id, name, bus }) : [];
  const roles = new Set(targets.flatMap((target) => textOf(target["RoleArn"]) ?? []));
  const [role, ...others] = [...roles].sort();
  addWorkload(
    {
      id,
      type: "aws.event-rule",
      name,
      runsAs: role,
      properties: {
        bus,
        enabled: isEnabled,
        schedule,
        managed_by: textOf(rule["ManagedBy"]),
        targets: targets.length,
      },
      triggers: isEnabled ? [trigger] : [],
    },
    out,
  );
  for (const other of others) out.edge("runs_as", id, other);
  for (const arn of new Set(targets.flatMap((target) => textOf(target["Arn"]) ?? [])))
    out.edge("references", id, arn, { properties: { role: "target" } });
  for (const node of new Set(targets.flatMap((target) => startedNode(target) ?? [])))
    if (isEnabled) addTo(started, node, trigger);
}

/** What the rules say of workloads, which are nodes of other data sets. */
function toSupplements(started: ReadonlyMap<string, readonly Trigger[]>): Supplement[] {
  const sorted = [...started].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([node, triggers]) => ({ node, properties: toTriggers(triggers) }));
}

async function fetchTargets(
  reader: Reader,
  { id, name, bus }: { readonly id: string; readonly name: string; readonly bus: string },
): Promise<readonly Fields[]> {
  const isDefault = bus === DEFAULT_BUS;
  const answer = await reader.detail(LIST_TARGETS, {
    subject: id,
    name: isDefault ? name : `${arnName(bus)}/${name}`,
    input: { Rule: name, ...(isDefault ? {} : { EventBusName: bus }) },
  });
  return listOf(fieldsOf(answer)["Targets"]).map(fieldsOf);
}
