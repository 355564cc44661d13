// The report formats. A new one is a file beside this and a line in FORMATS; nothing of a format loads before it is used.
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { InventoryReporter, Reporter, ReportOut, ReportSource } from "../model/report.js";

export interface ReportFormat<R = Reporter> {
  /** What `--help` says. */
  readonly title: string;
  /** File extension of the format, with its dot. */
  readonly extension: string;
  readonly load: () => Promise<R>;
}

/** Formats of a report on findings, by the name that `--format` takes. */
export const FORMATS: { readonly [format: string]: ReportFormat } = {
  pretty: {
    title: "for people, at a terminal or as plain text",
    extension: ".txt",
    load: async () => (await import("./pretty/pretty.js")).pretty,
  },
  json: {
    title: "one document, see docs/schema/report.schema.json",
    extension: ".json",
    load: async () => (await import("./json.js")).json,
  },
  jsonl: { title: "one row a line", extension: ".jsonl", load: async () => (await import("./jsonl.js")).jsonl },
  sarif: {
    title: "SARIF 2.1.0 for code scanning",
    extension: ".sarif",
    load: async () => (await import("./sarif.js")).sarif,
  },
  csv: {
    title: "a row for each finding and for all that was not judged or read",
    extension: ".csv",
    load: async () => (await import("./csv.js")).csv,
  },
  html: {
    title: "one page that loads nothing, for people who were not at the terminal",
    extension: ".html",
    load: async () => (await import("./html.js")).html,
  },
  markdown: {
    title: "for $GITHUB_STEP_SUMMARY",
    extension: ".md",
    load: async () => (await import("./markdown.js")).markdown,
  },
  junit: { title: "JUnit XML", extension: ".xml", load: async () => (await import("./junit.js")).junit },
  gitlab: {
    title: "GitLab code quality",
    extension: ".json",
    load: async () => (await import("./gitlab.js")).gitlab,
  },
  ocsf: {
    title: "OCSF 1.6 IAM Analysis Findings, one event a line",
    extension: ".ocsf.jsonl",
    load: async () => (await import("./ocsf.js")).ocsf,
  },
  mermaid: {
    title: "findings that are paths, as a flowchart",
    extension: ".mmd",
    load: async () => (await import("./mermaid.js")).mermaid,
  },
};

/** Formats of `nhi inventory`; `pretty` is a view of the command line. */
export const INVENTORY_FORMATS: { readonly [format: string]: ReportFormat<InventoryReporter> } = {
  csv: {
    title: "every principal, a column for each fact",
    extension: ".csv",
    load: async () => (await import("./inventory-csv.js")).inventoryCsv,
  },
  json: {
    title: "one document",
    extension: ".json",
    load: async () => (await import("./json.js")).inventoryJson,
  },
  jsonl: {
    title: "one principal a line",
    extension: ".jsonl",
    load: async () => (await import("./jsonl.js")).inventoryJsonl,
  },
};

/** The reporter of a format; UsageError with the known ones when there is none of that name. */
export async function loadReporter(format: string): Promise<Reporter> {
  return formatNamed(format, FORMATS).load();
}

/** The same for formats of `nhi inventory`. */
export async function loadInventoryReporter(format: string): Promise<InventoryReporter> {
  return formatNamed(format, INVENTORY_FORMATS).load();
}

function formatNamed<R>(format: string, formats: { readonly [format: string]: ReportFormat<R> }): ReportFormat<R> {
  const found = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(formats);
  throw new UsageError(`unknown format "${format}"${didYouMean(format, known)}; one of ${known.join(", ")}`);
}

/** One file of a report that is written into a folder. */
export interface ReportFile {
  readonly name: string;
  write(out: ReportOut): Promise<void>;
}

/** The files of a report for `--output FORMAT=DIR/`: SARIF has one for each account, every other format one in all. */
export async function reportFiles(format: string, source: ReportSource): Promise<readonly ReportFile[]> {
  if (format === "sarif") return (await import("./sarif.js")).sarifFiles(source);
  const reporter = await loadReporter(format);
  const name = format === "gitlab" ? "gl-code-quality-report.json" : `nhi${FORMATS[format]?.extension ?? ""}`;
  return [{ name, write: (out) => reporter(source, out) }];
}
