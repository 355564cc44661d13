// Whom a change is about.
import type { Change } from "../../model/change.js";
import type { HistoricNode, History } from "../../model/history.js";
import type { Json } from "../../model/words.js";

/** Id, type, name and scope of a node, as a change names them. */
export function subjectOf({ id, type, name, scope }: HistoricNode): Pick<Change, "id" | "type" | "name" | "scope"> {
  return { id, type, name, scope };
}

/** The identity that something belongs to, by the name it has or had. */
export function principalOf(history: History, id: string | undefined): Pick<Change, "principal" | "principalName"> {
  if (id === undefined) return {};
  const node = history.node(id, "after") ?? history.node(id, "before");
  return { principal: id, ...(node && { principalName: node.name }) };
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
