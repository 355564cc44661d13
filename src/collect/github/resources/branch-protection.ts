// github/repo:branch-protection: what keeps a branch from being pushed to, by name or pattern.
import type { GraphBatch } from "../../../model/batch.js";
import { fitsRef } from "../../../model/ref-pattern.js";
import type { JsonRecord } from "../../../model/words.js";
import { fieldsOf, integerOf, isFields, listOf, properties, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import type { Page } from "../../page.js";
import type { PartBuilder } from "../../part.js";
import { type GitHubCall, OF_ALL } from "../call.js";
import type { KnownRepository } from "../facts.js";
import { branchId } from "../ids.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { eachRepository, type Reader } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";

const DATA_SET = "github/repo:branch-protection";
const access = { permission: "administration:read", scope: "repo" };

const LIST_PROTECTED: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/branches",
  dataSet: DATA_SET,
  access: { permission: "contents:read", scope: "repo" },
  count: "1 per repository whose protection GraphQL does not show",
  list: ROOT_LIST,
  query: { protected: "true" },
  param: ["protected", "true"],
  absent: "answer",
};
const GET_PROTECTION: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/branches/{branch}/protection",
  dataSet: DATA_SET,
  access,
  count: "1 per protected branch there",
  // A branch that only a ruleset protects.
  absent: "answer",
};

export const branchProtection: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_PROTECTED, GET_PROTECTION],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const reading = { call: LIST_PROTECTED, word: "protection", isTold: true };
    yield* eachRepository(crawl, reading, ({ reader, repository, known, out }) =>
      addProtections(reader, repository, known?.protections, out),
    );
  },
};

async function addProtections(
  reader: Reader,
  repository: KnownRepository,
  known: ReadonlyMap<string, Page> | undefined,
  out: PartBuilder,
): Promise<void> {
  const params = paramsOf(repository);
  const listed =
    known === undefined ? undefined : { [ROOT_LIST]: [...known.keys()].map((name) => ({ name, protected: true })) };
  const list = await reader.list(LIST_PROTECTED, params, repository.id, listed);
  if (list === undefined) return;
  const protections: JsonRecord[] = [];
  let isWhole = true;
  for (const raw of list) {
    const name = textOf(fieldsOf(raw)["name"]);
    if (name === undefined) continue;
    const page = await reader.detail(GET_PROTECTION, { ...params, branch: name }, repository.id, known?.get(name));
    if (page === "unread") isWhole = false;
    if (typeof page !== "string") protections.push({ pattern: name, ...toProtection(page) });
  }
  const { defaultBranch } = repository;
  const own =
    defaultBranch === undefined
      ? undefined
      : protections.find(({ pattern }) => typeof pattern === "string" && fitsRef(pattern, defaultBranch));
  const isProtected = own !== undefined || (isWhole && defaultBranch !== undefined ? false : undefined);
  out.supplements.push({
    node: repository.id,
    properties: properties({
      protections,
      protections_unread: isWhole ? undefined : true,
      default_branch_protected: isProtected,
    }),
  });
  if (defaultBranch === undefined) return;
  out.nodes.push({
    id: branchId(repository.id, defaultBranch),
    kind: "resource",
    type: "github.branch",
    name: `${repository.owner}/${repository.name} ${defaultBranch}`,
    parent: repository.id,
    properties: properties({
      branch: defaultBranch,
      is_default: true,
      protected: isProtected,
      protection: own,
    }),
  });
}

/** Pure. */
function toProtection(page: Page): JsonRecord {
  const enabled = (name: string): boolean => fieldsOf(page[name])["enabled"] === true;
  const reviews = page["required_pull_request_reviews"];
  const restrictions = page["restrictions"];
  return properties({
    reviews: isFields(reviews) ? (integerOf(reviews["required_approving_review_count"]) ?? 0) : undefined,
    requires_reviews: isFields(reviews),
    code_owners: isFields(reviews) ? reviews["require_code_owner_reviews"] === true : undefined,
    dismisses_stale: isFields(reviews) ? reviews["dismiss_stale_reviews"] === true : undefined,
    last_push: isFields(reviews) ? reviews["require_last_push_approval"] === true : undefined,
    review_bypass: isFields(reviews) ? toActors(reviews["bypass_pull_request_allowances"]) : undefined,
    enforce_admins: enabled("enforce_admins"),
    lock_branch: enabled("lock_branch"),
    push_restrictions: isFields(restrictions),
    push_allowances: isFields(restrictions) ? toActors(restrictions) : undefined,
    blocks_creations: enabled("block_creations"),
    force_pushes: enabled("allow_force_pushes"),
    deletions: enabled("allow_deletions"),
    status_checks: isFields(page["required_status_checks"]),
  });
}

/** Ids of users, teams and Apps. */
function toActors(raw: unknown): readonly string[] {
  const actors = fieldsOf(raw);
  const of = (list: string, word: string): string[] =>
    listOf(actors[list]).flatMap((one) => {
      const id = integerOf(fieldsOf(one)["id"]);
      return id === undefined ? [] : [`github:${word}/${id}`];
    });
  return [...of("users", "user"), ...of("teams", "team"), ...of("apps", "app")];
}
