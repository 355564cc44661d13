// Gathers what every reporter gets: scopes, rules, findings, what was not evaluated, the inventory.
import type { Evaluation } from "../evaluate/evaluation.js";
import type { DriftSummary } from "../model/change.js";
import type { Finding } from "../model/finding.js";
import type { CallCount, FirstCut, ReportScope, ReportSource, ReportSummary } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import { VERSION } from "../model/version.js";
import { SEVERITIES, type Severity } from "../model/words.js";
import type { Store } from "../store/index.js";

/** Where nhi is at home. */
export const HOME_PAGE = "https://github.com/nhi-scanner/nhi";

export interface ReportParts {
  readonly command: string;
  readonly now: Date;
  readonly threshold: Severity | "none";
  readonly rules: readonly Rule[];
  readonly evaluation: Evaluation;
  /** Scopes of the store with accepted gaps marked, and sources that failed. */
  readonly scopes: readonly ReportScope[];
  readonly drift?: DriftSummary | undefined;
  readonly calls: readonly CallCount[];
  /** Findings below this severity are left out. */
  readonly severity: Severity;
  /** Nothing is left out of the terminal report. */
  readonly full?: boolean;
  /** Every finding is listed in it. */
  readonly listAll?: boolean;
  readonly dataFlags: string;
  /** No later command can read this estate. */
  readonly isForgotten?: boolean;
  readonly firstFix?: FirstCut | undefined;
  readonly closing: readonly string[];
}

/** The source of a report over what the store holds now. */
export function toReportSource(store: Store, parts: ReportParts): ReportSource {
  const { evaluation } = parts;
  const shown = SEVERITIES.slice(0, SEVERITIES.indexOf(parts.severity) + 1);
  const findings = evaluation.findings.filter(({ severity }) => shown.includes(severity));
  return {
    tool: { name: "nhi", version: VERSION, informationUri: HOME_PAGE },
    now: parts.now.toISOString(),
    command: parts.command,
    threshold: parts.threshold,
    summary: toSummary(store, { ...evaluation, findings }),
    scopes: parts.scopes,
    rules: parts.rules,
    findings,
    ...leftOutOf(evaluation.findings, findings, parts.severity),
    notEvaluated: evaluation.notEvaluated,
    counts: evaluation.counts,
    ...(evaluation.passed !== undefined ? { passed: evaluation.passed } : {}),
    ...(parts.drift !== undefined && { drift: parts.drift }),
    calls: parts.calls,
    accounts: () => store.accounts(),
    inventory: () => store.inventory(),
    comparison: async () => (await import("./report-comparison.js")).comparisonOf(store),
    cuts: async (count) => (await import("./report-cuts.js")).cutsOf(store, count),
    executionSuccessful: true,
    full: parts.full ?? false,
    listAll: parts.listAll ?? false,
    dataFlags: parts.dataFlags,
    isForgotten: parts.isForgotten ?? false,
    firstFix: parts.firstFix,
    closing: parts.closing,
  };
}

/** How many open findings a report leaves out for their severity. */
function leftOutOf(all: readonly Finding[], shown: readonly Finding[], below: Severity): Pick<ReportSource, "leftOut"> {
  const openIn = (findings: readonly Finding[]) => findings.filter(({ state }) => state === "finding").length;
  const count = openIn(all) - openIn(shown);
  return count === 0 ? {} : { leftOut: { count, below } };
}

function toSummary(store: Store, { findings, notEvaluated }: Evaluation): ReportSummary {
  const counts = store.counts();
  const open = findings.filter(({ state }) => state === "finding");
  const of = (severity: Severity) => open.filter((finding) => finding.severity === severity).length;
  return {
    identities: counts.identities,
    credentials: counts.credentials,
    staticCredentials: counts.staticCredentials,
    workloadIdentities: counts.workloadIdentities,
    withoutStaticSecret: counts.withoutStaticSecret,
    staticSecretUnknown: counts.staticSecretUnknown,
    accountsNotCounted: counts.accountsNotCounted,
    scopes: counts.scopes,
    bySeverity: { critical: of("critical"), high: of("high"), medium: of("medium"), low: of("low") },
    waived: findings.filter(({ state }) => state === "waived").length,
    baselined: findings.filter(({ state }) => state === "baselined").length,
    rulesNotEvaluated: new Set(notEvaluated.map(({ rule }) => rule)).size,
  };
}
