// gcp/cloudresourcemanager:…: the organisation, its folders and projects, and of one project what holds it.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { elementsOf } from "../../scope-crawl.js";
import { toIso } from "../../time.js";
import { type GcpCall, OF_ALL } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { containerId } from "../ids.js";
import type { GcpResource } from "../resource.js";

const crm = { api: "cloudresourcemanager", version: "v3", role: "roles/browser" };

export const GET_PROJECT: GcpCall = {
  ...crm,
  method: "cloudresourcemanager.projects.get",
  path: "projects/{project}",
  dataSet: "gcp/cloudresourcemanager:container",
  permission: "resourcemanager.projects.get",
  count: "1 per project",
};
export const GET_FOLDER: GcpCall = {
  ...crm,
  method: "cloudresourcemanager.folders.get",
  path: "folders/{folder}",
  dataSet: "gcp/cloudresourcemanager:container",
  permission: "resourcemanager.folders.get",
  count: "1 per folder above a project",
};
export const GET_ORGANIZATION: GcpCall = {
  ...crm,
  method: "cloudresourcemanager.organizations.get",
  path: "organizations/{organization}",
  dataSet: "gcp/cloudresourcemanager:container",
  permission: "resourcemanager.organizations.get",
  count: "1",
};
const SEARCH_FOLDERS: GcpCall = {
  ...crm,
  method: "cloudresourcemanager.folders.search",
  path: "folders:search",
  dataSet: "gcp/cloudresourcemanager:folders",
  permission: "resourcemanager.folders.get",
  count: "1 per 1,000 folders",
  list: "folders",
  page: { name: "pageSize", size: 1000 },
};
const SEARCH_PROJECTS: GcpCall = {
  ...crm,
  method: "cloudresourcemanager.projects.search",
  path: "projects:search",
  dataSet: "gcp/cloudresourcemanager:projects",
  permission: "resourcemanager.projects.get",
  count: "1 per 500 projects",
  list: "projects",
  page: { name: "pageSize", size: 500 },
};

/** The container itself, and of a project the folders above it, as far as they may be seen. */
export const container: GcpResource = {
  dataSet: GET_PROJECT.dataSet,
  calls: [GET_PROJECT, GET_FOLDER, GET_ORGANIZATION],
  of: OF_ALL,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const { kind, name } = crawl.container;
    const call = kind === "project" ? GET_PROJECT : kind === "folder" ? GET_FOLDER : GET_ORGANIZATION;
    const params = { [kind]: name };
    const answer = await crawl.one(call, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(call, answer);
      return;
    }
    const out = new PartBuilder();
    const raw = fieldsOf(answer);
    if (kind === "project") noteProject(raw, crawl);
    if (kind === "folder") noteFolder(raw, crawl);
    const above = kind === "organization" ? undefined : await climb(textOf(raw["parent"]), crawl, out);
    takeScope(raw, crawl);
    out.nodes.push(toNode(raw, kind));
    const parent = textOf(raw["parent"]);
    if (parent !== undefined) out.edge("contains", containerId(parent), crawl.id);
    yield crawl.batch(call, out, params);
    const missing = above === undefined ? {} : { state: "partial" as const, code: above.code, message: above.message };
    const permission = above?.permission === undefined ? {} : { permission: above.permission };
    yield crawl.close(call, { ...missing, ...permission }, {}, params);
  },
};

/** Follows the folders above a container; the fault where it may not be seen how it goes on. */
async function climb(
  parent: string | undefined,
  crawl: ContainerCrawl,
  out: PartBuilder,
): Promise<AnswerFault | undefined> {
  let next = parent;
  for (const seen = new Set<string>(); next?.startsWith("folders/") === true && !seen.has(next); ) {
    seen.add(next);
    const known = crawl.shared.folders.get(next);
    if (known !== undefined) {
      next = known;
      continue;
    }
    const answer = await crawl.one(GET_FOLDER, { folder: next.slice("folders/".length) });
    if (answer instanceof AnswerFault) return answer;
    const raw = fieldsOf(answer);
    noteFolder(raw, crawl);
    out.nodes.push(toNode(raw, "folder"));
    const above = textOf(raw["parent"]);
    if (above !== undefined) out.edge("contains", containerId(above), containerId(next));
    next = above;
  }
  if (next?.startsWith("organizations/") === true) {
    const number = next.slice("organizations/".length);
    out.nodes.push(toNode({ name: next }, "organization", number));
  }
  return undefined;
}

function takeScope(raw: Fields, crawl: ContainerCrawl): void {
  crawl.scopeName = proseOf(raw["displayName"]) ?? crawl.container.name;
  const organization = [...crawl.shared.ancestorsOf(crawl.container.name)].find((one) =>
    one.startsWith("organizations/"),
  );
  if (organization !== undefined) crawl.scopeParent = containerId(organization);
  crawl.scopeFacts = properties({ ...factsOf(raw), ancestors: ancestorsOf(crawl) });
}

