// github/repo:agents: configurations of agents and editors on the default branch, at any depth, and cards of agents. What they
// mean is worked out by the reader that a checkout on disk uses too.
import { addAll } from "../../../model/add-all.js";
import { AnswerFault, toRefusal } from "../../answers.js";
import { fieldsOf, listOf, textOf } from "../../fields.js";
import { isCard } from "../../shared/agents/cards.js";
import { clientOf, PROJECT_FOLDERS } from "../../shared/agents/clients.js";
import type { AgentFile } from "../../shared/agents/frame.js";
import type { Reader as SecretReader } from "../../shared/agents/literals.js";
import { toDetectors } from "../../token-formats.js";
import { type GitHubCall, type GitHubResource, OF_ALL } from "../call.js";
import type { KnownRepository } from "../facts.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { type AboutRepository, eachRepository, type Reader } from "../reader.js";
import { paramsOf } from "../repositories.js";

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
  clean: (page) => ({ ...page, ...("tree" in page && { tree: listOf(page["tree"]).filter(isWanted) }) }),
};
const GET_FILE: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/contents/{path}",
  dataSet: DATA_SET,
  access,
  count: "1 per configuration of an agent",
  absent: "answer",
};

/** Nobody writes longer configurations; what is longer is meant to exhaust the reader. */
const LONGEST = 2 << 20;
/** Collections of examples have hundreds. */
const MOST = 200;

export const agents: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_TREE, GET_FILE],
  extents: OF_ALL,
  collect: (crawl) => eachRepository(crawl, { call: LIST_TREE, word: "agents" }, addAgents),
};

async function addAgents({ reader, repository, out }: AboutRepository): Promise<void> {
  const { crawl } = reader;
  const paths = await pathsOf(reader, repository);
  if (paths.length === 0) return;
  const { ciTables, joinKey } = crawl.context;
  const secrets = { detectors: toDetectors(ciTables.tokenFormats), joinKey };
  const files: AgentFile[] = [];
  for (const path of paths.slice(0, MOST)) {
    const file = await readConfiguration(reader, repository, path, secrets);
    if (file !== undefined) files.push(file);
  }
  if (paths.length > MOST) {
    const message = `${repository.name}: ${paths.length - MOST} configurations of agents more than the ${MOST} that are read`;
    reader.gap(`${repository.id}/agents`, message);
  }
  const { agentsPart } = await import("../../shared/agents/graph.js");
  const name = `${repository.owner}/${repository.name}`;
  const owner = { id: repository.id, repository: name, suppliedBy: repository.id, dataSet: DATA_SET };
  const { literals: _, ...part } = await agentsPart(owner, files, secrets);
  out.append(part);
}

/** A configuration without the secrets in it; undefined when it could not be had, which is noted. */
async function readConfiguration(
  reader: Reader,
  repository: KnownRepository,
  path: string,
  secrets: SecretReader,
): Promise<AgentFile | undefined> {
  const { crawl } = reader;
  const clean = async (text: string, isFresh: boolean): Promise<string> => {
    const { withoutForged, withoutSecrets } = await import("../../shared/agents/recordable.js");
    if (text.length > LONGEST) throw refused(`${path}: too long to be read`);
    const cleaned = await withoutSecrets({ path, text: isFresh ? withoutForged(text) : text }, secrets);
    if ("why" in cleaned) throw refused(cleaned.why);
    return cleaned.file.text;
  };
  try {
    const text = await crawl.text(GET_FILE, { ...paramsOf(repository), path }, { clean });
    return { path, text, isTracked: true };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    reader.gap(`${repository.id}/agent/${path}`, fault.message);
    return undefined;
  }
}

/** The file is there and is not read; the same when a recording says so. */
function refused(message: string): AnswerFault {
  return toRefusal({ call: GET_FILE.route }, { code: "NotRead", message });
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
    addAll(found, names.map((name) => (folder === "" ? name : `${folder}/${name}`)).filter(isRead));
  }
  return found.sort();
}

/** A file of its own, no link to another, that a client reads. */
function isWanted(entry: unknown): boolean {
  const { path, type, mode } = fieldsOf(entry);
  const text = textOf(path);
  return text !== undefined && type === "blob" && mode !== "120000" && isRead(text);
}

function isRead(path: string): boolean {
  return clientOf(path) !== undefined || isCard(path);
}
