// What people type for a node: an id, an alias, a name, the end of an ARN. Whoever is known by grants alone has a name as well: it
// comes before the end of somebody's id, such as that of a binding, which ends in the member.
import { isGuid } from "../../model/guid.js";
import type { Connection } from "../connection.js";
import { BY_LIST } from "../views/current.js";
import { namesOfGoogle } from "./google-names.js";

/** Ways to name a node, best first: the first that names anything decides. */
const WAYS: readonly string[] = [
  "n.id = @name",
  "n.row IN (SELECT node_row FROM alias_row WHERE value = @name)",
  "n.incarnation = @name",
  "n.name = @name",
];

/** What of the ids themselves is typed, where no name is meant. */
const ENDS: readonly string[] = [
  // role/deploy for arn:aws:iam::111122223333:role/deploy, deploy for …:role/ci/deploy
  "(substr(n.id, -length(@name) - 1) IN (':' || @name, '/' || @name))",
  // ci for ci@acme-prod.iam.gserviceaccount.com
  "(n.name >= @name || '@' AND n.name < @name || 'A' AND n.type IN ('gcp.service-account', 'workspace.user'))",
];

/** Ids of the nodes that are meant, sorted; more than one when the name is not unique, none when there is none. */
export function resolveName(connection: Connection, name: string): string[] {
  return connection.read(() => {
    const stored = (ways: readonly string[], text: string): string[] | undefined => {
      for (const way of ways) {
        const found = byWay(connection, way, text);
        if (found.length > 0) return found;
      }
      return undefined;
    };
    const ways = [name, ...namesOfGoogle(name), ...foldedOf(name)];
    const named = ways.map((one) => stored(WAYS, one) ?? derivedBy(connection, one));
    return (
      named.find((ids) => ids.length > 0) ??
      stored(ENDS, name) ??
      derivedEnd(connection, name) ??
      rolesOf(connection, name)
    );
  });
}

/** How logs of AWS name who had a session of a role: its ARN, and the role's unique id with the name of the session (CloudTrail userIdentity). */
const SESSION_ARN = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)(?:\/.*)?$/s;
const SESSION_ID = /^(AROA[A-Z0-9]+):/;

/** The role that a session is of. A session's ARN has the name of the role without its path. */
function rolesOf(connection: Connection, name: string): string[] {
  const [, partition, account, role] = SESSION_ARN.exec(name) ?? [];
  if (role !== undefined) {
    const prefix = `arn:${partition}:iam::${account}:role/`;
    return byWay(connection, "n.name = @name AND n.type = 'aws.iam-role'", role).filter((id) => id.startsWith(prefix));
  }
  const id = SESSION_ID.exec(name)?.[1];
  return id === undefined ? [] : byWay(connection, "n.incarnation = @name", id);
}

/** Ids of Azure are kept in small letters; its answers write them in either case. */
function foldedOf(name: string): readonly string[] {
  return /^(?:azure:)?\/subscriptions\//i.test(name) ? [name.toLowerCase()] : [];
}

/** Principals that assignments alone name, by their object id without the tenant. */
function derivedEnd(connection: Connection, name: string): string[] | undefined {
  if (!isGuid(name)) return undefined;
  const sql = "SELECT DISTINCT id FROM derived_node_row WHERE closed_in IS NULL AND id LIKE '%/' || @name ORDER BY id";
  const ids = connection.db.prepare<{ name: string }, string>(sql).pluck().all({ name: name.toLowerCase() });
  return ids.length > 0 ? ids : undefined;
}

const DERIVED =
  "SELECT DISTINCT id FROM derived_node_row WHERE closed_in IS NULL AND (id = @name OR name = @name) ORDER BY id";

function derivedBy(connection: Connection, name: string): string[] {
  return connection.db.prepare<{ name: string }, string>(DERIVED).pluck().all({ name });
}

function byWay(connection: Connection, way: string, name: string): string[] {
  const sql = `SELECT DISTINCT n.id FROM node_row n WHERE ${way} AND ${BY_LIST.node("n")} ORDER BY n.id`;
  const ids = connection.db.prepare<{ name: string }, string>(sql).pluck().all({ name });
  if (ids.length <= 1) return ids;
  // a role and its inline policy, an instance profile, a trust of the same name: whoever acts is meant
  const acting = connection.db
    .prepare<{ ids: string }, string>(
      `SELECT DISTINCT n.id FROM node_row n WHERE n.id IN (SELECT value FROM json_each(@ids))
       AND n.kind IN ('principal', 'workload', 'credential') AND ${BY_LIST.node("n")} ORDER BY n.id`,
    )
    .pluck()
    .all({ ids: JSON.stringify(ids) });
  return acting.length > 0 ? acting : ids;
}
