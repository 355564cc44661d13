// github/org:actions-permissions and github/repo:actions-permissions: what the jobs of repositories may do by default, which
// actions they may use, and what pull requests from forks get.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { PartBuilder } from "../../part.js";
import { type GitHubCall, OF_ALL, OF_ORGANIZATION } from "../call.js";
import type { KnownRepository } from "../facts.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { eachRepository, Reader } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";
import { repositoriesWithWorkflows } from "../with-workflows.js";

const ORGANIZATION = "github/org:actions-permissions";
const REPOSITORY = "github/repo:actions-permissions";

function ofOrganization(path: string, count = "1"): GitHubCall {
  return {
    route: `GET /orgs/{org}/actions/permissions${path}`,
    dataSet: ORGANIZATION,
    access: { permission: "organization_administration:read", scope: "admin:org" },
    count,
    absent: "answer",
  };
}
const GET_POLICY: GitHubCall = ofOrganization("");
const GET_SELECTED: GitHubCall = ofOrganization("/selected-actions", "1 where actions are selected");
const GET_WORKFLOW: GitHubCall = ofOrganization("/workflow");
const GET_FORKS: GitHubCall = ofOrganization("/fork-pr-workflows-private-repos");
const GET_APPROVAL: GitHubCall = ofOrganization("/fork-pr-contributor-approval");

function ofRepository(path: string, count: string): GitHubCall {
  return {
    route: `GET /repos/{owner}/{repo}/actions/permissions${path}`,
    dataSet: REPOSITORY,
    access: { permission: "administration:read", scope: "repo" },
    count,
    absent: "answer",
  };
}
const GET_REPOSITORY_WORKFLOW: GitHubCall = ofRepository(
  "/workflow",
  "1 per repository, where the organisation leaves the choice to it",
);
const GET_REPOSITORY_POLICY: GitHubCall = ofRepository(
  "",
  "1 per repository with workflows; per repository without an organisation, or where it selects in which they run",
);
const GET_REPOSITORY_FORKS: GitHubCall = ofRepository(
  "/fork-pr-workflows-private-repos",
  "1 per private repository, where the organisation lets forks run",
);
const GET_REPOSITORY_APPROVAL: GitHubCall = ofRepository(
  "/fork-pr-contributor-approval",
  "1 per public repository without an organisation",
);

export const organizationActions: GitHubResource = {
  dataSet: ORGANIZATION,
  calls: [GET_POLICY, GET_SELECTED, GET_WORKFLOW, GET_FORKS, GET_APPROVAL],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new Reader(crawl, ORGANIZATION);
    const params = { org: crawl.owner };
    const ask = async (call: GitHubCall): Promise<Page> => {
      const page = await reader.detail(call, params, crawl.id);
      return typeof page === "string" ? {} : page;
    };
    const policy = await ask(GET_POLICY);
    const selected = policy["allowed_actions"] === "selected" ? await ask(GET_SELECTED) : {};
    const workflow = await ask(GET_WORKFLOW);
    const forks = await ask(GET_FORKS);
    const approval = await ask(GET_APPROVAL);
    crawl.facts.actionsPolicy = {
      defaultPermissions: textOf(workflow["default_workflow_permissions"]),
      canApprove: flag(workflow, "can_approve_pull_request_reviews"),
      forksRun: flag(forks, "run_workflows_from_fork_pull_requests"),
      enabledRepositories: textOf(policy["enabled_repositories"]),
    };
    const out = new PartBuilder();
    const known = { ...toPolicy(policy, selected), ...toDefaults(workflow), ...toForks(forks, approval) };
    out.supplements.push({ node: crawl.id, properties: known });
    yield crawl.batch(ORGANIZATION, GET_POLICY, out, params);
    yield reader.close(GET_POLICY, params);
  },
};

export const repositoryActions: GitHubResource = {
  dataSet: REPOSITORY,
  calls: [GET_REPOSITORY_WORKFLOW, GET_REPOSITORY_POLICY, GET_REPOSITORY_FORKS, GET_REPOSITORY_APPROVAL],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const says = await whoSays(crawl);
    const enforced = await enforcedDefaults(crawl);
    const forks = await forkCall(crawl);
    const reading = { call: GET_REPOSITORY_WORKFLOW, word: "their defaults" };
    yield* eachRepository(crawl, reading, async ({ reader, repository, out }) => {
      const params = paramsOf(repository);
      const workflow = await reader.detail(GET_REPOSITORY_WORKFLOW, params, repository.id, enforced);
      const policy = (await says(repository))
        ? await reader.detail(GET_REPOSITORY_POLICY, params, repository.id)
        : "absent";
      const byDefault = typeof workflow === "string" ? undefined : workflow["default_workflow_permissions"];
      if (byDefault === "read" || byDefault === "write") {
        crawl.facts.defaultPermissions.set(repository.number, byDefault);
      }
      const call = forks(repository);
      const asked = call === undefined ? "absent" : await reader.detail(call, params, repository.id);
      const known = {
        ...(typeof asked === "string" ? {} : toForks(asked, asked)),
        ...(typeof workflow === "string" ? {} : toDefaults(workflow)),
        ...(typeof policy === "string" ? {} : toOwnPolicy(policy, crawl)),
      };
      if (Object.keys(known).length > 0) out.supplements.push({ node: repository.id, properties: known });
    });
  },
};

