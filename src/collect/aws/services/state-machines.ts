// aws/states:state-machines: state machines and the roles they run as. Their definition is not kept: it may hold anything.
import { fieldsOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import { toResource } from "../service.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/states:state-machines";

const LIST_STATE_MACHINES: AwsCall = {
  call: "states:ListStateMachines",
  path: ["stepfunctions", "list-state-machines"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 1,000 state machines",
  lists: ["stateMachines"],
  input: { maxResults: 1000 },
  next: "nextToken",
};

const DESCRIBE_STATE_MACHINE: AwsCall = {
  call: "states:DescribeStateMachine",
  path: ["stepfunctions", "describe-state-machine"],
  dataSet: DATA_SET,
  count: "1 per state machine",
  secrets: ["definition"],
};

export const stateMachines = toResource({
  dataSet: DATA_SET,
  calls: [LIST_STATE_MACHINES, DESCRIBE_STATE_MACHINE],
  read: (reader) => {
    const toId = (name: string): string => reader.arn("states", `stateMachine:${name}`);
    return readDescribed(reader, {
      list: LIST_STATE_MACHINES,
      describe: DESCRIBE_STATE_MACHINE,
      word: "state machines",
      nameOf: (machine) => textOf(machine["name"]),
      inputOf: (machine) => ({ stateMachineArn: machine["stateMachineArn"] }),
      unlisted: (name) => ({ name }),
      subjectOf: (machine, name) => textOf(machine["stateMachineArn"]) ?? toId(name),
      add: (machine, out) => addMachine(machine, toId(machine.name), out),
    });
  },
});

function addMachine({ summary, name, answer }: Thing, guess: string, out: PartBuilder): void {
  const machine = { ...summary, ...fieldsOf(answer) };
  addWorkload(
    {
      id: textOf(machine["stateMachineArn"]) ?? guess,
      type: "aws.state-machine",
      name,
      runsAs: textOf(machine["roleArn"]),
      properties: {
        status: textOf(machine["status"]),
        machine_type: textOf(machine["type"]),
        created_at: toIso(machine["creationDate"]),
      },
    },
    out,
  );
}
