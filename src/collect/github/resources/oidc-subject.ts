// github/org:oidc-subject and github/repo:oidc-subject: how the subject of a job's OIDC token is written. The repository's
// answer carries the prefix that is in use, so that nobody has to guess it.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { PartBuilder } from "../../part.js";
import { type GitHubCall, OF_ALL, OF_ORGANIZATION } from "../call.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { eachRepository } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";
import { repositoriesWithWorkflows } from "../with-workflows.js";

const GET_ORGANIZATION_SUBJECT: GitHubCall = {
  route: "GET /orgs/{org}/actions/oidc/customization/sub",
  dataSet: "github/org:oidc-subject",
  access: { permission: "organization_administration:read", scope: "read:org" },
  count: "1",
  absent: "answer",
};
const GET_REPOSITORY_SUBJECT: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/actions/oidc/customization/sub",
  dataSet: "github/repo:oidc-subject",
  access: { permission: "actions:read", scope: "repo" },
  count: "1 per repository with workflows",
  absent: "answer",
};

export const organizationSubject: GitHubResource = {
  dataSet: GET_ORGANIZATION_SUBJECT.dataSet,
  calls: [GET_ORGANIZATION_SUBJECT],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const call = GET_ORGANIZATION_SUBJECT;
    const params = { org: crawl.owner };
    const answer = await crawl.one(call, params);
    if (answer instanceof AnswerFault && answer.kind !== "absent") {
      yield crawl.closeAfter(call.dataSet, call, answer);
      return;
    }
    const out = new PartBuilder();
    if (!(answer instanceof AnswerFault)) out.supplements.push({ node: crawl.id, properties: toSubject(answer) });
    yield crawl.close(call.dataSet, call, {}, out, params);
  },
};

export const repositorySubject: GitHubResource = {
  dataSet: GET_REPOSITORY_SUBJECT.dataSet,
  calls: [GET_REPOSITORY_SUBJECT],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const call = GET_REPOSITORY_SUBJECT;
    const reading = { call, word: "token subjects", among: repositoriesWithWorkflows };
    yield* eachRepository(crawl, reading, async ({ reader, repository, out }) => {
      const page = await reader.detail(call, paramsOf(repository), repository.id);
      if (typeof page !== "string") out.supplements.push({ node: repository.id, properties: toSubject(page) });
    });
  },
};

/** Pure. */
function toSubject(page: Page) {
  const flag = (name: string): boolean | undefined => {
    const value = page[name];
    return typeof value === "boolean" ? value : undefined;
  };
  const keys = page["include_claim_keys"];
  return properties({
    oidc_use_default: flag("use_default"),
    oidc_claim_keys: Array.isArray(keys) ? listOf(keys).filter((key) => typeof key === "string") : undefined,
    oidc_use_immutable: flag("use_immutable_subject"),
    oidc_prefix: textOf(page["sub_claim_prefix"]),
  });
}
