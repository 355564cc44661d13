// The fields of a row as rules see it: the columns of its view, plus the durations that come from its times. Pure.
import type { Column, ColumnType, View } from "./views/column.js";

/**
 * How a field follows from its column: `value` is the column itself; `since` is now minus the time (an age, negative
 * when it lies ahead); `until` is the time minus now.
 */
export type FieldKind = "value" | "since" | "until";

export interface RowField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly type: ColumnType | "duration";
  readonly column: Column;
}

// Views are constants and their fields are asked for per finding.
const known = new WeakMap<View, readonly RowField[]>();

/** Fields of a view: `x_at` also gives `x_age` and `x_in`, `created_at` plain `age` as well. */
export function rowFields(view: View): readonly RowField[] {
  const found = known.get(view) ?? toFields(view);
  known.set(view, found);
  return found;
}

function toFields(view: View): RowField[] {
  return view.columns.flatMap((column) => [
    { name: column.name, kind: "value" as const, type: column.type, column },
    ...durationNames(column).map(([name, kind]) => ({ name, kind, type: "duration" as const, column })),
  ]);
}

function durationNames(column: Column): [name: string, kind: FieldKind][] {
  if (column.type !== "time" || !column.name.endsWith("_at")) return [];
  const stem = column.name.slice(0, -"_at".length);
  const names: [string, FieldKind][] = [
    [`${stem}_age`, "since"],
    [`${stem}_in`, "until"],
  ];
  return stem === "created" ? [...names, ["age", "since"]] : names;
}

/**
 * The field that a placeholder of a text names: a field by its own name; `x_days` are the whole days of `x_age`,
 * `x_in_days` those of `x_in`, `age_days` those of `age`. Undefined when there is none.
 */
export function fieldOfPlaceholder(fields: readonly RowField[], name: string): RowField | undefined {
  const named = (wanted: string): RowField | undefined => fields.find((field) => field.name === wanted);
  const plain = named(name);
  if (plain !== undefined || !name.endsWith("_days")) return plain;
  const stem = name.slice(0, -"_days".length);
  const found = named(`${stem}_age`) ?? named(stem);
  return found?.type === "duration" ? found : undefined;
}
