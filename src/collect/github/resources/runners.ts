// github/org:runner-groups and github/repo:runners: machines of one's own that run jobs, and which repositories may use them.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { type GitHubCall, OF_ALL, OF_ORGANIZATION } from "../call.js";
import { repositoryId } from "../ids.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { eachRepository, Reader } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";
import { repositoriesWithWorkflows } from "../with-workflows.js";

const ORGANIZATION = "github/org:runner-groups";
const REPOSITORY = "github/repo:runners";
const access = { permission: "organization_self_hosted_runners:read", scope: "admin:org" };

const LIST_GROUPS: GitHubCall = {
  route: "GET /orgs/{org}/actions/runner-groups",
  dataSet: ORGANIZATION,
  access,
  count: "1",
  list: "runner_groups",
};
const LIST_GROUP_REPOSITORIES: GitHubCall = {
  route: "GET /orgs/{org}/actions/runner-groups/{runner_group_id}/repositories",
  dataSet: ORGANIZATION,
  access,
  count: "1 per group for selected repositories",
  list: "repositories",
};
const LIST_RUNNERS: GitHubCall = {
  route: "GET /orgs/{org}/actions/runners",
  dataSet: ORGANIZATION,
  access,
  count: "1 per 100 runners",
  list: "runners",
};
const LIST_REPOSITORY_RUNNERS: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/actions/runners",
  dataSet: REPOSITORY,
  access: { permission: "administration:read", scope: "repo" },
  count: "1 per repository with workflows",
  list: "runners",
};

export const runnerGroups: GitHubResource = {
  dataSet: ORGANIZATION,
  calls: [LIST_GROUPS, LIST_GROUP_REPOSITORIES, LIST_RUNNERS],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const params = { org: crawl.owner };
    const answer = await crawl.one(LIST_GROUPS, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(ORGANIZATION, LIST_GROUPS, answer);
      return;
    }
    const reader = new Reader(crawl, ORGANIZATION);
    reader.isPart = true;
    const groups = elementsOf(LIST_GROUPS, answer).map(fieldsOf);
    const runners = (await reader.list(LIST_RUNNERS, params, crawl.id))?.map(fieldsOf);
    const of = { things: groups, word: "runner groups", call: LIST_GROUPS, params };
    yield* reader.batches(of, (group, out) =>
      addGroup(reader, { group, runners: runners?.filter((one) => one["runner_group_id"] === group["id"]) }, out),
    );
  },
};

export const repositoryRunners: GitHubResource = {
  dataSet: REPOSITORY,
  calls: [LIST_REPOSITORY_RUNNERS],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const reading = { call: LIST_REPOSITORY_RUNNERS, word: "runners", among: repositoriesWithWorkflows };
    yield* eachRepository(crawl, reading, async ({ reader, repository, out }) => {
      const runners = await reader.list(LIST_REPOSITORY_RUNNERS, paramsOf(repository), repository.id);
      for (const raw of runners ?? []) addRunner(fieldsOf(raw), repository.id, undefined, out);
    });
  },
};

interface Group {
  readonly group: Fields;
  /** Runners in it; undefined when they could not be read. */
  readonly runners: readonly Fields[] | undefined;
}

async function addGroup(reader: Reader, { group, runners }: Group, out: PartBuilder): Promise<void> {
  const number = integerOf(group["id"]);
  if (number === undefined) return;
  const { crawl } = reader;
  const id = `${crawl.id}/runner-group/${number}`;
  const params = { org: crawl.owner, runner_group_id: String(number) };
  const flag = (name: string): boolean | undefined => (typeof group[name] === "boolean" ? group[name] : undefined);
  const chosen =
    group["visibility"] === "selected" ? await reader.list(LIST_GROUP_REPOSITORIES, params, id) : undefined;
  out.nodes.push({
    id,
    kind: "resource",
    type: "github.runner-group",
    name: textOf(group["name"]) ?? String(number),
    properties: properties({
      group_id: number,
      visibility: textOf(group["visibility"]),
      is_default: flag("default"),
      inherited: flag("inherited"),
      allows_public_repositories: flag("allows_public_repositories"),
      restricted_to_workflows: flag("restricted_to_workflows"),
      selected_workflows: listOf(group["selected_workflows"]).filter((name) => typeof name === "string"),
      repositories: chosen?.flatMap((one) => integerOf(fieldsOf(one)["id"]) ?? []).map(repositoryId),
      runner_count: runners?.length,
      lasting_runner_count: runners?.filter((runner) => runner["ephemeral"] !== true).length,
    }),
  });
  for (const runner of runners ?? []) addRunner(runner, crawl.id, id, out);
}

function addRunner(runner: Fields, holder: string, group: string | undefined, out: PartBuilder): void {
  const number = integerOf(runner["id"]);
  if (number === undefined) return;
  out.nodes.push({
    id: `${holder}/runner/${number}`,
    kind: "workload",
    type: "github.runner",
    name: textOf(runner["name"]) ?? String(number),
    parent: group ?? holder,
    properties: properties({
      labels: listOf(runner["labels"]).flatMap((label) => textOf(fieldsOf(label)["name"]) ?? []),
      os: textOf(runner["os"]),
      status: textOf(runner["status"]),
      ephemeral: typeof runner["ephemeral"] === "boolean" ? runner["ephemeral"] : undefined,
    }),
  });
}
