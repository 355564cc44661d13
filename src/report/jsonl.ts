// The report as JSON Lines: one row a line, told apart by `kind`; for streams, jq and log stores.
import type { InventoryReporter, InventorySource, ReportOut, ReportSource } from "../model/report.js";
import type { JsonRecord } from "../model/words.js";
import { jsonText } from "./escape.js";
import { byId, compareText, sortedFindings, sortedNotEvaluated, sortedPassed } from "./order.js";
import {
  toCallRecord,
  toFindingRecord,
  toGapRecord,
  toHeadRecord,
  toInventoryRecord,
  toNotEvaluatedRecord,
  toPassedRecord,
  toScopeRecord,
} from "./records.js";
import { writeAll } from "./stream.js";
import { gapRows } from "./unknown.js";

/** Reporter `jsonl`: a `report` line first, then scopes, gaps, findings, what was not evaluated, passed, the calls made, inventory. */
export async function jsonl(source: ReportSource, out: ReportOut): Promise<void> {
  await writeAll(out, reportLines(source));
}

/** Reporter `inventory-jsonl`: one account a line, then one principal a line. */
export const inventoryJsonl: InventoryReporter = (source, out) => writeAll(out, inventoryLines(source));

function* inventoryLines(source: InventorySource): Generator<string> {
  yield* lines("account", source.accounts(), toInventoryRecord);
  yield* lines("inventory", source.inventory(), toInventoryRecord);
}

function* reportLines(source: ReportSource): Generator<string> {
  yield* lines("report", [source], toHeadRecord);
  yield* lines("scope", byId(source.scopes), toScopeRecord);
  yield* lines("gap", gapRows(source), toGapRecord);
  yield* lines("finding", sortedFindings(source), (finding) => toFindingRecord(finding, true));
  yield* lines("not-evaluated", sortedNotEvaluated(source), toNotEvaluatedRecord);
  yield* lines("passed", sortedPassed(source), toPassedRecord);
  yield* lines("call", sortedCalls(source), toCallRecord);
  yield* lines("inventory", source.inventory(), toInventoryRecord);
}

function sortedCalls({ calls }: ReportSource): ReportSource["calls"] {
  return [...calls].sort((a, b) => compareText(a.scope, b.scope) || compareText(a.call, b.call));
}

function* lines<T>(kind: string, rows: Iterable<T>, toRecord: (row: T) => JsonRecord): Generator<string> {
  // `kind` is set last and stands first: no column can take its place.
  for (const row of rows) yield `${jsonText(Object.assign({ kind }, toRecord(row), { kind }))}\n`;
}
