// Rows of any shape as a table, JSON or CSV on stdout.
import type { Json } from "../model/words.js";
import type { CsvCell } from "../report/csv-writer.js";
import { csvText, indentedJson, terminalText } from "../report/escape.js";
// Loaded where they are needed: CSV, and the measuring of text, which takes as long to load as all else of a short command.
import type { TableColumn } from "../report/table.js";
import type { Terminal } from "./terminal.js";

export interface OutColumn extends TableColumn {
  /** Key in JSON, title in CSV. */
  readonly key: string;
  /** Left out where a terminal is too narrow for all of them: those of the lowest number first, those without one never. */
  readonly drop?: number;
}

export type OutRow = { readonly [key: string]: OutValue };

/** JSON, or a whole number that a number of JavaScript cannot hold. */
type OutValue = Json | bigint | undefined;

/** Rows of JSON that are written at once. */
const BATCH = 200;

/**
 * Writes the rows in a format; pretty shows `columns`, json and csv every key of `keys`. JSON and CSV are written while the rows
 * are read, a table needs all of them for its widths.
 */
export async function writeRows(
  rows: Iterable<OutRow>,
  columns: readonly OutColumn[],
  keys: readonly string[],
  format: string,
  terminal: Terminal,
): Promise<void> {
  if (format === "json") for (const text of jsonTexts(rows, keys)) await terminal.out(text);
  else if (format === "csv") {
    const { csvTexts } = await import("../report/csv-writer.js");
    const titles = keys.map((key) => csvText(key));
    for (const text of csvTexts(titles, cellsOf(rows, keys))) await terminal.out(text);
  } else await writeTable([...rows], columns, terminal);
}

/** A list of indented objects, some of them at a time. */
function* jsonTexts(rows: Iterable<OutRow>, keys: readonly string[]): Generator<string> {
  let before = "[\n";
  let batch: string[] = [];
  for (const row of rows) {
    batch.push(`  {\n${keys.map((key) => memberText(key, row[key])).join(",\n")}\n  }`);
    if (batch.length < BATCH) continue;
    yield before + batch.join(",\n");
    before = ",\n";
    batch = [];
  }
  if (batch.length > 0) yield before + batch.join(",\n");
  yield before === "[\n" && batch.length === 0 ? "[]\n" : "\n]\n";
}

function* cellsOf(rows: Iterable<OutRow>, keys: readonly string[]): Generator<CsvCell[]> {
  for (const row of rows) yield keys.map((key) => toCell(row[key]));
}

/** Writes the rows as a table for people; nothing when there are none. What a terminal has no room for is named. */
export async function writeTable(
  rows: readonly OutRow[],
  columns: readonly OutColumn[],
  terminal: Terminal,
): Promise<void> {
  if (rows.length === 0) return;
  const { leastWidth, table } = await import("../report/table.js");
  const { roomOf } = await import("../report/text.js");
  const cellsOf = (shown: readonly OutColumn[]) =>
    rows.map((row) => shown.map(({ key }) => terminalText(toText(row[key]))));
  const room = roomOf(terminal);
  const shown = fitting(columns, (some) => leastWidth(some, cellsOf(some)) <= room);
  await terminal.out(`${table(shown, cellsOf(shown), { columns: room }).join("\n")}\n`);
  const left = columns.flatMap((column) => (shown.includes(column) ? [] : [column.title]));
  if (left.length > 0) terminal.say(`nhi: no room for ${left.join(", ")}: a wider terminal shows them`);
}

/** Columns without as many of those that may be left out as have to be. */
function fitting(columns: readonly OutColumn[], fits: (some: readonly OutColumn[]) => boolean): readonly OutColumn[] {
  const drops = columns.filter(({ drop }) => drop !== undefined).sort((a, b) => (a.drop ?? 0) - (b.drop ?? 0));
  let shown = columns;
  for (const one of drops) {
    if (fits(shown)) break;
    shown = shown.filter((column) => column !== one);
  }
  return shown;
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

function toCell(value: OutValue): CsvCell {
  return typeof value === "number" || typeof value === "bigint" ? value : csvText(toText(value));
}

/** A cell as people read it. */
export function toText(value: OutValue): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}
