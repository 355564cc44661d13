// nhi complete -- WORD…: what the scripts of the shells call, a candidate a line. It never fails aloud: a shell that is
// waiting for the Tab key shows whatever is printed in the middle of the line.
import type { Command } from "commander";
import { completionOf } from "./candidates.js";
import { FILES_LINE } from "./scripts.js";

/** Text for the shell: `value<TAB>what it is`, and `:files` at the end where the shell offers files. */
export async function completeText(program: Command, words: readonly string[]): Promise<string> {
  try {
    const { candidates, files } = await completionOf(program, words, async (kind, typed, db) => {
      const { offeredNames } = await import("../../app/names.js");
      return offeredNames(kind, typed, db);
    });
    const lines = candidates.map(({ value, text }) => (text === "" ? value : `${value}\t${text}`));
    return [...lines, ...(files ? [FILES_LINE] : [])].map((line) => `${line}\n`).join("");
  } catch {
    return "";
  }
}
