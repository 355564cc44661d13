// aws/ec2:user-data: what instances run when they start. Instances of one scaling group and template start from the same text:
// one of them is asked.
import { type Fields, fieldsOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toScriptMarks } from "../../script-secrets.js";
import type { Cleaner } from "../../secrets.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addUserData, withUserData } from "../user-data.js";
import { DESCRIBE_INSTANCES, instancesOf, stateOf, toInstanceId } from "./ec2-instances.js";

const DATA_SET = "aws/ec2:user-data";

const cleanAttribute: Cleaner = (page, mark) => ({
  ...page,
  ...withUserData({ UserData: page["UserData"] }, "UserData", (attribute) => {
    return withUserData(fieldsOf(attribute), "Value", (value) => toScriptMarks(value, mark));
  }),
});

const DESCRIBE_ATTRIBUTE: AwsCall = {
  call: "ec2:DescribeInstanceAttribute",
  path: ["ec2", "describe-instance-attribute"],
  dataSet: DATA_SET,
  count: "1 per instance, and 1 per scaling group and version of its template",
  input: { Attribute: "userData" },
  clean: cleanAttribute,
};

export const ec2UserData = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_INSTANCES, DESCRIBE_ATTRIBUTE],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    // Asked again, though aws/ec2:instances has asked before: a data set is read, refused and resumed by itself, and the list
    // costs one call for 1,000 instances beside one for each of them here. Kept in memory it would be of another moment when
    // a run goes on the next day, and a refusal of it the gap of only one of the two.
    for await (const page of reader.pages(DESCRIBE_INSTANCES)) {
      const instances = instancesOf(page).filter((instance) => isFirst(instance, seen));
      yield* reader.each(instances, "user data", (instance, out) => addInstance(reader, instance, out));
    }
  },
});

/** Whether its text may be another than those of the instances before it. */
function isFirst(instance: Fields, seen: Set<string>): boolean {
  if (stateOf(instance) === "terminated") return false;
  const tags = toTags(instance["Tags"]);
  const group = textOf(tags?.["aws:autoscaling:groupName"]);
  if (group === undefined) return true;
  const key = JSON.stringify([group, tags?.["aws:ec2launchtemplate:id"], tags?.["aws:ec2launchtemplate:version"]]);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

async function addInstance(reader: Reader, instance: Fields, out: PartBuilder): Promise<void> {
  const name = textOf(instance["InstanceId"]);
  if (name === undefined) return;
  const id = toInstanceId(reader, name);
  const answer = await reader.detail(DESCRIBE_ATTRIBUTE, {
    subject: id,
    name,
    param: ["attribute", "userData"],
    input: { InstanceId: name },
  });
  if (typeof answer === "string") return;
  const facts = addUserData(id, fieldsOf(answer["UserData"])["Value"], out);
  out.supplements.push({ node: id, properties: properties({ ...facts }) });
}
