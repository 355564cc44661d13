// aws/iot:role-aliases: names of roles for devices, which get the credentials of the role for their certificate.
import { fieldsOf, integerOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import { toResource } from "../service.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/iot:role-aliases";

const LIST_ROLE_ALIASES: AwsCall = {
  call: "iot:ListRoleAliases",
  path: ["iot", "list-role-aliases"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 role aliases",
  lists: ["roleAliases"],
  input: { pageSize: 100 },
  next: "nextMarker",
  nextInput: "marker",
};

const DESCRIBE_ROLE_ALIAS: AwsCall = {
  call: "iot:DescribeRoleAlias",
  path: ["iot", "describe-role-alias"],
  dataSet: DATA_SET,
  count: "1 per role alias",
};

export const iotRoleAliases = toResource({
  dataSet: DATA_SET,
  calls: [LIST_ROLE_ALIASES, DESCRIBE_ROLE_ALIAS],
  read: (reader) => {
    const toId = (name: string): string => reader.arn("iot", `rolealias/${name}`);
    return readDescribed(reader, {
      list: LIST_ROLE_ALIASES,
      describe: DESCRIBE_ROLE_ALIAS,
      word: "role aliases",
      nameOf: ({ name }) => textOf(name),
      inputOf: (_, name) => ({ roleAlias: name }),
      unlisted: (name) => ({ name }),
      subjectOf: (_, name) => toId(name),
      add: (alias, out) => addAlias(alias, toId(alias.name), out),
    });
  },
});

/** Which certificates get the role is for the policies of IoT to say, which are not read. */
function addAlias({ name, answer }: Thing, id: string, out: PartBuilder): void {
  const alias = fieldsOf(fieldsOf(answer)["roleAliasDescription"]);
  addWorkload(
    {
      id,
      type: "aws.iot-role-alias",
      name,
      runsAs: textOf(alias["roleArn"]),
      properties: {
        max_session_seconds: integerOf(alias["credentialDurationSeconds"]),
        created_at: toIso(alias["creationDate"]),
        updated_at: toIso(alias["lastModifiedDate"]),
      },
    },
    out,
  );
}
