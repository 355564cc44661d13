// --output of a command that prints one result: what would go to stdout goes into a file, whole or not at all.
import { toReportOut } from "../report/stream.js";
import type { Terminal } from "./terminal.js";
import { checkFile, type OpenFile, openWhole } from "./write-file.js";

/**
 * Runs work whose result goes into the file and returns its exit code; messages stay on stderr. The file is opened at the first
 * text: work that fails before leaves nothing. A place that is known to be no place to write to is a UsageError before the work.
 */
export async function resultToFile(
  file: string,
  terminal: Terminal,
  work: (terminal: Terminal) => Promise<number>,
): Promise<number> {
  await checkFile(file);
  let opened: OpenFile | undefined;
  let write: ((chunk: string) => Promise<void> | void) | undefined;
  const open = async (): Promise<OpenFile> => {
    opened ??= await openWhole(file);
    write ??= toReportOut(opened.stream, { color: false }).write;
    return opened;
  };
  const out = async (chunk: string): Promise<void> => {
    await open();
    await write?.(chunk);
  };
  try {
    const code = await work(withOut(terminal, out));
    // also without a word: what an earlier run wrote there is no answer to this one
    await (await open()).keep();
    terminal.detail(`wrote ${file}`);
    return code;
  } catch (error) {
    throw opened === undefined ? error : await opened.drop(error);
  }
}

/** A terminal whose stdout is something else: no colours there, and no columns. */
function withOut(terminal: Terminal, out: Terminal["out"]): Terminal {
  return {
    ...terminal,
    out,
    color: false,
    columns: undefined,
    // known once it is stopped
    get stopCode() {
      return terminal.stopCode;
    },
  };
}
