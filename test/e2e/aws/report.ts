// Reads what nhi wrote: only the fields that the tests ask for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

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
  readonly coverage: readonly { readonly dataSet: string; readonly region?: string; readonly state: string }[];
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

/** Calls that the printed policy does not allow. Of a request that no model knows only the service is compared. */
export function unlisted(called: readonly string[], actions: readonly string[]): string[] {
  const isAllowed = (call: string) =>
    call.includes(" ")
      ? actions.some((action) => action.startsWith(call.slice(0, call.indexOf(":") + 1)))
      : actions.includes(actionOf(call));
  const actionOf = (call: string): string => {
    if (call === "s3:ListBuckets") return "s3:ListAllMyBuckets";
    return call.replace(/^s3control:/, "s3:").replace(/^apigateway(?:v2)?:Get.*/, "apigateway:GET");
  };
  return called.filter((call) => !isAllowed(call));
}

/** Files below a folder that hold one of the secrets; what the server itself logged is left out. */
export function leaks(folder: string, secrets: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const written = files.filter((file) => file.isFile() && file.name !== "moto.log");
  if (written.length < 8) throw new Error(`only ${written.length} files were written to ${folder}`);
  return written
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => {
      const text = readFileSync(file).toString("latin1");
      return secrets.some((secret) => text.includes(secret));
    });
}

/** The first line in which two texts differ; undefined when they are the same. */
export function difference(one: string, other: string): { readonly one: string; readonly other: string } | undefined {
  if (one === other) return undefined;
  const [lines, others] = [one.split("\n"), other.split("\n")];
  const at = lines.findIndex((line, index) => line !== others[index]);
  return { one: (lines[at] ?? "").slice(0, 400), other: (others[at] ?? "").slice(0, 400) };
}
