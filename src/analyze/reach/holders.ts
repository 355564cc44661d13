// Who holds a capability at some nodes, by itself or as one of a hub that many share.
import type { PathEdge } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { isStopped } from "../../model/standing.js";
import type { Capability } from "../../model/words.js";

/** Node → who is permitted that at it. Control of the scope that it is in is another matter. */
export function gatherHolders(
  nodes: ReadonlySet<string>,
  edges: readonly PathEdge[],
  wanted: Capability,
): ReadonlyMap<string, ReadonlySet<string>> {
  const members = new Map<string, string[]>();
  const sets = new Map<string, string[]>();
  const open = edges.filter((edge) => !isStopped(edge));
  for (const { kind, from, to } of open) {
    if (kind === "member_of" && to.startsWith("set:")) addTo(members, to, from);
    else if (kind === "includes" && nodes.has(to)) addTo(sets, from, to);
  }
  const holders = new Map<string, Set<string>>();
  for (const { kind, from, to, capability } of open) {
    if (kind !== "permits" || capability !== wanted) continue;
    for (const node of nodes.has(to) ? [to] : (sets.get(to) ?? [])) {
      const known = holders.get(node) ?? new Set();
      holders.set(node, known);
      for (const holder of from.startsWith("set:") ? (members.get(from) ?? []) : [from]) known.add(holder);
    }
  }
  return holders;
}
