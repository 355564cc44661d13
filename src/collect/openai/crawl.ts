// One organisation of OpenAI: its people, projects and service accounts, and the keys that act as them: names, dates, ends.
import type { GraphBatch } from "../../model/batch.js";
import { fieldsOf, properties, textOf } from "../fields.js";
import { PartBuilder } from "../part.js";
import { addKey, addMember, addUsers } from "../shared/ai-services/organization.js";
import type { RestCrawl } from "../shared/rest/crawl.js";
import { toIso } from "../time.js";
import {
  ADMIN_KEYS,
  KEYS,
  LIST_ADMIN_KEYS,
  LIST_PROJECTS,
  LIST_USERS,
  PROJECTS,
  SERVICE_ACCOUNTS,
  USERS,
} from "./calls.js";
import { KEY_LISTING, type Projects, readOfProjects, SERVICE_ACCOUNT_LISTING } from "./projects.js";
import { datesOf, userId } from "./rows.js";

/** Role that controls the organisation. */
const OWNER = new Set(["owner"]);

/** Every data set of an organisation; what an interrupted run has read is left out. */
export async function* crawlOrganization(crawl: RestCrawl): AsyncGenerator<GraphBatch> {
  const isOpen = (dataSet: string): boolean =>
    crawl.answers.wasAsked(dataSet) !== false && !crawl.context.isDone(crawl.scope.id, dataSet, "");
  if (isOpen(USERS)) yield await readUsers(crawl);
  if (isOpen(ADMIN_KEYS)) yield await readAdminKeys(crawl);
  if (![PROJECTS, SERVICE_ACCOUNTS, KEYS].some(isOpen)) return;
  const { batch, ...known } = await readProjects(crawl);
  if (isOpen(PROJECTS)) yield batch;
  for (const listing of [SERVICE_ACCOUNT_LISTING, KEY_LISTING]) {
    if (isOpen(listing.call.dataSet)) yield* readOfProjects(crawl, known, listing);
  }
}

async function readUsers(crawl: RestCrawl): Promise<GraphBatch> {
  crawl.answers.noteAsked(USERS);
  const out = new PartBuilder();
  const { list, fault } = await crawl.list(LIST_USERS, {});
  addUsers(list.map(fieldsOf), { scope: crawl.scope.id, type: "openai.user", admins: OWNER }, out);
  crawl.count("users", out.nodes.length);
  return crawl.closeAfter(LIST_USERS, fault, out);
}

/** Whoever holds one of them is owner of the organisation, whoever made it. */
async function readAdminKeys(crawl: RestCrawl): Promise<GraphBatch> {
  crawl.answers.noteAsked(ADMIN_KEYS);
  const out = new PartBuilder();
  const { list, fault } = await crawl.list(LIST_ADMIN_KEYS, {});
  const holder = `${crawl.scope.id}#admin-key-holder`;
  for (const raw of list.map(fieldsOf)) {
    const keyId = textOf(raw["id"]);
    if (keyId === undefined) continue;
    const owner = fieldsOf(raw["owner"]);
    const isPerson = owner["type"] !== "service_account";
    addKey(
      {
        ...datesOf(raw, crawl.context.now),
        id: `${crawl.scope.id}/admin_api_keys/${keyId}`,
        type: "openai.admin-key",
        keyId,
        name: raw["name"],
        parent: holder,
        hint: raw["redacted_value"],
        owner: isPerson ? userId(crawl.scope.id, owner) : undefined,
        ownerName: textOf(owner["name"]),
      },
      out,
    );
  }
  crawl.count("admin keys", out.nodes.length);
  if (out.nodes.length > 0) {
    const name = "whoever holds an admin key";
    const permits = { at: crawl.scope.id, capability: "admin" } as const;
    addMember(
      { id: holder, type: "openai.admin-key-holder", name, parent: crawl.scope.id, role: "owner", permits },
      out,
    );
  }
  return crawl.closeAfter(LIST_ADMIN_KEYS, fault, out);
}

async function readProjects(crawl: RestCrawl): Promise<Projects & { readonly batch: GraphBatch }> {
  crawl.answers.noteAsked(PROJECTS);
  const out = new PartBuilder();
  const { list, fault } = await crawl.list(LIST_PROJECTS, {});
  const projects = list.map(fieldsOf).flatMap((raw) => {
    const projectId = textOf(raw["id"]);
    if (projectId === undefined) return [];
    const id = `${crawl.scope.id}/projects/${projectId}`;
    out.nodes.push({
      id,
      kind: "resource",
      type: "openai.project",
      name: textOf(raw["name"]) ?? projectId,
      parent: crawl.scope.id,
      properties: properties({
        project_id: projectId,
        status: textOf(raw["status"]),
        created_at: toIso(raw["created_at"]),
      }),
    });
    out.edge("contains", crawl.scope.id, id);
    return [{ id, projectId }];
  });
  crawl.count("projects", projects.length);
  return { projects, fault, batch: crawl.closeAfter(LIST_PROJECTS, fault, out) };
}
