// Makes the finding of a flagged row.
import type { EvidenceNote, Finding, FindingSubject } from "../model/finding.js";
import { toFingerprint } from "../model/hash.js";
import { oncePer } from "../model/once.js";
import { ROW_UNIT } from "../model/row-unit.js";
import type { Column, View } from "../model/views/column.js";
import type { Json, JsonRecord, Severity } from "../model/words.js";
import type { Judge } from "./judge.js";
import type { Row } from "./row.js";
import { fillTexts } from "./text.js";

/** What the store knows about findings and their facts; both are asked for findings only, not for every row. */
export interface FindingSources {
  /** Where the facts about a node were read: the calls behind its data sets. `unit` is the ROW_UNIT of its row, where it has one. */
  evidence?(
    subject: string,
    scope: string,
    dataSets: readonly string[],
    unit?: number | string | null,
  ): readonly EvidenceNote[];
  /** ISO time of the run that saw the finding first; undefined when it is new. */
  firstSeen?(fingerprint: string): string | undefined;
}

/** Columns that every row is read with, so far as its view has them. */
const ALWAYS = ["id", "type", "name", "scope", "principal", "region", "file", "line", "column", "former_ids"];

/** Columns to select so that findings can be made of the rows. */
export function findingColumns(view: View): string[] {
  return view.columns.map(({ name }) => name).filter((name) => ALWAYS.includes(name));
}

/** Why a row cannot become a finding: none of what would identify it is known. */
export function lacksIdentity(judge: Judge, row: Row): boolean {
  return judge.rule.identity.every((name) => row[name] === null || row[name] === undefined);
}

/** The finding of a row that `judge` flagged. */
export function toFinding(judge: Judge, row: Row, severity: Severity, now: Date, sources: FindingSources): Finding {
  const { rule, view } = judge;
  const fingerprint = fingerprintOf(judge, row);
  const formerly = formerIds(row).map((id) => fingerprintOf(judge, { ...row, id }));
  const scope = text(row, "scope");
  const { message, fix } = fillTexts(judge.texts(), { rule, view, row, now });
  const subject = toSubject(row);
  const region = row["region"];
  const location = toLocation(row);
  // What only some have is set afterwards: spreading it into each costs as much as the rest of the finding.
  const finding: { -readonly [key in keyof Finding]: Finding[key] } = {
    fingerprint,
    rule: rule.id,
    severity,
    title: rule.title,
    message,
    subject,
    scope,
    evidence: sources.evidence?.(subject.id, scope, judge.dataSets, row[ROW_UNIT]) ?? [],
    columns: columnsOf(judge, row),
    state: "finding",
    carried: false,
    firstSeen: firstSeenOf(fingerprint, formerly, sources) ?? now.toISOString(),
    fix,
  };
  if (formerly.length > 0) finding.formerly = formerly;
  if (typeof region === "string" && region !== "") finding.region = region;
  if (location !== undefined) finding.location = location;
  return finding;
}

/** What makes the finding of a row the same one tomorrow. */
export function fingerprintOf({ rule }: Pick<Judge, "rule">, row: Row): string {
  return toFingerprint(
    rule.id,
    rule.identity.map((name) => row[name] ?? null),
  );
}

/** Ids that the row had under earlier names, where its view tells them. */
function formerIds(row: Row): readonly string[] {
  const { former_ids: text } = row;
  if (typeof text !== "string") return [];
  try {
    const ids: unknown = JSON.parse(text);
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

function firstSeenOf(
  fingerprint: string,
  formerly: readonly string[],
  { firstSeen }: FindingSources,
): string | undefined {
  const now = firstSeen?.(fingerprint);
  if (formerly.length === 0) return now;
  return [now ?? [], ...formerly.map((former) => firstSeen?.(former) ?? [])].flat().sort()[0];
}

/** What a row is about. */
export function toSubject(row: Row): FindingSubject {
  const parent = row["principal"];
  const subject = { id: text(row, "id"), type: text(row, "type"), name: text(row, "name") };
  return typeof parent === "string" ? { ...subject, parent } : subject;
}

function text(row: Row, column: string): string {
  return String(row[column] ?? "");
}

function toLocation(row: Row): Finding["location"] {
  const { file, line, column } = row;
  if (typeof file !== "string" || typeof line !== "number") return undefined;
  return { file, line, ...(typeof column === "number" && { column }) };
}

// Copied for each finding: objects that grow by computed keys end up as slow dictionaries.
const emptyColumns = oncePer((judge: Judge) => {
  const nothing = Object.fromEntries(judge.viewColumns.map(({ name }) => [name, null]));
  return JSON.parse(JSON.stringify(nothing)) as { [column: string]: Json };
});

function columnsOf(judge: Judge, row: Row): JsonRecord {
  const columns = { ...emptyColumns(judge) };
  for (const column of judge.viewColumns) columns[column.name] = toJson(column, row[column.name]);
  return columns;
}

function toJson(column: Column, value: string | number | null | undefined): Json {
  if (value === null || value === undefined) return null;
  if (column.type === "boolean") return value === 1;
  return column.type === "json" ? parsed(String(value)) : value;
}

/** Lists of kinds and names are the same in thousands of rows; what is made of them is only read. */
const kept = new Map<string, Json>();
const MOST_KEPT = 1_000;
const LONGEST_KEPT = 200;

function parsed(text: string): Json {
  const known = kept.get(text);
  if (known !== undefined) return known;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    value = text;
  }
  if (text.length > LONGEST_KEPT) return value;
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(text, value);
  return value;
}
