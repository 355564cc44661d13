// Rules as SARIF declares them: those that were asked in a run, with the text that GitHub shows beside an alert.
import type { ReportingDescriptor } from "sarif";
import type { Finding } from "../model/finding.js";
import type { ReportSource } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import type { Severity } from "../model/words.js";
import { cutText, sarifText } from "./escape.js";
import { markdownBlock, markdownText } from "./escape-markdown.js";
import { byId, severityRank } from "./order.js";
import { mappingWords, rulePage } from "./rule-page.js";
import type { SarifRun } from "./sarif-runs.js";

/** GitHub's bands: over 9.0 critical, 7.0-8.9 high, 4.0-6.9 medium, below low. */
export const SECURITY_SEVERITY: { readonly [severity in Severity]: string } = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

export const LEVELS = { critical: "error", high: "error", medium: "warning", low: "note" } as const satisfies {
  readonly [severity in Severity]: string;
};

const PROBLEM_SEVERITY: { readonly [severity in Severity]: string } = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "recommendation",
};

const MAX_TEXT = 1000;
const MAX_TAGS = 20;
const FIX_NOTE = "words in braces stand for values of the finding";

/**
 * Rules to declare in a run: those with a result, those that judged something of its scopes or could not, and a stub for each
 * rule that only a carried-forward finding still names.
 */
export function declaredRules(source: ReportSource, run: SarifRun): readonly (Rule | Finding)[] {
  const asked = new Set(run.findings.map(({ rule }) => rule));
  for (const { rule, scope, passed, flagged, notEvaluated } of source.counts)
    if (run.scopes.has(scope) && passed + flagged + notEvaluated > 0) asked.add(rule);
  for (const { rule, scope } of source.notEvaluated) if (run.scopes.has(scope)) asked.add(rule);
  const known = new Set(source.rules.map(({ id }) => id));
  const stubs = new Map<string, Finding>();
  for (const finding of run.findings) {
    if (!known.has(finding.rule) && !stubs.has(finding.rule)) stubs.set(finding.rule, finding);
  }
  const named = [
    ...source.rules.filter(({ id }) => asked.has(id)).map((rule) => ({ id: rule.id, rule })),
    ...[...stubs].map(([id, finding]) => ({ id, rule: finding })),
  ];
  return byId(named).map(({ rule }) => rule);
}

/** Id of what `declaredRules` yields. */
export function ruleIdOf(rule: Rule | Finding): string {
  return "fingerprint" in rule ? rule.rule : rule.id;
}

/** Worst severity of the findings of each rule. */
export function worstByRule(findings: readonly Finding[]): ReadonlyMap<string, Severity> {
  const worst = new Map<string, Severity>();
  for (const { rule, severity } of findings) {
    const known = worst.get(rule);
    if (known === undefined || severityRank(severity) < severityRank(known)) worst.set(rule, severity);
  }
  return worst;
}

/**
 * A rule's declaration. GitHub takes an alert's severity from its rule and not from the result, so the rule carries the
 * worst severity that its results in this run have: a critical finding is never shown as a medium one.
 */
export function toDescriptor(
  rule: Rule | Finding,
  worst: Severity | undefined,
  source: ReportSource,
): ReportingDescriptor {
  return "fingerprint" in rule ? stubDescriptor(rule, worst) : fullDescriptor(rule, worst, source);
}

function fullDescriptor(rule: Rule, worst: Severity | undefined, source: ReportSource): ReportingDescriptor {
  const page = rulePage(source.tool, rule);
  const title = sarifText(rule.title, rule.id);
  const name = pascal(rule.name);
  return {
    id: rule.id,
    ...(name === "" ? {} : { name }),
    shortDescription: { text: shortText(title) },
    fullDescription: { text: shortText(sarifText(rule.why, title, "many")) },
    ...(page === undefined ? {} : { helpUri: page }),
    help: { text: helpText(rule), markdown: helpMarkdown(rule, page) },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: severityProperties(worst ?? rule.severity, rule),
  };
}

function stubDescriptor(finding: Finding, worst: Severity | undefined): ReportingDescriptor {
  const title = shortText(sarifText(finding.title, finding.rule));
  return {
    id: finding.rule,
    shortDescription: { text: title },
    fullDescription: { text: title },
    help: { text: sarifText(finding.fix, title, "many") },
    defaultConfiguration: { level: LEVELS[finding.severity] },
    properties: severityProperties(worst ?? finding.severity, undefined),
  };
}

function severityProperties(
  severity: Severity,
  rule: Rule | undefined,
): NonNullable<ReportingDescriptor["properties"]> {
  return {
    "security-severity": SECURITY_SEVERITY[severity],
    "problem.severity": PROBLEM_SEVERITY[severity],
    // A path may have hops that are likely rather than certain.
    precision: rule?.path === undefined ? "very-high" : "high",
    tags: ["security", ...(rule === undefined ? [] : mappingWords(rule))].slice(0, MAX_TAGS),
  };
}

function helpText(rule: Rule): string {
  return sarifText(
    `Why: ${rule.why.trim()}\n\nFix (${FIX_NOTE}):\n${rule.fix.trim()}\n\nWhen it is wrong: ${rule.false_positives.trim()}`,
    rule.id,
    "many",
  );
}

/** As on the rule's page: why and false positives are prose, the fix holds commands. */
function helpMarkdown(rule: Rule, page: string | undefined): string {
  const sections = [
    `# ${markdownText(rule.title)}`,
    `## Why it matters\n\n${rule.why.trim()}`,
    `## How to fix it\n\n${FIX_NOTE}\n\n${markdownBlock(rule.fix)}`,
    `## When it is wrong\n\n${rule.false_positives.trim()}`,
    ...(page === undefined ? [] : [`[More about ${rule.id}](${page})`]),
  ];
  return sections.join("\n\n");
}

/** `aws-access-key-age` → `AwsAccessKeyAge`, the form that SARIF viewers expect of a rule's name. */
function pascal(name: string): string {
  return name.replace(/(?:^|[^a-z0-9]+)([a-z0-9])/gi, (_, first: string) => first.toUpperCase()).slice(0, 255);
}

function shortText(text: string): string {
  return cutText(text, MAX_TEXT);
}
