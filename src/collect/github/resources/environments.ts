// github/repo:environments: environments with what protects them, and the secrets and variables that only their jobs get.
import { addAll } from "../../../model/add-all.js";
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { type GitHubCall, OF_ALL } from "../call.js";
import { environmentOptions } from "../command-options.js";
import { emptyList } from "../details.js";
import type { KnownRepository } from "../facts.js";
import { environmentId, teamId, userId } from "../ids.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { eachRepository, type Reader } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";
import { ACTIONS_STORE } from "../secret-stores.js";
import { addVariables, cleanVariables } from "../variables.js";
import { addSecret } from "./secrets.js";

const DATA_SET = "github/repo:environments";
const PER_ENVIRONMENT = "1 per environment";
const BELOW = "GET /repos/{owner}/{repo}/environments/{environment_name}";

const LIST_ENVIRONMENTS: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/environments",
  dataSet: DATA_SET,
  access: { permission: "actions:read", scope: "repo" },
  count: "1 per repository with environments",
  list: "environments",
  // A repository without Actions has none.
  absent: "answer",
};
const LIST_BRANCH_POLICIES: GitHubCall = {
  route: `${BELOW}/deployment-branch-policies`,
  dataSet: DATA_SET,
  access: { permission: "actions:read", scope: "repo" },
  count: "1 per environment for chosen branches",
  list: "branch_policies",
};
const LIST_ENVIRONMENT_SECRETS: GitHubCall = {
  route: `${BELOW}/secrets`,
  dataSet: DATA_SET,
  access: { permission: "environments:read", scope: "repo" },
  count: PER_ENVIRONMENT,
  list: "secrets",
};
const LIST_ENVIRONMENT_VARIABLES: GitHubCall = {
  route: `${BELOW}/variables`,
  dataSet: DATA_SET,
  access: { permission: "environments:read", scope: "repo" },
  count: PER_ENVIRONMENT,
  list: "variables",
  query: { per_page: "30" },
  clean: cleanVariables,
};

export const environments: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_ENVIRONMENTS, LIST_BRANCH_POLICIES, LIST_ENVIRONMENT_SECRETS, LIST_ENVIRONMENT_VARIABLES],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const reading = { call: LIST_ENVIRONMENTS, word: "environments", isTold: true };
    yield* eachRepository(crawl, reading, async ({ reader, repository, known, out }) => {
      const none = known?.hasEnvironments === false ? emptyList(LIST_ENVIRONMENTS) : undefined;
      const found = await reader.list(LIST_ENVIRONMENTS, paramsOf(repository), repository.id, none);
      for (const raw of found ?? []) await addEnvironment(reader, repository, fieldsOf(raw), out);
    });
  },
};

async function addEnvironment(
  reader: Reader,
  repository: KnownRepository,
  raw: Fields,
  out: PartBuilder,
): Promise<void> {
  const name = textOf(raw["name"]);
  if (name === undefined) return;
  const id = environmentId(repository.id, name);
  const params = { ...paramsOf(repository), environment_name: name };
  const policy = policyOf(raw["deployment_branch_policy"]);
  const patterns = policy === "custom" ? await reader.list(LIST_BRANCH_POLICIES, params, id) : undefined;
  const secrets = await reader.list(LIST_ENVIRONMENT_SECRETS, params, id);
  const variables = await reader.list(LIST_ENVIRONMENT_VARIABLES, params, id);
  out.nodes.push({
    id,
    kind: "resource",
    type: "github.environment",
    name: `${repository.owner}/${repository.name} ${name}`,
    parent: repository.id,
    properties: properties({
      environment_name: name,
      environment_id: integerOf(raw["id"]),
      repository: `${repository.owner}/${repository.name}`,
      created_at: toIso(raw["created_at"]),
      updated_at: toIso(raw["updated_at"]),
      branch_policy: policy,
      branch_patterns: patterns === undefined ? undefined : toPatterns(patterns),
      can_admins_bypass: typeof raw["can_admins_bypass"] === "boolean" ? raw["can_admins_bypass"] : undefined,
      secret_count: secrets?.length,
      ...toProtection(listOf(raw["protection_rules"])),
    }),
  });
  const options = environmentOptions(repository, name);
  const place = { parent: id, level: "environment", options } as const;
  for (const secret of secrets ?? []) addSecret(secret, ACTIONS_STORE, place, out);
  addVariables({ id, store: ACTIONS_STORE.name, options }, variables ?? [], out);
}

/** none: any branch; protected: those with a protection rule; custom: those that match a pattern. */
function policyOf(raw: unknown): string | undefined {
  if (raw === null) return "none";
  const { protected_branches: isProtected, custom_branch_policies: isCustom } = fieldsOf(raw);
  if (isCustom === true) return "custom";
  return isProtected === true ? "protected" : undefined;
}

/** Patterns of branches as they are, those of tags with `tag:` before them. */
function toPatterns(list: readonly unknown[]): readonly string[] {
  return list.flatMap((raw) => {
    const { name, type } = fieldsOf(raw);
    const pattern = textOf(name);
    return pattern === undefined ? [] : [type === "tag" ? `tag:${pattern}` : pattern];
  });
}

/** Reviewers, wait and custom rules of an environment. */
function toProtection(rules: readonly unknown[]): JsonRecord {
  const reviewers: string[] = [];
  const custom: string[] = [];
  let preventsSelfReview: boolean | undefined;
  let wait = 0;
  for (const raw of rules) {
    const rule = fieldsOf(raw);
    if (rule["type"] === "wait_timer") wait = integerOf(rule["wait_timer"]) ?? 0;
    else if (rule["type"] === "required_reviewers") {
      preventsSelfReview = rule["prevent_self_review"] === true;
      addAll(reviewers, listOf(rule["reviewers"]).flatMap(toReviewer));
    } else if (rule["type"] !== "branch_policy") custom.push(textOf(rule["type"]) ?? "unknown");
  }
  return properties({
    reviewers,
    reviewer_count: reviewers.length,
    prevent_self_review: preventsSelfReview,
    wait_timer: wait,
    custom_rules: custom,
  });
}

function toReviewer(raw: unknown): string[] {
  const { type, reviewer } = fieldsOf(raw);
  const id = integerOf(fieldsOf(reviewer)["id"]);
  if (id === undefined) return [];
  return [type === "Team" ? teamId(id) : userId(id)];
}
