// aws/codedeploy:deployment-groups: what CodeDeploy deploys to, by tags, scaling groups and services, and where it got to last.
import { addAll } from "../../../model/add-all.js";
import type { Json } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addServingRoles, addWorkload } from "../workload.js";

const DATA_SET = "aws/codedeploy:deployment-groups";

const LIST_APPLICATIONS: AwsCall = {
  call: "codedeploy:ListApplications",
  path: ["deploy", "list-applications"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["applications"],
  next: "nextToken",
};

const LIST_GROUPS: AwsCall = {
  call: "codedeploy:ListDeploymentGroups",
  path: ["deploy", "list-deployment-groups"],
  dataSet: DATA_SET,
  count: "1 per application",
  lists: ["deploymentGroups"],
  next: "nextToken",
};

const GET_GROUP: AwsCall = {
  call: "codedeploy:GetDeploymentGroup",
  path: ["deploy", "get-deployment-group"],
  dataSet: DATA_SET,
  count: "1 per deployment group",
};

const LIST_TARGETS: AwsCall = {
  call: "codedeploy:ListDeploymentTargets",
  path: ["deploy", "list-deployment-targets"],
  dataSet: DATA_SET,
  count: "1 per deployment group of machines with a deployment",
  lists: ["targetIds"],
  next: "nextToken",
};

export const codedeployGroups = toResource({
  dataSet: DATA_SET,
  calls: [LIST_APPLICATIONS, LIST_GROUPS, GET_GROUP, LIST_TARGETS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const applications: string[] = [];
    for await (const page of reader.pages(LIST_APPLICATIONS)) addAll(applications, namesOf(page["applications"]));
    yield* reader.each(applications.sort(), "applications of CodeDeploy", async (application, out) => {
      const subject = reader.arn("codedeploy", `application:${application}`);
      const about = { subject, name: application, input: { applicationName: application } };
      const listed = await reader.detail(LIST_GROUPS, about);
      for (const group of namesOf(fieldsOf(listed)["deploymentGroups"]))
        await addGroup(reader, application, group, out);
    });
  },
});

function namesOf(list: unknown): string[] {
  return listOf(list).flatMap((name) => textOf(name) ?? []);
}

async function addGroup(reader: Reader, application: string, group: string, out: PartBuilder): Promise<void> {
  const id = reader.arn("codedeploy", `deploymentgroup:${application}/${group}`);
  const answer = await reader.detail(GET_GROUP, {
    subject: id,
    name: `${application}/${group}`,
    input: { applicationName: application, deploymentGroupName: group },
  });
  const known = fieldsOf(fieldsOf(answer)["deploymentGroupInfo"]);
  const last = fieldsOf(known["lastSuccessfulDeployment"]);
  const platform = textOf(known["computePlatform"]);
  const isOfMachines = platform === "Server";
  const machines = isOfMachines ? await machinesOf(reader, id, textOf(last["deploymentId"])) : undefined;
  addWorkload(
    {
      id,
      type: "aws.codedeploy-deployment-group",
      name: `${application}/${group}`,
      incarnation: textOf(known["deploymentGroupId"]),
      properties: {
        application,
        compute_platform: platform,
        tag_sets: isOfMachines ? toTagSets(known) : undefined,
        scaling_groups: isOfMachines ? listOf(known["autoScalingGroups"]).flatMap(toGroupName) : undefined,
        services: platform === "ECS" ? listOf(known["ecsServices"]).flatMap(toServiceName) : undefined,
        revision: revisionOf(fieldsOf(known["targetRevision"])),
        last_deployed_at: toIso(last["createTime"]),
        deployed_to: machines,
      },
    },
    out,
  );
  addServingRoles(id, { "service-role": known["serviceRoleArn"] }, reader.account, out);
  addRevision(reader, id, fieldsOf(known["targetRevision"]), out);
  for (const machine of machines ?? []) {
    const node = reader.arn("ec2", `instance/${machine}`);
    out.supplements.push({ node, properties: { codedeploy_agent: true } });
  }
}

/**
 * Instances that took part in a deployment, and so have the agent; undefined when that was not read. Machines elsewhere go by names
 * of their own.
 */
async function machinesOf(
  reader: Reader,
  group: string,
  deployment: string | undefined,
): Promise<string[] | undefined> {
  if (deployment === undefined) return [];
  const about = { subject: group, name: deployment, input: { deploymentId: deployment } };
  const answer = await reader.detail(LIST_TARGETS, about);
  if (answer === "unread") return undefined;
  return namesOf(fieldsOf(answer)["targetIds"]).filter((target) => /^i-[0-9a-z]+$/i.test(target));
}

/**
 * Sets of filters over tags: an instance has to match one filter of each set ("TagFilter" and "EC2TagSet", CodeDeploy API Reference).
 * Filters that stand alone are one set.
 */
function toTagSets(group: Fields): Json {
  const alone = listOf(group["ec2TagFilters"]);
  const sets = listOf(fieldsOf(group["ec2TagSet"])["ec2TagSetList"]).map(listOf);
  return [...(alone.length > 0 ? [alone] : []), ...sets].map((set) =>
    set.map(fieldsOf).map((filter) => {
      const [key, value, type] = ["Key", "Value", "Type"].map((field) => textOf(filter[field]) ?? "");
      return { key: type === "VALUE_ONLY" ? null : (key ?? ""), value: type === "KEY_ONLY" ? null : (value ?? "") };
    }),
  );
}

function toGroupName(group: unknown): string[] {
  const name = textOf(fieldsOf(group)["name"]);
  return name === undefined ? [] : [name];
}

function toServiceName(service: unknown): string[] {
  const { clusterName, serviceName } = fieldsOf(service);
  const [cluster, name] = [textOf(clusterName), textOf(serviceName)];
  return cluster === undefined || name === undefined ? [] : [`${cluster}/${name}`];
}

/** Place of the code that the next machine of a scaling group is given; one that is pinned stays what it was. */
function revisionOf(revision: Fields): string | undefined {
  const { bucket, key, version, eTag } = fieldsOf(revision["s3Location"]);
  const isPinned = textOf(version) !== undefined || textOf(eTag) !== undefined;
  return textOf(bucket) === undefined || textOf(key) === undefined || isPinned
    ? undefined
    : `s3://${textOf(bucket)}/${textOf(key)}`;
}

/** Where its code lies. */
function addRevision(reader: Reader, id: string, revision: Fields, out: PartBuilder): void {
  const place = fieldsOf(revision["s3Location"]);
  const [bucket, key] = [textOf(place["bucket"]), textOf(place["key"])];
  if (bucket === undefined) return;
  out.edge("references", id, `arn:${reader.account.partition}:s3:::${bucket}`, {
    properties: { role: "code", key: key ?? "" },
  });
}
