// The baseline: findings known at a point in time, with the rules and the coverage it was made under.
// Sorted JSON Lines, so that it reads and merges well in a repository: a header, then one finding a line.
import { compareText } from "../model/compare.js";
import type { Finding, NotEvaluated } from "../model/finding.js";
import type { ReportScope } from "../model/report.js";
import { type AcceptedPath, outgrown, pathOf } from "./accepted-path.js";
import { type CoverageIndex, indexCoverage, isCrawled } from "./coverage.js";
import { type CoverageLoss, NO_OTHER_SOURCE, type OtherSource, otherSources } from "./other-source.js";

export interface BaselineEntry extends AcceptedPath {
  readonly fingerprint: string;
  readonly rule: string;
  readonly scope: string;
  /** Id of the subject, for people and for prune. */
  readonly subject: string;
  /** ISO time. */
  readonly first_seen: string;
}

export interface Baseline {
  /** Ids of the rules it was made with, sorted. */
  readonly rules: readonly string[];
  /** Scope id → data set → state, sorted. */
  readonly coverage: { readonly [scope: string]: { readonly [dataSet: string]: string } };
  /** Sorted: rule, scope, subject, fingerprint. */
  readonly entries: readonly BaselineEntry[];
}

/** A baseline of all findings that are not waived: a waiver has an end, and must not outlive it here. */
export function toBaseline(
  findings: readonly Finding[],
  rules: readonly { readonly id: string }[],
  scopes: readonly ReportScope[],
): Baseline {
  const open = findings.filter(({ state }) => state !== "waived");
  return {
    rules: rules.map(({ id }) => id).sort(),
    coverage: coverageOf(scopes),
    entries: open.map(toEntry).sort(compareEntries),
  };
}

function toEntry(finding: Finding): BaselineEntry {
  const { fingerprint, rule, scope, subject, firstSeen } = finding;
  return { fingerprint, rule, scope, subject: subject.id, first_seen: firstSeen, ...pathOf(finding) };
}

