// How a row meets CEL: integers as BigInt, 0/1 as bool, times as timestamps, ages as durations, JSON as maps and lists,
// NULL as absent. Conversion is lazy: most rules read one or two columns before they know.
import { type RowField, rowFields } from "../model/row-field.js";
import type { View } from "../model/views/column.js";
import { toDuration } from "./cel/functions.js";

/** One row of a view as the store gives it: times as ISO text, booleans as 0 and 1, JSON as text. */
export type Row = { readonly [column: string]: string | number | null };

/** Longer JSON is not judged; no real column comes near it. */
const MAX_JSON = 4 * 1024 * 1024;

export interface RowLimits {
  /** Most elements a list or map in a JSON column may have. */
  readonly listElements: number;
}

/** A row bound to a clock; its fields are getters named like the fields of the view. */
export interface BoundRow {
  readonly row: Row;
  /** Columns that were looked at, each once and in order; undefined: nobody asks. */
  reads?: string[] | undefined;
}

/** Class of the rows of one view: CEL recognises a row by it. Each column is converted at most once a row. */
export interface RowClass {
  new (row: Row, nowMilliseconds: number): BoundRow;
}

/** The class for a view. */
export function rowClassOf(view: View, limits?: RowLimits): RowClass {
  const RowOfView = class {
    readonly row: Row;
    readonly now: number;
    readonly kept: unknown[] = [];
    reads: string[] | undefined;
    constructor(row: Row, now: number) {
      this.row = row;
      this.now = now;
      this.reads = undefined;
    }
  };
  rowFields(view).forEach((field, slot) => {
    Object.defineProperty(RowOfView.prototype, field.name, { get: getterOf(field, slot, limits) });
  });
  return RowOfView;
}

interface Kept extends BoundRow {
  readonly now: number;
  readonly kept: unknown[];
}

/** Thrown inside CEL for a NULL that does not mean "none" in this row, so that has() does not answer either. */
export class UnreadColumn extends Error {
  readonly column: string;
  constructor(column: string) {
    super(`${column} was not read`);
    this.column = column;
  }
}

function getterOf(field: RowField, slot: number, limits: RowLimits | undefined): (this: Kept) => unknown {
  const { name, known_by: knownBy } = field.column;
  return function () {
    const value = this.row[name];
    if (this.reads !== undefined) note(this.reads, name);
    if (value === null || value === undefined) {
      if (this.reads !== undefined && knownBy !== undefined) note(this.reads, knownBy);
      if (knownBy !== undefined && !saysKnown(knownBy, this.row[knownBy])) throw new UnreadColumn(name);
      return undefined;
    }
    if (field.type === "text") return value;
    this.kept[slot] ??= toCel(field, value, this.now, limits);
    return this.kept[slot];
  };
}

function note(reads: string[], column: string): void {
  if (!reads.includes(column)) reads.push(column);
}

function saysKnown(knownBy: string, value: string | number | null | undefined): boolean {
  return knownBy.endsWith("_known") ? value === 1 : value !== null && value !== undefined;
}

/** A stored value as CEL sees it. Throws when it is not what the column's type says. */
function toCel(field: RowField, value: string | number, now: number, limits?: RowLimits): unknown {
  if (field.type === "duration") {
    const time = toTime(field, value);
    return toDuration(field.kind === "since" ? now - time : time - now);
  }
  switch (field.type) {
    case "text":
      return value;
    case "integer":
      if (typeof value !== "number" || !Number.isSafeInteger(value)) throw notA(field, "an integer", value);
      return BigInt(value);
    case "real":
      if (typeof value !== "number") throw notA(field, "a number", value);
      return value;
    case "boolean":
      if (value !== 0 && value !== 1) throw notA(field, "0 or 1", value);
      return value === 1;
    case "time":
      return new Date(toTime(field, value));
    case "json":
      return toCelJson(field, value, limits);
  }
}

function toTime(field: RowField, value: string | number): number {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw notA(field, "a time", value);
  return time;
}

function toCelJson(field: RowField, value: string | number, limits?: RowLimits): unknown {
  const text = String(value);
  if (text.length > MAX_JSON) throw new Error(`column ${field.column.name} is too large to judge`);
  try {
    return withBigInts(JSON.parse(text), limits?.listElements ?? Number.POSITIVE_INFINITY);
  } catch (cause) {
    if (cause instanceof RangeError) throw new Error(`column ${field.column.name} is too large to judge`, { cause });
    throw notA(field, "JSON", text);
  }
}

// CEL integers are BigInt; a plain 5 would not equal the literal 5.
function withBigInts(value: unknown, most: number): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) {
    if (value.length > most) throw new RangeError("list");
    return value.map((element) => withBigInts(element, most));
  }
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  if (entries.length > most) throw new RangeError("map");
  return new Map(entries.map(([key, element]) => [key, withBigInts(element, most)]));
}

function notA(field: RowField, what: string, value: string | number): Error {
  return new Error(`column ${field.column.name} is not ${what}: ${JSON.stringify(String(value).slice(0, 40))}`);
}
