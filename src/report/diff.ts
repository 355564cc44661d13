// What changed between two times, in every format: a table for people, a document, lines, a spreadsheet, Markdown.
import type { Change, ChangedFinding, ComparedTime, DiffSource, NotCompared } from "../model/change.js";
import type { ReportOut } from "../model/report.js";
import type { Json, JsonRecord } from "../model/words.js";
import { ofText, sections, timesText, unreadLines, unreadText, wasIs } from "./change-words.js";
import { counted } from "./count.js";
import { csvTexts } from "./csv-writer.js";
import type { DiffFormat } from "./diff-formats.js";
import { csvText, indentedJson, jsonText, terminalText } from "./escape.js";
import { markdownText } from "./escape-markdown.js";
import { writeAll } from "./stream.js";
import { table } from "./table.js";

const LISTED = 200;
const SCHEMA = "nhi-diff/1";

/** Writes the comparison to stdout; `width` is that of the terminal, `full` leaves nothing out. */
export async function writeDiff(
  source: DiffSource,
  format: DiffFormat,
  out: ReportOut,
  { width, full }: { readonly width: number; readonly full: boolean },
): Promise<void> {
  await writeAll(out, texts());

  function texts(): Iterable<string> {
    switch (format) {
      case "json":
        return [`${indentedJson(toDocument(source))}\n`];
      case "jsonl":
        return jsonLines(source);
      case "csv":
        return csv(source);
      case "markdown":
        return markdown(source);
      case "pretty":
        return pretty(source, width, full);
    }
  }
}

function toDocument({ before, after, changes, notCompared, findings }: DiffSource): JsonRecord {
  return {
    schema: SCHEMA,
    before: toTime(before),
    after: toTime(after),
    changes: changes.map(toChangeRecord),
    findings: findings
      ? {
          new: findings.new.map(toFindingRecord),
          resolved: findings.resolved.map(toFindingRecord),
          undecided: findings.undecided.map(toFindingRecord),
        }
      : null,
    not_compared: notCompared.map(toUnreadRecord),
  };
}

function toTime({ at, runs, bundle, database }: ComparedTime): JsonRecord {
  return { at, runs: [...runs], bundle: bundle ?? null, database: database ?? null };
}

function toFindingRecord({ rule, severity, scope, message, fingerprint }: ChangedFinding): JsonRecord {
  return { rule, severity, scope, message, fingerprint };
}

function toChangeRecord({ principal, principalName, facts, before, after, ...change }: Change): JsonRecord {
  return {
    ...change,
    principal: principal ?? null,
    principal_name: principalName ?? null,
    before: before ?? null,
    after: after ?? null,
    facts: facts ?? {},
  };
}

function toUnreadRecord({ scope, dataSet, region, reason }: NotCompared): JsonRecord {
  return { scope: scope ?? null, data_set: dataSet ?? null, region: region ?? null, reason };
}

function* jsonLines(source: DiffSource): Generator<string> {
  const head = { kind: "diff", schema: SCHEMA, before: toTime(source.before), after: toTime(source.after) };
  yield `${jsonText(head)}\n`;
  for (const change of source.changes) yield `${jsonText({ kind: "change", ...toChangeRecord(change) })}\n`;
  for (const { kind, listed } of findingLists(source)) {
    for (const one of listed) yield `${jsonText({ kind, ...toFindingRecord(one) })}\n`;
  }
  for (const one of source.notCompared) yield `${jsonText({ kind: "not-compared", ...toUnreadRecord(one) })}\n`;
}

const COLUMNS = ["change", "scope", "type", "id", "name", "principal", "principal_name", "before", "after"] as const;

/** What was not compared is a row as well: a spreadsheet without it would read as "no change". */
function* csv(source: DiffSource): Generator<string> {
  const { changes, notCompared } = source;
  const cells = (record: JsonRecord) => COLUMNS.map((name) => csvText(cellText(record[name])));
  function* rows(): Generator<string[]> {
    for (const change of changes) yield cells(toChangeRecord(change));
    for (const { kind, listed } of findingLists(source)) {
      for (const { rule, scope, severity, message } of listed) {
        yield cells({ change: kind, scope, type: severity, id: rule, after: message });
      }
    }
    for (const { scope, dataSet, region, reason } of notCompared) {
      yield cells({
        change: "not-compared",
        scope: scope ?? "",
        name: [dataSet, region].filter((part) => part !== undefined).join(" "),
        after: reason,
      });
    }
  }
  yield* csvTexts(COLUMNS, rows());
}

