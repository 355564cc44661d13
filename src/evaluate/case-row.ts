// Turns the row of a rule case, as people write it, into a row as the store gives it.
import { parseDuration } from "../model/duration.js";
import type { PathHop } from "../model/finding.js";
import type { Column, View } from "../model/views/column.js";
import type { PathRow } from "./path-rules.js";
import type { Row } from "./row.js";

/** The row of a case. Throws an Error that names the column when a value does not fit its type. */
export function toCaseRow(view: View, written: { readonly [column: string]: unknown }, now: Date): Row {
  const entries = view.columns.map((column) => [column.name, toStored(column, written[column.name], now)] as const);
  return Object.fromEntries(entries);
}

function toStored(column: Column, value: unknown, now: Date): string | number | null {
  if (value === null || value === undefined) return null;
  const wrong = (what: string): Error => new Error(`${column.name} is ${JSON.stringify(value)}, not ${what}`);
  switch (column.type) {
    case "text":
      if (typeof value !== "string") throw wrong("a text (put it in quotes)");
      return value;
    case "integer":
      if (!Number.isSafeInteger(value)) throw wrong("an integer");
      return Number(value);
    case "real":
      if (typeof value !== "number") throw wrong("a number");
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw wrong("true or false");
      return value ? 1 : 0;
    case "json":
      return JSON.stringify(value);
    case "time": {
      const time = typeof value === "string" ? toTime(value, now) : undefined;
      if (time === undefined) throw wrong("a time: 2026-01-01T00:00:00Z, or an offset such as -90d");
      return new Date(time).toISOString();
    }
  }
}

/** Milliseconds of an ISO time with its zone, or of an offset to now: `-90d`, `-90d 1s`, `+12h`. */
function toTime(text: string, now: Date): number | undefined {
  if (/^[+-]/.test(text)) {
    const offset = parseDuration(text.slice(1).trim());
    if (offset === undefined) return undefined;
    return now.getTime() + (text.startsWith("-") ? -offset : offset);
  }
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** The path of a case of a path rule; what it leaves out is the plainest there is. */
export function toPathRow(written: { readonly [column: string]: unknown }, scope: string): PathRow {
  const text = (column: string, otherwise: string): string => {
    const value = written[column];
    return typeof value === "string" ? value : otherwise;
  };
  const state = text("state", "none") as PathRow["state"];
  const source = text("source", "case");
  const edges = Array.isArray(written["edges"]) ? written["edges"].filter((edge) => typeof edge === "string") : [];
  const confidence = typeof written["confidence"] === "number" ? written["confidence"] : 1;
  return {
    source,
    sourceClass: text("source_class", "principal") as PathRow["sourceClass"],
    sourceType: text("type", "case"),
    sourceName: text("name", source),
    target: text("target", scope),
    targetType: text("target_type", "case"),
    targetName: text("target_name", "case"),
    scope,
    tier: written["tier"] === 1 ? 1 : 0,
    hops: edges.length,
    confidence,
    state,
    steps: edges.map((edge, index) => toStep(edge, index, edges.length, { state, confidence, source, target: scope })),
  };
}

/** The last step is the one that is not sure. */
function toStep(
  edge: string,
  index: number,
  count: number,
  { state, confidence, source, target }: Pick<PathRow, "state" | "confidence" | "source" | "target">,
): PathHop {
  const isLast = index === count - 1;
  return {
    from: index === 0 ? source : `step ${index}`,
    to: isLast ? target : `step ${index + 1}`,
    edge,
    state: isLast ? state : "none",
    confidence: isLast ? confidence : 1,
    evidence: { because: [] },
  };
}
