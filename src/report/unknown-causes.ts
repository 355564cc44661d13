// Gaps and rules not evaluated as one list of causes, a line each: a data set that was refused and the rules that it costs.
import { addTo, groupBy } from "../model/group-by.js";
import type { ReportSource } from "../model/report.js";
import { counted } from "./count.js";
import { compareText } from "./order.js";
import { type GapRow, gapRows, type NotEvaluatedGroup, notEvaluatedGroups } from "./unknown.js";

/** Code of a data set whose file is not in the bundle. */
const UNRECORDED = "NotRecorded";

export interface UnknownCause {
  readonly scope: string;
  /** Data set without its provider's prefix being lost; `everything`; or the rules, where single rows are unknown. */
  readonly dataSet: string;
  /** Ids of the rules that wait for it. */
  readonly rules: readonly string[];
  /** Single rows; 0 when the whole data set is meant. */
  readonly rows: number;
  readonly reason: string;
  readonly permission?: string;
  readonly accepted?: string;
}

/** The causes: those that cost rules first, then by scope and data set. */
export function unknownCauses(source: Pick<ReportSource, "scopes" | "notEvaluated">): UnknownCause[] {
  const groups = notEvaluatedGroups(source);
  const gaps = gapRows(source);
  const waiting = byDataSet(groups);
  const whole = gaps.filter(({ subject, code }) => subject === undefined && code !== UNRECORDED);
  const unrecorded = gaps.filter(({ subject, code }) => subject === undefined && code === UNRECORDED);
  const named = new Set(gaps.map(({ scope, dataSet }) => `${scope} ${dataSet}`));
  const others = groups.filter(({ scope, dataSet }) =>
    dataSetsOf(dataSet).every((name) => !named.has(`${scope} ${name}`)),
  );
  const told = new Set(whole.map(({ scope, dataSet, cause }) => JSON.stringify([scope, dataSet, cause])));
  const parts = gaps.filter(
    ({ scope, dataSet, subject, message }) =>
      subject !== undefined && !told.has(JSON.stringify([scope, dataSet, message])),
  );
  return [
    ...whole.map((gap) => gapCause(gap, waiting)),
    ...[...groupBy(unrecorded, ({ scope }) => scope).values()].map((missing) => missingCause(missing, waiting)),
    ...others.map(groupCause),
    ...[...groupBy(parts, partKey).values()].flatMap(partCauses),
  ].sort(compareCauses);
}

function dataSetsOf(dataSet: string | undefined): string[] {
  return dataSet === undefined ? [] : dataSet.split(" | ");
}

/** Scope and data set → what waits for it: gaps and rules each grow with the scopes. */
type Waiting = ReadonlyMap<string, readonly NotEvaluatedGroup[]>;

function byDataSet(groups: readonly NotEvaluatedGroup[]): Waiting {
  const found = new Map<string, NotEvaluatedGroup[]>();
  for (const group of groups)
    for (const name of new Set(dataSetsOf(group.dataSet))) addTo(found, `${group.scope} ${name}`, group);
  return found;
}

function gapCause(gap: GapRow, waiting: Waiting): UnknownCause {
  const rules = (waiting.get(`${gap.scope} ${gap.dataSet}`) ?? []).flatMap((group) => group.rules);
  return {
    ...common(gap),
    rules: [...new Set(rules)].sort(compareText),
    rows: 0,
    reason: gap.cause ?? gap.message,
  };
}

/** Files that a bundle lacks are one cause, however many: a plain dump holds one data set and not more. */
function missingCause(missing: readonly GapRow[], waiting: Waiting): UnknownCause {
  const causes = missing.map((gap) => gapCause(gap, waiting));
  const [first, second] = causes;
  if (first !== undefined && second === undefined) return first;
  return {
    scope: first?.scope ?? "",
    dataSet: counted(causes.length, "data set"),
    rules: [...new Set(causes.flatMap(({ rules }) => rules))].sort(compareText),
    rows: 0,
    reason: "not in the bundle",
  };
}

function partKey({ scope, dataSet, region, message, accepted }: GapRow): string {
  return JSON.stringify([scope, dataSet, region, message, accepted]);
}

/** Faults of one kind inside a data set that was otherwise read. */
function partCauses(gaps: readonly GapRow[]): UnknownCause[] {
  return gaps.slice(0, 1).map((gap) => ({ ...common(gap), rules: [], rows: gaps.length, reason: gap.message }));
}

function common({ scope, dataSet, region, permission, accepted }: GapRow) {
  return {
    scope,
    dataSet: region === undefined ? dataSet : `${dataSet} ${region}`,
    ...(permission === undefined ? {} : { permission }),
    ...(accepted === undefined ? {} : { accepted }),
  };
}

function groupCause({ scope, dataSet, rules, rows, reason, permission, accepted }: NotEvaluatedGroup): UnknownCause {
  return {
    scope,
    dataSet: dataSet ?? rules.join(", "),
    rules,
    rows,
    reason,
    ...(permission === undefined ? {} : { permission }),
    ...(accepted === undefined ? {} : { accepted }),
  };
}

function compareCauses(a: UnknownCause, b: UnknownCause): number {
  return (
    Number(b.rules.length > 0) - Number(a.rules.length > 0) ||
    compareText(a.scope, b.scope) ||
    compareText(a.dataSet, b.dataSet) ||
    compareText(a.reason, b.reason)
  );
}
