// What was not seen, in the form all reports show it: gaps of data sets, and rules not evaluated, grouped by cause.
import type { Coverage } from "../model/batch.js";
import type { FindingSubject, NotEvaluated } from "../model/finding.js";
import type { ReportScope, ReportSource } from "../model/report.js";
import { byId, compareText, sortedNotEvaluated } from "./order.js";

/** One thing that could not be read: a data set, or one subject inside a data set that was otherwise read. */
export interface GapRow {
  readonly scope: string;
  readonly dataSet: string;
  readonly region?: string;
  /** Node id, file or call; absent when the whole data set is meant. */
  readonly subject?: string;
  readonly state: Exclude<Coverage["state"], "complete">;
  /** One line for people; never empty. */
  readonly message: string;
  /** The vendor's code, or the one of the bundle reader. */
  readonly code?: string;
  /** The message without the state before it. */
  readonly cause?: string;
  readonly permission?: string;
  /** Why, by whom and until when it is accepted. */
  readonly accepted?: string;
}

const STATE_TEXTS: { readonly [state in GapRow["state"]]: string } = {
  partial: "was read in part",
  denied: "was refused",
  unlicensed: "needs a licence that is not there",
  failed: "could not be read",
};

/** Gaps of every scope: by scope, data set, region; whole data sets before single subjects. */
export function gapRows(source: Pick<ReportSource, "scopes">): GapRow[] {
  return byId(source.scopes).flatMap(gapsOfScope);
}

/** Gaps of one scope, in the order of `gapRows`. */
function gapsOfScope(scope: ReportScope): GapRow[] {
  const wholes = scope.coverage.flatMap((coverage): GapRow[] =>
    coverage.state === "complete"
      ? []
      : [
          {
            ...common(scope, coverage),
            state: coverage.state,
            message: stateText(coverage),
            ...(coverage.code === undefined ? {} : { code: coverage.code }),
            ...(coverage.message ? { cause: coverage.message } : {}),
          },
        ],
  );
  const parts = scope.gaps.map(
    (gap): GapRow => ({
      ...common(scope, gap),
      subject: gap.subject,
      state: "partial",
      message: gap.message.trim() === "" ? "could not be read" : gap.message,
    }),
  );
  return [...wholes, ...parts].sort(
    (a, b) =>
      compareText(a.dataSet, b.dataSet) ||
      compareText(a.region ?? "", b.region ?? "") ||
      compareText(a.subject ?? "", b.subject ?? "") ||
      compareText(a.message, b.message),
  );
}

function common(scope: ReportScope, gap: { dataSet: string; region?: string; permission?: string; accepted?: string }) {
  return {
    scope: scope.id,
    dataSet: gap.dataSet,
    ...(gap.region ? { region: gap.region } : {}),
    ...(gap.permission === undefined ? {} : { permission: gap.permission }),
    ...(gap.accepted === undefined ? {} : { accepted: gap.accepted }),
  };
}

function stateText(coverage: Coverage): string {
  const state = coverage.state === "complete" ? "" : STATE_TEXTS[coverage.state];
  const code = coverage.code === undefined ? state : `${state} (${coverage.code})`;
  return coverage.message ? `${code}: ${coverage.message}` : code;
}

/** Rules that could not be judged for one and the same cause. */
export interface NotEvaluatedGroup {
  readonly scope: string;
  readonly dataSet?: string;
  readonly reason: string;
  readonly permission?: string;
  readonly accepted?: string;
  /** Ids, sorted. */
  readonly rules: readonly string[];
  /** Single rows concerned; empty when the rules were not evaluated for the whole scope. */
  readonly subjects: readonly FindingSubject[];
  /** How many rows: subjects, or 0 for whole scopes. */
  readonly rows: number;
}

const SUBJECTS_KEPT = 5;

interface Gathering {
  readonly first: NotEvaluated;
  readonly rules: Set<string>;
  readonly subjects: Map<string, FindingSubject>;
  rows: number;
}

/**
 * Groups by scope, data set, reason and permission; whole scopes first, then the groups with most rows. At most five
 * subjects are kept as examples.
 */
export function notEvaluatedGroups(source: Pick<ReportSource, "notEvaluated">): NotEvaluatedGroup[] {
  const groups = new Map<string, Gathering>();
  let group: Gathering | undefined;
  for (const row of sortedNotEvaluated(source)) {
    if (group === undefined || !isOneCause(group.first, row)) group = gatheringOf(row, groups);
    group.rules.add(row.rule);
    if (row.subject === undefined) continue;
    group.rows += 1;
    if (group.subjects.size < SUBJECTS_KEPT) group.subjects.set(row.subject.id, row.subject);
  }
  return [...groups.values()].map(toGroup).sort(compareGroups);
}

/** A rule may be open for one reason at tens of thousands of rows, one after the other: a key is made where the reason changes. */
function isOneCause(a: NotEvaluated, b: NotEvaluated): boolean {
  return (
    a.scope === b.scope &&
    (a.subject === undefined) === (b.subject === undefined) &&
    a.dataSet === b.dataSet &&
    a.reason === b.reason &&
    a.permission === b.permission &&
    a.accepted === b.accepted
  );
}

function gatheringOf(row: NotEvaluated, groups: Map<string, Gathering>): Gathering {
  const whole = row.subject === undefined ? "scope" : "row";
  const key = JSON.stringify([row.scope, whole, row.dataSet, row.reason, row.permission, row.accepted]);
  const group = groups.get(key) ?? { first: row, rules: new Set(), subjects: new Map(), rows: 0 };
  groups.set(key, group);
  return group;
}

function toGroup({ first, rules, subjects, rows }: Gathering): NotEvaluatedGroup {
  return {
    scope: first.scope,
    ...(first.dataSet === undefined ? {} : { dataSet: first.dataSet }),
    reason: first.reason.trim() === "" ? "no reason was given" : first.reason,
    ...(first.permission === undefined ? {} : { permission: first.permission }),
    ...(first.accepted === undefined ? {} : { accepted: first.accepted }),
    rules: [...rules].sort(compareText),
    subjects: [...subjects.values()],
    rows,
  };
}

function compareGroups(a: NotEvaluatedGroup, b: NotEvaluatedGroup): number {
  return (
    compareText(a.scope, b.scope) ||
    Number(a.rows > 0) - Number(b.rows > 0) ||
    b.rows - a.rows ||
    compareText(a.dataSet ?? "", b.dataSet ?? "") ||
    compareText(a.reason, b.reason) ||
    compareText(a.permission ?? "", b.permission ?? "")
  );
}

/** Rules and scopes with anything not evaluated, counted. */
export function countNotEvaluated(source: ReportSource): { readonly rules: number; readonly scopes: number } {
  return {
    rules: new Set(source.notEvaluated.map((row) => row.rule)).size,
    scopes: new Set(source.notEvaluated.map((row) => row.scope)).size,
  };
}
