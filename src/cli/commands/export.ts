// nhi export: what was read and found, for other tools and for auditors.
import { Argument, type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../model/errors.js";
import { withExamples } from "../help.js";
import { addReadOptions, addTo, type CommonFlags } from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

interface ExportFlags extends Omit<CommonFlags, "output"> {
  readonly output?: string;
  readonly out?: string;
}

const FORMATS: { readonly [format: string]: string } = {
  evidence: "folder for auditors: CSV, SARIF, JSON and a manifest with checksums",
  opengraph: "the graph for BloodHound",
  "opengraph-extension": "what BloodHound has to know of it, once",
  ocsf: "OCSF 1.6 events, one finding a line",
  cyclonedx: "CycloneDX 1.6: every credential, no value",
  mermaid: "findings that are paths, as a flowchart",
  ndjson: "every row of every view",
};

const EXAMPLES = `Examples:
  nhi export evidence --output evidence-2026-11
  (cd evidence-2026-11 && sha256sum -c SHA256SUMS)
  nhi export opengraph-extension --output nhi-extension.json
  nhi export opengraph --output nhi-graph.json
  nhi export ndjson | jq 'select(.view == "credential" and .static)'`;

/** Formats of reports, which people look for here. */
const OF_REPORTS: ReadonlySet<string> = new Set([
  "sarif",
  "csv",
  "json",
  "jsonl",
  "html",
  "markdown",
  "junit",
  "gitlab",
]);

function toFormat(word: string): string {
  if (Object.hasOwn(FORMATS, word)) return word;
  const hint = OF_REPORTS.has(word) ? `Findings as ${word}: nhi check --format ${word}.` : "";
  throw new InvalidArgumentError(`Allowed choices are ${Object.keys(FORMATS).join(", ")}. ${hint}`.trim());
}

/** Adds `nhi export`: evidence goes into a folder, every other format to a file or stdout. */
export function registerExport(program: Command, setExit: SetExit): void {
  const list = Object.entries(FORMATS).map(([format, title]) => `${format} (${title})`);
  const command = program
    .command("export")
    .addArgument(new Argument("<format>", list.join("; ")).choices(Object.keys(FORMATS)).argParser(toFormat))
    .summary("write the graph, credentials or findings for other tools")
    .description(
      "Writes what was read and found in the format of another tool, to stdout or a file; evidence goes into a folder. Exit code 3 when something could not be read.",
    )
    .option("--output <path>", "file to write to, whatever its ending; of evidence the folder (default: nhi-evidence)")
    .option("--out <path>", "the same")
    .option("--rules <dir>", "folder with further rules", addTo, []);
  withExamples(command, EXAMPLES);
  addReadOptions(command).action(async (format: string, flags: ExportFlags) => {
    const { resolveSettings } = await import("../../app/settings.js");
    const { out, output = out } = flags;
    if (out !== undefined && out !== output) {
      throw new UsageError("export: --output and --out name the file alike; give one of them");
    }
    const settings = await resolveSettings(flags);
    const terminal = createTerminal(flags);
    if (format === "evidence") {
      const { exportEvidence } = await import("../../app/evidence.js");
      return setExit(await exportEvidence(settings, output ?? "nhi-evidence", terminal));
    }
    const { exportFormat } = await import("../../app/export.js");
    setExit(await exportFormat(settings, format, output, terminal));
  });
}
