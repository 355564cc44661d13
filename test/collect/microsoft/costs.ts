// What a data set that could not be read costs, by the rules as they are: for tests that refuse one after the other.
import { fileURLToPath } from "node:url";
import { loadRules } from "../../../src/catalog/load-rules.js";
import { checkExpressions } from "../../../src/evaluate/check-expressions.js";
import { indexCoverage } from "../../../src/evaluate/coverage.js";
import type { Coverage } from "../../../src/model/batch.js";
import { requiredDataSets } from "../../../src/model/rule.js";

const rules = await loadRules(fileURLToPath(new URL("../../../rules", import.meta.url)), "built-in", checkExpressions);
/** Rules that name a data set. */
export const requiring = (dataSet: string): string[] =>
  rules.filter((rule) => requiredDataSets(rule).includes(dataSet)).map(({ id }) => id);

/** Those of them for which no other data set of the same provider will do. */
export const needing = (dataSet: string): string[] => {
  const provider = dataSet.slice(0, dataSet.indexOf("/") + 1);
  const isAlone = (entry: string): boolean =>
    entry.includes(" & ")
      ? entry.split(" & ").includes(dataSet)
      : entry
          .split(" | ")
          .filter((one) => one.startsWith(provider))
          .every((one) => one === dataSet) && entry.split(" | ").includes(dataSet);
  return rules.filter(({ requires }) => requires.some(isAlone)).map(({ id }) => id);
};

/** Rules that cannot be judged with this coverage though nothing but one data set is missing. */
export function unjudged(coverage: readonly Coverage[], dataSet: string): string[] {
  const whole = [...new Set(rules.flatMap(requiredDataSets))].filter((one) => one !== dataSet);
  const all: Coverage[] = [
    ...whole.map((one): Coverage => ({ dataSet: one, state: "complete" })),
    ...coverage.filter((one) => one.dataSet === dataSet),
  ];
  const scope = `${dataSet.slice(0, dataSet.indexOf("/"))}:octo`;
  const index = indexCoverage([
    { id: scope, type: "tenant", name: "Octo", coverage: all, gaps: [], identities: 1, readAt: "2026-06-01T00:00:00Z" },
  ]);
  return rules.flatMap((rule) => {
    const found = index.requirement(rule, scope);
    return found.state !== "met" && found.dataSet === dataSet ? [rule.id] : [];
  });
}
