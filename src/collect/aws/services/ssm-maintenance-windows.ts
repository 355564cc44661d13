// aws/ssm:maintenance-windows: when Systems Manager runs tasks on machines, and the roles that the tasks have.
import { compareText } from "../../../model/compare.js";
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/ssm:maintenance-windows";

const DESCRIBE_WINDOWS: AwsCall = {
  call: "ssm:DescribeMaintenanceWindows",
  path: ["ssm", "describe-maintenance-windows"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 windows",
  lists: ["WindowIdentities"],
  input: { MaxResults: 100 },
  next: "NextToken",
};

const DESCRIBE_TASKS: AwsCall = {
  call: "ssm:DescribeMaintenanceWindowTasks",
  path: ["ssm", "describe-maintenance-window-tasks"],
  dataSet: DATA_SET,
  count: "1 per window",
  lists: ["Tasks"],
  next: "NextToken",
  secrets: ["Tasks.*.TaskParameters.**"],
};

export const ssmMaintenanceWindows = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_WINDOWS, DESCRIBE_TASKS],
  read: (reader) =>
    readDescribed(reader, {
      list: DESCRIBE_WINDOWS,
      describe: DESCRIBE_TASKS,
      word: "maintenance windows",
      nameOf: (window) => textOf(window["WindowId"]),
      inputOf: (_, name) => ({ WindowId: name }),
      unlisted: (name) => ({ WindowId: name }),
      subjectOf: (_, name) => toId(reader, name),
      add: (window, out) => addWindow(reader, window, out),
    }),
});

function toId(reader: Reader, name: string): string {
  return reader.arn("ssm", `maintenancewindow/${name}`);
}

/** A window runs as the roles of its tasks; a task that names none has the service-linked role. */
function addWindow(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): void {
  const id = toId(reader, name);
  const enabled = summary["Enabled"];
  const tasks = listOf(fieldsOf(answer)["Tasks"]).map(fieldsOf);
  const [runsAs, ...others] = rolesOf(tasks);
  addWorkload(
    {
      id,
      type: "aws.ssm-maintenance-window",
      name: textOf(summary["Name"]) ?? name,
      runsAs,
      properties: {
        enabled: typeof enabled === "boolean" ? enabled : undefined,
        schedule: textOf(summary["Schedule"]),
        expires_at: textOf(summary["EndDate"]),
      },
      triggers: enabled === true && tasks.length > 0 ? ["schedule"] : [],
    },
    out,
  );
  for (const role of others) out.edge("runs_as", id, role);
}

function rolesOf(tasks: readonly Fields[]): readonly string[] {
  const roles = tasks.flatMap((task) => textOf(task["ServiceRoleArn"]) ?? []);
  return [...new Set(roles)].sort(compareText);
}