function compareEntries(a: BaselineEntry, b: BaselineEntry): number {
  return (
    compareText(a.rule, b.rule) ||
    compareText(a.scope, b.scope) ||
    compareText(a.subject, b.subject) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function coverageOf(scopes: readonly ReportScope[]): Baseline["coverage"] {
  const index = indexCoverage(scopes);
  return Object.fromEntries(
    index.scopes.map(({ id, coverage }) => {
      const dataSets = [...new Set(coverage.map(({ dataSet }) => dataSet))].sort();
      return [id, Object.fromEntries(dataSets.map((dataSet) => [dataSet, index.state(id, dataSet).state]))];
    }),
  );
}

/**
 * The findings with what the baseline says of them: known ones `baselined`, others new; waived ones stay waived. One that
 * was judged from another data set than the baseline's, which is lost, is neither: whether it is known cannot be told.
 */
export function compareWithBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  otherSource: OtherSource = NO_OTHER_SOURCE,
): Finding[] {
  const entries = new Map(baseline.entries.map((entry) => [entry.fingerprint, entry]));
  const rules = new Set(baseline.rules);
  return findings.map((finding) => {
    const entry = [finding.fingerprint, ...(finding.formerly ?? [])].map((one) => entries.get(one)).find(Boolean);
    if (entry === undefined) {
      const lost = otherSource(finding.rule, finding.scope).filter((dataSet) => !restsOn(finding, dataSet));
      if (lost.length > 0) return { ...finding, note: `not compared with the baseline: ${lost.join(", ")} is lost` };
      return { ...finding, isNew: true, ...(!rules.has(finding.rule) && { newRule: true }) };
    }
    const known = { ...finding, firstSeen: entry.first_seen };
    const grown = outgrown(finding, entry);
    if (grown !== undefined) return { ...known, isNew: true, note: grown };
    if (finding.state === "waived") return { ...known, isNew: false };
    return {
      ...known,
      isNew: false,
      state: "baselined",
      note: `in the baseline since ${entry.first_seen.slice(0, 10)}`,
    };
  });
}

function restsOn({ evidence }: Finding, dataSet: string): boolean {
  return evidence.some((note) => note.dataSet === dataSet);
}

const DEPTH: readonly string[] = ["complete", "partial"];

/** Where coverage is worse than the baseline's, sorted. A scope that is not there any more was not read. */
export function coverageLosses(baseline: Baseline, scopes: readonly ReportScope[]): CoverageLoss[] {
  const index = indexCoverage(scopes);
  const losses = Object.entries(baseline.coverage).flatMap(([scope, dataSets]) =>
    Object.entries(dataSets).flatMap(([dataSet, was]) => {
      const { state, reason, permission } = index.state(scope, dataSet);
      if (depth(state) <= depth(was) || isReadAsChange(index, scope, dataSet)) return [];
      const needs = permission === undefined ? "" : `; needs ${permission}`;
      return [{ scope, dataSet, was, is: state, message: `${scope}: ${reason}, was ${was} in the baseline${needs}` }];
    }),
  );
  return losses.sort((a, b) => compareText(a.scope, b.scope) || compareText(a.dataSet, b.dataSet));
}

/** Data set of a change (`--since`) that stands for a data set of everything. */
function changeOf(dataSet: string): string {
  return dataSet.replace("/files:", "/change:");
}

/** Only what a change adds was asked for, and that was read: nothing is lost. */
function isReadAsChange(index: CoverageIndex, scope: string, dataSet: string): boolean {
  const change = changeOf(dataSet);
  return (
    change !== dataSet &&
    index.state(scope, dataSet).state === "absent" &&
    index.state(scope, change).state === "complete"
  );
}

function depth(state: string): number {
  const at = DEPTH.indexOf(state);
  return at === -1 ? DEPTH.length : at;
}

export interface PruneInput {
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly rules: Parameters<typeof otherSources>[0];
  readonly scopes: readonly ReportScope[];
}

/**
 * The baseline without what is gone. An entry stays when it is still found, and when nobody looked: its rule did not run,
 * its scope was not read, the rule was not evaluated there or on its subject, or it was judged from another data set.
 * Rules and coverage stay as they were.
 */
export function pruneBaseline(baseline: Baseline, now: PruneInput): { baseline: Baseline; removed: BaselineEntry[] } {
  const found = new Set(now.findings.flatMap(({ fingerprint, formerly = [] }) => [fingerprint, ...formerly]));
  const rules = new Set(now.rules.map(({ id }) => id));
  const scopes = new Set(now.scopes.filter(isCrawled).map(({ id }) => id));
  const unseen = new Set(now.notEvaluated.map(({ rule, scope, subject }) => key(rule, scope, subject?.id)));
  const otherSource = otherSources(now.rules, coverageLosses(baseline, now.scopes));
  const index = indexCoverage(now.scopes);
  const changeRules = new Map(
    now.rules.map(({ id, requires = [] }) => [id, requires.flatMap((one) => one.split(" | "))]),
  );
  const kept = (entry: BaselineEntry): boolean =>
    found.has(entry.fingerprint) ||
    changeRules.get(entry.rule)?.some((dataSet) => isReadAsChange(index, entry.scope, dataSet)) === true ||
    otherSource(entry.rule, entry.scope).length > 0 ||
    !rules.has(entry.rule) ||
    !scopes.has(entry.scope) ||
    unseen.has(key(entry.rule, entry.scope, undefined)) ||
    unseen.has(key(entry.rule, entry.scope, entry.subject));
  return {
    baseline: { ...baseline, entries: baseline.entries.filter(kept) },
    removed: baseline.entries.filter((entry) => !kept(entry)),
  };
}

function key(rule: string, scope: string, subject: string | undefined): string {
  return JSON.stringify([rule, scope, subject ?? null]);
}

/** Text of a baseline file. */
export function formatBaseline({ rules, coverage, entries }: Baseline): string {
  const header = { nhi_baseline: 1, rules, coverage };
  return [header, ...entries].map((line) => `${JSON.stringify(line)}\n`).join("");
}
