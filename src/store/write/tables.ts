// Rows of the crawled tables, from the model's batches: values in column order and the hash over all they say.
import type { EdgeEnd, Gap, GraphEdge, GraphNode, Supplement } from "../../model/batch.js";
import { canonicalJson, rowHash } from "./hash.js";
import type { RowTable, SqlValue } from "./rows.js";

/** A row to offer: its hash, and its values after `data_set` and `unit`. */
export interface ContentRow {
  readonly hash: string;
  readonly values: readonly SqlValue[];
}

/** A crawled table; `same` names the columns by which a changed row replaces its older self. */
export interface CrawledTable extends RowTable {
  readonly same: readonly string[];
}

function crawled(name: string, same: readonly string[], ...columns: readonly string[]): CrawledTable {
  return { name, same, columns: ["data_set", "unit", ...columns] };
}

export const NODE_TABLE = crawled(
  "node_row",
  ["id"],
  "kind",
  "type",
  "id",
  "name",
  "incarnation",
  "parent",
  "document",
  "properties",
);
export const SUPPLEMENT_TABLE = crawled("supplement_row", ["node"], "node", "properties");
export const EDGE_TABLE = crawled(
  "edge_row",
  ["kind", "from_by", "from_value", "to_by", "to_value", "capability"],
  "kind",
  "from_by",
  "from_value",
  "to_by",
  "to_value",
  "capability",
  "state",
  "confidence",
  "properties",
);
export const GAP_TABLE = crawled("gap_row", ["subject", "message"], "subject", "message", "permission");

export const CRAWLED_TABLES: readonly CrawledTable[] = [NODE_TABLE, SUPPLEMENT_TABLE, EDGE_TABLE, GAP_TABLE];

/** A node as a row. Its aliases are rows of their own but part of the hash: a node with other aliases is another row. */
export function toNodeRow(node: GraphNode): ContentRow {
  const properties = canonicalJson(node.properties);
  const { kind, type, id, name, incarnation, parent, document } = node;
  const aliases = node.aliases === undefined ? [] : [...node.aliases].sort();
  return {
    hash: rowHash([kind, type, id, name, incarnation, parent, document, properties, ...aliases]),
    values: [kind, type, id, name, incarnation ?? null, parent ?? null, document ?? null, properties],
  };
}

/** What a data set adds to a node of another one, as a row. */
export function toSupplementRow(supplement: Supplement): ContentRow {
  const properties = canonicalJson(supplement.properties);
  return { hash: rowHash([supplement.node, properties]), values: [supplement.node, properties] };
}

/**
 * An edge as a row: an end is an id, or an alias with what it is an alias by. What is left out of the edge has its default in
 * the row.
 */
export function toEdgeRow(edge: GraphEdge): ContentRow {
  const [fromBy, from] = toEnd(edge.from);
  const [toBy, to] = toEnd(edge.to);
  const { kind, capability = null, state = "none", confidence = 1 } = edge;
  const properties = edge.properties === undefined ? "{}" : canonicalJson(edge.properties);
  return {
    hash: rowHash([kind, fromBy, from, toBy, to, capability, state, String(confidence), properties]),
    values: [kind, fromBy, from, toBy, to, capability, state, confidence, properties],
  };
}

/** A gap as a row. */
export function toGapRow(gap: Gap): ContentRow {
  const permission = gap.permission ?? null;
  return {
    hash: rowHash([gap.subject, gap.message, permission]),
    values: [gap.subject, gap.message, permission],
  };
}

function toEnd(end: EdgeEnd): readonly [by: string | null, value: string] {
  return typeof end === "string" ? [null, end] : [end.by, end.value];
}
