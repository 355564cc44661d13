// Reads what nhi wrote: only the fields that the tests ask for.
import { readFileSync } from "node:fs";

export interface Report {
  readonly now: string;
  readonly summary: { readonly identities: number; readonly scopes: number; readonly rulesNotEvaluated: number };
  readonly scopes: readonly ReportedScope[];
  readonly gaps: readonly { readonly scope: string; readonly dataSet: string; readonly permission?: string }[];
  readonly findings: readonly {
    readonly fingerprint: string;
    readonly rule: string;
    readonly scope: string;
    readonly subject: { readonly id: string };
  }[];
  readonly notEvaluated: readonly { readonly rule: string; readonly scope: string; readonly dataSet?: string }[];
  readonly counts: readonly {
    readonly rule: string;
    readonly scope: string;
    readonly passed: number;
    readonly flagged: number;
  }[];
}

interface ReportedScope {
  readonly id: string;
  readonly coverage: readonly { readonly dataSet: string; readonly state: string }[];
}

export function readReport(file: string): Report {
  return JSON.parse(readFileSync(file, "utf8")) as Report;
}

/** `AWS-018 arn:…:role/open`, sorted; a trust is named by its role. */
export function found({ findings }: Report, scope?: string): string[] {
  return findings
    .filter((finding) => scope === undefined || finding.scope === scope)
    .map(({ rule, subject }) => `${rule} ${subject.id.replace(/#trust\/.*$/, "")}`)
    .sort();
}

/** Data sets of a scope that are not complete, sorted. */
export function incomplete(report: Report, scope: string): string[] {
  const coverage = report.scopes.find(({ id }) => id === scope)?.coverage ?? [];
  return [...new Set(coverage.filter(({ state }) => state !== "complete").map(({ dataSet }) => dataSet))].sort();
}

/** Rules of a scope that were not evaluated at all or for some rows, without doubles, sorted. */
export function notEvaluatedRules(report: Report, scope: string): string[] {
  return [...new Set(report.notEvaluated.filter((row) => row.scope === scope).map(({ rule }) => rule))].sort();
}

/** How often each call was made, from the `call` lines of a JSON Lines report. */
export function readCalls(file: string): ReadonlyMap<string, number> {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const rows = lines.map((line) => JSON.parse(line) as { kind: string; call: string; count: number });
  return new Map(rows.filter(({ kind }) => kind === "call").map(({ call, count }) => [call, count]));
}
