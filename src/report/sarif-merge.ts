// The runs of one SARIF file: GitHub refuses a file with more than 20, so that more scopes than that are merged by organisation, or
// by provider. A merged run has a category of its own: an upload of it never closes the alerts of an account's own category.
import { groupBy } from "../model/group-by.js";
import { hashText } from "../model/hash.js";
import type { ReportScope, ReportSource } from "../model/report.js";
import { compareFindings, compareText } from "./order.js";
import { categoryPath, MAX_RESULTS, runScopeOf, type SarifRun, sarifRuns } from "./sarif-runs.js";

/** GitHub refuses a file with more runs. */
export const MAX_RUNS = 20;
/** Parts of an organisation or provider at most: a power of two. */
const MAX_PARTS = 16;

export interface FileRuns {
  readonly runs: readonly SarifRun[];
  /** Accounts, tenants or organisations that were merged; 0 where each has a run of its own. */
  readonly merged: number;
  /** Results that runs of their own would hold, and these do not. */
  readonly lost: number;
}

const made = new WeakMap<ReportSource, FileRuns>();

/**
 * The runs of a report as one file: one for each scope where they fit, else as few merged as hold every result. Made once for each
 * report: what is written and what is said beside it ask the same.
 */
export function fileRuns(source: ReportSource): FileRuns {
  const runs = made.get(source) ?? toFileRuns(source);
  made.set(source, runs);
  return runs;
}

function toFileRuns(source: ReportSource): FileRuns {
  const separate = sarifRuns(source);
  if (separate.length <= MAX_RUNS) return { runs: separate, merged: 0, lost: 0 };
  const scopes = new Map(source.scopes.map((scope) => [scope.id, scope]));
  const tries = [(id: string) => organizationOf(id, scopes), providerOf, () => "all"].flatMap((groupOf) => {
    const runs = mergedRuns(separate, groupOf);
    return runs === undefined ? [] : [{ runs, lost: leftOut(runs) - leftOut(separate) }];
  });
  const least = Math.min(...tries.map(({ lost }) => lost));
  const { runs, lost } = tries.find((one) => one.lost === least) ?? { runs: separate, lost: 0 };
  const kept = runs.filter(({ isMerged }) => isMerged !== true).length;
  return { runs, merged: separate.length - kept, lost };
}

/** How many runs the scopes would have at most, each its own. */
export function countScopes(known: readonly ReportScope[]): number {
  const scopes = new Map(known.map((scope) => [scope.id, scope]));
  return new Set(known.map(({ id }) => runScopeOf(id, scopes))).size;
}

function leftOut(runs: readonly SarifRun[]): number {
  return runs.reduce((sum, { findings }) => sum + Math.max(0, findings.length - MAX_RESULTS), 0);
}

/** Runs with the same group as one; undefined where even these are too many. A group of one keeps its own run and category. */
function mergedRuns(separate: readonly SarifRun[], groupOf: (scope: string) => string): SarifRun[] | undefined {
  const groups = [...groupBy(separate, ({ scope }) => (scope === undefined ? "" : groupOf(scope)))].map(
    ([group, runs]): Parts => ({ group, runs, count: 1 }),
  );
  if (groups.length > MAX_RUNS) return undefined;
  return enlarged(groups)
    .flatMap(partRuns)
    .sort((a, b) => compareText(a.category, b.category));
}

/** Runs of a group, spread over `count` parts. */
interface Parts {
  readonly group: string;
  readonly runs: readonly SarifRun[];
  readonly count: number;
}

/** Twice the parts of whichever group still has too many results for one of them, as long as the file takes the runs. */
function enlarged(groups: readonly Parts[]): readonly Parts[] {
  for (const one of groups) {
    if (one.runs.length === 1 || one.count >= MAX_PARTS || leftOut(partRuns(one)) <= leftOut(one.runs)) continue;
    const next = groups.map((other) => (other === one ? { ...one, count: one.count * 2 } : other));
    if (next.flatMap(partRuns).length <= MAX_RUNS) return enlarged(next);
  }
  return groups;
}

/** A scope stays in its part whatever other scopes there are, so that its alerts stay in their category. */
function partRuns({ group, runs, count }: Parts): SarifRun[] {
  const [only] = runs;
  if (runs.length === 1 && only !== undefined) return [only];
  const parts = groupBy(runs, ({ scope = "" }) =>
    String((Number.parseInt(hashText(scope).slice(0, 8), 16) % count) + 1),
  );
  return [...parts].map(([part, members]) => {
    const name = count === 1 ? "" : `part-${part}-of-${count}/`;
    return {
      scope: group,
      isMerged: true,
      category: `nhi/merged/${categoryPath(group)}/${name}`,
      scopes: new Set(members.flatMap(({ scopes }) => [...scopes])),
      findings: members.flatMap(({ findings }) => findings).sort(compareFindings),
    };
  });
}

/** The scope at the top of it, such as the organisation of an account; a loop of parents ends where it is noticed. */
function organizationOf(id: string, scopes: ReadonlyMap<string, ReportScope>): string {
  const seen = new Set<string>();
  let at = id;
  while (!seen.has(at)) {
    seen.add(at);
    const parent = scopes.get(at)?.parent;
    if (parent === undefined) return at;
    at = parent;
  }
  return id;
}

/** `aws` of `aws:111122223333`. */
function providerOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf(":"))) || "other";
}
