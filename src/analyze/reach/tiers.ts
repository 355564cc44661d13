// Tier 1: data and secrets of production, as the reviewed table says, told by the environments of resources.
import type { Target } from "../../graph/search.js";
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { TierRow } from "../../model/tables.js";
import { isGuess } from "../facts/environments.js";
import { wasRead } from "../read-sets.js";

/** What has to be held of which resource. */
export interface TierOne {
  /** To have reached tier 1, sorted by node. */
  readonly targets: readonly Target[];
  /** To have reached it perhaps: the labels of its project or subscription, which would say so, were not read. */
  readonly perhaps: readonly Target[];
}

/** Data set that holds the labels of a scope, by its type. */
const LABELS: { readonly [type: string]: string } = {
  "gcp.project": "gcp/cloudresourcemanager:container",
  "azure.subscription": "azure/resources:subscription",
};

/** In: the estate, the environments of resources as facts. */
export function tierOneTargets(
  input: Pick<AnalysisInput, "tables" | "nodes" | "types" | "scopes">,
  facts: readonly DerivedFact[],
): TierOne {
  const there = new Set(input.types("resource"));
  const rows = (input.tables.tiers ?? []).filter(({ type, tier }) => tier === 1 && there.has(type));
  if (rows.length === 0) return { targets: [], perhaps: [] };
  const byType = new Map<string, TierRow[]>();
  for (const row of rows) addTo(byType, row.type, row);
  const environments = environmentsOf(facts);
  const unlabelled = unlabelledScopes(input);
  const [targets, perhaps]: [Target[], Target[]] = [[], []];
  for (const { id, type, scope } of input.nodes([...byType.keys()])) {
    const { name = "", isGuessed = true } = environments.get(id) ?? {};
    for (const { capability, environments: wanted } of byType.get(type) ?? []) {
      if (wanted.length === 0 || wanted.includes(name)) targets.push({ node: id, capability });
      else if (isGuessed && unlabelled.has(scope)) perhaps.push({ node: id, capability });
    }
  }
  return { targets, perhaps };
}

interface Label {
  readonly name: string;
  /** Only its name sounds so: a label of its scope would count before. */
  readonly isGuessed: boolean;
}

function environmentsOf(facts: readonly DerivedFact[]): ReadonlyMap<string, Label> {
  const environments = new Map<string, Label>();
  for (const { node, columns } of facts) {
    const { environment: name } = columns;
    if (typeof name === "string") environments.set(node, { name, isGuessed: isGuess(columns) });
  }
  return environments;
}

/** Of those that did not answer; a project that did says its labels, though what holds it was not seen. */
function unlabelledScopes(input: Pick<AnalysisInput, "scopes">): ReadonlySet<string> {
  const unlabelled = new Set<string>();
  for (const scope of input.scopes()) {
    const dataSet = LABELS[scope.type];
    if (dataSet === undefined || scope.properties["resource"] !== undefined) continue;
    if (wasRead(scope, dataSet) === false) unlabelled.add(scope.id);
  }
  return unlabelled;
}
