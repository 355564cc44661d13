// What control is searched for: scopes.
import type { Target } from "../../graph/search.js";
import type { AnalysisInput, DerivedNode, PathEdge } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";

/** Scopes that some edge gives control of: tier 0. Control of a single resource is not. */
export function targetsIn(
  edges: readonly PathEdge[],
  input: Pick<AnalysisInput, "scopes" | "nodes" | "types">,
  derived: readonly DerivedNode[],
): Target[] {
  const known = new Set([...input.scopes()].map(({ id }) => id));
  for (const { id, kind } of derived) if (kind === "scope") known.add(id);
  const types = input.types("scope");
  if (types.length > 0) for (const { id } of input.nodes(types)) known.add(id);
  const scopes = new Set<string>();
  for (const { to, capability } of edges) {
    if (capability === "admin" && (to.startsWith("aws:") || known.has(to))) scopes.add(to);
  }
  return [...scopes].sort(compareText).map((node) => ({ node, capability: "admin" }));
}
