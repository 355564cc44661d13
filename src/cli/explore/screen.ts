// The whole screen as lines of coloured pieces, from the state and nothing else: what a terminal shows, a test can read.
import type { DetailLine, DetailPage, Entry, ExploreKind } from "../../app/explore/index.js";
import { formatCount } from "../../report/count.js";
import { terminalText } from "../../report/escape.js";
import { padEnd, shortenEnd, shortenMiddle, textWidth, wrapIndented } from "../../report/text.js";
import { HELP_LINES } from "./help.js";
import { FIELDS, listOf, placeIn, type Shown, type State, TABS } from "./state.js";

export type Tint = "red" | "redBright" | "yellow" | "blue" | "cyan" | "green" | "gray";

export interface Piece {
  readonly text: string;
  readonly color?: Tint;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

export type Line = readonly Piece[];

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What is drawn, besides the state. */
export interface Drawn {
  readonly place: string;
  /** Rows that search and filters leave, as far as they are known. */
  readonly shown: Shown;
  /** What the list waits for, in words; undefined when it is complete. */
  readonly waiting?: string | undefined;
  /** The same of the page. */
  readonly pageWaiting?: string | undefined;
  /** Entries of each list, before search and filters. */
  readonly totals: { readonly [kind in ExploreKind]?: number };
  /** The page that is open, or beside a wide list the one of the chosen row; its lines fit. */
  readonly page: DetailPage | undefined;
}

const WIDE = 120;
const LEAST: Size = { columns: 40, rows: 10 };
/** Lines that are neither list nor page: title, tabs, search, rule below, keys. */
const AROUND = 5;

/** Rows of a list or page at a size, and columns of a page. */
export function roomIn({ columns, rows }: Size): {
  readonly rows: number;
  readonly page: number;
  readonly wide: boolean;
} {
  const wide = columns >= WIDE;
  const list = wide ? Math.floor(columns * 0.48) : 0;
  // One row less than the terminal has: a full one scrolls.
  return { rows: Math.max(1, rows - 1 - AROUND), page: wide ? columns - list - 5 : columns - 2, wide };
}

/** The screen, at most as many lines as the terminal has rows less one. */
export function screen(state: State, drawn: Drawn, size: Size): Line[] {
  if (size.columns < LEAST.columns || size.rows < LEAST.rows) {
    return [[{ text: `nhi explore needs ${LEAST.columns} × ${LEAST.rows}; q quits`.slice(0, size.columns) }]];
  }
  const room = roomIn(size);
  const lines = [
    titleLine(state, drawn, size),
    tabsLine(state, drawn),
    searchLine(state, size),
    ...bodyLines(state, drawn, size, room),
    [{ text: "─".repeat(size.columns), dim: true }],
    footLine(state, drawn, size),
  ];
  return lines.map((line) => cut(line, size.columns));
}

/** The line without what goes beyond a width. */
function cut(line: Line, width: number): Line {
  let left = width;
  return line.flatMap((piece): Piece[] => {
    const taken = textWidth(piece.text);
    const text = taken <= left ? piece.text : left > 0 ? shortenEnd(piece.text, left) : "";
    left -= Math.min(taken, left);
    return text === "" ? [] : [{ ...piece, text }];
  });
}

function titleLine({ pages }: State, { place, page }: Drawn, { columns }: Size): Line {
  const where = pages.length > 0 && page !== undefined ? ` › ${page.title}` : ` ${place}`;
  return [
    { text: "nhi explore", bold: true, color: "cyan" },
    { text: shortenMiddle(terminalText(where), columns - 12), dim: true },
  ];
}

const TAB_NAMES: { readonly [kind in ExploreKind]: string } = {
  finding: "Findings",
  identity: "Identities",
  path: "Paths",
  gap: "Not seen",
};

function tabsLine({ tab }: State, { totals }: Drawn): Line {
  return TABS.flatMap((kind, at): Piece[] => {
    const total = totals[kind];
    const name = `${at + 1} ${TAB_NAMES[kind]}${total === undefined ? "" : ` ${formatCount(total)}`}`;
    return [
      { text: kind === tab ? `[${name}]` : ` ${name} `, bold: kind === tab, inverse: kind === tab },
      { text: " " },
    ];
  });
}

function searchLine(state: State, { columns }: Size): Line {
  const { query } = listOf(state);
  const { provider, severity, owasp, reach } = state.filters;
  const set = [provider, severity && `${severity}+`, owasp, reach && `reach: ${reach}`].filter(Boolean).join(" · ");
  const filters = set === "" ? "" : `  only ${set}  (x clears)`;
  const search = state.typing ? `/ ${query}▏` : query === "" ? "/ search" : `/ ${query}`;
  const shown = shortenEnd(terminalText(search), Math.max(10, columns - textWidth(filters)));
  return [
    { text: shown, ...(state.typing ? { color: "cyan" as const } : { dim: query === "" }) },
    { text: filters, color: "yellow" },
  ];
}

function bodyLines(state: State, drawn: Drawn, size: Size, room: ReturnType<typeof roomIn>): Line[] {
  if (state.help) return filled(HELP_LINES.map((text): Line => [{ text }]).slice(0, room.rows), room.rows);
  if (state.form !== undefined) return filled(formLines(state, size.columns), room.rows);
  if (!room.wide) {
    const page = state.pages.length > 0;
    return page ? pageLines(state, drawn, size.columns, room.rows) : listLines(state, drawn, size.columns, room.rows);
  }
  const width = size.columns - room.page - 3;
  const list = listLines(state, drawn, width, room.rows);
  const page = pageLines(state, drawn, room.page, room.rows);
  return list.map((line, at): Line => [...padded(line, width), { text: " │ ", dim: true }, ...(page[at] ?? [])]);
}

function padded(line: Line, width: number): Line {
  const taken = line.reduce((sum, { text }) => sum + textWidth(text), 0);
  return taken >= width ? line : [...line, { text: " ".repeat(width - taken) }];
}

function filled(lines: readonly Line[], rows: number): Line[] {
  return Array.from({ length: rows }, (_, at) => lines[at] ?? []);
}

/** First row that shows, so that the chosen one is in the middle where it can be. */
function topOf(cursor: number, count: number, rows: number): number {
  return Math.max(0, Math.min(cursor - Math.floor(rows / 2), count - rows));
}

const MARK_WIDTH = 10;

function listLines(state: State, { shown, waiting }: Drawn, width: number, rows: number): Line[] {
  if (shown.size === 0)
    return filled([[{ text: shortenEnd(`  ${terminalText(waiting ?? "nothing here")}`, width), dim: true }]], rows);
  const cursor = placeIn(state, shown);
  const top = topOf(cursor, shown.size, rows);
  const focused = state.pages.length === 0;
  return Array.from({ length: rows }, (_, at): Line => {
    return top + at < shown.size ? rowLine(shown.entry(top + at), top + at === cursor, focused, width) : [];
  });
}

function rowLine(entry: Entry, chosen: boolean, focused: boolean, width: number): Line {
  const left = width - 2 - MARK_WIDTH;
  const aside = shortenMiddle(terminalText(entry.aside), Math.floor(left * 0.4));
  const text = shortenEnd(terminalText(entry.text), left - textWidth(aside) - 2);
  const color = tintOf(entry.mark);
  const inverse = chosen && focused;
  return [
    { text: chosen ? "> " : "  ", bold: chosen },
    { text: padEnd(shortenEnd(entry.mark, MARK_WIDTH - 1), MARK_WIDTH), ...(color && { color }) },
    { text: padEnd(text, left - textWidth(aside)), inverse, bold: chosen },
    { text: aside, dim: true },
  ];
}

const TINTS: { readonly [mark: string]: Tint } = {
  critical: "redBright",
  high: "red",
  medium: "yellow",
  low: "blue",
  admin: "redBright",
  waived: "gray",
  baselined: "gray",
};

function tintOf(mark: string): Tint | undefined {
  return TINTS[mark] ?? (mark.startsWith("admin ") ? "red" : mark.startsWith("data ") ? "yellow" : undefined);
}

/** A page whose lines fit into a width; a link stays on the first part of its line. */
export function fitted(page: DetailPage, width: number): DetailPage {
  const lines = page.lines.flatMap((line): DetailLine[] => {
    const text = terminalText(line.text);
    if (textWidth(text) <= width - 2) return [{ ...line, text }];
    const { link, ...rest } = line;
    return wrapIndented(text, width - 2).map((part, at) => ({
      ...rest,
      text: part,
      ...(at === 0 && link && { link }),
    }));
  });
  return { ...page, lines };
}

function pageLines(state: State, { page, pageWaiting = "" }: Drawn, width: number, rows: number): Line[] {
  if (page === undefined)
    return filled([[{ text: shortenEnd(`  ${terminalText(pageWaiting)}`, width), dim: true }]], rows);
  const open = state.pages.at(-1);
  const cursor = Math.min(open?.cursor ?? -1, page.lines.length - 1);
  const top = topOf(Math.max(0, cursor), page.lines.length, rows);
  const shown = page.lines.slice(top, top + rows);
  return filled(
    shown.map((line, at) => detailLine(line, open !== undefined && top + at === cursor, width)),
    rows,
  );
}

function detailLine({ text, style, link }: DetailLine, chosen: boolean, width: number): Line {
  return [
    { text: chosen ? "> " : "  ", bold: chosen },
    {
      text: shortenEnd(text, width - 2),
      bold: style === "title" || style === "head" || chosen,
      dim: style === "dim",
      inverse: chosen && link !== undefined,
      ...(link !== undefined && { color: "cyan" as const }),
    },
  ];
}

const FIELD_HINTS: { readonly [field in (typeof FIELDS)[number]]: string } = {
  reason: "why it is accepted",
  owner: "who accepts it: a mail address, a team",
  expires: "last day, 2027-03-31; empty for no end",
};

function formLines({ form }: State, columns: number): Line[] {
  if (form === undefined) return [];
  const rows = FIELDS.flatMap((field, at): Line[] => {
    const here = at === form.at;
    const value = shortenMiddle(terminalText(form.values[field]), columns - 20);
    const shown = here ? `${value}▏` : value;
    return [
      [
        { text: here ? "> " : "  ", bold: here },
        { text: padEnd(field, 10), bold: here },
        value === "" && !here ? { text: FIELD_HINTS[field], dim: true } : { text: shown },
        ...(here && value === "" ? [{ text: ` ${FIELD_HINTS[field]}`, dim: true }] : []),
      ],
    ];
  });
  return [
    [{ text: `  Accept finding ${form.fingerprint.slice(0, 8)}: a waiver in nhi.yaml`, bold: true }],
    [],
    ...rows,
    [],
    ...(form.problem === undefined ? [] : [[{ text: `  ${terminalText(form.problem)}`, color: "red" as const }]]),
  ];
}

function footLine(state: State, drawn: Drawn, { columns }: Size): Line {
  const keys = state.message ?? keysOf(state);
  const { page, pageWaiting } = drawn;
  const at =
    state.pages.length > 0
      ? [terminalText(pageWaiting ?? ""), placeOn(page, state.pages.at(-1)?.cursor)].filter(Boolean).join("  ")
      : placeAmong(state, drawn);
  const left = shortenEnd(terminalText(keys), columns - textWidth(at) - 1);
  return [
    { text: padEnd(left, columns - textWidth(at)), ...(state.message === undefined ? { dim: true } : { bold: true }) },
    { text: at, dim: true },
  ];
}

function keysOf({ form, help, typing, pages }: State): string {
  if (form !== undefined) return "enter: next, then write · esc: write nothing";
  if (help) return "any key: back";
  if (typing) return "type to search · enter: to the list · esc: clear";
  if (pages.length > 0) return "tab: next link · enter: follow · w waive · esc: back · q quit";
  return "enter: open · / search · p s o r filter · w waive · tab: next list · ? help · q quit";
}

function placeAmong(state: State, { shown, waiting }: Drawn): string {
  const at = shown.size === 0 ? "0" : `${formatCount(placeIn(state, shown) + 1)}/${formatCount(shown.size)}`;
  if (waiting === undefined) return at;
  return shown.size === 0 ? "" : `${terminalText(waiting)}  ${at}+`;
}

function placeOn(page: DetailPage | undefined, cursor = 0): string {
  return page === undefined ? "" : `${Math.min(cursor + 1, page.lines.length)}/${page.lines.length}`;
}
