// Shape of the public views: rules, `nhi query` and docs/data-model.md are written against these columns.

export type ColumnType = "text" | "integer" | "real" | "boolean" | "time" | "json";

/**
 * Where a column's value lives in the store:
 * `node.<column>` of the node row; `property:<key>`; `supplement:<data set>:<key>` (what another data set adds);
 * `fact:<key>` (derived by analysis); any of them behind `parent.` for the node's parent.
 */
export type ColumnSource = string;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** First source that is not NULL wins. */
  readonly source: readonly ColumnSource[];
  /** What NULL means: `none` = known to be absent, `unread` = could not be read. */
  readonly null_means: "none" | "unread";
  readonly doc: string;
  /**
   * Column that says whether NULL here is known to mean none: it does only where that column is not NULL (and true, when
   * its name ends in `_known`). Elsewhere NULL is unread.
   */
  readonly known_by?: string;
}

export interface View {
  /** Also the name of the row in CEL. */
  readonly name: string;
  readonly doc: string;
  /** Node kinds the rows come from. */
  readonly kinds: readonly string[];
  /** Vendor types of its rows; every type of these kinds when left out. */
  readonly types?: readonly string[];
  readonly columns: readonly Column[];
}

/**
 * Short form to declare a column. A time column `x_at` also gives rules the durations `x_age` (since) and `x_in` (until);
 * `created_at` gives plain `age` as well; messages may use `{age_days}`, `{x_days}`.
 */
export function column(
  name: string,
  type: ColumnType,
  source: ColumnSource | readonly ColumnSource[],
  nullMeans: Column["null_means"],
  doc: string,
  knownBy?: string,
): Column {
  const sources = typeof source === "string" ? [source] : source;
  return {
    name,
    type,
    source: sources,
    null_means: nullMeans,
    doc,
    ...(knownBy !== undefined && { known_by: knownBy }),
  };
}
