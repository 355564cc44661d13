// What changed between two analyses: who gained what, whom trusts let in, what came and went; and what nothing can be said of.
import { CHANGE_KINDS, type Change, type Comparison } from "../../model/change.js";
import { compareText } from "../../model/compare.js";
import type { History } from "../../model/history.js";
import { accessChanges } from "./access.js";
import { Comparable } from "./comparable.js";
import { nodeChanges } from "./nodes.js";
import { reachChanges } from "./reach.js";
import { edgeChanges } from "./rights.js";
import { trustChanges } from "./trusts.js";
import { useChanges } from "./use.js";

/**
 * Compares over the data sets that were complete both times. What could not be compared is listed by name. Holds what
 * changed in memory, never the estate.
 */
export function compareHistory(history: History): Comparison {
  const comparable = new Comparable(history);
  const { changes: nodes, trusting, renamed } = nodeChanges(history, comparable);
  const trusts = trustChanges(renamed, trusting, comparable);
  const reach = reachChanges(renamed, comparable);
  const told = new Set(reach.flatMap(({ change, id }) => (change.startsWith("admin-") ? [id] : [])));
  const access = accessChanges(renamed, comparable, told);
  const others = [...edgeChanges(renamed, comparable), ...useChanges(renamed, comparable)];
  const changes = [...nodes, ...trusts.changes, ...reach, ...access, ...others].sort(inOrder);
  return { changes, notCompared: [...comparable.notCompared(), ...trusts.notCompared] };
}

const RANKS = new Map(CHANGE_KINDS.map((kind, rank) => [kind, rank]));

function inOrder(a: Change, b: Change): number {
  const byKind = (RANKS.get(a.change) ?? 0) - (RANKS.get(b.change) ?? 0);
  return (
    byKind || compareText(a.scope, b.scope) || compareText(a.id, b.id) || compareText(a.after ?? "", b.after ?? "")
  );
}
