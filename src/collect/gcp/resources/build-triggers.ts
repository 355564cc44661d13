// gcp/cloudbuild:triggers: what starts builds of Cloud Build, the account they run as, and whose changes they take.
// https://cloud.google.com/build/docs/api/reference/rest/v1/projects.triggers
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, proseOf, textOf } from "../../fields.js";
import { toIso } from "../../time.js";
import { listed } from "../listed.js";
import type { GcpResource } from "../resource.js";
import { addWorkload } from "./workloads.js";

export const buildTriggers: GcpResource = listed({
  call: {
    api: "cloudbuild",
    version: "v1",
    method: "cloudbuild.projects.triggers.list",
    path: "projects/{project}/triggers",
    dataSet: "gcp/cloudbuild:triggers",
    permission: "cloudbuild.builds.list",
    role: "roles/cloudbuild.builds.viewer",
    count: "1 per 100 triggers",
    list: "triggers",
    isOnlyWhenEnabled: true,
    secrets: ["triggers.*.substitutions.*", "triggers.*.build"],
  },
  word: "build triggers",
  convert(raw, out, crawl) {
    const id = textOf(raw["id"]);
    if (id === undefined) return;
    addWorkload(
      {
        type: "gcp.build-trigger",
        fullName: `//cloudbuild.googleapis.com/projects/${crawl.container.name}/triggers/${id}`,
        name: proseOf(raw["name"]) ?? id,
        account: textOf(raw["serviceAccount"])?.split("/").at(-1),
        fallback: "cloud-build",
        more: {
          created_at: toIso(raw["createTime"]),
          status: raw["disabled"] === true ? "inactive" : "active",
          ...toBuildEvents(raw),
        },
      },
      crawl,
      out,
    );
  },
});

/** Where a trigger takes code from, and which events of that place start a build. */
function toBuildEvents(raw: Fields): { readonly [name: string]: JsonRecord[string] | undefined } {
  const { github, triggerTemplate } = raw;
  const connected = raw["repositoryEventConfig"] ?? raw["developerConnectEventConfig"];
  const source = fieldsOf(github ?? connected);
  const push = fieldsOf(source["push"]);
  const pull = fieldsOf(source["pullRequest"]);
  const owner = textOf(source["owner"]);
  return {
    repository: owner === undefined ? undefined : `${owner}/${String(source["name"])}`,
    source: github ? "github" : connected ? "connection" : triggerTemplate ? "repository" : undefined,
    connection: textOf(source["repository"]) ?? textOf(source["gitRepositoryLink"]),
    on_own_server: source["enterpriseConfigResourceName"] === undefined ? undefined : true,
    on_push: source["push"] === undefined ? undefined : true,
    push_branch: textOf(push["branch"]),
    push_tag: textOf(push["tag"]),
    inverts_push: push["invertRegex"] === true ? true : undefined,
    on_pull_request: source["pullRequest"] === undefined ? undefined : true,
    // a comment of a maintainer is asked for before a pull request of others builds
    needs_comment: textOf(pull["commentControl"]),
    needs_approval: fieldsOf(raw["approvalConfig"])["approvalRequired"] === true ? true : undefined,
    // commands that stand in the trigger, and not in a file of the repository
    has_own_steps: raw["build"] === undefined ? undefined : true,
  };
}
