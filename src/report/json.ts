// The report as one JSON document: versioned, sorted, one row a line, so that two reports can be compared line by line.
import type { InventoryReporter, InventorySource, ReportOut, ReportSource } from "../model/report.js";
import type { Json } from "../model/words.js";
import { jsonText } from "./escape.js";
import { byId, sortedCounts, sortedFindings, sortedNotEvaluated, sortedPassed } from "./order.js";
import {
  toCountRecord,
  toFindingRecord,
  toGapRecord,
  toHeadRecord,
  toInventoryRecord,
  toNotEvaluatedRecord,
  toPassedRecord,
  toRuleRecord,
  toScopeRecord,
  toShareRecord,
} from "./records.js";
import { writeAll } from "./stream.js";
import { gapRows } from "./unknown.js";

/**
 * Reporter `json`: every finding of every state, gaps, rules not evaluated and counts; not the inventory. A recording gives
 * the same bytes as the live run that made it, so the calls of a crawl and the files of a bundle are not in it.
 */
export async function json(source: ReportSource, out: ReportOut): Promise<void> {
  await writeAll(out, documentTexts(source));
}

/** Reporter `inventory-json`: `{schema, now, summary, accounts: […], inventory: […]}`. */
export const inventoryJson: InventoryReporter = (source, out) => writeAll(out, inventoryTexts(source));

function* documentTexts(source: ReportSource): Generator<string> {
  const head = Object.entries(toHeadRecord(source));
  yield `{\n${head.map(([key, value]) => `${jsonText(key)}: ${jsonText(value)}`).join(",\n")}`;
  yield* list("scopes", byId(source.scopes), toScopeRecord);
  yield* list("gaps", gapRows(source), toGapRecord);
  yield* list("findings", sortedFindings(source), (finding) => toFindingRecord(finding, false));
  yield* list("notEvaluated", sortedNotEvaluated(source), toNotEvaluatedRecord);
  if (source.passed !== undefined) yield* list("passed", sortedPassed(source), toPassedRecord);
  yield* list("counts", sortedCounts(source), toCountRecord);
  yield* list("rules", byId(source.rules), (rule) => toRuleRecord(source, rule));
  yield "\n}\n";
}

function* inventoryTexts(source: InventorySource): Generator<string> {
  yield `{\n"schema": "nhi-inventory/1",\n"now": ${jsonText(source.now)}`;
  yield `,\n"summary": ${jsonText(toShareRecord(source.summary))}`;
  yield* list("accounts", source.accounts(), toInventoryRecord);
  yield* list("inventory", source.inventory(), toInventoryRecord);
  yield "\n}\n";
}

function* list<T>(name: string, rows: Iterable<T>, toRecord: (row: T) => Json): Generator<string> {
  yield `,\n${jsonText(name)}: [`;
  let separator = "\n";
  for (const row of rows) {
    yield separator + jsonText(toRecord(row));
    separator = ",\n";
  }
  yield separator === "\n" ? "]" : "\n]";
}
