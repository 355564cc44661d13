// What groups ask of environments by their tier: it holds for all projects below the group, on top of what these ask.
import type { AnalysisInput } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import { accessesOf, type DeployRule, numberOf } from "./access.js";
import type { GitLabGroup } from "./group.js";

const DATA_SET = "gitlab/group:protected-environments";

export interface Tiers {
  /** Rules of a group and those above it for environments of a tier. */
  rulesOf(group: string, tier: string | undefined): readonly DeployRule[];
  /** Tiers of which a group and those above it ask something. */
  asked(group: string): readonly { readonly tier: string; readonly rules: readonly DeployRule[] }[];
  /** Whether all that groups of a scope ask was read. An edition without such rules has none. */
  areRead(scope: string): boolean;
  /** Whether the edition protects environments; undefined where that was not read. */
  areOffered(scope: string): boolean | undefined;
}

/** Who may deploy and how many have to approve, of a protected environment or tier. */
export function ruleOf(facts: JsonRecord): DeployRule {
  return { deploy: accessesOf(facts["deploy"]), approvals: numberOf(facts["approvals"]) ?? 0 };
}

/** Looks up the rule of a tier that groups protect for the projects below them. */
export function readTiers(input: Pick<AnalysisInput, "scopes" | "nodes">, groups: readonly GitLabGroup[]): Tiers {
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const own = new Map<string, DeployRule>();
  const names = new Set<string>();
  for (const { parent, properties } of input.nodes(["gitlab.protected-tier"])) {
    const tier = textOf(properties["tier"]);
    if (parent === undefined || tier === undefined) continue;
    names.add(tier);
    own.set(keyOf(parent, tier), { ...ruleOf(properties), group: parent });
  }
  const unread = new Set<string>();
  const offered = new Map<string, boolean>();
  for (const { id, coverage } of input.scopes()) {
    const state = coverage.find(({ dataSet }) => dataSet === DATA_SET)?.state;
    if (state !== undefined && state !== "complete" && state !== "unlicensed") unread.add(id);
    if (state === "complete" || state === "unlicensed") offered.set(id, state === "complete");
  }
  function rulesOf(group: string, tier: string | undefined): readonly DeployRule[] {
    const found: DeployRule[] = [];
    const seen = new Set<string>();
    let at: string | undefined = tier === undefined || own.size === 0 ? undefined : group;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      const rule = own.get(keyOf(at, tier ?? ""));
      if (rule !== undefined) found.push(rule);
      at = parents.get(at);
    }
    return found;
  }
  const sorted = [...names].sort(compareText);
  return {
    rulesOf,
    asked: (group) =>
      sorted.map((tier) => ({ tier, rules: rulesOf(group, tier) })).filter(({ rules }) => rules.length > 0),
    areRead: (scope) => !unread.has(scope),
    areOffered: (scope) => offered.get(scope),
  };
}

function keyOf(group: string, tier: string): string {
  return JSON.stringify([group, tier]);
}
