// Rows of any shape as a table, JSON or CSV on stdout.
import type { Json } from "../model/words.js";
import { csvText, indentedJson, terminalText } from "../report/escape.js";
// Loaded where they are needed: CSV, and the measuring of text, which takes as long to load as all else of a short command.
import type { TableColumn } from "../report/text.js";
import type { Terminal } from "./terminal.js";

export interface OutColumn extends TableColumn {
  /** Key in JSON, title in CSV. */
  readonly key: string;
}

export type OutRow = { readonly [key: string]: OutValue };

/** JSON, or a whole number that a number of JavaScript cannot hold. */
type OutValue = Json | bigint | undefined;

/** Writes the rows in a format; pretty shows `columns`, json and csv every key of `keys`. */
export async function writeRows(
  rows: readonly OutRow[],
  columns: readonly OutColumn[],
  keys: readonly string[],
  format: string,
  terminal: Terminal,
): Promise<void> {
  if (format === "json") {
    const texts = rows.map((row) => `  {\n${keys.map((key) => memberText(key, row[key])).join(",\n")}\n  }`);
    await terminal.out(texts.length === 0 ? "[]\n" : `[\n${texts.join(",\n")}\n]\n`);
  } else if (format === "csv") {
    const { csvTexts } = await import("../report/csv-writer.js");
    const cells = rows.map((row) => keys.map((key) => toCell(row[key])));
    for (const text of csvTexts(
      keys.map((key) => csvText(key)),
      cells,
    ))
      await terminal.out(text);
  } else await writeTable(rows, columns, terminal);
}

/** Writes the rows as a table for people; nothing when there are none. */
export async function writeTable(
  rows: readonly OutRow[],
  columns: readonly OutColumn[],
  terminal: Terminal,
): Promise<void> {
  if (rows.length === 0) return;
  const { columnsOf, table } = await import("../report/text.js");
  const cells = rows.map((row) => columns.map(({ key }) => terminalText(toText(row[key]))));
  const lines = table(columns, cells, { columns: terminal.columns ?? Math.max(columnsOf(terminal), 200) });
  await terminal.out(`${lines.join("\n")}\n`);
}

/** A member of an indented object within a list. Numbers have all their digits; one that JSON cannot write is a text. */
function memberText(key: string, value: OutValue): string {
  return `    ${indentedJson(key)}: ${valueText(value).replaceAll("\n", "\n    ")}`;
}

function valueText(value: OutValue): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return indentedJson(String(value));
  return indentedJson(value ?? null);
}

function toCell(value: OutValue): string | number | bigint {
  return typeof value === "number" || typeof value === "bigint" ? value : csvText(toText(value));
}

/** A cell as people read it. */
export function toText(value: OutValue): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}
