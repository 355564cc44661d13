// The part of the terminal report that says what was not seen: rules not evaluated, and gaps.
import { groupBy } from "../../model/group-by.js";
import { FAILED_SOURCE, type ReportSource } from "../../model/report.js";
import { counted, formatCount } from "../count.js";
import { terminalText } from "../escape.js";
import { mergeScopes, scopesText } from "../merge-scopes.js";
import { type TableColumn, table } from "../table.js";
import { padEnd, shortenMiddle, textWidth, wrap } from "../text.js";
import { countNotEvaluated, type GapRow, gapRows, type NotEvaluatedGroup, notEvaluatedGroups } from "../unknown.js";
import { type UnknownCause, unknownCauses } from "../unknown-causes.js";
import { hanging, type Look } from "./look.js";
import { scopeTitles } from "./scope-naming.js";

/** Causes and gaps shown, unless everything was asked for. */
const SHOWN = 8;
const INDENT = 6;
/** Between data sets of one cause. */
const SEVERAL = " | ";

/** Lines on what was not seen: one a cause, or all there is to say of each with `full`; none when there is nothing. */
export function* unknownLines(source: ReportSource, look: Look): Generator<string> {
  yield* source.full ? wholeLines(source, look) : briefLines(source, look);
}

/** One line a cause: what, how many rules it costs, why or what would open it; under its scope where there are several. */
function* briefLines(source: ReportSource, look: Look): Generator<string> {
  const causes = unknownCauses(source);
  if (causes.length === 0) return;
  const scopes = new Set(causes.map(({ scope }) => scope));
  const named = scopeTitles(source);
  yield* briefHead(source, causes.length, [...scopes].map(named), look);
  const merged = mergeScopes(
    causes,
    ({ reason }) => reason,
    (cause, reason) => ({ ...cause, reason }),
    ({ dataSet, permission, accepted, rules, rows }) => [dataSet, permission, accepted, rules, rows > 0],
  ).map(({ first, scopes: own, all }) => ({
    ...first,
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    scope: scopesText(own.map(named)),
  }));
  const shown = groupBy(merged.slice(0, SHOWN), ({ scope }) => scope);
  const indent = scopes.size === 1 ? 2 : 4;
  const lines = causeLines([...shown.values()].flat().map(toCells), indent, look);
  for (const [scope, own] of shown) {
    if (scopes.size > 1) yield `  ${shortenMiddle(terminalText(scope), look.room - 2)}`;
    yield* lines.splice(0, own.length);
  }
  const rest = merged.length - SHOWN;
  if (rest > 0) yield `  ${look.dim(`… ${formatCount(rest)} more: add --verbose`)}`;
  yield "";
}

function* briefHead(source: ReportSource, things: number, scopes: readonly string[], look: Look): Generator<string> {
  const [only = "", second] = scopes;
  const where = second === undefined ? terminalText(only) : counted(scopes.length, "scope");
  const { rules } = countNotEvaluated(source);
  // Of a source that did not answer no rule could even be named: that is not the same as none being concerned.
  const silent = source.scopes.filter(({ type }) => type === FAILED_SOURCE).length;
  const title = rules > 0 || silent > 0 ? "NOT EVALUATED" : "GAPS";
  const text =
    rules > 0
      ? `${counted(rules, "rule")} in ${where}; not judged is not passed`
      : silent > 0
        ? `nothing was read of ${second === undefined ? where : counted(silent, "source")}; not judged is not passed`
        : `${counted(things, "thing")} not read in ${where}, which no rule needs now`;
  const [first = "", ...rest] = hanging(title, title.length + 2, text, look);
  yield first.replace(title, () => look.strong(title));
  yield* rest;
}

const CAUSE_COLUMNS: readonly TableColumn[] = [
  // What it costs first: it is short, and stands in one column whatever comes after it.
  { title: "", shrink: "end", least: 6 },
  { title: "", shrink: "middle", least: 10 },
  // Files and permissions: what tells them apart stands at the end.
  { title: "", shrink: "middle", least: 10 },
];

/** Columns to which names are padded where lines have no end: long ones push their own line along, not all the others. */
const PADDED = 36;

/** A line each: a table that fits the terminal; without one the cells whole, since whatever reads them looks for whole names. */
function causeLines(cells: readonly (readonly string[])[], indent: number, look: Look): string[] {
  if (look.interactive) return table(CAUSE_COLUMNS, cells, { columns: look.columns, indent });
  const widest = (at: number) => Math.max(0, ...cells.map((row) => textWidth(row[at] ?? "")));
  const [first, second] = [widest(0), Math.min(PADDED, widest(1))];
  return cells.map(([cost = "", what = "", why = ""]) =>
    `${" ".repeat(indent)}${padEnd(cost, first)}  ${padEnd(what, second)}  ${why}`.trimEnd(),
  );
}

