// Writes reports: to stdout, to files (whole or not at all), to folders of SARIF logs.
import { statSync } from "node:fs";
import { join } from "node:path";
import { NhiError, UsageError } from "../model/errors.js";
import type { Reporter, ReportOut, ReportSource } from "../model/report.js";
import { loadReporter, reportFiles } from "../report/index.js";
import { toReportOut } from "../report/stream.js";
import { summaryLine } from "../report/summary.js";
import type { Terminal } from "./terminal.js";
import { makeFolder, writeWhole } from "./write-file.js";

export interface OutputTarget {
  /** Undefined: from --format, else pretty. */
  readonly format: string | undefined;
  readonly file: string;
}

export interface OutputOptions {
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
      await writeTarget(source, format ?? options.format ?? "pretty", file, terminal);
      terminal.detail(`wrote ${file}`);
    } catch (error) {
      faults.push(error);
    }
  }
  terminal.say(summaryLine(source));
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

async function writeTarget(source: ReportSource, format: string, file: string, terminal: Terminal): Promise<void> {
  if (file === "-") return (await loadReporter(format))(source, terminalOut(terminal));
  if (!isFolder(file)) return writeFile(file, await loadReporter(format), source);
  makeFolder(file);
  for (const part of await reportFiles(format, source)) {
    await writeFile(join(file, part.name), (_source, out) => part.write(out), source);
  }
}

/** Writes one report into a file, whole or not at all. */
export async function writeFile(file: string, reporter: Reporter, source: ReportSource): Promise<void> {
  await writeWhole(file, (stream) => reporter(source, toReportOut(stream, { color: false })));
}

function isFolder(file: string): boolean {
  return file.endsWith("/") || statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
