// What people, teams and Apps reach whose own rights nobody weighs as a whole.
import type { PathGraph } from "../../graph/path-graph.js";
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { PRINCIPAL_TYPES } from "../aws/principals.js";
import type { Both } from "./both.js";
import { createReachOf, NOT, type Standings } from "./reach-of.js";

export type Unjudged = Pick<StoredNode, "id" | "type">;

/** Principals without a verdict of their own. */
export function unjudgedIn(input: Pick<AnalysisInput, "types" | "nodes">, standings: Standings): readonly Unjudged[] {
  const types = input.types("principal").filter((type) => !PRINCIPAL_TYPES.includes(type));
  const unjudged: Unjudged[] = [];
  if (types.length === 0) return unjudged;
  for (const { id, type } of input.nodes(types)) if (!standings.has(id)) unjudged.push({ id, type });
  return unjudged;
}

/** That one is no administrator is not known, but a way that was found is one. */
export function* reachOfUnjudged(
  unjudged: readonly Unjudged[],
  standings: Standings,
  { graph, ...ends }: { graph: PathGraph; control: Both | undefined; data: Both | undefined },
): Iterable<DerivedFact> {
  const reachOf = createReachOf({ standings, isJudged: () => true }, ends.control, ends.data);
  for (const { id } of unjudged) {
    if (!graph.graph.indexOf.has(id)) continue;
    const columns = reachOf(id) ?? NOT;
    const { admin, reaches_admin: _, tier_known: __, ...way } = columns;
    if (admin !== "no") yield { node: id, columns };
    else if (Object.keys(way).length > 0) yield { node: id, columns: way };
  }
}

/** People, bots, teams and Apps of GitHub and GitLab, who start paths. */
export function isOfForge({ type }: Unjudged): boolean {
  return /^git(?:hub|lab)\./.test(type);
}
