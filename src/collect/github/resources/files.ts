// github/repo:files: workflow files, actions and CODEOWNERS of the default branch. What workflows mean is worked out by the
// parser that a checkout on disk uses too.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import type { PartBuilder } from "../../part.js";
import { actionProperties } from "../../shared/workflows/action-file.js";
import { isActionPath, isWorkflowPath, workflowsPart } from "../../shared/workflows/graph.js";
import type { RepositoryFile } from "../../shared/workflows/workflow.js";
import { type GitHubCall, OF_ALL } from "../call.js";
import { calledWorkflowsOf, inheritsTo, limitsOf } from "../called-workflows.js";
import { codeOwnerOf } from "../code-owners.js";
import { GRAPHQL } from "../details.js";
import type { KnownFile, KnownRepository } from "../facts.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { type AboutRepository, eachRepository, type Reader } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";

const DATA_SET = "github/repo:files";
const WORKFLOWS = ".github/workflows";
const access = { permission: "contents:read", scope: "repo" };

const LIST_FILES: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/contents/{path}",
  dataSet: DATA_SET,
  access,
  count: "1 per repository whose files GraphQL does not show",
  list: ROOT_LIST,
  isWhole: true,
  absent: "answer",
};
/** The same route; the answer is the file itself. */
const GET_FILE: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/contents/{path}",
  dataSet: DATA_SET,
  access,
  count: "1 per file that GraphQL does not show",
  absent: "answer",
};

/** Longest file that is read: GitHub itself refuses longer workflows. */
const LONGEST = 1 << 20;

export const files: GitHubResource = {
  dataSet: DATA_SET,
  calls: [GRAPHQL, LIST_FILES, GET_FILE],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    calledWorkflowsOf(crawl);
    yield* eachRepository(crawl, { call: LIST_FILES, word: "workflows", isTold: true }, addFiles);
  },
};

async function addFiles({ reader, repository, known: details, out }: AboutRepository): Promise<void> {
  const { crawl } = reader;
  const known = details?.files ?? (await listFiles(reader, repository));
  if (known === undefined) return;
  if (details !== undefined) await recordListing(reader, repository, known);
  crawl.facts.withWorkflows.set(
    repository.number,
    known.some(({ path }) => path.startsWith(`${WORKFLOWS}/`)),
  );
  const read: { path: string; text: string }[] = [];
  for (const file of known) {
    const text = await readText(reader, repository, file);
    if (text === undefined) continue;
    if (text.length > LONGEST) {
      reader.gap(`${repository.id}/workflow/${file.path}`, `${file.path} of ${repository.name}: too long to be read`);
      continue;
    }
    read.push({ path: file.path, text });
    if (!isWorkflowPath(file.path)) addFile(repository, { path: file.path, text }, out);
  }
  const owner = codeOwnerOf(read);
  if (owner !== undefined) out.supplements.push({ node: repository.id, properties: { code_owner: owner } });
  if (!read.some(({ path }) => isWorkflowPath(path))) return;
  const name = `${repository.owner}/${repository.name}`;
  const fallback = crawl.facts.defaultPermissions.get(repository.number);
  const elsewhere = calledWorkflowsOf(crawl);
  const called = await elsewhere.of(read);
  out.append(
    workflowsPart(
      {
        id: repository.id,
        name,
        dataSet: DATA_SET,
        limits: limitsOf(crawl),
        inheritsTo: inheritsTo(crawl, elsewhere),
        ...(fallback === undefined ? {} : { defaultPermissions: fallback }),
      },
      [...read, ...called],
      crawl.context.ciTables,
    ),
  );
}

/** What a repository without GraphQL's answer holds: the listing of its workflows, and in a bundle whatever lies there. */
async function listFiles(reader: Reader, repository: KnownRepository): Promise<readonly KnownFile[] | undefined> {
  const { crawl } = reader;
  const found = new Set<string>();
  const isListed = await hasListing(reader, repository, found);
  for (const folder of [[], [".github"], [".github", "workflows"], ["docs"]]) {
    for (const name of await crawl.rawNames(repository.name, folder)) found.add([...folder, name].join("/"));
  }
  if (!crawl.answers.isLive) {
    for (const action of await crawl.names("raw", repository.name, ".github", "actions")) {
      for (const name of await crawl.rawNames(repository.name, [".github", "actions", action])) {
        found.add(`.github/actions/${action}/${name}`);
      }
    }
  } else if (isListed) for (const path of [".github/CODEOWNERS", "CODEOWNERS", "action.yml"]) found.add(path);
  if (!isListed && found.size === 0) return undefined;
  return [...found]
    .filter(isWanted)
    .sort()
    .map((path) => ({ path, text: undefined }));
}

async function hasListing(reader: Reader, repository: KnownRepository, found: Set<string>): Promise<boolean> {
  const { crawl } = reader;
  const params = { ...paramsOf(repository), path: WORKFLOWS };
  const hasFiles = (await crawl.rawNames(repository.name, [".github", "workflows"])).length > 0;
  // A bundle may hold the files without their listing.
  if (hasFiles && !(await crawl.answers.has(crawl.question(LIST_FILES, params)))) return false;
  const list = await reader.list(LIST_FILES, params, repository.id);
  for (const raw of list ?? []) {
    const { path, type } = fieldsOf(raw);
    const text = textOf(path);
    if (text !== undefined && type === "file") found.add(text);
  }
  return list !== undefined;
}

function isWanted(path: string): boolean {
  return (
    /^\.github\/workflows\/[^/]+\.ya?ml$/i.test(path) ||
    /^(?:\.github\/actions\/[^/]+\/)?action\.ya?ml$/i.test(path) ||
    /^(?:\.github\/|docs\/)?CODEOWNERS$/.test(path)
  );
}

/** Keeps GraphQL's answer in the shape of the listing, so that a recording replays. */
async function recordListing(
  { crawl }: Reader,
  repository: KnownRepository,
  known: readonly KnownFile[],
): Promise<void> {
  const list = known
    .filter(({ path }) => path.startsWith(`${WORKFLOWS}/`))
    .map(({ path }) => ({ name: path.slice(WORKFLOWS.length + 1), path, type: "file" }));
  await crawl.one(LIST_FILES, { ...paramsOf(repository), path: WORKFLOWS }, { [ROOT_LIST]: list });
}

async function readText(reader: Reader, repository: KnownRepository, file: KnownFile): Promise<string | undefined> {
  const { crawl } = reader;
  const params = { ...paramsOf(repository), path: file.path };
  try {
    return await crawl.text(GET_FILE, params, { known: file.text });
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    if (fault.kind !== "absent") reader.gap(`${repository.id}/workflow/${file.path}`, fault.message);
    return undefined;
  }
}

/** The node of one file. Its text is not kept: people write into files what they should not. */
function addFile(repository: KnownRepository, { path, text }: RepositoryFile, out: PartBuilder): void {
  const kind = isActionPath(path) ? "action" : "codeowners";
  const fullName = `${repository.owner}/${repository.name}`;
  out.nodes.push({
    id: `${repository.id}/${kind === "codeowners" ? "file" : kind}/${path}`,
    kind: "resource",
    type: `github.${kind}`,
    name: `${fullName} ${path}`,
    parent: repository.id,
    properties: {
      repository: fullName,
      path,
      file: path,
      branch: repository.defaultBranch ?? "",
      ...(kind === "action" && actionProperties(path, text)),
    },
  });
}