/** What to ask a repository about forks: nothing where the organisation decides for all of them. */
async function forkCall(crawl: OwnerCrawl): Promise<(repository: KnownRepository) => GitHubCall | undefined> {
  if (crawl.extent !== "organization")
    return ({ visibility }) => (visibility === "public" ? GET_REPOSITORY_APPROVAL : GET_REPOSITORY_FORKS);
  let forksRun = crawl.facts.actionsPolicy?.forksRun;
  if (forksRun === undefined) {
    // another run may have read it: the answer is asked for again, and is unchanged
    const answer = await crawl.one(GET_FORKS, { org: crawl.owner });
    forksRun = answer instanceof AnswerFault ? undefined : flag(answer, "run_workflows_from_fork_pull_requests");
  }
  return ({ visibility }) => (forksRun === true && visibility !== "public" ? GET_REPOSITORY_FORKS : undefined);
}

/**
 * Which repositories to ask whether workflows run in them: each of an organisation that selects some, and of one that lets them run in all,
 * where each may still turn them off, those that have any. Recordings need not hold the answers of those.
 */
async function whoSays(crawl: OwnerCrawl): Promise<(repository: KnownRepository) => boolean | Promise<boolean>> {
  const enabled = crawl.extent === "organization" ? await enabledRepositories(crawl) : "selected";
  if (enabled === "selected") return () => true;
  if (enabled === "none") return () => false;
  if (!crawl.answers.isLive)
    return (repository) => crawl.answers.has(crawl.question(GET_REPOSITORY_POLICY, paramsOf(repository)));
  const { repositories } = await repositoriesWithWorkflows(crawl);
  const numbers = new Set(repositories.map(({ number }) => number));
  return ({ number }) => numbers.has(number);
}

/** In which repositories of an organisation workflows may run: all, selected or none; undefined where it was not read. */
async function enabledRepositories(crawl: OwnerCrawl): Promise<string | undefined> {
  if (crawl.facts.actionsPolicy !== undefined) return crawl.facts.actionsPolicy.enabledRepositories;
  // another run has read it: the answer is asked for again, and is unchanged
  const answer = await crawl.one(GET_POLICY, { org: crawl.owner });
  return answer instanceof AnswerFault ? undefined : textOf(answer["enabled_repositories"]);
}

/** Of a repository of an organisation, which says the rest, only whether workflows run. */
function toOwnPolicy(policy: Page, { extent }: OwnerCrawl): JsonRecord {
  return extent === "organization" ? properties({ actions_enabled: flag(policy, "enabled") }) : toPolicy(policy, {});
}

/** An organisation that grants only reading lets none of its repositories grant more; then none need be asked. */
async function enforcedDefaults(crawl: OwnerCrawl): Promise<Page | undefined> {
  if (crawl.extent !== "organization" || !crawl.answers.isLive) return undefined;
  if (crawl.facts.actionsPolicy === undefined) {
    // Another run has read it: the answer is asked for again, and is unchanged.
    const workflow = await crawl.one(GET_WORKFLOW, { org: crawl.owner });
    if (workflow instanceof AnswerFault) return undefined;
    crawl.facts.actionsPolicy = {
      defaultPermissions: textOf(workflow["default_workflow_permissions"]),
      canApprove: flag(workflow, "can_approve_pull_request_reviews"),
      forksRun: undefined,
      enabledRepositories: undefined,
    };
  }
  const { defaultPermissions, canApprove } = crawl.facts.actionsPolicy;
  if (defaultPermissions !== "read" || canApprove !== false) return undefined;
  return { default_workflow_permissions: "read", can_approve_pull_request_reviews: false };
}

function toPolicy(policy: Page, selected: Page): JsonRecord {
  const patterns = listOf(selected["patterns_allowed"]).filter((pattern) => typeof pattern === "string");
  return properties({
    actions_enabled: textOf(policy["enabled_repositories"]) ?? flag(policy, "enabled"),
    allowed_actions: textOf(policy["allowed_actions"]),
    sha_pinning_required: flag(policy, "sha_pinning_required"),
    allowed_patterns: policy["allowed_actions"] === "selected" ? patterns : undefined,
    verified_actions_allowed: flag(selected, "verified_allowed"),
  });
}

function toDefaults(workflow: Page): JsonRecord {
  return properties({
    default_workflow_permissions: textOf(workflow["default_workflow_permissions"]),
    can_approve_pull_requests: flag(workflow, "can_approve_pull_request_reviews"),
  });
}

function toForks(forks: Page, approval: Page): JsonRecord {
  return properties({
    fork_workflows_run: flag(forks, "run_workflows_from_fork_pull_requests"),
    fork_write_tokens: flag(forks, "send_write_tokens_to_workflows"),
    fork_secrets: flag(forks, "send_secrets_and_variables"),
    fork_approval_required: flag(forks, "require_approval_for_fork_pr_workflows"),
    fork_approval_policy: textOf(approval["approval_policy"]),
  });
}

function flag(page: Page, name: string): boolean | undefined {
  const value = page[name];
  return typeof value === "boolean" ? value : undefined;
}
