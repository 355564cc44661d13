// aws/sagemaker:user-profiles: people's places in domains of SageMaker Studio, and the roles that their notebooks run as.
import { addAll } from "../../../model/add-all.js";
import { oncePerWord } from "../../../model/once.js";
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/sagemaker:user-profiles";

const LIST_PROFILES: AwsCall = {
  call: "sagemaker:ListUserProfiles",
  path: ["sagemaker", "list-user-profiles"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 profiles",
  lists: ["UserProfiles"],
  input: { MaxResults: 100 },
  next: "NextToken",
};

const DESCRIBE_PROFILE: AwsCall = {
  call: "sagemaker:DescribeUserProfile",
  path: ["sagemaker", "describe-user-profile"],
  dataSet: DATA_SET,
  count: "1 per profile",
};

const DESCRIBE_DOMAIN: AwsCall = {
  call: "sagemaker:DescribeDomain",
  path: ["sagemaker", "describe-domain"],
  dataSet: DATA_SET,
  count: "1 per domain with a profile that has no role of its own",
};

export const sagemakerUserProfiles = toResource({
  dataSet: DATA_SET,
  calls: [LIST_PROFILES, DESCRIBE_PROFILE, DESCRIBE_DOMAIN],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const all: Fields[] = [];
    for await (const page of reader.pages(LIST_PROFILES)) addAll(all, listOf(page["UserProfiles"]).map(fieldsOf));
    const defaultRole = oncePerWord((domain) => fetchDefaultRole(reader, domain));
    yield* reader.each(all, "profiles of SageMaker Studio", async (summary, out) => {
      await addProfile(reader, summary, defaultRole, out);
    });
  },
});

async function addProfile(
  reader: Reader,
  summary: Fields,
  defaultRole: (domain: string) => Promise<string | undefined>,
  out: PartBuilder,
): Promise<void> {
  const [domain, name] = [textOf(summary["DomainId"]), textOf(summary["UserProfileName"])];
  if (domain === undefined || name === undefined) return;
  // AWS writes these names in small letters in ARNs.
  const guess = reader.arn("sagemaker", `user-profile/${domain}/${name.toLowerCase()}`);
  const answer = await reader.detail(DESCRIBE_PROFILE, {
    subject: guess,
    name: `${domain}/${name}`,
    input: { DomainId: domain, UserProfileName: name },
  });
  const profile = { ...summary, ...fieldsOf(answer) };
  const own = textOf(fieldsOf(profile["UserSettings"])["ExecutionRole"]);
  const role = own === undefined && typeof answer !== "string" ? await defaultRole(domain) : own;
  addWorkload(
    {
      id: textOf(profile["UserProfileArn"]) ?? guess,
      type: "aws.sagemaker-user-profile",
      name: `${domain}/${name}`,
      runsAs: role,
      properties: {
        domain,
        status: textOf(profile["Status"]),
        created_at: toIso(profile["CreationTime"]),
        updated_at: toIso(profile["LastModifiedTime"]),
      },
    },
    out,
  );
}

/** Role of the profiles of a domain that have none of their own. */
async function fetchDefaultRole(reader: Reader, domain: string): Promise<string | undefined> {
  const about = { subject: reader.arn("sagemaker", `domain/${domain}`), name: domain, input: { DomainId: domain } };
  const answer = fieldsOf(await reader.detail(DESCRIBE_DOMAIN, about));
  return textOf(fieldsOf(answer["DefaultUserSettings"])["ExecutionRole"]);
}
