// Tier 1: data and secrets of production, as the reviewed table says, told by the environments of resources.
import type { Target } from "../../graph/search.js";
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { TierRow } from "../../model/tables.js";
import { isGuess } from "../facts/environments.js";
import type { Unlabelled } from "./unlabelled.js";

/** What has to be held of which resource. */
export interface TierOne {
  /** To have reached tier 1, sorted by node. */
  readonly targets: readonly Target[];
  /** To have reached it perhaps: what its account, project or subscription is called or labelled, which would say so, was not read. */
  readonly perhaps: readonly PerhapsTarget[];
}

export interface PerhapsTarget extends Target {
  readonly scope: string;
}

/** In: the estate, the environments of resources as facts, scopes of which it was not read what they are for. */
export function tierOneTargets(
  input: Pick<AnalysisInput, "tables" | "nodes" | "types">,
  facts: readonly DerivedFact[],
  unlabelled: Unlabelled,
): TierOne {
  const there = new Set(input.types("resource"));
  const rows = (input.tables.tiers ?? []).filter(({ type, tier }) => tier === 1 && there.has(type));
  if (rows.length === 0) return { targets: [], perhaps: [] };
  const byType = new Map<string, TierRow[]>();
  for (const row of rows) addTo(byType, row.type, row);
  const environments = environmentsOf(facts);
  const [targets, perhaps]: [Target[], PerhapsTarget[]] = [[], []];
  for (const { id, type, scope } of input.nodes([...byType.keys()])) {
    const { name = "", isGuessed = true } = environments.get(id) ?? {};
    const isOpen = (name === "" && unlabelled.names.has(scope)) || (isGuessed && unlabelled.labels.has(scope));
    for (const { capability, environments: wanted } of byType.get(type) ?? []) {
      if (wanted.length === 0 || wanted.includes(name)) targets.push({ node: id, capability });
      else if (isOpen) perhaps.push({ node: id, capability, scope });
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
