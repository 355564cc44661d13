// Nodes of one scope by their kinds.
import type { NodeKind } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { BY_LIST } from "../views/current.js";

/** Ids of what was read in a scope, sorted; found by the index over open rows of its data sets. */
export function nodesOfScope(connection: Connection, scope: string, kinds: readonly NodeKind[]): string[] {
  const sql = `SELECT DISTINCT n.id FROM node_row n WHERE n.data_set IN (SELECT id FROM data_set_row WHERE scope = @scope)
    AND n.kind IN (SELECT value FROM json_each(@kinds)) AND ${BY_LIST.node("n")} ORDER BY n.id`;
  const find = connection.db.prepare<{ scope: string; kinds: string }, string>(sql).pluck();
  return connection.read(() => find.all({ scope, kinds: JSON.stringify(kinds) }));
}
