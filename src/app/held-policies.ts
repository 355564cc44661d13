// Policies that a user or role of AWS holds, with their texts.
import type { HeldPolicy } from "../plan/replacement.js";
import type { Store } from "../store/index.js";
import { ask, sqlText } from "./store-rows.js";

/** Policies of a user or role, its own and those of its groups, with their texts where they were read. */
export function heldPolicies(store: Store, id: string): HeldPolicy[] {
  const quoted = sqlText(id);
  const sql = `SELECT DISTINCT n.id, n.name, n.type, d.text FROM edge g JOIN node n ON n.id = g.to_id
    LEFT JOIN document d ON d.hash = n.document
    WHERE g.kind = 'has_grant' AND (g.from_id = ${quoted}
      OR g.from_id IN (SELECT m.to_id FROM edge m WHERE m.kind = 'member_of' AND m.from_id = ${quoted})) ORDER BY n.id`;
  return [...ask(store, sql)].map((row) => {
    const isInline = row["type"] === "aws.inline-policy";
    return {
      id: String(row["id"]),
      name: String(row["name"]),
      isInline,
      ...(typeof row["text"] === "string" && { text: row["text"] }),
    };
  });
}
