// aws/ec2:launch-templates: what instances to come are made of, and the profiles they will carry.
import { addAll } from "../../../model/add-all.js";
import { type Fields, fieldsOf, integerOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toScriptMarks } from "../../script-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { toMetadata } from "../metadata-service.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addUserData, withUserData } from "../user-data.js";
import { addWorkload, toProfileArn } from "../workload.js";

const DATA_SET = "aws/ec2:launch-templates";

const DESCRIBE_TEMPLATES: AwsCall = {
  call: "ec2:DescribeLaunchTemplates",
  path: ["ec2", "describe-launch-templates"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["LaunchTemplates"],
  next: "NextToken",
};

// Without a template, and with versions by name, the call answers for all templates of the region.
const DESCRIBE_VERSIONS: AwsCall = {
  call: "ec2:DescribeLaunchTemplateVersions",
  path: ["ec2", "describe-launch-template-versions"],
  dataSet: DATA_SET,
  count: "1 per region with launch templates",
  lists: ["LaunchTemplateVersions"],
  input: { Versions: ["$Default", "$Latest"] },
  next: "NextToken",
  clean: (page, mark) => {
    const versions = page["LaunchTemplateVersions"];
    if (!Array.isArray(versions)) return page;
    const clean = (version: unknown) =>
      withUserData(fieldsOf(version), "LaunchTemplateData", (data) => {
        return withUserData(fieldsOf(data), "UserData", (text) => toScriptMarks(text, mark));
      });
    return { ...page, LaunchTemplateVersions: versions.map(clean) };
  },
};

export const ec2LaunchTemplates = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_TEMPLATES, DESCRIBE_VERSIONS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const templates: Fields[] = [];
    for await (const page of reader.pages(DESCRIBE_TEMPLATES)) {
      addAll(templates, listOf(page["LaunchTemplates"]).map(fieldsOf));
    }
    const shared = templates.length === 0 ? [] : await fetchAll(reader);
    yield* reader.each(templates, "launch templates", async (template, out) => {
      const own = shared.filter((version) => version["LaunchTemplateId"] === template["LaunchTemplateId"]);
      addTemplate(reader, template, own.length > 0 ? own : await fetchVersions(reader, template), out);
    });
  },
});

/** Versions of all templates; none where a bundle holds them template by template. */
async function fetchAll(reader: Reader): Promise<readonly Fields[]> {
  if (!reader.account.answers.isLive && !(await reader.account.has(DESCRIBE_VERSIONS))) return [];
  return versionsOf(await reader.detail(DESCRIBE_VERSIONS, { subject: DATA_SET }));
}

async function fetchVersions(reader: Reader, template: Fields): Promise<readonly Fields[]> {
  const id = template["LaunchTemplateId"];
  const name = textOf(template["LaunchTemplateName"]) ?? textOf(id) ?? "";
  const about = { subject: toId(reader, template), name, input: { LaunchTemplateId: id } };
  return versionsOf(await reader.detail(DESCRIBE_VERSIONS, about));
}

function versionsOf(answer: object | string): readonly Fields[] {
  return listOf(fieldsOf(answer)["LaunchTemplateVersions"]).map(fieldsOf);
}

function addTemplate(reader: Reader, template: Fields, own: readonly Fields[], out: PartBuilder): void {
  const key = textOf(template["LaunchTemplateId"]);
  const name = textOf(template["LaunchTemplateName"]) ?? key;
  if (key === undefined || name === undefined) return;
  const inForce = own.find((version) => version["DefaultVersion"] === true);
  const data = fieldsOf(inForce?.["LaunchTemplateData"]);
  const id = toId(reader, template);
  const profile = toProfileArn(data["IamInstanceProfile"], reader.account);
  const userData = inForce === undefined ? {} : addUserData(id, data["UserData"], out);
  addWorkload(
    {
      id,
      type: "aws.launch-template",
      name,
      runsAs: profile,
      properties: {
        template_id: key,
        default_version: integerOf(template["DefaultVersionNumber"]),
        latest_version: integerOf(template["LatestVersionNumber"]),
        created_at: toIso(template["CreateTime"]),
        image: textOf(data["ImageId"]),
        ...toMetadata(data["MetadataOptions"]),
        ...userData,
        tags: toTags(template["Tags"]),
      },
    },
    out,
  );
  for (const other of profilesOf(own, reader)) {
    if (other !== profile) out.edge("references", id, other, { properties: { role: "latest-version" } });
  }
}

/** Profiles that the versions name: an instance may be started from any of them. */
function profilesOf(versions: readonly Fields[], reader: Reader): readonly string[] {
  const profiles = versions.flatMap((version) => {
    const data = fieldsOf(version["LaunchTemplateData"]);
    return toProfileArn(data["IamInstanceProfile"], reader.account) ?? [];
  });
  return [...new Set(profiles)].sort();
}

function toId(reader: Reader, template: Fields): string {
  return reader.arn("ec2", `launch-template/${textOf(template["LaunchTemplateId"]) ?? ""}`);
}
