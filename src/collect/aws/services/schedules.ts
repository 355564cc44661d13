// aws/scheduler:schedules: what runs when it is time, and the roles that start it.
import { type Fields, fieldsOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import { toResource } from "../service.js";
import { startedNode } from "../started.js";
import { addWorkload, toTriggers } from "../workload.js";

const DATA_SET = "aws/scheduler:schedules";
const DEFAULT_GROUP = "default";

const LIST_SCHEDULES: AwsCall = {
  call: "scheduler:ListSchedules",
  path: ["scheduler", "list-schedules"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 schedules",
  lists: ["Schedules"],
  input: { MaxResults: 100 },
  next: "NextToken",
};

const GET_SCHEDULE: AwsCall = {
  call: "scheduler:GetSchedule",
  path: ["scheduler", "get-schedule"],
  dataSet: DATA_SET,
  count: "1 per schedule",
  secrets: ["Target.Input", "Target.EcsParameters.**.value"],
};

export const schedules = toResource({
  dataSet: DATA_SET,
  calls: [LIST_SCHEDULES, GET_SCHEDULE],
  read: (reader) => {
    const toId = (schedule: Fields, name: string): string =>
      textOf(schedule["Arn"]) ??
      reader.arn("scheduler", `schedule/${name.includes("/") ? name : `${DEFAULT_GROUP}/${name}`}`);
    return readDescribed(reader, {
      list: LIST_SCHEDULES,
      describe: GET_SCHEDULE,
      word: "schedules",
      nameOf,
      inputOf: (schedule) => ({ Name: schedule["Name"], GroupName: schedule["GroupName"] }),
      unlisted: (name) => ({ Name: name }),
      subjectOf: toId,
      add: (schedule, out) => addSchedule(schedule, toId(schedule.summary, schedule.name), out),
    });
  },
});

/** `group/name`; only the name in the default group. */
function nameOf(schedule: Fields): string | undefined {
  const name = textOf(schedule["Name"]);
  const group = textOf(schedule["GroupName"]) ?? DEFAULT_GROUP;
  return name === undefined || group === DEFAULT_GROUP ? name : `${group}/${name}`;
}

function addSchedule({ summary, name, answer }: Thing, id: string, out: PartBuilder): void {
  const schedule = { ...summary, ...fieldsOf(answer) };
  const target = { ...fieldsOf(summary["Target"]), ...fieldsOf(schedule["Target"]) };
  const isEnabled = textOf(schedule["State"]) !== "DISABLED";
  addWorkload(
    {
      id,
      type: "aws.schedule",
      name,
      runsAs: textOf(target["RoleArn"]),
      properties: {
        enabled: isEnabled,
        schedule: textOf(schedule["ScheduleExpression"]),
        created_at: toIso(schedule["CreationDate"]),
        expires_at: toIso(schedule["EndDate"]),
      },
      triggers: isEnabled ? ["schedule"] : [],
    },
    out,
  );
  const arn = textOf(target["Arn"]);
  if (arn === undefined) return;
  out.edge("references", id, arn, { properties: { role: "target" } });
  const node = startedNode(target);
  if (node !== undefined && isEnabled) out.supplements.push({ node, properties: toTriggers(["schedule"]) });
}
