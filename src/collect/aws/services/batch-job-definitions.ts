// aws/batch:job-definitions: what jobs are made of, and the roles that their containers get.
import { addAll } from "../../../model/add-all.js";
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { addPlainSecrets, type Variable } from "../../plain-secrets.js";
import type { SecretPath } from "../../secrets.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addWorkload, toRoleArn } from "../workload.js";

const DATA_SET = "aws/batch:job-definitions";

const DESCRIBE_JOB_DEFINITIONS: AwsCall = {
  call: "batch:DescribeJobDefinitions",
  path: ["batch", "describe-job-definitions"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 active revisions",
  lists: ["jobDefinitions"],
  input: { status: "ACTIVE" },
  next: "nextToken",
  secrets: ["jobDefinitions.*", "jobDefinitions.*.nodeProperties.nodeRangeProperties.*"].flatMap(secretsBelow),
};

/** Values of variables of the containers of a job, or of a group of its nodes. */
function secretsBelow(place: string): readonly SecretPath[] {
  const pod = `${place}.eksProperties.podProperties`;
  return [
    `${place}.${place === "jobDefinitions.*" ? "containerProperties" : "container"}.environment.*.value`,
    `${place}.ecsProperties.taskProperties.*.containers.*.environment.*.value`,
    `${pod}.containers.*.env.*.value`,
    `${pod}.initContainers.*.env.*.value`,
  ];
}

export const batchJobDefinitions = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_JOB_DEFINITIONS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const all: Fields[] = [];
    for await (const page of reader.pages(DESCRIBE_JOB_DEFINITIONS)) {
      // A bundle may hold revisions that were taken back as well.
      const listed = listOf(page["jobDefinitions"]).map(fieldsOf);
      addAll(
        all,
        listed.filter(({ status }) => status === undefined || status === "ACTIVE"),
      );
    }
    const newest = new Map<string, number>();
    for (const one of all) newest.set(familyOf(one), Math.max(newest.get(familyOf(one)) ?? 0, revisionOf(one)));
    // The newest comes last: what it says of a secret that older revisions have too is what counts.
    all.sort((a, b) => revisionOf(a) - revisionOf(b));
    yield* reader.each(all, "job definitions", (definition, out) => {
      addDefinition(reader, definition, newest.get(familyOf(definition)) ?? 0, out);
    });
  },
});

/** `newest`: the newest revision of its name. */
function addDefinition(reader: Reader, definition: Fields, newest: number, out: PartBuilder): void {
  const name = textOf(definition["jobDefinitionName"]);
  if (name === undefined) return;
  const revision = revisionOf(definition);
  const id = textOf(definition["jobDefinitionArn"]) ?? reader.arn("batch", `job-definition/${name}:${revision}`);
  const family = id.slice(0, id.lastIndexOf(":"));
  const parts = partsOf(definition);
  const [role, ...others] = rolesIn(parts, ["jobRoleArn", "taskRoleArn"], reader);
  const [execution, ...starting] = rolesIn(parts, ["executionRoleArn"], reader);
  const containers = parts.flatMap(containersOf);
  addWorkload(
    {
      id,
      type: "aws.batch-job-definition",
      name: `${name}:${revision}`,
      runsAs: role,
      properties: {
        job_type: textOf(definition["type"]),
        status: textOf(definition["status"]),
        execution_role: execution,
        service_account: parts.map(({ serviceAccountName }) => textOf(serviceAccountName)).find(Boolean),
        privileged: containers.some(isPrivileged) ? true : undefined,
        images: [...new Set(containers.flatMap(({ image }) => textOf(image) ?? []))].sort(),
        tags: toTags(definition["tags"]),
        ...addPlainSecrets(id, "environment", containers.flatMap(variablesOf), out, {
          prefix: family,
          parent: `${family}:${newest}`,
        }),
      },
    },
    out,
  );
  // The nodes of one job may have a role each.
  for (const other of others) out.edge("runs_as", id, other);
  for (const one of [execution, ...starting])
    if (one !== undefined) out.edge("references", id, one, { properties: { role: "execution-role" } });
}

/** What a job, or each group of its nodes, runs: a container, tasks of containers, a pod. */
function partsOf(definition: Fields): readonly Fields[] {
  const groups = listOf(fieldsOf(definition["nodeProperties"])["nodeRangeProperties"]).map(fieldsOf);
  return [definition, ...groups].flatMap((place) => [
    ...[place["containerProperties"] ?? place["container"]].flatMap((one) =>
      one === undefined ? [] : [fieldsOf(one)],
    ),
    ...listOf(fieldsOf(place["ecsProperties"])["taskProperties"]).map(fieldsOf),
    ...[fieldsOf(place["eksProperties"])["podProperties"]].flatMap((one) => (one === undefined ? [] : [fieldsOf(one)])),
  ]);
}

/** Containers of a part; one without containers of its own is one. */
function containersOf(part: Fields): readonly Fields[] {
  const { containers, initContainers } = part;
  if (containers === undefined && initContainers === undefined) return [part];
  return [...listOf(containers), ...listOf(initContainers)].map(fieldsOf);
}

function rolesIn(parts: readonly Fields[], names: readonly string[], { account }: Reader): readonly string[] {
  const roles = parts.flatMap((part) => names.flatMap((name) => toRoleArn(part[name], account) ?? []));
  return [...new Set(roles)];
}

function isPrivileged(container: Fields): boolean {
  return container["privileged"] === true || fieldsOf(container["securityContext"])["privileged"] === true;
}

/** Variables of a container; one name in two containers is two variables. */
function variablesOf(container: Fields): readonly Variable[] {
  const prefix = textOf(container["name"]);
  return [...listOf(container["environment"]), ...listOf(container["env"])].map(fieldsOf).flatMap((variable) => {
    const name = textOf(variable["name"]);
    return name === undefined
      ? []
      : [{ name: prefix === undefined ? name : `${prefix}/${name}`, value: variable["value"] }];
  });
}

function familyOf(definition: Fields): string {
  return textOf(definition["jobDefinitionName"]) ?? "";
}

function revisionOf(definition: Fields): number {
  return Number(definition["revision"] ?? 0);
}
