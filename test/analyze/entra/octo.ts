// A tenant in memory of which all that ways are made of was read, beside the shipped tables and techniques.
import type { AnalysisInput, StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables, shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

export const SCOPE = "entra:octo";
/** The grant that a test is about. */
export const GRANT = "octo/role/held";
export const TABLES = await shippedTables();
const { scopedTechniques } = await shippedTechniqueLists();
const READ = ["users", "role-assignments", "groups", "group-members", "group-owners", "administrative-units"];

/** A node of the tenant; its id is `octo/<id>`. */
export function make(
  id: string,
  type: string,
  properties: JsonRecord,
  kind: StoredNode["kind"] = "principal",
): StoredNode {
  return node(`octo/${id}`, type, { kind, scope: SCOPE, properties });
}

/** An edge between two of its nodes, by their ids without `octo/`. */
export function link(kind: StoredEdge["kind"], from: string, to: string, isEligible = false): StoredEdge {
  return {
    ...{ kind, from: `octo/${from}`, to: `octo/${to}`, scope: SCOPE, state: isEligible ? "needs-actor" : "none" },
    ...{ confidence: 1, properties: { held: isEligible ? "eligible" : "active" } },
  };
}

/** The tenant with these. */
export function octo(nodes: readonly StoredNode[], edges: readonly StoredEdge[]): AnalysisInput {
  const coverage = complete(...READ.map((name) => `entra/graph:${name}`));
  const tenant = { id: SCOPE, type: "entra.tenant", name: "octo", parent: undefined, properties: {}, coverage };
  return {
    ...toInput({ scopes: [tenant], nodes, tables: { ...TABLES, scopedTechniques } }),
    edges: (kinds: readonly string[]) => edges.filter(({ kind }) => kinds.includes(kind)),
  };
}