function ancestorsOf({ container: { kind, name }, shared }: ContainerCrawl): readonly string[] {
  if (kind === "project") return shared.ancestorsOf(name);
  const ancestors: string[] = [];
  let next = shared.folders.get(`folders/${name}`);
  while (kind === "folder" && next !== undefined && !ancestors.includes(next)) {
    ancestors.push(next);
    next = shared.folders.get(next);
  }
  return ancestors;
}

function factsOf(raw: Fields): { readonly [name: string]: JsonRecord[string] | undefined } {
  const name = textOf(raw["name"]) ?? "";
  return {
    resource: name === "" ? undefined : name,
    number: name.startsWith("projects/") ? name.slice("projects/".length) : undefined,
    project_id: textOf(raw["projectId"]),
    parent: textOf(raw["parent"]),
    state: textOf(raw["state"]),
    created_at: toIso(raw["createTime"]),
    directory_customer: textOf(raw["directoryCustomerId"]),
    tags: labelsOf(raw["labels"]),
  };
}

/** Labels of a resource, empty ones too, with known tokens taken out; undefined where there is none. */
export function labelsOf(value: unknown): JsonRecord | undefined {
  const labels = Object.entries(fieldsOf(value)).flatMap(([key, one]) => {
    const text = proseOf(one) ?? (one === "" ? "" : undefined);
    return text === undefined ? [] : [[key, text] as const];
  });
  return labels.length === 0 ? undefined : Object.fromEntries(labels);
}

function toNode(raw: Fields, kind: "project" | "folder" | "organization", number?: string): GraphNode {
  const name = textOf(raw["name"]) ?? "";
  const resource = kind === "project" ? `projects/${textOf(raw["projectId"]) ?? name}` : name;
  return {
    id: containerId(resource),
    kind: "scope",
    type: `gcp.${kind}`,
    name: proseOf(raw["displayName"]) ?? textOf(raw["projectId"]) ?? number ?? name,
    aliases: [resource, name, textOf(raw["projectId"]) ?? ""].filter((alias) => alias !== ""),
    properties: properties(factsOf(raw)),
  };
}

function noteProject(raw: Fields, { shared }: ContainerCrawl): void {
  const id = textOf(raw["projectId"]);
  if (id === undefined) return;
  const number = textOf(raw["name"])?.slice("projects/".length);
  const parent = textOf(raw["parent"]) ?? shared.projects.get(id)?.parent;
  shared.projects.set(id, { id, number, parent });
}

function noteFolder(raw: Fields, { shared }: ContainerCrawl): void {
  const name = textOf(raw["name"]);
  const parent = textOf(raw["parent"]);
  if (name !== undefined && parent !== undefined) shared.folders.set(name, parent);
}

/** Folders that may be seen; those of other organisations are left out, once the tree is known. */
export const folders: GcpResource = {
  dataSet: SEARCH_FOLDERS.dataSet,
  calls: [SEARCH_FOLDERS],
  of: ["organization", "folder"],
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const answer = await crawl.one(SEARCH_FOLDERS, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(SEARCH_FOLDERS, answer);
      return;
    }
    const list = elementsOf(SEARCH_FOLDERS, answer).map(fieldsOf);
    for (const raw of list) noteFolder(raw, crawl);
    const out = new PartBuilder();
    for (const raw of list) {
      const name = textOf(raw["name"]) ?? "";
      const parent = textOf(raw["parent"]);
      if (parent === undefined || !isBelow(name, crawl)) continue;
      out.nodes.push(toNode(raw, "folder"));
      out.edge("contains", containerId(parent), containerId(name));
    }
    yield crawl.close(SEARCH_FOLDERS, {}, out, {});
  },
};

/** Projects below the organisation or folder: which there are; each is a scope of its own. */
export const projects: GcpResource = {
  dataSet: SEARCH_PROJECTS.dataSet,
  calls: [SEARCH_PROJECTS],
  of: ["organization", "folder"],
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const out = new PartBuilder();
    let isRead = false;
    try {
      for await (const page of crawl.ask(SEARCH_PROJECTS, {})) {
        for (const one of elementsOf(SEARCH_PROJECTS, page)) {
          const raw = fieldsOf(one);
          const id = textOf(raw["projectId"]);
          const parent = textOf(raw["parent"]);
          if (id === undefined || parent === undefined || !isBelow(parent, crawl)) continue;
          isRead = true;
          if (textOf(raw["state"]) !== "DELETE_REQUESTED") noteProject(raw, crawl);
          out.nodes.push(toNode(raw, "project"));
          out.edge("contains", containerId(parent), containerId(`projects/${id}`));
        }
      }
      yield crawl.close(SEARCH_PROJECTS, {}, out, {});
    } catch (fault) {
      if (isRead) yield crawl.batch(SEARCH_PROJECTS, out, {});
      yield crawl.closeAfter(SEARCH_PROJECTS, fault, isRead);
    }
  },
};

/** Whether a folder or organisation is the crawled one or below it. */
function isBelow(name: string, { resource, shared }: ContainerCrawl): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && !seen.has(at); at = shared.folders.get(at)) {
    if (at === resource) return true;
    seen.add(at);
  }
  return false;
}