function toCells({ dataSet, rules, rows, permission, reason, accepted }: UnknownCause): string[] {
  const cost = rows > 0 ? counted(rows, "row") : rules.length > 0 ? counted(rules.length, "rule") : "gap";
  const needed = permission === undefined ? besideItsName(reason, dataSet) : `needs ${permission}`;
  const why = accepted === undefined ? needed : `accepted: ${accepted}`;
  return [cost, withoutProvider(dataSet), why].map((text) => terminalText(text));
}

/** Data sets without the provider, which the scope names already; that of another one stays. */
function withoutProvider(dataSet: string): string {
  const provider = /^[a-z]+\/(?=.*:)/.exec(dataSet)?.[0];
  if (provider === undefined) return dataSet;
  const names = dataSet.split(SEVERAL);
  return names.map((name) => (name.startsWith(provider) ? name.slice(provider.length) : name)).join(SEVERAL);
}

/** The reason beside the data sets that it is about, without naming them again. */
function besideItsName(reason: string, dataSet: string): string {
  const names = dataSet.split(SEVERAL);
  if (names.length > 1 && reason === names.map((name) => `${name} was not read`).join(", and ")) return "were not read";
  return reason.startsWith(`${dataSet} was not read`) ? reason.slice(dataSet.length + 1) : reason;
}

function* wholeLines(source: ReportSource, look: Look): Generator<string> {
  const groups = notEvaluatedGroups(source);
  const { rules, scopes } = countNotEvaluated(source);
  const judged = `${counted(rules, "rule")} in ${counted(scopes, "scope")}; not judged is not passed`;
  yield* sectionLines("NOT EVALUATED", judged, groups, (group) => groupLines(group, look), look);
  const gaps = gapRows(source);
  yield* sectionLines(
    "GAPS",
    `${counted(gaps.length, "thing")} could not be read`,
    gaps,
    (gap) => gapLines(gap, look),
    look,
  );
}

function* sectionLines<T>(
  title: string,
  text: string,
  rows: readonly T[],
  toLines: (row: T) => Iterable<string>,
  look: Look,
): Generator<string> {
  if (rows.length === 0) return;
  const [first = "", ...rest] = hanging(title, title.length + 2, text, look);
  yield first.replace(title, () => look.strong(title));
  yield* rest;
  for (const row of rows) yield* toLines(row);
  yield "";
}

function* groupLines(group: NotEvaluatedGroup, look: Look): Generator<string> {
  yield placeLine([group.scope, group.dataSet ?? (group.rows > 0 ? counted(group.rows, "row") : "everything")], look);
  yield* body(`${group.rules.join(", ")}: ${group.reason}`, look);
  if (group.subjects.length > 0) yield* body(subjectsText(group), look);
  if (group.permission !== undefined) yield* body(`needs ${group.permission}`, look);
  if (group.accepted !== undefined) yield* body(`accepted: ${group.accepted}`, look);
}

function subjectsText({ subjects, rows }: NotEvaluatedGroup): string {
  const names = subjects.map(({ id, name }) => (name.trim() === "" ? id : name));
  const rest = rows - names.length;
  return `about ${names.join(", ")}${rest > 0 ? ` and ${formatCount(rest)} more` : ""}`;
}

function* gapLines(gap: GapRow, look: Look): Generator<string> {
  yield placeLine([gap.scope, gap.dataSet, gap.region, gap.subject], look);
  yield* body(gap.message, look);
  if (gap.permission !== undefined) yield* body(`needs ${gap.permission}`, look);
  if (gap.accepted !== undefined) yield* body(`accepted: ${gap.accepted}`, look);
}

/** Scope and data set are names that people search for: whole where they fit, else shortened in the middle. */
function placeLine(parts: readonly (string | undefined)[], look: Look): string {
  const shown = parts.filter((part) => part !== undefined).map((part) => terminalText(part));
  const line = shown.join("  ");
  const room = look.room - 2;
  const [fits] = wrap(line, room);
  if (fits === line) return `  ${line}`;
  const share = Math.floor(room / shown.length) - 2;
  return `  ${shown.map((part) => shortenMiddle(part, Math.max(12, share))).join("  ")}`;
}

function body(text: string, look: Look): string[] {
  return hanging("", INDENT, text, { ...look, columns: look.room });
}
