// What is in each project of an organisation of OpenAI: its service accounts, and the keys that act as them and as people.
import type { GraphBatch } from "../../model/batch.js";
import type { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, listOf, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { addKey, addMember } from "../shared/ai-services/organization.js";
import type { RestCall } from "../shared/rest/call.js";
import type { RestCrawl } from "../shared/rest/crawl.js";
import { toIso } from "../time.js";
import { LIST_KEYS, LIST_SERVICE_ACCOUNTS } from "./calls.js";
import { datesOf, userId } from "./rows.js";

export interface Project {
  readonly id: string;
  readonly projectId: string;
}

/** Projects as far as they could be listed. */
export interface Projects {
  readonly projects: readonly Project[];
  readonly fault: AnswerFault | undefined;
}

/** One data set that is asked for project by project. */
interface Listing {
  readonly call: RestCall;
  readonly add: (crawl: RestCrawl, project: Project, rows: readonly Fields[], out: PartBuilder) => void;
}

/** Batches of one data set of all projects; the last one closes it. */
export async function* readOfProjects(
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
        owner: accountId === undefined ? userId(crawl.scope.id, user) : undefined,
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

function accountOf(project: Project, id: string): string {
  return `${project.id}/service_accounts/${id}`;
}

/** Service accounts of projects. */
export const SERVICE_ACCOUNT_LISTING: Listing = { call: LIST_SERVICE_ACCOUNTS, add: addServiceAccounts };
/** Keys of projects. */
export const KEY_LISTING: Listing = { call: LIST_KEYS, add: addProjectKeys };
