// CSV as spreadsheets take it: quoted, CRLF, byte order mark, formulas defused; a batch of rows at a time.
import { stringify } from "csv-stringify/sync";

const BATCH = 200;
const OPTIONS = { escape_formulas: true, quoted: true, quoted_empty: true, record_delimiter: "windows" } as const;

/** Texts of a CSV file: the titles, then the rows. Cells must be harmless already (csvText). */
export function* csvTexts(titles: readonly string[], rows: Iterable<readonly string[]>): Generator<string> {
  yield stringify([[...titles]], { ...OPTIONS, bom: true });
  let batch: string[][] = [];
  for (const row of rows) {
    batch.push([...row]);
    if (batch.length < BATCH) continue;
    yield stringify(batch, OPTIONS);
    batch = [];
  }
  if (batch.length > 0) yield stringify(batch, OPTIONS);
}
