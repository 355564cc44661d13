// github/org:owner: the organisation or user itself. It comes first: without it nothing of the owner can be told.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, integerOf, properties, textOf } from "../../fields.js";
import { toIso } from "../../time.js";
import { type GitHubCall, OF_ALL } from "../call.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import type { GitHubResource } from "../resource.js";

const DATA_SET = "github/org:owner";

const GET_ORGANIZATION: GitHubCall = {
  route: "GET /orgs/{org}",
  dataSet: DATA_SET,
  access: { permission: "organization_administration:read", scope: "admin:org" },
  count: "1",
};

export const GET_USER: GitHubCall = {
  route: "GET /users/{username}",
  dataSet: DATA_SET,
  count: "1, where the owner is a user",
};

export const owner: GitHubResource = {
  dataSet: DATA_SET,
  calls: [GET_ORGANIZATION, GET_USER],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const isUser = crawl.extent === "user";
    const call = isUser ? GET_USER : GET_ORGANIZATION;
    const params = isUser ? { username: crawl.owner } : { org: crawl.owner };
    let answer = await crawl.one(call, params);
    if (crawl.extent === "repository" && answer instanceof AnswerFault) {
      // The owner of one repository may be a user.
      const user = await crawl.one(GET_USER, { username: crawl.owner });
      if (!(user instanceof AnswerFault)) answer = user;
    }
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(DATA_SET, call, answer);
      return;
    }
    crawl.facts.scope = toScope(answer);
    yield crawl.close(DATA_SET, call, {}, {}, params);
  },
};

/** Facts of an organisation or user; those that only its owners see are left out for others. */
function toScope(answer: Fields): JsonRecord {
  const flag = (name: string): boolean | undefined => (typeof answer[name] === "boolean" ? answer[name] : undefined);
  return properties({
    owner_id: integerOf(answer["id"]),
    login: textOf(answer["login"]),
    plan: textOf(fieldsOf(answer["plan"])["name"]),
    created_at: toIso(answer["created_at"]),
    default_repository_permission: textOf(answer["default_repository_permission"]),
    members_can_fork_private: flag("members_can_fork_private_repositories"),
    members_can_create_repositories: flag("members_can_create_repositories"),
    members_create: createdBy(answer),
    members_change_visibility: flag("members_can_change_repo_visibility"),
    two_factor_required: flag("two_factor_requirement_enabled"),
    deploy_keys_enabled: flag("deploy_keys_enabled_for_repositories"),
    oidc_issuer: issuerOf(textOf(answer["html_url"])),
  });
}

/** Visibilities that a repository of a member's may have; undefined where that is not told. */
function createdBy(answer: Fields): readonly string[] | undefined {
  const told = ["public", "private", "internal"].map(
    (visibility) => [visibility, answer[`members_can_create_${visibility}_repositories`]] as const,
  );
  if (told.every(([, may]) => typeof may !== "boolean")) return undefined;
  return told.flatMap(([visibility, may]) => (may === true ? [visibility] : []));
}

/**
 * Issuer of the tokens of its jobs, by the host it is on: one for all of github.com, one a host with data residency, the
 * server itself on a server of one's own. An enterprise of github.com may add its name, which no answer tells.
 */
function issuerOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { host } = new URL(address);
  if (host === "github.com") return "token.actions.githubusercontent.com";
  return host.endsWith(".ghe.com") ? `token.actions.${host}` : `${host}/_services/token`;
}
