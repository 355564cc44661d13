// Turns the row of a rule case, as people write it, into a row as the store gives it.
import { parseDuration } from "../model/duration.js";
import type { Column, View } from "../model/views/column.js";
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
