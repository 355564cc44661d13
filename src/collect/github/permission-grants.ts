// What the permissions of an App or a fine-grained token give: a grant that permits, never the principal itself. Pure.
import type { GraphEdge, GraphNode } from "../../model/batch.js";
import type { Capability, JsonRecord } from "../../model/words.js";
import { fieldsOf } from "../fields.js";
import type { PartBuilder } from "../part.js";

export type PermissionMap = { readonly [permission: string]: string };

/** Permissions that are control of every repository they reach. */
const REPOSITORY_ADMIN: ReadonlySet<string> = new Set(["administration"]);
/** Permissions that let their holder take over the organisation. */
const OWNER_ADMIN: ReadonlySet<string> = new Set([
  "organization_administration",
  "members",
  "organization_custom_org_roles",
]);

/** Permissions that register runners of the organisation. */
const RUNNERS: readonly string[] = ["organization_self_hosted_runners"];

/** A map of permission to level: read, write, admin. */
export function toPermissions(raw: unknown): PermissionMap {
  const entries = Object.entries(fieldsOf(raw)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && /^[a-z_]{1,80}$/.test(entry[0]),
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names of the permissions that write, sorted. */
export function writesOf(permissions: PermissionMap): readonly string[] {
  return Object.entries(permissions).flatMap(([name, level]) => (level === "write" || level === "admin" ? [name] : []));
}

export interface GrantOf {
  /** Node that holds it. */
  readonly holder: string;
  readonly name: string;
  readonly type: string;
  readonly permissions: PermissionMap;
  /** Repositories or the set of all of them. */
  readonly repositories: readonly string[];
  /** Scope of the owner. */
  readonly owner: string;
  /** Suspended, expired: kept and not walked. */
  readonly isBlocked?: boolean;
  /** Why it may give less than it says: a token never gives more than its owner has. */
  readonly doubt?: string;
  /** The same of the repositories alone. */
  readonly repositoryDoubt?: string;
}

/** Adds the grant, who holds it and what it permits. */
export function addGrant(grant: GrantOf, out: PartBuilder): void {
  const id = `${grant.holder}/permissions`;
  const node: GraphNode = {
    id,
    kind: "grant",
    type: grant.type,
    name: `permissions of ${grant.name}`,
    parent: grant.holder,
    properties: { permissions: grant.permissions },
  };
  out.nodes.push(node);
  const blocked: Partial<GraphEdge> = grant.isBlocked === true ? { state: "blocked" } : {};
  out.edge("has_grant", grant.holder, id, blocked);
  const more = { ...doubted(grant.doubt, { limited_by: "owner" }), ...blocked };
  for (const capability of repositoryCapabilities(grant.permissions)) {
    const ofRepositories = { ...more, ...doubted(grant.repositoryDoubt), ...blocked };
    for (const repository of grant.repositories) out.edge("permits", id, repository, { capability, ...ofRepositories });
  }
  // no access to what the organisation holds: whoever registers a runner waits there for jobs
  const registersRunners = RUNNERS.some((name) => isWrite(grant.permissions[name]));
  if (registersRunners) out.edge("permits", id, grant.owner, { capability: "use", ...more });
  if (controlsOwner(grant.permissions)) out.edge("permits", id, grant.owner, { capability: "admin", ...more });
}

/** `more`: what analysis can settle it by. */
function doubted(why: string | undefined, more: JsonRecord = {}): Partial<GraphEdge> {
  return why === undefined ? {} : { state: "unknown", confidence: 0.7, properties: { why, ...more } };
}

/** What permissions let their holder do to the repositories: code may be written with contents, all with administration. */
function repositoryCapabilities(permissions: PermissionMap): readonly Capability[] {
  const writes = (name: string): boolean => isWrite(permissions[name]);
  if ([...REPOSITORY_ADMIN].some(writes)) return ["admin"];
  // starting and repeating runs
  const starts: readonly Capability[] = writes("actions") ? ["use"] : [];
  if (writes("contents")) return [...starts, "read", "write"];
  return permissions["contents"] === "read" ? [...starts, "read"] : starts;
}

function isWrite(level: string | undefined): boolean {
  return level === "write" || level === "admin";
}

function controlsOwner(permissions: PermissionMap): boolean {
  return Object.entries(permissions).some(([name, level]) => OWNER_ADMIN.has(name) && isWrite(level));
}
