// Every view that statements and rules read, as it is documented.
import type { Column } from "../../model/views/column.js";
import { RULE_VIEWS } from "../../model/views/index.js";
import { PUBLIC_VIEWS } from "./public.js";

export interface DocumentedView {
  readonly name: string;
  readonly doc: string;
  readonly columns: readonly Omit<Column, "source">[];
}

/** Views by name, with what they and their columns say. */
export function documentedViews(): DocumentedView[] {
  return [...RULE_VIEWS, ...PUBLIC_VIEWS].sort((a, b) => (a.name < b.name ? -1 : 1));
}
