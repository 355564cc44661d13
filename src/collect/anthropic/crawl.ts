// One organisation of Anthropic: its people and workspaces, and the keys that work in them: names, dates, ends, never a value.
import type { GraphBatch } from "../../model/batch.js";
import { type Fields, fieldsOf, properties, textOf } from "../fields.js";
import { PartBuilder } from "../part.js";
import { addKey, addMember, addUsers, type Member, userOf } from "../shared/ai-services/organization.js";
import type { RestCrawl } from "../shared/rest/crawl.js";
import { toIso } from "../time.js";
import { KEYS, LIST_KEYS, LIST_USERS, LIST_WORKSPACES, USERS, WORKSPACES } from "./calls.js";

/** Workspace of keys that name none. Every organisation has it, no list does. */
const DEFAULT = "default";
/** Roles that may make keys and invite people. */
const ADMINS = new Set(["admin", "owner", "primary_owner"]);

/** Every data set of an organisation; what an interrupted run has read is left out. */
export async function* crawlOrganization(crawl: RestCrawl): AsyncGenerator<GraphBatch> {
  for (const [dataSet, call, add] of [
    [WORKSPACES, LIST_WORKSPACES, addWorkspaces],
    [USERS, LIST_USERS, addPeople],
    [KEYS, LIST_KEYS, addKeys],
  ] as const) {
    if (crawl.answers.wasAsked(dataSet) === false || crawl.context.isDone(crawl.scope.id, dataSet, "")) continue;
    crawl.answers.noteAsked(dataSet);
    const out = new PartBuilder();
    const { list, fault } = await crawl.list(call, {});
    add(crawl, list.map(fieldsOf), out);
    yield crawl.closeAfter(call, fault, out);
  }
}

function addWorkspaces(crawl: RestCrawl, rows: readonly Fields[], out: PartBuilder): void {
  addWorkspace(crawl, { id: DEFAULT, name: "Default" }, out);
  for (const raw of rows) if (raw["archived_at"] == null) addWorkspace(crawl, raw, out);
  crawl.count("workspaces", rows.length);
}

function addWorkspace(crawl: RestCrawl, raw: Fields, out: PartBuilder): void {
  const workspaceId = textOf(raw["id"]);
  if (workspaceId === undefined) return;
  const id = workspaceOf(crawl, workspaceId);
  out.nodes.push({
    id,
    kind: "resource",
    type: "anthropic.workspace",
    name: textOf(raw["name"]) ?? workspaceId,
    parent: crawl.scope.id,
    properties: properties({ workspace_id: workspaceId, created_at: toIso(raw["created_at"]) }),
  });
  out.edge("contains", crawl.scope.id, id);
}

function addPeople(crawl: RestCrawl, rows: readonly Fields[], out: PartBuilder): void {
  addUsers(rows, { scope: crawl.scope.id, type: "anthropic.user", admins: ADMINS }, out);
  crawl.count("users", rows.length);
}

function addKeys(crawl: RestCrawl, rows: readonly Fields[], out: PartBuilder): void {
  const known = new Set<string>();
  for (const raw of rows) {
    const keyId = textOf(raw["id"]);
    if (keyId === undefined) continue;
    const place = workspaceIn(raw);
    const holder = holderOf(crawl, raw, workspaceOf(crawl, place));
    if (!known.has(holder.id)) addMember(holder, out);
    known.add(holder.id);
    const expiresAt = raw["expires_at"];
    addKey(
      {
        id: `${crawl.scope.id}/api_keys/${keyId}`,
        type: "anthropic.api-key",
        keyId,
        name: raw["name"],
        parent: holder.id,
        hint: raw["partial_key_hint"],
        status: raw["status"] === "active" ? "active" : "inactive",
        createdAt: toIso(raw["created_at"]),
        expiresAt: expiresAt === null ? null : toIso(expiresAt),
        // Anthropic does not say when a key was last used.
        lastUsedAt: undefined,
        owner: ownerOf(crawl, raw),
        project: place,
      },
      out,
    );
  }
  crawl.count("keys", rows.length);
}

/** Newer answers say where a key works in its scope, older ones beside it; neither does for the workspace of everybody. */
function workspaceIn(raw: Fields): string {
  return textOf(fieldsOf(raw["scope"])["workspace_id"]) ?? textOf(raw["workspace_id"]) ?? DEFAULT;
}

/** Who a key acts as: a service account, a person as far as the key goes, or nobody but the workspace. */
function holderOf(crawl: RestCrawl, raw: Fields, workspace: string): Member {
  const principal = fieldsOf(raw["principal"]);
  const [id, type] = [textOf(principal["id"]), textOf(principal["type"])];
  const permits = { at: workspace, capability: "use" } as const;
  if (id !== undefined && type === "service_account") {
    const account = `${crawl.scope.id}/service_accounts/${id}`;
    return { id: account, type: "anthropic.service-account", name: id, parent: crawl.scope.id, permits };
  }
  if (id !== undefined) {
    const name = `${id} in this workspace`;
    return { id: `${workspace}/users/${id}`, type: "anthropic.workspace-user", name, parent: workspace, permits };
  }
  const name = "whoever holds a key of this workspace";
  return { id: `${workspace}#key-holder`, type: "anthropic.key-holder", name, parent: workspace, permits };
}

/** The person that a key acts as, else the one who made it. */
function ownerOf(crawl: RestCrawl, raw: Fields): string | undefined {
  const isPerson = (actor: Fields): boolean => actor["type"] === "user";
  const actor = [fieldsOf(raw["principal"]), fieldsOf(raw["created_by"])].find(isPerson);
  const id = textOf(actor?.["id"]);
  return id === undefined ? undefined : userOf(crawl.scope.id, id);
}

function workspaceOf(crawl: RestCrawl, id: string): string {
  return `${crawl.scope.id}/workspaces/${id}`;
}
