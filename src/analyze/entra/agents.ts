// Who answers for an identity of an agent: its sponsors and owners, and whether they are still there.
import type { StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { factsOf, type Tenant } from "./estate.js";

/** `answered_for`: somebody, gone (each is disabled), nobody; nothing where neither could be told. */
export function agentColumns(
  node: StoredNode,
  tenant: Tenant,
  principals: ReadonlyMap<string, StoredNode>,
): JsonRecord {
  if (node.type !== "entra.agent-identity") return {};
  const { sponsors, owners } = factsOf(node);
  const known = [...idsIn(sponsors), ...idsIn(owners)];
  if (known.some((id) => isThere(principals.get(id)))) return { answered_for: "somebody" };
  // Of either there may be more than was read, and users that were not read may be anybody.
  if (!Array.isArray(sponsors) || !Array.isArray(owners) || !tenant.read.has("users")) return {};
  return { answered_for: known.length === 0 ? "nobody" : "gone" };
}

function idsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

/** A group counts as there; a user that is not in the tenant does not. */
function isThere(principal: StoredNode | undefined): boolean {
  return principal !== undefined && (principal.type !== "entra.user" || principal.properties["enabled"] !== false);
}
