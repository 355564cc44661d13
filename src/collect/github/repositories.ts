// The repositories of an owner: asked for once, needed by nearly every data set, and told from the answers that a bundle
// holds where it has no list.
import type { GraphNode } from "../../model/batch.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, proseOf, textOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import { toIso } from "../time.js";
import type { GitHubCall, Params } from "./call.js";
import type { KnownRepository, RepositoryList } from "./facts.js";
import { repositoryId } from "./ids.js";
import { elementsOf, type OwnerCrawl } from "./owner-crawl.js";

export const REPOSITORIES = "github/org:repositories";

const METADATA = { permission: "metadata:read", scope: "repo" };
const PER_HUNDRED = "1 per 100 repositories";

export const LIST_ORGANIZATION_REPOSITORIES: GitHubCall = {
  route: "GET /orgs/{org}/repos",
  dataSet: REPOSITORIES,
  access: METADATA,
  count: PER_HUNDRED,
  list: ROOT_LIST,
  query: { type: "all" },
};
export const LIST_USER_REPOSITORIES: GitHubCall = {
  route: "GET /users/{username}/repos",
  dataSet: REPOSITORIES,
  access: METADATA,
  count: `${PER_HUNDRED}, where the owner is a user`,
  list: ROOT_LIST,
  query: { type: "owner" },
};
export const GET_REPOSITORY: GitHubCall = {
  route: "GET /repos/{owner}/{repo}",
  dataSet: REPOSITORIES,
  access: METADATA,
  count: "1, where one repository is crawled",
};

/** The call that lists the repositories of a crawl. */
export function listingCall({ extent }: OwnerCrawl): GitHubCall {
  if (extent === "organization") return LIST_ORGANIZATION_REPOSITORIES;
  return extent === "user" ? LIST_USER_REPOSITORIES : GET_REPOSITORY;
}

/** What the call that lists the repositories of an owner is asked with, by what is crawled. */
export function listingParams(crawl: OwnerCrawl): Params {
  if (crawl.extent === "organization") return { org: crawl.owner };
  return crawl.extent === "user" ? { username: crawl.owner } : { owner: crawl.owner, repo: crawl.repository ?? "" };
}

/** What is known of the repositories, asked for once in a crawl. Archived ones are among them. */
export function repositoriesOf(crawl: OwnerCrawl): Promise<RepositoryList> {
  crawl.facts.repositories ??= askRepositories(crawl);
  return crawl.facts.repositories;
}

/** Those that can still run something: GitHub keeps archived ones from running workflows. */
export async function activeRepositories(crawl: OwnerCrawl): Promise<RepositoryList> {
  const { repositories, ...rest } = await repositoriesOf(crawl);
  return { ...rest, repositories: repositories.filter(({ isArchived }) => !isArchived) };
}

async function askRepositories(crawl: OwnerCrawl): Promise<RepositoryList> {
  const repositories: KnownRepository[] = [];
  const add = (raw: unknown): void => {
    const known = toKnownRepository(fieldsOf(raw));
    if (known !== undefined) repositories.push(known);
  };
  try {
    const call = listingCall(crawl);
    for await (const page of crawl.ask(call, listingParams(crawl))) {
      if (call.list === undefined) add(page);
      else for (const raw of elementsOf(call, page)) add(raw);
    }
    const odd = crawl.answers.odd.faultOf(REPOSITORIES);
    return { repositories, ...(odd === undefined ? {} : { fault: odd }) };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    const seen = new Set(repositories.map(({ name }) => name));
    for (const repo of await crawl.names("repos", crawl.owner)) {
      const page = seen.has(repo) ? fault : await crawl.one(GET_REPOSITORY, { owner: crawl.owner, repo });
      if (!(page instanceof AnswerFault)) add(page);
    }
    return { repositories, fault };
  }
}

function toKnownRepository(raw: Fields): KnownRepository | undefined {
  const number = integerOf(raw["id"]);
  const name = textOf(raw["name"]);
  const owner = textOf(fieldsOf(raw["owner"])["login"]) ?? textOf(raw["full_name"])?.split("/")[0];
  if (number === undefined || name === undefined || owner === undefined) return undefined;
  const visibility =
    textOf(raw["visibility"]) ?? (typeof raw["private"] === "boolean" ? toVisibility(raw["private"]) : undefined);
  return {
    id: repositoryId(number),
    number,
    nodeId: textOf(raw["node_id"]),
    owner,
    name,
    defaultBranch: textOf(raw["default_branch"]),
    visibility,
    isArchived: raw["archived"] === true,
    node: toNode(raw, { number, owner, name, visibility }),
  };
}

function toNode(
  raw: Fields,
  { number, owner, name, visibility }: Pick<KnownRepository, "number" | "owner" | "name" | "visibility">,
): GraphNode {
  const flag = (key: string): boolean | undefined => (typeof raw[key] === "boolean" ? raw[key] : undefined);
  const fullName = `${owner}/${name}`;
  return {
    id: repositoryId(number),
    kind: "resource",
    type: "github.repository",
    name: fullName,
    aliases: [`github:${fullName}`, fullName],
    properties: properties({
      owner_login: owner,
      repository_id: number,
      owner_id: integerOf(fieldsOf(raw["owner"])["id"]),
      full_name: fullName,
      visibility,
      archived: flag("archived"),
      disabled: flag("disabled"),
      fork: flag("fork"),
      allow_forking: flag("allow_forking"),
      default_branch: textOf(raw["default_branch"]),
      description: proseOf(raw["description"]),
      topics: listOf(raw["topics"]).filter((topic) => typeof topic === "string"),
      created_at: toIso(raw["created_at"]),
      updated_at: toIso(raw["updated_at"]),
      pushed_at: toIso(raw["pushed_at"]),
    }),
  };
}

function toVisibility(isPrivate: boolean): string {
  return isPrivate ? "private" : "public";
}

/** Parameters of calls about a repository. */
export function paramsOf({ owner, name }: KnownRepository): { owner: string; repo: string } {
  return { owner, repo: name };
}
