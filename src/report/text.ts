// Text of fixed width for terminals: measuring, wrapping, shortening. Shared with the views of other commands.
import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import { addAll } from "../model/add-all.js";

/** Columns when the output is no terminal. */
const DEFAULT_COLUMNS = 80;
const LEAST_COLUMNS = 40;
/** Characters from which a text is measured by its parts: letter by letter takes a millisecond for a thousand. */
const LONG = 200;
/** Marks that nhi's own texts have, of a column each: part of no emoji, joined with nothing, narrow where a terminal has to choose. */
export const MARKS = "·×–…→─│└";
/** Texts with as many columns as characters: the libraries would ask a segmenter of graphemes, and cut them no other way. */
export const PLAIN = new RegExp(`^[ -~${MARKS}]*$`);

/** Columns to write for: those of the terminal, 80 when there is none, never fewer than 40. */
export function columnsOf(out: { readonly columns?: number | undefined }): number {
  return Math.max(LEAST_COLUMNS, out.columns ?? DEFAULT_COLUMNS);
}

/**
 * Columns that lines with names in them may take, and the names themselves: those of the terminal. Without one there is no end:
 * whatever reads a pipe or a file looks for whole names, and for what is said of them on the same line.
 */
export function roomOf(out: { readonly columns?: number | undefined }): number {
  return out.columns === undefined ? Number.POSITIVE_INFINITY : columnsOf(out);
}

/** Columns a text takes; wide characters count two, colour codes none. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return text.length <= LONG ? stringWidth(text) : longWidth(text);
}

/** Letters of ASCII between two others take a column each: only what is left of a long text is looked at one by one. */
function longWidth(text: string): number {
  if (/[\u001b\u009b]/.test(text)) return stringWidth(text);
  const rest = text.replace(/(?<=[ -~])[ -~]{16,}(?=[ -~])/g, "");
  return stringWidth(rest) + text.length - rest.length;
}

/** The text padded with spaces at its end to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** The text padded with spaces at its start to `width` columns; for numbers. */
export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}

/**
 * Lines of at most `width` columns; words longer than a line are cut, unless `isCut` is false: then they are lines of their own. At
 * least one line, and one where there is no end.
 */
export function wrap(text: string, width: number, isCut = true): string[] {
  if (width === Number.POSITIVE_INFINITY) return text.split("\n").map((line) => line.trimEnd());
  return wrapAnsi(text, Math.max(1, width), { hard: isCut })
    .split("\n")
    .map((line) => line.trimEnd());
}

/** The same, with the indent of the line kept on each. */
export function wrapIndented(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  return wrap(line.slice(indent.length), width - indent.length).map((part) => (part === "" ? "" : indent + part));
}

/** Parts joined by ` · ` into lines of at most `width` columns, broken between parts where that is enough. */
export function wrapParts(parts: readonly string[], width: number, isCut = true): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const joined = last === undefined ? part : `${last} · ${part}`;
    if (last !== undefined && textWidth(joined) <= width) lines[lines.length - 1] = joined;
    else addAll(lines, wrap(part, width, isCut));
  }
  return lines;
}

/** At most `width` columns: the middle gives way to `…`, since the end is what tells ids apart. */
export function shortenMiddle(text: string, width: number): string {
  return shorten(text, width, "middle");
}

/** At most `width` columns, cut at the end; for sentences. */
export function shortenEnd(text: string, width: number): string {
  return shorten(text, width, "end");
}

function shorten(text: string, width: number, position: "middle" | "end"): string {
  if (textWidth(text) <= width) return text;
  if (PLAIN.test(text)) return shortenPlain(text, Math.max(1, width), position);
  const ends = endsOf(text, width);
  let shown = cliTruncate(ends, Math.max(1, width), { position });
  // Between wide letters the library takes a column or two too many.
  for (let columns = width - 1; columns > 0 && textWidth(shown) > width; columns -= 1) {
    shown = cliTruncate(ends, columns, { position });
  }
  return shown;
}

/** As cli-truncate cuts. */
function shortenPlain(text: string, width: number, position: "middle" | "end"): string {
  const start = position === "end" || width === 1 ? width - 1 : Math.floor(width / 2);
  return `${text.slice(0, start)}…${text.slice(text.length - (width - 1 - start))}`;
}

/** What is left of a long text once the middle that nobody sees is out: cutting takes time by the square of the length. */
function endsOf(text: string, width: number): string {
  const side = 4 * width + 64;
  if (text.length <= 2 * side || text.includes("\u001b")) return text;
  const [start, end] = [text.slice(0, side), text.slice(-side)];
  return textWidth(start) > width && textWidth(end) > width ? start + end : text;
}
