// What can be changed to cut paths: trusts, statements, permissions, bindings; each with the edges that rest on it.
import type { PathEdge } from "../model/analysis.js";
import type { Fix } from "./choke.js";

/** One fix for each thing that derived edges rest on; of edges as they were read the binding itself. Sorted by id. */
export function toFixes(edges: readonly PathEdge[]): Fix[] {
  const byId = new Map<string, Set<number>>();
  for (const [index, edge] of edges.entries()) {
    for (const id of fixesOf(edge)) {
      const known = byId.get(id);
      if (known) known.add(index);
      else byId.set(id, new Set([index]));
    }
  }
  return [...byId].map(([id, indexes]) => ({ id, edges: indexes })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Ids of what an edge rests on. */
export function fixesOf({ kind, from, to, because }: PathEdge): readonly string[] {
  // plain ids say through what an edge goes; what can be changed is a trust, a statement, permissions
  if (because.length > 0) return because.filter((id) => id.includes("#"));
  if (kind === "federates") return [trustOf(to)];
  return kind === "runs_as" || kind === "holds" || kind === "stores" ? [`${from} ${kind} ${to}`] : [];
}

/** Trust policy that a trust node is a part of. */
function trustOf(trust: string): string {
  return trust.slice(0, trust.indexOf("#trust/") + "#trust".length);
}
