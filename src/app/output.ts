// Writes reports: to stdout, to files (whole or not at all), to folders of SARIF logs.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { NhiError, UsageError } from "../model/errors.js";
import type { Reporter, ReportOut, ReportSource } from "../model/report.js";
import { counted } from "../report/count.js";
import { loadReporter, reportFiles } from "../report/index.js";
import { toReportOut } from "../report/stream.js";
import { summaryLine } from "../report/summary.js";
import { isFolder } from "./is-folder.js";
import type { Terminal } from "./terminal.js";
import { checkFile, checkFolder, makeFolder, writeWhole } from "./write-file.js";

export interface OutputTarget {
  readonly format: string;
  readonly file: string;
}

export interface OutputOptions {
  /** Of stdout, pretty unless another is asked for. */
  readonly format: string | undefined;
  readonly outputs: readonly OutputTarget[];
}

/**
 * Writes the report where it was asked for. With files, stdout stays empty and a short summary goes to stderr. A file that
 * cannot be written does not stop the others; the first fault is thrown at the end.
 */
export async function writeReport(source: ReportSource, options: OutputOptions, terminal: Terminal): Promise<void> {
  if (options.outputs.length === 0) {
    const reporter = await loadReporter(options.format ?? "pretty");
    await reporter(source, terminalOut(terminal));
    return;
  }
  const faults: unknown[] = [];
  for (const { format, file } of options.outputs) {
    try {
      await writeTarget(source, format, file, terminal);
      terminal.detail(`wrote ${file}`);
    } catch (error) {
      faults.push(error);
    }
  }
  terminal.say(summaryLine(source));
  if (faults.length > 0) throw toOneFault(faults);
}

/** Says before a scan which of its reports could not be written, as far as that can be known. Throws UsageError. */
export async function checkOutputs(outputs: readonly OutputTarget[]): Promise<void> {
  const faults: unknown[] = [];
  for (const { file } of outputs) {
    try {
      if (file === "-") continue;
      if (isFolder(file)) checkFolder(file);
      else await checkFile(file);
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw toOneFault(faults);
}

/** What is not for people stands alone; messages for people are given together. */
function toOneFault(faults: readonly unknown[]): unknown {
  const unexpected = faults.find((fault) => !(fault instanceof NhiError));
  if (unexpected !== undefined) return unexpected;
  return new UsageError(faults.map((fault) => (fault instanceof Error ? fault.message : "")).join("\n     "));
}

/** stdout as ReportOut. */
export function terminalOut(terminal: Terminal): ReportOut {
  return {
    write: (chunk) => terminal.out(chunk),
    color: terminal.color,
    ...(terminal.columns !== undefined ? { columns: terminal.columns } : {}),
  };
}

/** Whether a report of this format is among those asked for. */
export function asksFor(wanted: string, { format, outputs }: OutputOptions): boolean {
  const formats = outputs.length === 0 ? [format] : outputs.map((output) => output.format);
  return formats.includes(wanted);
}

/** Whether SARIF goes into one file, or to stdout: not into a folder, which has a file for each scope. */
export function isOneSarif({ format, outputs }: OutputOptions): boolean {
  if (outputs.length === 0) return format === "sarif";
  return outputs.some((output) => output.format === "sarif" && !isFolder(output.file));
}

async function writeTarget(source: ReportSource, format: string, file: string, terminal: Terminal): Promise<void> {
  if (file === "-") return (await loadReporter(format))(source, terminalOut(terminal));
  if (isFolder(file)) return writeParts(file, format, source);
  await writeFile(file, await loadReporter(format), source);
  if (format === "sarif") await writeWhatIsLost(source, file, terminal);
}

async function writeParts(folder: string, format: string, source: ReportSource): Promise<void> {
  makeFolder(folder);
  for (const part of await reportFiles(format, source)) {
    await writeFile(join(folder, part.name), (_source, out) => part.write(out), source);
  }
}

/** Where one SARIF file cannot hold what a file for each scope would, those are written as well, and where they are is said. */
async function writeWhatIsLost(source: ReportSource, file: string, terminal: Terminal): Promise<void> {
  const { fileRuns } = await import("../report/sarif-merge.js");
  const { lost } = fileRuns(source);
  if (lost === 0 || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return;
  let folder = `${file.replace(/\.sarif$/i, "")}-sarif`;
  while (existsSync(folder) && !isFolder(folder)) folder += "-sarif";
  await writeParts(folder, "sarif", source);
  terminal.say(
    `nhi: sarif: ${counted(lost, "finding")} of scopes that share runs do not fit into ${file}; all are in ${folder}/, one file for each account, tenant or organisation: upload those one by one instead`,
  );
}

/** Writes one report into a file, whole or not at all. */
export async function writeFile(file: string, reporter: Reporter, source: ReportSource): Promise<void> {
  await writeWhole(file, (stream) => reporter(source, toReportOut(stream, { color: false })));
}
