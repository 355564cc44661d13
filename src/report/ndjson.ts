// Every row of every view of docs/data-model.md as NDJSON, for data lakes and jq; `view` says which it is of.
import type { ExportSource } from "../model/export.js";
import type { ReportOut } from "../model/report.js";
import { jsonText } from "./escape.js";
import { writeAll } from "./stream.js";

/** Writes a `run` line with the clock first, then the rows, views by name. */
export async function ndjson(source: ExportSource, out: ReportOut): Promise<void> {
  await writeAll(out, rowLines(source));
}

function* rowLines({ tool, now, views }: ExportSource): Generator<string> {
  yield `${jsonText({ schema: "nhi-views/1", tool: tool.name, version: tool.version, now })}\n`;
  // `view` stands first and is set last: no column can take its place.
  for (const { view, row } of views()) yield `${jsonText(Object.assign({ view }, row, { view }))}\n`;
}
