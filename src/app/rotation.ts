// What to do about a credential, in order: part of nhi explain.
import type { RotationRow } from "../model/rotation.js";
import type { Json } from "../model/words.js";
import { toText } from "./rows-out.js";

type Row = { readonly [column: string]: Json };

export interface Rotation {
  readonly steps: readonly string[];
  readonly better: string | undefined;
  readonly source: string | undefined;
}

/** Steps for a credential or trust with the names of it; undefined for what is none, empty steps where none are known. */
export function rotationOf(
  kind: string | undefined,
  row: Row,
  rotations: readonly RotationRow[],
): Rotation | undefined {
  const known = rotations.find(({ type }) => type === row["type"]);
  if (known === undefined)
    return kind === "credential" ? { steps: [], better: undefined, source: undefined } : undefined;
  return { steps: known.steps.map((step) => filled(step, row)), better: known.better, source: known.source };
}

/** The same for people; a type without steps is said to be one. */
export function rotationLines({ steps, better, source }: Rotation, type: string): string[] {
  if (steps.length === 0) return [`no steps are known for ${type}: its vendor says how it is replaced and ended`];
  return [
    ...steps.map((step, at) => `${at + 1}. ${step}`),
    ...(better === undefined ? [] : [`better, without such a secret: ${better}`]),
    ...(source === undefined ? [] : [`from ${source}`]),
  ];
}

/** A value that a shell would read otherwise is quoted for it; one that is not known stays in capitals. */
function filled(step: string, row: Row): string {
  return step.replace(/\{(name|id|principal_name)\}/g, (_, column: string) => {
    const value = toText(row[column]);
    if (value === "") return column.toUpperCase();
    return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
  });
}
