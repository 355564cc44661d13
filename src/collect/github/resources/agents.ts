// github/repo:agents: configurations of agents and editors on the default branch, at any depth, and cards of agents.
import { addAll } from "../../../model/add-all.js";
import { fieldsOf, listOf, textOf } from "../../fields.js";
import { PROJECT_FOLDERS } from "../../shared/agents/client-of.js";
import { agentsOver, isAgentEntry, isAgentPath, type TextCleaner } from "../../shared/agents/over-api.js";
import { type GitHubCall, OF_ALL } from "../call.js";
import type { KnownRepository } from "../facts.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { type AboutRepository, eachRepository, type Reader } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";

const DATA_SET = "github/repo:agents";
const access = { permission: "contents:read", scope: "repo" };

const LIST_TREE: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
  dataSet: DATA_SET,
  access,
  count: "1 per repository",
  list: "tree",
  isWhole: true,
  query: { recursive: "1" },
  param: ["recursive", "1"],
  mayBeEmpty: true,
  clean: (page) => ({ ...page, ...("tree" in page && { tree: listOf(page["tree"]).filter(isAgentEntry) }) }),
};
const GET_FILE: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/contents/{path}",
  dataSet: DATA_SET,
  access,
  count: "1 per configuration of an agent",
  absent: "answer",
};

export const agents: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_TREE, GET_FILE],
  extents: OF_ALL,
  collect: (crawl) => eachRepository(crawl, { call: LIST_TREE, word: "agents" }, addAgents),
};

async function addAgents({ reader, repository, out }: AboutRepository): Promise<void> {
  const { crawl, dataSet } = reader;
  const { id, owner, name } = repository;
  const at = {
    id,
    name: `${owner}/${name}`,
    dataSet,
    call: GET_FILE.route,
    fetchText: (path: string, clean: TextCleaner) => crawl.text(GET_FILE, { ...paramsOf(repository), path }, { clean }),
    gap: (subject: string, message: string) => reader.gap(subject, message),
  };
  out.append(await agentsOver(at, await pathsOf(reader, repository), crawl.context));
}

/** Paths of what clients of agents read, in order; what of the listing is missing is noted. */
async function pathsOf(reader: Reader, repository: KnownRepository): Promise<readonly string[]> {
  const { id, name } = repository;
  const written = await writtenPaths(reader.crawl, repository);
  if (written.length > 0) {
    reader.isPart = true;
    reader.gap(
      `${id}/agents`,
      `${name}: the list of its files is not in the bundle: configurations below other folders than its own are not seen`,
    );
    return written;
  }
  const tree = await reader.detail(LIST_TREE, { ...paramsOf(repository), tree_sha: "HEAD" }, id);
  if (tree === "unread" || tree === "absent") return [];
  if (tree["truncated"] === true) {
    reader.gap(`${id}/agents`, `${name}: GitHub lists only a part of its files; a checkout shows them all`);
  }
  return listOf(tree["tree"])
    .flatMap((entry) => textOf(fieldsOf(entry)["path"]) ?? [])
    .sort();
}

/** A bundle that was put together by hand may hold the files without the listing; none live. */
async function writtenPaths(crawl: OwnerCrawl, repository: KnownRepository): Promise<readonly string[]> {
  const params = { ...paramsOf(repository), tree_sha: "HEAD" };
  if (crawl.answers.isLive || (await crawl.answers.has(crawl.question(LIST_TREE, params)))) return [];
  const found: string[] = [];
  for (const folder of PROJECT_FOLDERS) {
    const names = await crawl.rawNames(repository.name, folder === "" ? [] : folder.split("/"));
    addAll(found, names.map((name) => (folder === "" ? name : `${folder}/${name}`)).filter(isAgentPath));
  }
  return found.sort();
}
