// Writes reports: to stdout, to files (whole or not at all), to folders of SARIF logs.
import { createWriteStream, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../model/errors.js";
import type { Reporter, ReportOut, ReportSource } from "../model/report.js";
import { loadReporter, reportFiles } from "../report/index.js";
import { closeStream, toReportOut } from "../report/stream.js";
import { summaryLine } from "../report/summary.js";
import type { Terminal } from "./terminal.js";

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
  let fault: unknown;
  for (const { format, file } of options.outputs) {
    try {
      await writeTarget(source, format ?? options.format ?? "pretty", file);
      terminal.detail(`wrote ${file}`);
    } catch (error) {
      const known = toFileFault(file, error);
      if (fault !== undefined) terminal.say(`nhi: ${known instanceof Error ? known.message : String(known)}`);
      fault ??= known;
    }
  }
  terminal.say(summaryLine(source));
  if (fault !== undefined) throw fault;
}

/** stdout as ReportOut. */
export function terminalOut(terminal: Terminal): ReportOut {
  return {
    write: (chunk) => terminal.out(chunk),
    color: terminal.color,
    ...(terminal.columns !== undefined ? { columns: terminal.columns } : {}),
  };
}

async function writeTarget(source: ReportSource, format: string, file: string): Promise<void> {
  if (!isFolder(file)) return writeFile(file, await loadReporter(format), source);
  mkdirSync(file, { recursive: true });
  for (const part of await reportFiles(format, source)) {
    await writeFile(join(file, part.name), (_source, out) => part.write(out), source);
  }
}

/** Writes beside the file and renames at the end, so that a reader never sees half a report. */
export async function writeFile(file: string, reporter: Reporter, source: ReportSource): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.partial-${process.pid}`;
  const stream = createWriteStream(partial);
  try {
    await reporter(source, toReportOut(stream, { color: false }));
    await closeStream(stream);
    renameSync(partial, file);
  } catch (error) {
    stream.destroy();
    rmSync(partial, { force: true });
    throw error;
  }
}

function isFolder(file: string): boolean {
  return file.endsWith("/") || statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

const CAUSES: { readonly [code: string]: string } = {
  ENOSPC: "the disk is full",
  EACCES: "no permission to write there",
  EROFS: "the file system is read-only",
  EISDIR: "it is a folder",
  ENOTDIR: "part of the path is a file",
};

function toFileFault(file: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const cause = CAUSES[code];
  return cause === undefined ? error : new UsageError(`${file}: cannot be written: ${cause}`, { cause: error });
}
