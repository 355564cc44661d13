// Colours and columns of the terminal report. Colour carries nothing that the words do not.
import { Chalk, type ChalkInstance } from "chalk";
import type { ReportOut } from "../../model/report.js";
import type { Severity } from "../../model/words.js";
import { cutText, terminalText } from "../escape.js";
import { columnsOf, roomOf, wrap } from "../text.js";

export interface Look {
  readonly columns: number;
  /** Columns of names and of commands: there is no end of them where there is no terminal. */
  readonly room: number;
  /** A terminal, not a file or pipe. */
  readonly interactive: boolean;
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly severity: { readonly [severity in Severity]: (text: string) => string };
}

const same = (text: string): string => text;
const UNPAINTED = { strong: same, dim: same, severity: { critical: same, high: same, medium: same, low: same } };

/** How to write for an output; without colour every function gives its text back. */
export function lookFor(out: Pick<ReportOut, "columns" | "color">): Look {
  const shape = { columns: columnsOf(out), room: roomOf(out), interactive: out.columns !== undefined };
  if (!out.color) return { ...shape, ...UNPAINTED };
  const chalk: ChalkInstance = new Chalk({ level: 1 });
  return {
    ...shape,
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    severity: {
      critical: (text) => chalk.bold.magenta(text),
      high: (text) => chalk.bold.red(text),
      medium: (text) => chalk.bold.yellow(text),
      low: (text) => chalk.bold.cyan(text),
    },
  };
}

/** Lines of a text beside a label: the label once, the rest aligned under the text. `text` may be hostile. */
export function hanging(label: string, width: number, text: string, look: Look): string[] {
  return beside(
    label,
    width,
    wrap(cutText(terminalText(text), MAX_TEXT), Math.max(10, look.columns - width), look.interactive),
  );
}

/** Harmless lines beside a label. */
export function beside(label: string, width: number, lines: readonly string[]): string[] {
  return lines.map((line, at) => `${at === 0 ? label.padEnd(width) : " ".repeat(width)}${line}`.trimEnd());
}

/** `hanging` with the label painted after it was measured. */
export function labelled(label: string, indent: number, text: string, look: Look): string[] {
  const [first = "", ...rest] = hanging(`${" ".repeat(indent)}${label}`, indent + LABEL, text, look);
  return [first.replace(label, () => look.dim(label)), ...rest];
}

/** More of one text helps nobody at a terminal; `nhi explain` and JSON have all of it. */
const MAX_TEXT = 800;
/** Columns of `why   `, `fix   `. */
export const LABEL = 6;
/** Columns before the text of a finding: `CRITICAL  `. */
export const INDENT = 10;
