// One organisation of OpenAI: its people, projects and service accounts, and the keys that act as them: names, dates, ends.
import type { GraphBatch } from "../../model/batch.js";
import type { AnswerFault } from "../answers.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../fields.js";
import { PartBuilder } from "../part.js";
import { addKey, addMember } from "../shared/ai-services/organization.js";
import type { RestCall } from "../shared/rest/call.js";
import type { RestCrawl } from "../shared/rest/crawl.js";
import { toIso } from "../time.js";
import {
  ADMIN_KEYS,
  KEYS,
  LIST_ADMIN_KEYS,
  LIST_KEYS,
  LIST_PROJECTS,
  LIST_SERVICE_ACCOUNTS,
  LIST_USERS,
  PROJECTS,
  SERVICE_ACCOUNTS,
  USERS,
} from "./calls.js";

interface Project {
  readonly id: string;
  readonly projectId: string;
}

interface Projects {
  readonly projects: readonly Project[];
  readonly fault: AnswerFault | undefined;
}

/** Every data set of an organisation; what an interrupted run has read is left out. */
export async function* crawlOrganization(crawl: RestCrawl): AsyncGenerator<GraphBatch> {
  const isOpen = (dataSet: string): boolean =>
    crawl.answers.wasAsked(dataSet) !== false && !crawl.context.isDone(crawl.scope.id, dataSet, "");
  if (isOpen(USERS)) yield await readUsers(crawl);
  if (isOpen(ADMIN_KEYS)) yield await readAdminKeys(crawl);
  if (![PROJECTS, SERVICE_ACCOUNTS, KEYS].some(isOpen)) return;
  const { batch, ...known } = await readProjects(crawl);
  if (isOpen(PROJECTS)) yield batch;
  for (const [dataSet, call, add] of [
    [SERVICE_ACCOUNTS, LIST_SERVICE_ACCOUNTS, addServiceAccounts],
    [KEYS, LIST_KEYS, addProjectKeys],
  ] as const) {
    if (isOpen(dataSet)) yield* readOfProjects(crawl, known, { call, add });
  }
}

async function readUsers(crawl: RestCrawl): Promise<GraphBatch> {
  crawl.answers.noteAsked(USERS);
  const out = new PartBuilder();
  const { list, fault } = await crawl.list(LIST_USERS, {});
  for (const raw of list.map(fieldsOf)) {
    const userId = textOf(raw["id"]);
    if (userId === undefined) continue;
    const role = textOf(raw["role"]);
    addMember(
      {
        id: userOf(crawl, userId),
        type: "openai.user",
        name: textOf(raw["name"]) ?? textOf(raw["email"]) ?? userId,
        parent: crawl.scope.id,
        email: textOf(raw["email"]),
        role,
        createdAt: toIso(raw["added_at"]),
        permits: role === "owner" ? { at: crawl.scope.id, capability: "admin" } : undefined,
      },
      out,
    );
  }
  crawl.count("users", out.nodes.length);
  return closed(crawl, LIST_USERS, fault, out);
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
        owner: isPerson ? userId(crawl, owner) : undefined,
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
  return closed(crawl, LIST_ADMIN_KEYS, fault, out);
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
  return { projects, fault, batch: closed(crawl, LIST_PROJECTS, fault, out) };
}

interface Listing {
  readonly call: RestCall;
  readonly add: (crawl: RestCrawl, project: Project, rows: readonly Fields[], out: PartBuilder) => void;
}

async function* readOfProjects(
  crawl: RestCrawl,
  { projects, fault }: Projects,
  { call, add }: Listing,
): AsyncGenerator<GraphBatch> {
  crawl.answers.noteAsked(call.dataSet);
  const reader = crawl.reader(call.dataSet);
  if (fault !== undefined) reader.note(fault);
  const parts = reader.each(
    projects,
    `projects asked for ${call === LIST_KEYS ? "keys" : "accounts"}`,
    async (project, out) => {
      const page = await reader.answer(call, project.id, () => crawl.one(call, { project_id: project.projectId }));
      if (typeof page === "string") return;
      add(crawl, project, listOf(page["data"]).map(fieldsOf), out);
    },
  );
  for await (const part of parts) yield crawl.batch(call, part);
  const { coverage, gaps } = reader.outcome();
  yield crawl.close(call, coverage, { gaps });
}

