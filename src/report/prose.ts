// Longer texts of rules on a terminal: prose is filled, list marks keep their place, commands stay whole to be copied.
import { cutText, terminalLines, terminalText } from "./escape.js";
import { isCommand } from "./lead.js";
import { wrap } from "./text.js";

const MAX_LINE = 2000;
const LEAST_WIDTH = 20;
const LINE = /^(\s*(?:(?:\d+\.|[-*])\s+)?)(.*)$/s;

/** Paragraphs filled to a width: where a line of the file ends says nothing. */
export function proseLines(text: string, width: number): string[] {
  const paragraphs = text.trim().split(/\n\s*\n/);
  const filled = paragraphs.map((paragraph) => paragraph.trim().replace(/\s+/g, " "));
  return filled.flatMap((line, at) => [
    ...(at > 0 ? [""] : []),
    ...wrap(terminalText(line), Math.max(LEAST_WIDTH, width)),
  ]);
}

/** A fix: each line under its own indentation and list mark; commands and comments among them are not wrapped. */
export function fixLines(fix: string, width: number): string[] {
  let continued = false;
  return terminalLines(fix).flatMap((whole) => {
    const line = cutText(whole, MAX_LINE);
    const [, mark = "", text = ""] = LINE.exec(line) ?? [];
    // A comment among commands belongs to them, and so does what follows a backslash.
    const open = line.endsWith("\\");
    const kept = continued || open || isCommand(text) || /^\s+#/.test(line);
    continued = open;
    if (kept) return [line];
    const start = mark.slice(0, Math.floor(width / 2));
    const lines = wrap(text, Math.max(LEAST_WIDTH, width - start.length));
    return lines.map((part, at) => `${at === 0 ? start : " ".repeat(start.length)}${part}`.trimEnd());
  });
}
