// The lists of nhi explore that are short enough to be made whole: paths and gaps.
import type { PathRow } from "../../evaluate/path-rules.js";
import { providerOf } from "../../model/provider-of.js";
import type { ReportSource } from "../../model/report.js";
import { counted } from "../../report/count.js";
import { type UnknownCause, unknownCauses } from "../../report/unknown-causes.js";
import { toHaystack, type WholeEntry } from "./entry.js";

/** Access paths: those to control first, then by hops. */
export function pathEntries(rows: readonly PathRow[]): WholeEntry[] {
  const sorted = [...rows].sort((a, b) => a.tier - b.tier || a.hops - b.hops);
  return sorted.map((row): WholeEntry => {
    const target = row.tier === 0 ? `admin of ${row.targetName}` : row.targetName;
    return {
      kind: "path",
      id: pathId(row),
      mark: counted(row.hops, "hop"),
      text: `${row.sourceName} → ${target}`,
      aside: row.exposure === undefined ? row.scope : `${row.exposure} · ${row.scope}`,
      provider: providerOf(row.scope),
      owasp: [],
      reach: row.tier === 0 ? "reaches admin" : "production data",
      haystack: toHaystack([row.source, row.sourceName, row.sourceType, row.target, row.targetName, row.scope]),
    };
  });
}

/** Name of a path in its list: ends are unique in pairs. */
export function pathId({ source, target }: Pick<PathRow, "source" | "target">): string {
  return `${source}\n${target}`;
}

/** What gaps are told from. */
export type GapSource = Pick<ReportSource, "rules" | "scopes" | "notEvaluated">;

export interface GapList {
  readonly entries: WholeEntry[];
  /** Cause of each entry, by its id. */
  readonly causes: ReadonlyMap<string, UnknownCause>;
}

/** What could not be read or judged, those that cost rules first. */
export function gapEntries(source: GapSource): GapList {
  const causes = new Map(unknownCauses(source).map((cause, at) => [String(at), cause]));
  const owasp = new Map(source.rules.map((rule) => [rule.id, rule.mappings["owasp_nhi"] ?? []]));
  const entries = [...causes].map(([id, cause]): WholeEntry => {
    const { scope, dataSet, rules, reason, permission = "" } = cause;
    return {
      kind: "gap",
      id,
      mark: rules.length === 0 ? "" : counted(rules.length, "rule"),
      text: `${dataSet}: ${reason}`,
      aside: scope,
      provider: providerOf(scope),
      owasp: [...new Set(rules.flatMap((rule) => owasp.get(rule) ?? []))],
      haystack: toHaystack([scope, dataSet, reason, permission, ...rules]),
    };
  });
  return { entries, causes };
}
