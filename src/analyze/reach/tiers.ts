// Tier 1: data and secrets of production, as the reviewed table says, told by the environments of resources.
import type { Target } from "../../graph/search.js";
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { TierRow } from "../../model/tables.js";

/** What has to be held of which resource to have reached tier 1, sorted by node. */
export function tierOneTargets(
  input: Pick<AnalysisInput, "tables" | "nodes" | "types">,
  facts: readonly DerivedFact[],
): readonly Target[] {
  const there = new Set(input.types("resource"));
  const rows = (input.tables.tiers ?? []).filter(({ type, tier }) => tier === 1 && there.has(type));
  if (rows.length === 0) return [];
  const byType = new Map<string, TierRow[]>();
  for (const row of rows) addTo(byType, row.type, row);
  const environments = environmentsOf(facts);
  const targets: Target[] = [];
  for (const { id, type } of input.nodes([...byType.keys()])) {
    for (const { capability, environments: wanted } of byType.get(type) ?? []) {
      if (wanted.length === 0 || wanted.includes(environments.get(id) ?? "")) targets.push({ node: id, capability });
    }
  }
  return targets;
}

function environmentsOf(facts: readonly DerivedFact[]): ReadonlyMap<string, string> {
  const environments = new Map<string, string>();
  for (const { node, columns } of facts) {
    if (typeof columns["environment"] === "string") environments.set(node, columns["environment"]);
  }
  return environments;
}
