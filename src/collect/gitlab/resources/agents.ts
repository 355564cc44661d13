// gitlab/project:agents: configurations of agents and editors on the default branch, at any depth, and cards of agents. Files of
// archived projects stay readable, and what is secret in them stays valid: they are read as well.
import { AnswerFault } from "../../fault.js";
import { fieldsOf, listOf, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import type { Page } from "../../page.js";
import { agentsOver, isAgentEntry, isAgentPath, type TextCleaner } from "../../shared/agents/over-api.js";
import { accessText, fileCall, listCall } from "../call.js";
import type { KnownProject } from "../facts.js";
import type { GroupCrawl } from "../group-crawl.js";
import { projectsOf } from "../known.js";
import { type About, eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";

const DATA_SET = "gitlab/project:agents";

const LIST_TREE = listCall({
  route: "GET /projects/:id/repository/tree",
  dataSet: DATA_SET,
  role: "Reporter",
  count: "1 per project that is not empty",
  // Without pages all files are one answer; a hundred at a time they would be many of a large project.
  query: { recursive: "true", pagination: "none" },
  param: ["recursive", "true"],
  absent: "answer",
  clean: (page) => ({
    ...page,
    ...(ROOT_LIST in page && { [ROOT_LIST]: listOf(page[ROOT_LIST]).filter(isAgentEntry) }),
  }),
});
const GET_FILE = fileCall({ dataSet: DATA_SET, count: "1 per configuration of an agent" });

export const agents: GitLabResource = {
  dataSet: DATA_SET,
  calls: [LIST_TREE, GET_FILE],
  collect: (crawl) => eachProject(crawl, { call: LIST_TREE, word: "agents", among: projectsOf }, addAgents),
};

async function addAgents(about: About<KnownProject>): Promise<void> {
  const { reader, of, params, out } = about;
  const { crawl, dataSet } = reader;
  const at = {
    id: of.id,
    name: of.path,
    dataSet,
    call: GET_FILE.route,
    fetchText: (path: string, clean: TextCleaner) => crawl.text(GET_FILE, { ...params, file_path: path }, clean),
    gap: (subject: string, message: string) => reader.gap(subject, message),
  };
  out.append(await agentsOver(at, await pathsOf(about), crawl.context));
}

/** Paths of what clients of agents read, in order; what of the list is missing is noted. */
async function pathsOf({ reader, of, params }: About<KnownProject>): Promise<readonly string[]> {
  const { crawl } = reader;
  const written = await writtenPaths(crawl, params);
  if (written !== undefined) {
    reader.isPart = true;
    const message = "the list of its files is not in the bundle: only those that it holds are seen";
    reader.gap(`${of.id}/agents`, `${of.path}: ${message}`);
    return written;
  }
  if (of.isEmpty) return [];
  const tree = await reader.answer(LIST_TREE, of.id, () => listFiles(crawl, params));
  if (typeof tree === "string") return [];
  return listOf(tree[ROOT_LIST])
    .flatMap((entry) => textOf(fieldsOf(entry)["path"]) ?? [])
    .sort();
}

/** The files of a project. GitLab calls those of one without a commit not found; a project that is not found is hidden. */
async function listFiles(crawl: GroupCrawl, params: About<unknown>["params"]): Promise<Page | AnswerFault> {
  const found = await crawl.one(LIST_TREE, params);
  if (!(found instanceof AnswerFault) || found.kind !== "absent" || /\bTree Not Found\b/i.test(found.message))
    return found;
  const { code, message } = found;
  return new AnswerFault("denied", code, message, { status: 404, permission: accessText(LIST_TREE) });
}

/** A bundle that was put together by hand may hold the files without the list; undefined where there is one, and live. */
async function writtenPaths(
  crawl: GroupCrawl,
  params: { readonly [name: string]: string },
): Promise<readonly string[] | undefined> {
  if (crawl.answers.isLive || (await crawl.answers.has(crawl.question(LIST_TREE, params)))) return undefined;
  const found = (await crawl.names("projects", params["id"] ?? "", "repository", "files")).filter(isAgentPath);
  return found.length === 0 ? undefined : found.sort();
}
