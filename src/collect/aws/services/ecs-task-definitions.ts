// aws/ecs:task-definitions: what tasks are made of, and the roles they get.
import { addAll } from "../../../model/add-all.js";
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { addPlainSecrets, type Variable } from "../../plain-secrets.js";
import type { Detail } from "../../reader.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { askOne } from "../read.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/ecs:task-definitions";
/** Definitions read in one region; old revisions beyond it are named as a gap. */
const MOST = 1000;

const LIST_TASK_DEFINITIONS: AwsCall = {
  call: "ecs:ListTaskDefinitions",
  path: ["ecs", "list-task-definitions"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 active revisions",
  lists: ["taskDefinitionArns"],
  input: { status: "ACTIVE", sort: "DESC" },
  next: "nextToken",
};

const DESCRIBE_TASK_DEFINITION: AwsCall = {
  call: "ecs:DescribeTaskDefinition",
  path: ["ecs", "describe-task-definition"],
  dataSet: DATA_SET,
  count: `1 per active revision, the newest of each family first, at most ${MOST} per region`,
  input: { include: ["TAGS"] },
  secrets: ["taskDefinition.containerDefinitions.*.environment.*.value"],
};

export const ecsTaskDefinitions = toResource({
  dataSet: DATA_SET,
  calls: [LIST_TASK_DEFINITIONS, DESCRIBE_TASK_DEFINITION],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const arns: string[] = [];
    for await (const page of reader.pages(LIST_TASK_DEFINITIONS, {}, DESCRIBE_TASK_DEFINITION)) {
      addAll(
        arns,
        listOf(page["taskDefinitionArns"]).flatMap((arn) => textOf(arn) ?? []),
      );
    }
    const seen = new Set(arns.map(revisionOf));
    const rest = await reader.unlisted(DESCRIBE_TASK_DEFINITION, seen);
    const all = [...newestFirst(arns), ...rest.map((name) => reader.arn("ecs", `task-definition/${name}`))];
    if (all.length > MOST)
      reader.note(`${all.length - MOST} of ${all.length} task definitions were not read: older revisions`);
    const newest = new Map(
      newestFirst(all)
        .map((arn) => [familyOf(arn), arn] as const)
        .reverse(),
    );
    // The newest comes last: what it says of a secret that older revisions have too is what counts.
    yield* reader.each(all.slice(0, MOST).reverse(), "task definitions", async (arn, out) => {
      const answer = await fetchTaskDefinition(reader, arn);
      addDefinition(arn, answer, newest.get(familyOf(arn)) ?? arn, out);
    });
  },
});

/** The answer about a task definition by its ARN, asked for once in a region. */
export function fetchTaskDefinition(reader: Reader, arn: string): Promise<Detail> {
  const { account } = reader;
  const { taskDefinitions } = account.facts.at(reader.region);
  const name = revisionOf(arn);
  const about = { subject: arn, name, input: { taskDefinition: arn } };
  return reader.detail(DESCRIBE_TASK_DEFINITION, about, () => {
    const known = taskDefinitions.get(name) ?? askOne(account, DESCRIBE_TASK_DEFINITION, about);
    taskDefinitions.set(name, known);
    return known;
  });
}

/** Roles of a task definition: what its code runs as, and what starts its containers. */
export function rolesOf(answer: Detail): { readonly task: string | undefined; readonly execution: string | undefined } {
  const definition = fieldsOf(fieldsOf(answer)["taskDefinition"]);
  return { task: textOf(definition["taskRoleArn"]), execution: textOf(definition["executionRoleArn"]) };
}

/** `newest`: the newest revision of its family. */
function addDefinition(arn: string, answer: Detail, newest: string, out: PartBuilder): void {
  if (typeof answer === "string") return;
  const definition = fieldsOf(answer["taskDefinition"]);
  const { task, execution } = rolesOf(answer);
  const containers = listOf(definition["containerDefinitions"]).map(fieldsOf);
  const variables = containers.flatMap(variablesOf);
  const isListed = definition["containerDefinitions"] !== undefined;
  addWorkload(
    {
      id: arn,
      type: "aws.ecs-task-definition",
      name: revisionOf(arn),
      runsAs: task,
      properties: {
        family: textOf(definition["family"]),
        status: textOf(definition["status"]),
        execution_role: execution,
        created_at: toIso(definition["registeredAt"]),
        privileged: containers.some((container) => container["privileged"] === true) ? true : undefined,
        host_control: controlsHost(definition, containers) ? true : undefined,
        images: isListed ? [...new Set(containers.flatMap(({ image }) => textOf(image) ?? []))].sort() : undefined,
        tags: toTags(answer["tags"]),
        ...(isListed
          ? addPlainSecrets(arn, "environment", variables, out, { prefix: familyOf(arn), parent: newest })
          : {}),
      },
    },
    out,
  );
  // The agent uses it before the code starts; the code never sees it.
  if (execution !== undefined) out.edge("references", arn, execution, { properties: { role: "execution-role" } });
}

/** What a container that mounts it from the machine rules the machine by; the socket as well where it is mounted read-only. */
const HOST_PATHS = /^\/$|^\/(?:var\/)?run(?:\/(?:docker|containerd)(?:\.sock|\/.*)?)?\/?$/;

/**
 * Whether a container of it is root on the machine that it runs on: it is privileged, or mounts the machine's file system or the
 * socket of what runs its containers ("Amazon ECS task and container security best practices").
 */
function controlsHost(definition: Fields, containers: readonly Fields[]): boolean {
  const volumes = listOf(definition["volumes"]).flatMap((raw) => {
    const { name, host } = fieldsOf(raw);
    const path = textOf(fieldsOf(host)["sourcePath"]);
    return path !== undefined && HOST_PATHS.test(path) ? [{ name, isWhole: path === "/" }] : [];
  });
  return containers.some((container) => {
    const mounts = listOf(container["mountPoints"]).map(fieldsOf);
    const isMounted = volumes.some(({ name, isWhole }) =>
      mounts.some((mount) => mount["sourceVolume"] === name && !(isWhole && mount["readOnly"] === true)),
    );
    return container["privileged"] === true || isMounted;
  });
}

/** Variables of a container; one name in two containers is two variables. */
function variablesOf(container: Fields): readonly Variable[] {
  const prefix = textOf(container["name"]);
  return listOf(container["environment"])
    .map(fieldsOf)
    .flatMap((variable) => {
      const name = textOf(variable["name"]);
      return name === undefined
        ? []
        : [{ name: prefix === undefined ? name : `${prefix}/${name}`, value: variable["value"] }];
    });
}

/** The newest revision of each family before all older ones. */
function newestFirst(arns: readonly string[]): readonly string[] {
  const sorted = [...arns].sort((a, b) => {
    const [familyA = "", revisionA = ""] = revisionOf(a).split(":");
    const [familyB = "", revisionB = ""] = revisionOf(b).split(":");
    return familyA < familyB ? -1 : familyA > familyB ? 1 : Number(revisionB) - Number(revisionA);
  });
  const families = new Set<string>();
  const newest: string[] = [];
  const older: string[] = [];
  for (const arn of sorted) {
    const [family = ""] = revisionOf(arn).split(":");
    (families.has(family) ? older : newest).push(arn);
    families.add(family);
  }
  return [...newest, ...older];
}

/** ARN without the revision. */
function familyOf(arn: string): string {
  return arn.slice(0, arn.lastIndexOf(":"));
}

/** `family:revision`. */
function revisionOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
