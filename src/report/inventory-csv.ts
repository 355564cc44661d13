// The inventory as CSV: every principal, a column for each column of the `identity` view.
import type { InventoryRow, ReportOut, ReportSource } from "../model/report.js";
import { viewNamed } from "../model/views/index.js";
import type { Json } from "../model/words.js";
import { csvTexts } from "./csv-writer.js";
import { csvText, sorted } from "./escape.js";
import { writeAll } from "./stream.js";

/** Reporter `inventory-csv`. An empty cell is a NULL of the view: docs/data-model.md says whether absent or unread. */
export async function inventoryCsv(source: ReportSource, out: ReportOut): Promise<void> {
  const rows = source.inventory()[Symbol.iterator]();
  const first = rows.next();
  const titles = titlesFor(first.done ? undefined : first.value);
  await writeAll(out, csvTexts(titles, rowsOf(titles, first, rows)));
}

/** The view's columns in its order, then what the rows carry beyond it (facts of the account, say). */
function titlesFor(row: InventoryRow | undefined): string[] {
  const columns = viewNamed("identity")?.columns.map(({ name }) => name) ?? [];
  const known = new Set(columns);
  return [...columns, ...Object.keys(row ?? {}).filter((key) => !known.has(key))];
}

function* rowsOf(
  titles: readonly string[],
  first: IteratorResult<InventoryRow>,
  rows: Iterator<InventoryRow>,
): Generator<string[]> {
  for (let next = first; !next.done; next = rows.next()) {
    const row = next.value;
    yield titles.map((title) => toCell(row[title]));
  }
}

function toCell(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return csvText(JSON.stringify(sorted(value)));
  return csvText(String(value));
}
