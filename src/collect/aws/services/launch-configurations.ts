// aws/autoscaling:launch-configurations: the older way to say what a group starts its instances from.
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toScriptMarks } from "../../script-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { toMetadata } from "../metadata-service.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addUserData, withUserData } from "../user-data.js";
import { addWorkload, toProfileArn } from "../workload.js";

const DATA_SET = "aws/autoscaling:launch-configurations";

const DESCRIBE_CONFIGURATIONS: AwsCall = {
  call: "autoscaling:DescribeLaunchConfigurations",
  path: ["autoscaling", "describe-launch-configurations"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["LaunchConfigurations"],
  next: "NextToken",
  clean: (page, mark) => {
    const configurations = page["LaunchConfigurations"];
    if (!Array.isArray(configurations)) return page;
    const clean = (one: unknown) => withUserData(fieldsOf(one), "UserData", (text) => toScriptMarks(text, mark));
    return { ...page, LaunchConfigurations: configurations.map(clean) };
  },
};

export const launchConfigurations = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_CONFIGURATIONS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(DESCRIBE_CONFIGURATIONS)) {
      const configurations = listOf(page["LaunchConfigurations"]).map(fieldsOf);
      yield* reader.each(configurations, "launch configurations", (one, out) => addConfiguration(reader, one, out));
    }
  },
});

function addConfiguration(reader: Reader, configuration: Fields, out: PartBuilder): void {
  const id = textOf(configuration["LaunchConfigurationARN"]);
  if (id === undefined) return;
  addWorkload(
    {
      id,
      type: "aws.launch-configuration",
      name: textOf(configuration["LaunchConfigurationName"]) ?? id,
      runsAs: toProfileArn(configuration["IamInstanceProfile"], reader.account),
      properties: {
        created_at: toIso(configuration["CreatedTime"]),
        image: textOf(configuration["ImageId"]),
        ...toMetadata(configuration["MetadataOptions"]),
        ...addUserData(id, configuration["UserData"], out),
      },
    },
    out,
  );
}
