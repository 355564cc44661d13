// Which runs a SARIF report has: one for each account, tenant or organisation, each with a category of its own. GitHub
// closes the alerts of a category that an upload no longer has, so a run never covers more than what was looked at.
import type { Finding } from "../model/finding.js";
import { groupBy } from "../model/group-by.js";
import type { ReportScope, ReportSource } from "../model/report.js";
import { compareText, openFindings } from "./order.js";
import { uriSegment } from "./uri.js";

export interface SarifRun {
  /** Scope the run is about; undefined for the one run of scopes of which nothing could be read. */
  readonly scope: string | undefined;
  /** `automationDetails.id`: GitHub takes all up to the last slash as the category. */
  readonly category: string;
  /** Ids of the scopes in it: itself and its parts. */
  readonly scopes: ReadonlySet<string>;
  /** Of several accounts, tenants or organisations. */
  readonly isMerged?: boolean;
  /** Open findings, worst first. */
  readonly findings: readonly Finding[];
}

/** Kinds of scope that belong to the run of their parent. */
const PARTS: ReadonlySet<string> = new Set(["repository", "environment", "namespace"]);
const UNREAD = "nhi/unread/";

/** GitHub keeps the 5,000 worst results of a run; what is beyond is said, not silently dropped by the server. */
export const MAX_RESULTS = 5000;

/** A scope as part of a category: `aws/111122223333`. */
export function categoryPath(scope: string): string {
  const colon = scope.indexOf(":");
  const provider = colon < 0 ? [] : [scope.slice(0, colon)];
  return [...provider, ...scope.slice(colon + 1).split("/")].map(uriSegment).join("/");
}

/**
 * Runs by category. A scope of which nothing could be read and about which nothing is known gets no run of its own: an
 * upload of it would close every alert of it. Such scopes share the run `nhi/unread/`, which has gaps and no results.
 */
export function sarifRuns(source: ReportSource): SarifRun[] {
  const scopes = new Map(source.scopes.map((scope) => [scope.id, scope]));
  const findings = groupBy(openFindings(source), (finding) => runScopeOf(finding.scope, scopes));
  const mentioned = [...source.scopes.map(({ id }) => id), ...source.notEvaluated.map((row) => row.scope)];
  const members = groupBy(new Set([...mentioned, ...source.findings.map((row) => row.scope)]), (id) =>
    runScopeOf(id, scopes),
  );
  const runs: SarifRun[] = [];
  const unread = new Set<string>();
  for (const [scope, ids] of [...members].sort(([a], [b]) => compareText(a, b))) {
    const own = findings.get(scope) ?? [];
    if (own.length === 0 && !ids.some((id) => wasRead(scopes.get(id)))) for (const id of ids) unread.add(id);
    else runs.push({ scope, category: `nhi/${categoryPath(scope)}/`, scopes: new Set(ids), findings: own });
  }
  if (unread.size === 0 && runs.length > 0) return runs;
  return [...runs, { scope: undefined, category: UNREAD, scopes: unread, findings: [] }];
}

function wasRead(scope: ReportScope | undefined): boolean {
  if (scope === undefined) return false;
  return scope.readAt !== undefined || scope.coverage.some(({ state }) => state === "complete");
}

/** The nearest scope above that is no part of another; a loop of parents ends where it is noticed. */
export function runScopeOf(id: string, scopes: ReadonlyMap<string, ReportScope>): string {
  const seen = new Set<string>();
  let at = id;
  while (!seen.has(at)) {
    seen.add(at);
    const scope = scopes.get(at);
    if (scope?.parent === undefined || !PARTS.has(scope.type.split(".").at(-1) ?? "")) return at;
    at = scope.parent;
  }
  return id;
}
