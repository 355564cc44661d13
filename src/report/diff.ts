// What changed between two times, in every format: a table for people, a document, lines, a spreadsheet, Markdown.
import {
  CHANGE_KINDS,
  type Change,
  type ChangeKind,
  type ComparedTime,
  type DiffSource,
  type NotCompared,
} from "../model/change.js";
import type { ReportOut } from "../model/report.js";
import type { Json, JsonRecord } from "../model/words.js";
import { counted } from "./count.js";
import { csvTexts } from "./csv-writer.js";
import type { DiffFormat } from "./diff-formats.js";
import { csvText, jsonText, terminalText } from "./escape.js";
import { markdownText } from "./escape-markdown.js";
import { writeAll } from "./stream.js";
import { table } from "./text.js";

/** What a kind of change is called in a heading. */
const CHANGE_TITLES: { readonly [kind in ChangeKind]: string } = {
  "admin-gained": "Became administrator, or can now",
  "path-new": "New ways to control or to data of production",
  "trust-widened": "Trusts that let in more",
  "trust-new": "New trusts",
  "identity-recreated": "Made again under the same name: another identity",
  "credential-new": "New credentials",
  "credential-reactivated": "Credentials switched on again",
  "permission-added": "Permissions added",
  exposure: "Opened to more",
  "third-party-new": "New third parties",
  "owner-changed": "Another owner",
  "identity-new": "New identities",
  "identity-reactivated": "Identities switched on again",
  "agent-server-new": "New MCP servers",
  "agent-server-changed": "MCP servers that start or call something else",
  "active-again": "In use again after long",
  "admin-lost": "No longer administrator",
  "path-gone": "Ways that are cut",
  "trust-narrowed": "Trusts that let in fewer",
  "trust-gone": "Trusts that are gone",
  "permission-removed": "Permissions removed",
  "credential-gone": "Credentials that are gone",
  "identity-gone": "Identities that are gone",
  "agent-server-gone": "MCP servers that are gone",
};

const LISTED = 200;
/** Most data sets of a scope that are named with one reason why they were not compared. */
const NAMED = 3;
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
        return [`${JSON.stringify(JSON.parse(jsonText(toDocument(source))), null, 2)}\n`];
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

function toDocument({ before, after, changes, notCompared }: DiffSource): JsonRecord {
  return {
    schema: SCHEMA,
    before: toTime(before),
    after: toTime(after),
    changes: changes.map(toChangeRecord),
    not_compared: notCompared.map(toUnreadRecord),
  };
}

function toTime({ at, runs, bundle }: ComparedTime): JsonRecord {
  return { at, runs: [...runs], bundle: bundle ?? null };
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
  for (const one of source.notCompared) yield `${jsonText({ kind: "not-compared", ...toUnreadRecord(one) })}\n`;
}

const COLUMNS = ["change", "scope", "type", "id", "name", "principal", "principal_name", "before", "after"] as const;

/** What was not compared is a row as well: a spreadsheet without it would read as "no change". */
function* csv({ changes, notCompared }: DiffSource): Generator<string> {
  const cells = (record: JsonRecord) => COLUMNS.map((name) => csvText(cellText(record[name])));
  function* rows(): Generator<string[]> {
    for (const change of changes) yield cells(toChangeRecord(change));
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

interface Section {
  readonly title: string;
  readonly changes: readonly Change[];
}

function sections(changes: readonly Change[]): Section[] {
  return CHANGE_KINDS.flatMap((kind) => {
    const found = changes.filter(({ change }) => change === kind);
    return found.length === 0 ? [] : [{ title: CHANGE_TITLES[kind], changes: found }];
  });
}

/** What it was and is; empty for what only came or went. */
function wasIs({ before, after }: Change): string {
  if (before !== undefined && after !== undefined) return `${before} → ${after}`;
  return after ?? before ?? "";
}

function ofText({ principal, principalName }: Change): string {
  return principalName ?? principal ?? "";
}

/** The two times, as a heading says them. */
function timesText({ before, after }: DiffSource): string {
  const text = ({ at, runs, bundle }: ComparedTime) =>
    `${at.slice(0, 16).replace("T", " ")} (${bundle ?? runsText(runs)})`;
  return `${text(before)} → ${text(after)}`;
}

function runsText(runs: readonly number[]): string {
  return `run ${runs.join(", ")}`;
}

const TABLE = [
  { title: "NAME", shrink: "middle", least: 14 },
  { title: "OF", shrink: "middle", least: 8 },
  { title: "TYPE" },
  { title: "SCOPE", shrink: "middle", least: 12 },
  { title: "WAS → IS", shrink: "end", least: 10 },
] as const;

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
  if (changes.length === 0) yield `\n${nothingText(notCompared)}\n`;
  if (notCompared.length === 0) return;
  yield `\nNot compared  ${notCompared.length}\n`;
  for (const line of full ? notCompared.map(unreadText) : unreadLines(notCompared)) yield `  ${terminalText(line)}\n`;
}

/** One line for each scope and reason: a recording of one call leaves dozens of data sets out. */
function unreadLines(notCompared: readonly NotCompared[]): string[] {
  const groups = new Map<string, NotCompared[]>();
  for (const one of notCompared) {
    const key = JSON.stringify([one.scope, one.reason, one.dataSet === undefined]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first?.dataSet === undefined || group.length <= NAMED) return group.map(unreadText);
    const named = group.slice(0, NAMED).map(({ dataSet, region }) => [dataSet, region].filter(Boolean).join(" "));
    const list = `${named.join(", ")} and ${group.length - NAMED} more (--verbose)`;
    return [`${[first.scope, list].filter(Boolean).join(" ")}: ${first.reason}`];
  });
}

function nothingText(notCompared: readonly NotCompared[]): string {
  return notCompared.length === 0 ? "No change." : "No change in what could be compared.";
}

function unreadText({ scope, dataSet, region, reason }: NotCompared): string {
  const where = [scope, dataSet, region].filter((part) => part !== undefined).join(" ");
  return where === "" ? reason : `${where}: ${reason}`;
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
  if (changes.length === 0) yield `\n${nothingText(notCompared)}\n`;
  if (notCompared.length === 0) return;
  yield `\n### Not compared (${notCompared.length})\n\n`;
  for (const one of notCompared) yield `- ${markdownText(unreadText(one))}\n`;
}

/** One line for stderr. */
export function diffSummary({ changes, notCompared }: DiffSource): string {
  const rest = notCompared.length === 0 ? "" : `; ${counted(notCompared.length, "part")} not compared`;
  return `${counted(changes.length, "change")}${rest}`;
}
