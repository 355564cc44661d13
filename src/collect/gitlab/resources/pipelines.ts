// gitlab/project:pipeline-files: the pipeline of the default branch, with the files that it includes from this group.
import { AnswerFault } from "../../fault.js";
import { fieldsOf, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { PIPELINE_FILE, pipelinePart } from "../../shared/gitlab-ci/graph.js";
import type { FetchFile, FileInclude, ListFiles } from "../../shared/gitlab-ci/include.js";
import { folderOf, toPattern } from "../../shared/gitlab-ci/pattern.js";
import { fileCall, type GitLabCall, listCall } from "../call.js";
import type { KnownProject } from "../facts.js";
import { elementsOf, type GroupCrawl } from "../group-crawl.js";
import { projectsOf } from "../known.js";
import { eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";

const DATA_SET = "gitlab/project:pipeline-files";
/** Longest file that is read: GitLab itself refuses longer ones. */
const LONGEST = 1 << 20;

const GET_FILE = fileCall({ dataSet: DATA_SET, count: "1 per project, and 1 per file that its pipeline includes" });
const LIST_TREE = listCall({
  route: "GET /projects/:id/repository/tree",
  dataSet: DATA_SET,
  role: "Reporter",
  count: "1 per 100 files in a folder of which a pipeline includes files by a pattern",
  query: { recursive: "true" },
  absent: "answer",
});
/** Files of such a folder that are looked through at most. */
const MOST_LISTED = 5_000;

export const pipelines: GitLabResource = {
  dataSet: DATA_SET,
  calls: [GET_FILE, LIST_TREE],
  collect: (crawl) =>
    eachProject(crawl, { word: "pipelines", call: GET_FILE }, async ({ reader, of, out }) => {
      if (!of.hasPipelines) return;
      const place = placeOf(of);
      if (place === undefined) {
        reader.gap(of.id, `${of.path}: its pipeline is written at another server and was not read`);
        return;
      }
      const first = await reader.answer(GET_FILE, of.id, () => firstFile(crawl, of, place));
      if (typeof first === "string") return;
      const text = textOf(first["text"]) ?? "";
      const project = { id: of.id, name: of.path, dataSet: DATA_SET };
      const fetch: FetchFile = async (include) => {
        const found = await fetchFile(crawl, of, { ...inProject(place), ...include });
        return found instanceof AnswerFault
          ? { why: found.kind === "absent" ? "there is no such file" : found.message }
          : found;
      };
      const list: ListFiles = async (pattern) => {
        const found = await listFiles(crawl, of, { ...inProject(place), ...pattern });
        if (!(found instanceof AnswerFault)) return found;
        // Counted as refused, so that the permission that would open it is named.
        await reader.answer(LIST_TREE, of.id, async () => found);
        return { why: found.message };
      };
      const { path, project: holder, ref } = place;
      const from = holder === undefined ? {} : { from: { project: holder, ...(ref === undefined ? {} : { ref }) } };
      const part = await pipelinePart(project, { path, text, ...from }, fetch, crawl.context.ciTables, list);
      const { gaps = [], ...rest } = part;
      for (const { subject, message } of gaps) reader.gap(subject, message);
      out.append(rest);
    }),
};

/** `ci/main.yml`, `ci/main.yml@group/project:ref`; an address is another server's. */
function placeOf({ configPath }: KnownProject): FileInclude | undefined {
  if (configPath === undefined) return { path: PIPELINE_FILE };
  if (/^https?:/i.test(configPath)) return undefined;
  const [, path = configPath, project, ref] = /^([^@]+)@([^:]+)(?::(.+))?$/.exec(configPath) ?? [];
  return { path, ...(project === undefined ? {} : { project }), ...(ref === undefined ? {} : { ref }) };
}

function inProject({ project }: FileInclude): { readonly project?: string } {
  return project === undefined ? {} : { project };
}

/** The first file as a page, so that refusals of it are counted. */
async function firstFile(crawl: GroupCrawl, own: KnownProject, place: FileInclude): Promise<Page | AnswerFault> {
  const found = await fetchFile(crawl, own, place);
  if (found instanceof AnswerFault || "text" in found) return found;
  return new AnswerFault("failed", "NotRead", `${own.path}: ${place.path}: ${found.why}`);
}

async function fetchFile(
  crawl: GroupCrawl,
  own: KnownProject,
  { project, path, ref }: FileInclude,
): Promise<{ readonly text: string } | { readonly why: string } | AnswerFault> {
  const holder = await holderOf(crawl, own, { project, ref });
  if ("why" in holder) return holder;
  try {
    const text = await crawl.text(GET_FILE, { id: String(holder.number), file_path: path });
    return text.length > LONGEST ? { why: "it is too long to be read" } : { text };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    return fault;
  }
}

/** Files below the pattern's folder that it stands for. */
async function listFiles(
  crawl: GroupCrawl,
  own: KnownProject,
  { project, path, ref }: FileInclude,
): Promise<Listed | AnswerFault> {
  const holder = await holderOf(crawl, own, { project, ref });
  if ("why" in holder) return holder;
  const folder = folderOf(path);
  const call: GitLabCall =
    folder === "" ? LIST_TREE : { ...LIST_TREE, query: { ...LIST_TREE.query, path: folder }, param: ["path", folder] };
  const pattern = toPattern(path);
  const paths: string[] = [];
  let seen = 0;
  try {
    for await (const page of crawl.ask(call, { id: String(holder.number) })) {
      const entries = elementsOf(call, page).map(fieldsOf);
      seen += entries.length;
      if (seen > MOST_LISTED)
        return { why: `its folder has more than ${MOST_LISTED} files, which are not looked through` };
      for (const { type, path: file } of entries)
        if (type === "blob" && typeof file === "string" && pattern.matches(file)) paths.push(file);
    }
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    // A folder that is not there has no files.
    return fault.kind === "absent" ? { paths: [] } : fault;
  }
  return { paths: paths.sort() };
}

type Listed = Awaited<ReturnType<ListFiles>>;

/** The project that a file is in, where its default branch is meant; a text that says why not. */
async function holderOf(
  crawl: GroupCrawl,
  own: KnownProject,
  { project, ref }: { readonly project: string | undefined; readonly ref: string | undefined },
): Promise<KnownProject | { readonly why: string }> {
  const { list } = await projectsOf(crawl);
  const holder = project === undefined ? own : list.find((one) => one.path.toLowerCase() === project.toLowerCase());
  if (holder === undefined) return { why: `${project} is outside of what is crawled` };
  if (ref !== undefined && ref !== holder.defaultBranch && ref !== "HEAD")
    return { why: `only default branches are read, not ${ref}` };
  return holder;
}