function cellText(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

const TABLE = [
  { title: "NAME", shrink: "middle", least: 14 },
  { title: "OF", shrink: "middle", least: 8 },
  { title: "TYPE" },
  { title: "SCOPE", shrink: "middle", least: 12 },
  { title: "WAS → IS", shrink: "end", least: 10 },
] as const;

const FINDING_TABLE = [
  { title: "SEVERITY" },
  { title: "RULE" },
  { title: "SCOPE", shrink: "middle", least: 12 },
  { title: "FINDING", shrink: "end", least: 30 },
] as const;

interface FindingList {
  /** As the machine formats say it. */
  readonly kind: string;
  readonly title: string;
  readonly listed: readonly ChangedFinding[];
}

/** Lists of findings that are not empty. */
function findingLists({ findings }: DiffSource): FindingList[] {
  if (findings === undefined) return [];
  const lists = [
    { kind: "finding-new", title: "New findings", listed: findings.new },
    { kind: "finding-resolved", title: "Resolved findings", listed: findings.resolved },
    { kind: "finding-undecided", title: "Findings that could be judged at one time only", listed: findings.undecided },
  ];
  return lists.filter(({ listed }) => listed.length > 0);
}

function isNothing(source: DiffSource): boolean {
  return source.changes.length === 0 && findingLists(source).length === 0;
}

function* pretty(source: DiffSource, width: number, full: boolean): Generator<string> {
  const { changes, notCompared } = source;
  yield `${terminalText(timesText(source))}\n`;
  for (const { title, changes: listed } of sections(changes)) {
    yield `\n${title}  ${listed.length}\n`;
    const shown = full ? listed : listed.slice(0, LISTED);
    const cells = shown.map((change) =>
      [change.name, ofText(change), change.type, change.scope, wasIs(change)].map(terminalText),
    );
    yield `${table(TABLE, cells, { columns: width }).join("\n")}\n`;
    if (shown.length < listed.length) yield `and ${listed.length - shown.length} more (--verbose)\n`;
  }
  for (const { title, listed } of findingLists(source)) {
    yield `\n${title}  ${listed.length}\n`;
    const shown = full ? listed : listed.slice(0, LISTED);
    const cells = shown.map(({ severity, rule, scope, message }) => [severity, rule, scope, message].map(terminalText));
    yield `${table(FINDING_TABLE, cells, { columns: width }).join("\n")}\n`;
    if (shown.length < listed.length) yield `and ${listed.length - shown.length} more (--verbose)\n`;
  }
  if (isNothing(source)) yield `\n${nothingText(notCompared)}\n`;
  if (notCompared.length === 0) return;
  yield `\nNot compared  ${notCompared.length}\n`;
  for (const line of full ? notCompared.map(unreadText) : unreadLines(notCompared)) yield `  ${terminalText(line)}\n`;
}

function nothingText(notCompared: readonly NotCompared[]): string {
  return notCompared.length === 0 ? "No change." : "No change in what could be compared.";
}

function* markdown(source: DiffSource): Generator<string> {
  const { changes, notCompared } = source;
  yield `## What changed\n\n${markdownText(timesText(source))}\n`;
  for (const { title, changes: listed } of sections(changes)) {
    yield `\n### ${title} (${listed.length})\n\n| name | of | type | scope | was → is |\n|---|---|---|---|---|\n`;
    for (const change of listed) {
      const cells = [change.name, ofText(change), change.type, change.scope, wasIs(change)];
      yield `| ${cells.map(markdownText).join(" | ")} |\n`;
    }
  }
  for (const { title, listed } of findingLists(source)) {
    yield `\n### ${title} (${listed.length})\n\n| severity | rule | scope | finding |\n|---|---|---|---|\n`;
    for (const { severity, rule, scope, message } of listed) {
      yield `| ${[severity, rule, scope, message].map(markdownText).join(" | ")} |\n`;
    }
  }
  if (isNothing(source)) yield `\n${nothingText(notCompared)}\n`;
  if (notCompared.length === 0) return;
  yield `\n### Not compared (${notCompared.length})\n\n`;
  for (const one of notCompared) yield `- ${markdownText(unreadText(one))}\n`;
}

/** One line for stderr. */
export function diffSummary({ changes, notCompared, findings }: DiffSource): string {
  const rest = notCompared.length === 0 ? "" : `; ${counted(notCompared.length, "part")} not compared`;
  const judged = findings && `, ${counted(findings.new.length, "new finding")}, ${findings.resolved.length} resolved`;
  return `${counted(changes.length, "change")}${judged ?? ""}${rest}`;
}
