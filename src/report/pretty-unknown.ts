// The part of the terminal report that says what was not seen: rules not evaluated, and gaps.
import type { ReportSource } from "../model/report.js";
import { terminalText } from "./escape.js";
import { hanging, type Look } from "./pretty-look.js";
import { counted, formatCount, shortenMiddle, wrap } from "./text.js";
import { countNotEvaluated, type GapRow, gapRows, type NotEvaluatedGroup, notEvaluatedGroups } from "./unknown.js";

/** Causes and gaps shown, unless everything was asked for. */
const SHOWN = 8;
const INDENT = 6;

/** Lines of `NOT EVALUATED` and `GAPS`; none when there is nothing of the kind. */
export function* unknownLines(source: ReportSource, look: Look): Generator<string> {
  const groups = notEvaluatedGroups(source);
  const { rules, scopes } = countNotEvaluated(source);
  const judged = `${counted(rules, "rule")} in ${counted(scopes, "scope")}; not judged is not passed`;
  yield* sectionLines("NOT EVALUATED", judged, groups, (group) => groupLines(group, look), source, look);
  const gaps = gapRows(source);
  yield* sectionLines(
    "GAPS",
    `${counted(gaps.length, "thing")} could not be read`,
    gaps,
    (gap) => gapLines(gap, look),
    source,
    look,
  );
}

function* sectionLines<T>(
  title: string,
  text: string,
  rows: readonly T[],
  toLines: (row: T) => Iterable<string>,
  source: ReportSource,
  look: Look,
): Generator<string> {
  if (rows.length === 0) return;
  const [first = "", ...rest] = hanging(title, title.length + 2, text, look);
  yield first.replace(title, () => look.strong(title));
  yield* rest;
  const shown = source.full ? rows : rows.slice(0, SHOWN);
  for (const row of shown) yield* toLines(row);
  if (shown.length < rows.length)
    yield `  ${look.dim(`… ${formatCount(rows.length - shown.length)} more: add --verbose`)}`;
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
  const room = look.columns - 2;
  const [fits] = wrap(line, room);
  if (fits === line) return `  ${line}`;
  const share = Math.floor(room / shown.length) - 2;
  return `  ${shown.map((part) => shortenMiddle(part, Math.max(12, share))).join("  ")}`;
}

function body(text: string, look: Look): string[] {
  return hanging("", INDENT, text, look);
}
