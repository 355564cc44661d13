// nhi export: the graph, the credentials, the findings or every view, in the formats of other tools.
import type { ExportSource } from "../model/export.js";
import type { ReportOut } from "../model/report.js";
import { loadReporter } from "../report/index.js";
import { toReportOut } from "../report/stream.js";
import { baselineInUse } from "./acceptance.js";
import { exportCode } from "./export-code.js";
import { TOOL, toExportSource } from "./export-source.js";
import { openJudgedEstate } from "./judged-estate.js";
import { judgedSource } from "./judged-source.js";
import { terminalOut } from "./output.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";
import { checkFile, writeWhole } from "./write-file.js";

type Exporter = (source: ExportSource, out: ReportOut) => Promise<void>;

/** Formats of the whole graph; what `nhi export` takes besides is written from the report. */
export const EXPORTERS: { readonly [format: string]: () => Promise<Exporter> } = {
  opengraph: async () => (await import("../report/opengraph.js")).opengraph,
  "opengraph-extension": async () => (await import("../report/opengraph.js")).opengraphExtension,
  cyclonedx: async () => (await import("../report/cyclonedx.js")).cyclonedx,
  ndjson: async () => (await import("../report/ndjson.js")).ndjson,
};

/**
 * Writes one format to a file or stdout. Exit code 0, or 3 when something could not be read that nobody accepted: whoever
 * takes the export in would else read a gap as nothing there.
 */
export async function exportFormat(
  settings: Settings,
  format: string,
  file: string | undefined,
  terminal: Terminal,
): Promise<number> {
  if (file !== undefined && file !== "-") await checkFile(file);
  if (format === "opengraph-extension") {
    // the same for every estate: none has to be there, and no gap counts
    const { opengraphExtension } = await import("../report/opengraph.js");
    await writeTo(file, (out) => opengraphExtension({ tool: TOOL }, out), terminal);
    return 0;
  }
  const baseline = baselineInUse(settings);
  const estate = await openJudgedEstate(settings, terminal);
  try {
    const source = judgedSource(estate, { command: "export", baseline }, settings, terminal);
    const exporter = await EXPORTERS[format]?.();
    const write = async (out: ReportOut): Promise<void> => {
      if (exporter !== undefined) await exporter(toExportSource(estate.store, estate.now), out);
      else await (await loadReporter(format))(source, out);
    };
    await writeTo(file, write, terminal);
    return exportCode(source, terminal);
  } finally {
    estate.store.close();
  }
}

async function writeTo(
  file: string | undefined,
  write: (out: ReportOut) => Promise<void>,
  terminal: Terminal,
): Promise<void> {
  if (file === undefined || file === "-") await write(terminalOut(terminal));
  else await writeWhole(file, (stream) => write(toReportOut(stream, { color: false })));
}