function addServiceAccounts(crawl: RestCrawl, project: Project, rows: readonly Fields[], out: PartBuilder): void {
  for (const raw of rows) {
    const accountId = textOf(raw["id"]);
    if (accountId === undefined) continue;
    const role = textOf(raw["role"]);
    addMember(
      {
        id: accountOf(project, accountId),
        type: "openai.service-account",
        name: textOf(raw["name"]) ?? accountId,
        parent: project.id,
        createdAt: toIso(raw["created_at"]),
        role,
        permits: { at: project.id, capability: role === "owner" ? "admin" : "use" },
      },
      out,
    );
  }
  crawl.count("service accounts", rows.length);
}

function addProjectKeys(crawl: RestCrawl, project: Project, rows: readonly Fields[], out: PartBuilder): void {
  const people = new Set<string>();
  for (const raw of rows) {
    const keyId = textOf(raw["id"]);
    if (keyId === undefined) continue;
    const owner = fieldsOf(raw["owner"]);
    const [account, user] = [fieldsOf(owner["service_account"]), fieldsOf(owner["user"])];
    const accountId = textOf(account["id"]);
    const parent = accountId === undefined ? addPerson(project, user, people, out) : accountOf(project, accountId);
    addKey(
      {
        ...datesOf(raw, crawl.context.now),
        id: `${project.id}/api_keys/${keyId}`,
        type: "openai.api-key",
        keyId,
        name: raw["name"],
        parent,
        hint: raw["redacted_value"],
        owner: accountId === undefined ? userId(crawl, user) : undefined,
        ownerName: textOf(user["email"]) ?? textOf(user["name"]) ?? textOf(account["name"]),
        project: project.projectId,
      },
      out,
    );
  }
  crawl.count("keys", rows.length);
}

/** A key of a person is not the person: it does what they may in this project. Answers who the key acts as. */
function addPerson(project: Project, user: Fields, known: Set<string>, out: PartBuilder): string {
  const id = `${project.id}/users/${textOf(user["id"]) ?? "unknown"}`;
  if (known.has(id)) return id;
  known.add(id);
  const email = textOf(user["email"]);
  const name = `${textOf(user["name"]) ?? email ?? "somebody"} in this project`;
  const permits = { at: project.id, capability: "use" } as const;
  addMember({ id, type: "openai.project-user", name, parent: project.id, email, permits }, out);
  return id;
}

/** What is deleted is in no list; what has ended is, and works no longer. */
function datesOf(raw: Fields, now: Date) {
  const dateOf = (value: unknown): string | null | undefined => (value === null ? null : toIso(value));
  const expiresAt = dateOf(raw["expires_at"]);
  return {
    status: expiresAt != null && Date.parse(expiresAt) <= now.getTime() ? "inactive" : "active",
    createdAt: toIso(raw["created_at"]),
    expiresAt,
    lastUsedAt: dateOf(raw["last_used_at"]),
  };
}

function userId(crawl: RestCrawl, user: Fields): string | undefined {
  const id = textOf(user["id"]);
  return id === undefined ? undefined : userOf(crawl, id);
}

function userOf(crawl: RestCrawl, id: string): string {
  return `${crawl.scope.id}/users/${id}`;
}

function accountOf(project: Project, id: string): string {
  return `${project.id}/service_accounts/${id}`;
}

function closed(crawl: RestCrawl, call: RestCall, fault: AnswerFault | undefined, out: PartBuilder): GraphBatch {
  return fault === undefined ? crawl.close(call, {}, out) : crawl.closeAfter(call, fault, out);
}
