// What the page needs to know before its first line: figures of the inventory, groups of findings.
import type { Finding } from "../../model/finding.js";
import { groupBy } from "../../model/group-by.js";
import type { InventoryRow, ReportSource } from "../../model/report.js";
import type { Severity } from "../../model/words.js";
import { compareText, countBySeverity, openFindings, severityRank } from "../order.js";

/** Figures that only a look at every identity gives. */
export interface InventoryFacts {
  readonly total: number;
  readonly reachAdmin: number;
  /** Of these it is not known. */
  readonly adminUnknown: number;
  /** Neither configuration, tags nor a creator name one. */
  readonly withoutOwner: number;
}

/** Counts in one pass over the inventory. */
export function inventoryFacts(rows: Iterable<InventoryRow>): InventoryFacts {
  const facts = { total: 0, reachAdmin: 0, adminUnknown: 0, withoutOwner: 0 };
  for (const row of rows) {
    facts.total += 1;
    if (row["reaches_admin"] === true) facts.reachAdmin += 1;
    else if (row["reaches_admin"] === null || row["reaches_admin"] === undefined) facts.adminUnknown += 1;
    if (typeof row["owner"] !== "string") facts.withoutOwner += 1;
  }
  return facts;
}

/** Open findings of one rule: one thing to do, so many times. */
export interface Fix {
  readonly rule: string;
  readonly title: string;
  readonly fix: string;
  readonly counts: { readonly [severity in Severity]: number };
  readonly count: number;
}

/** What to do first: by the worst severity, then by how many findings of it one kind of change ends. */
export function topFixes(source: ReportSource, most: number): Fix[] {
  const groups = groupBy(openFindings(source), (finding) => finding.rule);
  const fixes = [...groups.entries()].map(([rule, findings]): Fix => {
    const first = findings[0] as Finding;
    return { rule, title: first.title, fix: first.fix, counts: countBySeverity(findings), count: findings.length };
  });
  return fixes.sort(compareFixes).slice(0, most);
}

function compareFixes(a: Fix, b: Fix): number {
  for (const severity of ["critical", "high", "medium", "low"] as const) {
    const more = b.counts[severity] - a.counts[severity];
    if (more !== 0) return more;
  }
  return compareText(a.rule, b.rule);
}

/** What is new among the open findings, and against what. */
export interface Changes {
  readonly against: "baseline" | "earlier run" | "nothing";
  /** The new ones, worst first. */
  readonly fresh: readonly Finding[];
  readonly carried: number;
}

/**
 * New is what the baseline does not know; without one, what was first seen after the scan that is compared with (`since`),
 * else in this run while others are older.
 */
export function changes(source: ReportSource, since: string | undefined): Changes {
  const open = openFindings(source);
  const carried = open.filter((finding) => finding.carried).length;
  const hasBaseline = source.findings.some(({ isNew }) => isNew !== undefined);
  const hasEarlier = since !== undefined || source.findings.some(({ firstSeen }) => firstSeen < source.now);
  const isFresh = ({ isNew, firstSeen }: Finding): boolean =>
    hasBaseline ? isNew === true : since === undefined ? firstSeen >= source.now : firstSeen > since;
  const against = hasBaseline ? "baseline" : hasEarlier ? "earlier run" : "nothing";
  return { against, fresh: against === "nothing" ? [] : open.filter(isFresh), carried };
}

/** Open ones first, each state by severity, rule, scope, subject. */
export function findingsInOrder(source: ReportSource): Finding[] {
  const states = ["finding", "baselined", "waived"];
  return [...source.findings].sort(
    (a, b) =>
      states.indexOf(a.state) - states.indexOf(b.state) ||
      severityRank(a.severity) - severityRank(b.severity) ||
      compareText(a.rule, b.rule) ||
      compareText(a.scope, b.scope) ||
      compareText(a.subject.id, b.subject.id) ||
      compareText(a.fingerprint, b.fingerprint),
  );
}
