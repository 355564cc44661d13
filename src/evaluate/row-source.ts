// Where rows come from: the store implements it, tests and rule cases have their own.
import type { Row } from "./row.js";

export interface RowQuery {
  /** Types to read; empty means every type of the view. */
  readonly types: readonly string[];
  /** Columns to select, sorted; `id`, `type`, `name` and `scope` are always among them. */
  readonly columns: readonly string[];
}

/** Rows of a view: times as ISO text, booleans as 0 and 1, JSON as text, NULL as null. Order does not matter. */
export interface RowSource {
  /** Types that rows of a view have; rules about others need not be made ready. Any, when it cannot tell. */
  types?(view: string): readonly string[];
  rows(view: string, query: RowQuery): Iterable<Row>;
}
