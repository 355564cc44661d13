// Why a row was not evaluated, for people: the column, the data set behind it, the permission that would open it.
import { requiredDataSets } from "../model/rule.js";
import type { Column } from "../model/views/column.js";
import { type CoverageIndex, isOfProvider, ofProvider } from "./coverage.js";
import { dataSetsOf } from "./data-sets.js";
import type { Judge, Verdict } from "./judge.js";

export interface Reason {
  readonly reason: string;
  readonly dataSet?: string;
  readonly permission?: string;
}

/** The reason of an unknown verdict for a row of `scope`. */
export function toReason(
  verdict: Extract<Verdict, { state: "unknown" }>,
  judge: Judge,
  scope: string,
  coverage: CoverageIndex,
): Reason {
  const column = judge.view.columns.find(({ name }) => name === verdict.column);
  if (column === undefined) return { reason: verdict.why ?? "could not be judged" };
  if (column.null_means === "none" && verdict.unread !== true) {
    return { reason: `${column.name} is absent, and the rule does not ask for that with has(${column.name})` };
  }
  return unreadReason(column, judge, scope, coverage);
}

function unreadReason(column: Column, judge: Judge, scope: string, coverage: CoverageIndex): Reason {
  // Several vendors may fill a column: those of others have nothing to do with this scope.
  const named = dataSetsOf(column).filter((dataSet) => isOfProvider(dataSet, scope));
  // A column of the node itself comes with the data set that declares the node; the rule says which ones matter to it.
  const dataSets = named.length > 0 ? named : ofProvider(requiredDataSets(judge.rule), scope);
  const states = dataSets.map((dataSet) => coverage.state(scope, dataSet));
  const gaps = states.filter(({ state }) => state !== "complete");
  if (gaps.length === 0 || (named.length === 0 && gaps.length < states.length)) {
    const derived = column.source.some((source) => source.replace("parent.", "").startsWith("fact:"));
    return { reason: `${column.name} ${derived ? "could not be determined" : "is not recorded"}` };
  }
  const permissions = [...new Set(gaps.flatMap(({ permission }) => permission ?? []))];
  return {
    reason: `${column.name} could not be read: ${gaps.map(({ reason }) => reason).join(", and ")}`,
    dataSet: gaps.map(({ dataSet }) => dataSet).join(" | "),
    ...(permissions.length > 0 && { permission: permissions.join(" or ") }),
  };
}
