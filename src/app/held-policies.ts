// Policies that a user or role of AWS holds, with their texts.
import { compareText } from "../model/compare.js";
import { addTo } from "../model/group-by.js";
import { once } from "../model/once.js";
import type { HeldPolicy } from "../plan/replacement.js";
import type { Store } from "../store/index.js";
import { ask, type Row, sqlText } from "./store-rows.js";

/** Policies of a user or role, its own and those of its groups, with their texts where they were read. */
export function heldPolicies(store: Store, id: string): HeldPolicy[] {
  const quoted = sqlText(id);
  const sql = `SELECT DISTINCT n.id, n.name, n.type, d.text FROM edge g JOIN node n ON n.id = g.to_id
    LEFT JOIN document d ON d.hash = n.document
    WHERE g.kind = 'has_grant' AND (g.from_id = ${quoted}
      OR g.from_id IN (SELECT m.to_id FROM edge m WHERE m.kind = 'member_of' AND m.from_id = ${quoted})) ORDER BY n.id`;
  return [...ask(store, sql)].map(toHeld);
}

/**
 * The same of any number of users and roles of AWS, read once when it is asked first: each statement about edges goes through all of
 * them.
 */
export function createHeldPolicies(store: Store): (id: string) => readonly HeldPolicy[] {
  const read = once(() => {
    const links = "SELECT kind, from_id, to_id FROM edge WHERE kind IN ('has_grant', 'member_of')";
    const grants = new Map<string, string[]>();
    const groups = new Map<string, string[]>();
    for (const { kind, from_id: from, to_id: to } of ask(store, links))
      addTo(kind === "has_grant" ? grants : groups, String(from), String(to));
    const texts = `SELECT n.id, n.name, n.type, d.text FROM node n LEFT JOIN document d ON d.hash = n.document
      WHERE n.kind = 'grant' AND n.type LIKE 'aws.%'`;
    const policies = new Map([...ask(store, texts)].map((row) => [String(row["id"]), toHeld(row)]));
    return { grants, groups, policies };
  });
  return (id) => {
    const { grants, groups, policies } = read();
    const holders = [id, ...(groups.get(id) ?? [])];
    const held = new Set(holders.flatMap((holder) => grants.get(holder) ?? []));
    return [...held].sort(compareText).flatMap((policy) => policies.get(policy) ?? []);
  };
}

function toHeld(row: Row): HeldPolicy {
  return {
    id: String(row["id"]),
    name: String(row["name"]),
    isInline: row["type"] === "aws.inline-policy",
    ...(typeof row["text"] === "string" && { text: row["text"] }),
  };
}
