// The inventory as CSV: every principal, a column for each column of the `identity` view, then what is said of its account.
import type { InventoryReporter, InventoryRow } from "../model/report.js";
import { viewNamed } from "../model/views/index.js";
import type { Json } from "../model/words.js";
import { type CsvCell, csvTexts } from "./csv-writer.js";
import { csvText, sorted } from "./escape.js";
import { writeAll } from "./stream.js";

/** What of an account every row of it repeats; its id is the column `scope`. */
const PLACE = new Set([
  "id",
  "type",
  "scope",
  "account",
  "environment",
  "environment_confidence",
  "environment_source",
]);
const PREFIX = "account_";

/** Reporter `inventory-csv`. An empty cell is a NULL of the view: docs/data-model.md says whether absent or unread. */
export const inventoryCsv: InventoryReporter = async (source, out) => {
  const accounts = new Map([...source.accounts()].map((row) => [row["id"], row]));
  const columns = columnsOf("account").filter((name) => !PLACE.has(name));
  const rows = source.inventory()[Symbol.iterator]();
  const first = rows.next();
  const own = titlesFor(first.done ? undefined : first.value);
  const titles = [...own, ...columns.map((name) => PREFIX + name)];
  await writeAll(out, csvTexts(titles, cellsOf()));

  function* cellsOf(): Generator<CsvCell[]> {
    for (let next = first; !next.done; next = rows.next()) {
      const row = next.value;
      const account = accounts.get(row["scope"] ?? null);
      yield [...own.map((title) => toCell(row[title])), ...columns.map((name) => toCell(account?.[name]))];
    }
  }
};

function columnsOf(view: string): readonly string[] {
  return viewNamed(view)?.columns.map(({ name }) => name) ?? [];
}

/** The view's columns in its order, then what the rows carry beyond it. */
function titlesFor(row: InventoryRow | undefined): string[] {
  const columns = columnsOf("identity");
  const known = new Set(columns);
  return [...columns, ...Object.keys(row ?? {}).filter((key) => !known.has(key))];
}

function toCell(value: Json | undefined): CsvCell {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return value;
  if (typeof value === "object") return csvText(JSON.stringify(sorted(value)));
  return csvText(String(value));
}
