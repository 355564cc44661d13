// The rule catalogue, in memory and as the file that the build writes.
import type { PreparedRule } from "../model/prepared.js";
import type { Rule } from "../model/rule.js";
import type { Tables } from "../model/tables.js";

export interface Catalog {
  /** Format of the file. */
  readonly version: 1;
  /** Sorted by id. */
  readonly rules: readonly Rule[];
  readonly tables: Tables;
}

/** The catalogue as the build writes it: tables are in a file of their own, since most commands look at none. */
export interface CatalogFile {
  readonly version: 1;
  readonly rules: readonly Rule[];
  /** What the build found out about each rule, in their order. */
  readonly prepared: readonly { readonly key: string; readonly rule?: PreparedRule | undefined }[];
  readonly tables: { readonly key: string; readonly names: readonly string[] };
}
