// What of an answer of a cluster is looked at: everything else is dropped before anyone sees it, a recorder included. Secrets
// hold values, pods hold them in variables, and annotations hold copies of either.
import { type Fields, fieldsOf, isFields, listOf } from "../fields.js";
import type { Page } from "../page.js";
import type { Cleaner } from "../secrets.js";

/** Fields to keep: `true` for a whole value, a tree for parts of it; a list is cleaned element by element. */
export interface Kept {
  readonly [field: string]: true | Kept;
}

/** Of the metadata of everything. Annotations by name only: what was applied last is a copy of the whole. */
export function metadataWith(annotations: Kept = {}): Kept {
  return {
    name: true,
    namespace: true,
    uid: true,
    creationTimestamp: true,
    labels: true,
    annotations,
  };
}

/** A cleaner that leaves nothing but these fields of every element. */
export function keeping(kept: Kept): Cleaner {
  return (page: Page) => {
    const { items, metadata, ...rest } = page;
    const more = fieldsOf(metadata)["continue"];
    return {
      ...(keptOf(rest, { apiVersion: true, kind: true }) as Fields),
      ...(metadata === undefined
        ? {}
        : { metadata: typeof more === "string" && more !== "" ? { continue: more } : {} }),
      ...(items === undefined ? {} : { items: Array.isArray(items) ? items.map((one) => keptOf(one, kept)) : items }),
    };
  };
}

function keptOf(value: unknown, kept: Kept): unknown {
  if (Array.isArray(value)) return value.map((one) => keptOf(one, kept));
  if (!isFields(value)) return value === null ? null : {};
  const left: { [field: string]: unknown } = {};
  for (const field of Object.keys(kept)) {
    const of = kept[field];
    if (of === undefined || !Object.hasOwn(value, field)) continue;
    left[field] = of === true ? value[field] : keptOf(value[field], of);
  }
  return left;
}

/** Labels or annotations as a map of texts. */
export function textsIn(value: unknown): { readonly [key: string]: string } {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** Records of a list that a field holds, in their order: none where it is no list, an empty one for what is no record. */
export function listed(fields: Fields, name: string): readonly Fields[] {
  return listOf(fields[name]).map(fieldsOf);
}
