// What people, teams and Apps reach whose own rights nobody weighs as a whole.
import type { PathGraph } from "../../graph/path-graph.js";
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { PRINCIPAL_TYPES } from "../aws/principals.js";
import type { Both } from "./both.js";
import { createReachOf, NOT, type Standings } from "./reach-of.js";

/** That one is no administrator is not known, but a way that was found is one. */
export function* reachOfUnjudged(
  input: AnalysisInput,
  standings: Standings,
  { graph, ...ends }: { graph: PathGraph; control: Both | undefined; data: Both | undefined },
): Iterable<DerivedFact> {
  const types = input.types("principal").filter((type) => !PRINCIPAL_TYPES.includes(type));
  if (types.length === 0) return;
  const reachOf = createReachOf({ standings, isJudged: () => true }, ends.control, ends.data);
  for (const { id } of input.nodes(types)) {
    if (standings.has(id) || !graph.graph.indexOf.has(id)) continue;
    const columns = reachOf(id) ?? NOT;
    const { admin, reaches_admin: _, ...way } = columns;
    if (admin !== "no") yield { node: id, columns };
    else if (Object.keys(way).length > 0) yield { node: id, columns: way };
  }
}

/** People, bots, teams and Apps of GitHub and GitLab: they start paths, and nobody weighs their own rights as a whole. */
export function* ofForges(input: AnalysisInput, standings: Standings): Iterable<string> {
  const types = input.types("principal").filter((type) => /^git(?:hub|lab)\./.test(type));
  if (types.length === 0) return;
  for (const { id } of input.nodes(types)) if (!standings.has(id)) yield id;
}
