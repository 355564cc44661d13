// What the exports of the whole graph get. Built by app from the store, read by report.
import type { PathEdge } from "./analysis.js";
import type { InventoryRow, ReportScope, ReportSource } from "./report.js";
import type { JsonRecord } from "./words.js";

/** A node as an export names it. */
export interface ExportNode {
  readonly id: string;
  readonly kind: string;
  readonly type: string;
  readonly name: string;
  readonly scope: string;
}

/** A row of a view, with the name of the view. */
export interface ViewRecord {
  readonly view: string;
  readonly row: JsonRecord;
}

/** The graph, the identities, the credentials and every view, streamed. */
export interface ExportSource {
  readonly tool: ReportSource["tool"];
  /** The clock every age was computed with. */
  readonly now: string;
  readonly scopes: readonly ReportScope[];
  /** Principals, credentials, workloads and scopes, sorted by id. */
  readonly nodes: () => Iterable<ExportNode>;
  /** A node by its id, collected or derived. */
  readonly node: (id: string) => ExportNode | undefined;
  /** Every edge that a path may walk, blocked ones included, sorted by from, to and kind. */
  readonly edges: () => Iterable<PathEdge>;
  /** Rows of the `identity` view. */
  readonly identities: () => Iterable<InventoryRow>;
  /** Rows of the `credential` view, sorted by id. */
  readonly credentials: () => Iterable<JsonRecord>;
  /** Every row of every view, views by name. */
  readonly views: () => Iterable<ViewRecord>;
}
