// Tables of fixed width for terminals. Shared with the views of other commands.
import { padEnd, padStart, shortenEnd, shortenMiddle, textWidth } from "./text.js";

export interface TableColumn {
  readonly title: string;
  /** `end` for numbers. */
  readonly align?: "start" | "end";
  /** Gives way when the table is too wide: shortened in the middle (ids) or at the end (sentences). */
  readonly shrink?: "middle" | "end";
  /** Columns below which it is not shrunk; LEAST when left out. */
  readonly least?: number;
}

export interface TableOptions {
  readonly columns: number;
  /** Spaces before each line. */
  readonly indent?: number;
  /** Applied to the padded titles; for colour. */
  readonly head?: (text: string) => string;
  /** Applied to each padded cell; for colour. */
  readonly cell?: (text: string, column: number, row: number) => string;
}

const GAP = 2;
const LEAST = 8;

/**
 * Lines of a table, titles first (left out when all are empty). Columns are as wide as their widest cell; when that is
 * more than the terminal has, the shrinkable ones give way. Cells must be harmless already (terminalText).
 */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): string[] {
  const indent = options.indent ?? 0;
  const widths = columns.map((column, at) => widestOf(column.title, rows, at));
  shrinkTo(options.columns - indent - GAP * (columns.length - 1), widths, columns, rows);
  const line = (cells: readonly string[], paint: (text: string, column: number) => string): string => {
    const painted = columns.map((column, at) => {
      const width = widths[at] ?? 0;
      return paint(fitted(cells[at] ?? "", width, column, at === columns.length - 1), at);
    });
    return `${" ".repeat(indent)}${painted.join(" ".repeat(GAP))}`.trimEnd();
  };
  const body = rows.map((row, at) => line(row, (text, column) => options.cell?.(text, column, at) ?? text));
  if (columns.every((column) => column.title === "")) return body;
  const titles = columns.map((column) => column.title);
  return [line(titles, (text) => options.head?.(text) ?? text), ...body];
}

/** Columns of a terminal that a table takes at least, with all that gives way at its least. */
export function leastWidth(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): number {
  const widths = columns.map(({ title, shrink, least = LEAST }, at) => {
    const widest = widestOf(title, rows, at);
    return shrink === undefined ? widest : Math.min(widest, least);
  });
  return widths.reduce((sum, width) => sum + width, GAP * (columns.length - 1));
}

function widestOf(title: string, rows: readonly (readonly string[])[], at: number): number {
  let widest = textWidth(title);
  for (const row of rows) widest = Math.max(widest, textWidth(row[at] ?? ""));
  return widest;
}

/**
 * Takes the excess from columns that may be shrunk until the widths fit or nothing more can give way: step by step from the one
 * where the fewest cells lose the least of themselves by it, so that one long name does not shorten all the others.
 */
function shrinkTo(
  available: number,
  widths: number[],
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  if (excess <= 0) return;
  const giving = columns.flatMap((column, at) => (column.shrink === undefined ? [] : [shrinking(column, at, rows)]));
  for (; excess > 0; excess -= 1) {
    let next: Shrinking | undefined;
    for (const one of giving) {
      if ((widths[one.at] ?? 0) > one.least && (next === undefined || lossOf(one, widths) < lossOf(next, widths)))
        next = one;
    }
    if (next === undefined) return;
    next.cut += next.cells.get(widths[next.at] ?? 0) ?? 0;
    widths[next.at] = (widths[next.at] ?? 0) - 1;
  }
}

/** A column that gives way. */
interface Shrinking {
  readonly at: number;
  readonly least: number;
  /** How many cells have each width, its title among them. */
  readonly cells: ReadonlyMap<number, number>;
  /** Those that are shortened already. */
  cut: number;
}

function shrinking({ title, least = LEAST }: TableColumn, at: number, rows: readonly (readonly string[])[]): Shrinking {
  const cells = new Map<number, number>();
  for (const text of [title, ...rows.map((row) => row[at] ?? "")]) {
    const width = textWidth(text);
    cells.set(width, (cells.get(width) ?? 0) + 1);
  }
  return { at, least, cells, cut: 0 };
}

/** What one step narrower takes: cells that it shortens, each by its share of the width. */
function lossOf({ at, cells, cut }: Shrinking, widths: readonly number[]): number {
  const width = widths[at] ?? 0;
  return (cut + (cells.get(width) ?? 0)) / width;
}

function fitted(text: string, width: number, column: TableColumn, last: boolean): string {
  const shown = column.shrink === "end" ? shortenEnd(text, width) : column.shrink ? shortenMiddle(text, width) : text;
  if (column.align === "end") return padStart(shown, width);
  return last ? shown : padEnd(shown, width);
}
