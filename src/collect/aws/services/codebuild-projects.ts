// aws/codebuild:projects: builds, the roles they run as, and where their code comes from.
import { addAll } from "../../../model/add-all.js";
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { addPlainSecrets } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import { toBuildWebhook } from "../build-webhook.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addWorkload, toRoleArn } from "../workload.js";

const DATA_SET = "aws/codebuild:projects";
/** What BatchGetProjects takes. */
const AT_ONCE = 100;

/** Name of a repository of CodeCommit in its address. */
const CODECOMMIT = /^(?:https|ssh):\/\/git-codecommit\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/v1\/repos\/([\w.-]+)$/;

const LIST_PROJECTS: AwsCall = {
  call: "codebuild:ListProjects",
  path: ["codebuild", "list-projects"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["projects"],
  next: "nextToken",
};

const BATCH_GET_PROJECTS: AwsCall = {
  call: "codebuild:BatchGetProjects",
  path: ["codebuild", "batch-get-projects"],
  dataSet: DATA_SET,
  count: "1 per 100 projects",
  lists: ["projects"],
  secrets: [
    "projects.*.environment.environmentVariables.*.value",
    "projects.*.webhook.secret",
    "projects.*.webhook.payloadUrl",
  ],
};

export const codebuildProjects = toResource({
  dataSet: DATA_SET,
  calls: [LIST_PROJECTS, BATCH_GET_PROJECTS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const names: string[] = [];
    for await (const page of reader.pages(LIST_PROJECTS, {}, BATCH_GET_PROJECTS)) {
      addAll(
        names,
        listOf(page["projects"]).filter((name) => typeof name === "string"),
      );
    }
    const inputs = [];
    for (let at = 0; at < names.length; at += AT_ONCE) inputs.push({ names: names.slice(at, at + AT_ONCE) });
    if (names.length === 0 && (reader.account.answers.isLive || !(await reader.account.has(BATCH_GET_PROJECTS))))
      return;
    const answer = await reader.detail(BATCH_GET_PROJECTS, { subject: DATA_SET, inputs });
    const projects = listOf(fieldsOf(answer)["projects"]).map(fieldsOf);
    yield* reader.each(projects, "projects", (project, out) => addProject(reader, project, out));
  },
});

function addProject(reader: Reader, project: Fields, out: PartBuilder): void {
  const name = textOf(project["name"]);
  if (name === undefined) return;
  const id = textOf(project["arn"]) ?? reader.arn("codebuild", `project/${name}`);
  const source = fieldsOf(project["source"]);
  const environment = fieldsOf(project["environment"]);
  const listed = environment["environmentVariables"];
  const isPublic = textOf(project["projectVisibility"]) === "PUBLIC_READ";
  addWorkload(
    {
      id,
      type: "aws.codebuild-project",
      name,
      runsAs: toRoleArn(project["serviceRole"], reader.account),
      properties: {
        created_at: toIso(project["created"]),
        updated_at: toIso(project["lastModified"]),
        source_type: textOf(source["type"]),
        source_location: withoutCredentials(textOf(source["location"])),
        codecommit_repository: CODECOMMIT.exec(textOf(source["location"]) ?? "")?.[1],
        source_version: textOf(project["sourceVersion"]),
        buildspec: placeOfBuildspec(textOf(source["buildspec"])),
        webhook: toBuildWebhook(project["webhook"]),
        privileged: environment["privilegedMode"] === true ? true : undefined,
        public_builds: isPublic ? true : undefined,
        tags: toTags(project["tags"]),
        ...(Array.isArray(listed) ? addPlainSecrets(id, "environment", plainVariables(listed), out) : {}),
      },
      triggers: project["webhook"] === undefined ? [] : ["event"],
    },
    out,
  );
}

/** Variables that hold their value themselves; the others name a parameter or a secret. */
function plainVariables(listed: readonly unknown[]) {
  return listed.map(fieldsOf).flatMap((variable) => {
    const name = textOf(variable["name"]);
    const isPlain = (textOf(variable["type"]) ?? "PLAINTEXT") === "PLAINTEXT";
    return name === undefined ? [] : [{ name, value: isPlain ? variable["value"] : undefined }];
  });
}

/** Where the commands of a build stand: a path in its source, an object, or the project itself, whose text is not taken over. */
function placeOfBuildspec(buildspec: string | undefined): string | undefined {
  if (buildspec === undefined || buildspec === "") return undefined;
  return /\n|^\s*\{|^\s*version\s*:/.test(buildspec) ? "inline" : buildspec;
}

/** A repository address without the name and token that may stand before its host. */
function withoutCredentials(address: string | undefined): string | undefined {
  return address?.replace(/^([a-z+]+:\/\/)[^/@]*@/i, "$1");
}
