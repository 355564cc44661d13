// github/org:rulesets and github/repo:rulesets: rules about who may push what, where, and who is let past them.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { PartBuilder } from "../../part.js";
import { type GitHubCall, OF_ALL, OF_ORGANIZATION } from "../call.js";
import { emptyList } from "../details.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { eachRepository, Reader } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";

const ORGANIZATION = "github/org:rulesets";
const REPOSITORY = "github/repo:rulesets";

const ofOrganization = {
  dataSet: ORGANIZATION,
  access: { permission: "organization_administration:write", scope: "admin:org" },
};
const LIST_ORGANIZATION_RULESETS: GitHubCall = {
  ...ofOrganization,
  route: "GET /orgs/{org}/rulesets",
  count: "1",
  list: ROOT_LIST,
  absent: "answer",
};
const GET_ORGANIZATION_RULESET: GitHubCall = {
  ...ofOrganization,
  route: "GET /orgs/{org}/rulesets/{ruleset_id}",
  count: "1 per ruleset of the organisation",
};
const ofRepository = { dataSet: REPOSITORY, access: { permission: "metadata:read", scope: "repo" } };
const LIST_REPOSITORY_RULESETS: GitHubCall = {
  ...ofRepository,
  route: "GET /repos/{owner}/{repo}/rulesets",
  count: "1 per repository with rulesets",
  list: ROOT_LIST,
  query: { includes_parents: "false" },
  absent: "answer",
};
const GET_REPOSITORY_RULESET: GitHubCall = {
  ...ofRepository,
  route: "GET /repos/{owner}/{repo}/rulesets/{ruleset_id}",
  count: "1 per ruleset of a repository",
};

export const organizationRulesets: GitHubResource = {
  dataSet: ORGANIZATION,
  calls: [LIST_ORGANIZATION_RULESETS, GET_ORGANIZATION_RULESET],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const params = { org: crawl.owner };
    const answer = await crawl.one(LIST_ORGANIZATION_RULESETS, params);
    if (answer instanceof AnswerFault && answer.kind !== "absent") {
      yield crawl.closeAfter(ORGANIZATION, LIST_ORGANIZATION_RULESETS, answer);
      return;
    }
    const reader = new Reader(crawl, ORGANIZATION);
    reader.isPart = true;
    const list = answer instanceof AnswerFault ? [] : elementsOf(LIST_ORGANIZATION_RULESETS, answer);
    const rulesets: JsonRecord[] = [];
    for (const id of numbersOf(list)) {
      const page = await reader.detail(GET_ORGANIZATION_RULESET, { ...params, ruleset_id: String(id) }, crawl.id);
      if (typeof page !== "string") rulesets.push(toRuleset(page));
    }
    const out = new PartBuilder();
    out.supplements.push({ node: crawl.id, properties: { rulesets } });
    yield crawl.batch(ORGANIZATION, LIST_ORGANIZATION_RULESETS, out, params);
    yield reader.close(LIST_ORGANIZATION_RULESETS, params);
  },
};

export const repositoryRulesets: GitHubResource = {
  dataSet: REPOSITORY,
  calls: [LIST_REPOSITORY_RULESETS, GET_REPOSITORY_RULESET],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const reading = { call: LIST_REPOSITORY_RULESETS, word: "rulesets", isTold: true };
    yield* eachRepository(crawl, reading, async ({ reader, repository, known, out }) => {
      const params = paramsOf(repository);
      const none = known?.hasRulesets === false ? emptyList(LIST_REPOSITORY_RULESETS) : undefined;
      const list = await reader.list(LIST_REPOSITORY_RULESETS, params, repository.id, none);
      if (list === undefined) return;
      const rulesets: JsonRecord[] = [];
      for (const id of numbersOf(list)) {
        const page = await reader.detail(GET_REPOSITORY_RULESET, { ...params, ruleset_id: String(id) }, repository.id);
        if (typeof page !== "string") rulesets.push(toRuleset(page));
      }
      out.supplements.push({ node: repository.id, properties: { rulesets } });
    });
  },
};

function numbersOf(list: readonly unknown[]): readonly number[] {
  return list.flatMap((raw) => integerOf(fieldsOf(raw)["id"]) ?? []);
}

/** Pure. What a ruleset asks, of which names, and who need not keep to it. */
function toRuleset(ruleset: Fields): JsonRecord {
  const conditions = fieldsOf(ruleset["conditions"]);
  const names = fieldsOf(conditions["ref_name"]);
  const repositories = fieldsOf(conditions["repository_name"]);
  const bypass = ruleset["bypass_actors"];
  return properties({
    id: integerOf(ruleset["id"]),
    name: textOf(ruleset["name"]),
    target: textOf(ruleset["target"]),
    enforcement: textOf(ruleset["enforcement"]),
    source_type: textOf(ruleset["source_type"]),
    include: textsOf(names["include"]),
    exclude: textsOf(names["exclude"]),
    repository_include: conditions["repository_name"] === undefined ? undefined : textsOf(repositories["include"]),
    repository_exclude: conditions["repository_name"] === undefined ? undefined : textsOf(repositories["exclude"]),
    repository_ids: Array.isArray(fieldsOf(conditions["repository_id"])["repository_ids"])
      ? listOf(fieldsOf(conditions["repository_id"])["repository_ids"]).flatMap((id) => integerOf(id) ?? [])
      : undefined,
    by_property: conditions["repository_property"] === undefined ? undefined : true,
    rules: listOf(ruleset["rules"]).map(toRule),
    // GitHub shows who is let past only to those who may change the ruleset.
    bypass: Array.isArray(bypass) ? bypass.map(toActor) : undefined,
  });
}

function toRule(raw: unknown): JsonRecord {
  const { type, parameters } = fieldsOf(raw);
  const asked = fieldsOf(parameters);
  const reviews = integerOf(asked["required_approving_review_count"]);
  const flag = (name: string): boolean | undefined => (reviews === undefined ? undefined : asked[name] === true);
  return properties({
    type: textOf(type) ?? "unknown",
    approvals: reviews,
    code_owners: asked["require_code_owner_review"] === true ? true : undefined,
    dismisses_stale: flag("dismiss_stale_reviews_on_push"),
    last_push: flag("require_last_push_approval"),
  });
}

function toActor(raw: unknown): JsonRecord {
  const actor = fieldsOf(raw);
  return properties({
    id: integerOf(actor["actor_id"]),
    type: textOf(actor["actor_type"]),
    mode: textOf(actor["bypass_mode"]),
  });
}

function textsOf(list: unknown): readonly string[] {
  return listOf(list).filter((text) => typeof text === "string");
}
