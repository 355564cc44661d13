// What could not be read or judged, and what it costs: causes of the same permission in the same scope are one line.
import { compareText } from "../model/compare.js";
import { groupBy } from "../model/group-by.js";
import type { ReportSource } from "../model/report.js";
import { type UnknownCause, unknownCauses } from "../report/unknown-causes.js";

/** One thing to grant, to record or to accept. */
export interface MissingPart {
  readonly scope: string;
  /** Permission or licence that would open it. */
  readonly permission: string | undefined;
  /** What was not read: data sets, or the rules of which single rows are unknown. */
  readonly dataSets: readonly string[];
  readonly reason: string;
  /** Ids of the rules that could not be judged for it, sorted. */
  readonly rules: readonly string[];
  /** Single rows; 0 when whole data sets are meant. */
  readonly rows: number;
  /** Why, by whom and until when it is accepted. */
  readonly accepted: string | undefined;
}

/** By scope; in it what costs most rules first. */
export function missingParts(source: ReportSource): MissingPart[] {
  const groups = groupBy(unknownCauses(source), causeKey);
  return [...groups.values()].map(toPart).sort(compareParts);
}

function causeKey({ scope, permission, reason, accepted, rows, dataSet }: UnknownCause): string {
  return JSON.stringify([scope, permission ?? [reason, dataSet], accepted, rows > 0 ? dataSet : ""]);
}

function toPart(causes: readonly UnknownCause[]): MissingPart {
  const [first] = causes;
  return {
    scope: first?.scope ?? "",
    permission: first?.permission,
    dataSets: [...new Set(causes.map(({ dataSet }) => dataSet))].sort(compareText),
    reason: first?.reason ?? "",
    rules: [...new Set(causes.flatMap(({ rules }) => rules))].sort(compareText),
    rows: causes.reduce((sum, { rows }) => sum + rows, 0),
    accepted: first?.accepted,
  };
}

function compareParts(a: MissingPart, b: MissingPart): number {
  return (
    compareText(a.scope, b.scope) ||
    Number(a.accepted !== undefined) - Number(b.accepted !== undefined) ||
    b.rules.length - a.rules.length ||
    compareText(a.permission ?? "", b.permission ?? "") ||
    compareText(a.dataSets[0] ?? "", b.dataSets[0] ?? "")
  );
}
