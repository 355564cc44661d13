// Whom a change is about.
import type { Change } from "../../model/change.js";
import type { HistoricNode, History } from "../../model/history.js";
import type { JsonRecord } from "../../model/words.js";

/** Id, type, name and scope of a node, as a change names them. */
export function subjectOf({ id, type, name, scope }: HistoricNode): Pick<Change, "id" | "type" | "name" | "scope"> {
  return { id, type, name, scope };
}

/** The identity that something belongs to, by the id and name that it has or had. */
export function principalOf(history: History, id: string | undefined): Pick<Change, "principal" | "principalName"> {
  if (id === undefined) return {};
  const node = history.node(id, "after") ?? history.node(id, "before");
  return { principal: node?.id ?? id, ...(node && { principalName: node.name }) };
}

/** What rules ask of that identity: whether it controls its scope now, and whether it is new itself. */
export function standingOf(history: History, id: string): JsonRecord {
  const admin = history.factsOf(id)?.["admin"];
  const isNew = history.node(id, "before") === undefined;
  return { ...(admin !== undefined && { principal_admin: admin }), principal_is_new: isNew };
}
