// Gaps accepted by name in nhi.yaml: they stay listed, marked, and no longer decide the exit code.
import type { NotEvaluated } from "../model/finding.js";
import { matchesGlob } from "../model/glob.js";
import { didYouMean } from "../model/nearest.js";
import type { ReportScope } from "../model/report.js";
import type { CoverageLoss } from "./other-source.js";

/** One entry of `accepted_gaps`; every part that it names has to fit. */
export interface AcceptedGap {
  /** Glob over scope ids. */
  readonly scope: string;
  /** Glob over data sets: all that needs one of them, and the data set itself. */
  readonly data_set?: string | undefined;
  /** Rule id, or `*`. */
  readonly rule?: string | undefined;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, UTC: 2026-12-31. */
  readonly expires?: string | undefined;
}

export interface Unknowns {
  readonly notEvaluated: readonly NotEvaluated[];
  readonly scopes: readonly ReportScope[];
  /** What is worse than in the baseline. */
  readonly losses: readonly CoverageLoss[];
}

export interface AcceptedUnknowns extends Unknowns {
  /** Entries that have ended, or fit nothing; one line each. */
  readonly notes: readonly string[];
}

/**
 * Marks what is accepted at a clock; losses that are accepted are left out. An entry of a rule that is not among `rules`, the ids of
 * those in force, is told with the one that was meant; without them no rule is missed.
 */
export function acceptGaps(
  unknowns: Unknowns,
  accepted: readonly AcceptedGap[],
  now: Date,
  rules: readonly string[] = [],
): AcceptedUnknowns {
  const valid = accepted.filter((entry) => !hasEnded(entry, now));
  const used = new Set<AcceptedGap>();
  const mark = <T extends object>(row: T, fits: (entry: AcceptedGap) => boolean): T & { accepted?: string } => {
    for (const entry of accepted) if (fits(entry)) used.add(entry);
    const entry = valid.find(fits);
    return entry === undefined ? row : { ...row, accepted: describe(entry) };
  };
  const byDataSet = (scope: string, dataSet: string) => (entry: AcceptedGap) =>
    entry.rule === undefined && fitsPlace(entry, scope, dataSet);
  const scopes = unknowns.scopes.map((scope) => ({
    ...scope,
    coverage: scope.coverage.map((row) =>
      row.state === "complete" ? row : mark(row, byDataSet(scope.id, row.dataSet)),
    ),
    gaps: scope.gaps.map((gap) => mark(gap, byDataSet(scope.id, gap.dataSet))),
  }));
  const notEvaluated = unknowns.notEvaluated.map((row) => mark(row, (entry) => fitsRow(entry, row)));
  const losses = unknowns.losses.filter(({ scope, dataSet }) => !valid.some(byDataSet(scope, dataSet)));
  return {
    scopes,
    notEvaluated,
    losses,
    notes: accepted.flatMap((entry) => noteOf(entry, used.has(entry), { scopes, rules }, now)),
  };
}

function hasEnded({ expires }: AcceptedGap, now: Date): boolean {
  return expires !== undefined && now.getTime() >= Date.parse(`${expires}T00:00:00Z`) + 86_400_000;
}

function fitsPlace(entry: AcceptedGap, scope: string, dataSets: string | undefined): boolean {
  if (!matchesGlob(scope, entry.scope)) return false;
  if (entry.data_set === undefined) return true;
  const wanted = entry.data_set;
  // A rule that would do with either of two data sets is open again as soon as one of them is read.
  return dataSets?.split(" | ").some((dataSet) => matchesGlob(dataSet, wanted)) === true;
}

function fitsRow(entry: AcceptedGap, row: NotEvaluated): boolean {
  if (entry.rule !== undefined && entry.rule !== "*" && entry.rule !== row.rule) return false;
  return fitsPlace(entry, row.scope, row.dataSet);
}

function describe({ reason, owner, expires }: AcceptedGap): string {
  return [reason, owner, ...(expires === undefined ? [] : [`until ${expires}`])].join(" · ");
}

interface Read {
  readonly scopes: readonly ReportScope[];
  readonly rules: readonly string[];
}

function noteOf(entry: AcceptedGap, isUsed: boolean, { scopes, rules }: Read, now: Date): string[] {
  const what = [entry.scope, entry.data_set, entry.rule].filter((part) => part !== undefined).join(" ");
  if (!isUsed) {
    const { rule = "*" } = entry;
    if (rule !== "*" && rules.length > 0 && !rules.includes(rule))
      return [`accepted gap ${what}: there is no rule ${rule}${didYouMean(rule, rules)} (${entry.reason})`];
    const isRead = scopes.some(({ id }) => matchesGlob(id, entry.scope));
    const why = isRead ? "nothing any more; remove it" : "no scope that was read; remove it if that is gone";
    return [`accepted gap ${what} fits ${why} (${entry.reason})`];
  }
  return hasEnded(entry, now)
    ? [`accepted gap ${what} ended on ${entry.expires}: it counts again (${entry.reason})`]
    : [];
}
