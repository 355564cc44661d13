// CSV as spreadsheets take it: quoted, CRLF, byte order mark, formulas defused; a batch of rows at a time.
import { stringify } from "csv-stringify/sync";

const BATCH = 200;
const OPTIONS = { escape_formulas: true, quoted: true, quoted_empty: true, record_delimiter: "windows" } as const;

/** A number stays one when it is negative: a text that starts with a minus is defused. */
export type CsvCell = string | number | bigint;

/** Texts of a CSV file: the titles, then the rows. Texts must be harmless already (csvText). */
export function* csvTexts(titles: readonly string[], rows: Iterable<readonly CsvCell[]>): Generator<string> {
  yield stringify([[...titles]], { ...OPTIONS, bom: true });
  let batch: CsvCell[][] = [];
  for (const row of rows) {
    batch.push([...row]);
    if (batch.length < BATCH) continue;
    yield stringify(batch, OPTIONS);
    batch = [];
  }
  if (batch.length > 0) yield stringify(batch, OPTIONS);
}
