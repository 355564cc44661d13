// The report as GitHub Markdown for a step summary: the summary first, findings folded, cut before the size GitHub refuses.
import type { Finding } from "../model/finding.js";
import { groupBy } from "../model/group-by.js";
import type { ReportOut, ReportScope, ReportSource } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import { SEVERITIES } from "../model/words.js";
import { counted, formatCount } from "./count.js";
import { cutText } from "./escape.js";
import { markdownBlock, markdownCellCode, markdownCode, markdownHtml, markdownText } from "./escape-markdown.js";
import { mergeScopes, scopesText } from "./merge-scopes.js";
import { byId, countBySeverity, openFindings } from "./order.js";
import { rulePage, rulesById } from "./rule-page.js";
import { writeAll } from "./stream.js";
import { driftLine, noFindingsText, shareLine, summaryLine } from "./summary.js";
import { countNotEvaluated, type GapRow, gapRows, type NotEvaluatedGroup, notEvaluatedGroups } from "./unknown.js";

/** GitHub drops a step summary above 1,024 kB; other steps may write to the same one. */
const MAX_BYTES = 900_000;
/** Of which what was not seen may take so much: findings never push it out. */
const MAX_UNKNOWN_BYTES = 200_000;
const MAX_SCOPES_BYTES = 100_000;
const MAX_TEXT = 2000;
const MAX_LISTED = 200;

/** Reporter `markdown`: at most 900 kB of UTF-8, with a notice of what was left out. */
export async function markdown(source: ReportSource, out: ReportOut): Promise<void> {
  const findings = openFindings(source);
  const head = headText(source, findings);
  const scopes = section(scopeLines(source, findings), MAX_SCOPES_BYTES, "scopes");
  const unknown = unknownText(source);
  const room = MAX_BYTES - bytesOf(head + scopes + unknown);
  const body = section(findingBlocks(source, findings), room, "groups of findings");
  await writeAll(out, [head, scopes, body, unknown]);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** The texts that fit, and a notice when some do not. */
function section(texts: Iterable<string>, limit: number, what: string): string {
  const kept: string[] = [];
  let room = limit - 200;
  let left = 0;
  for (const text of texts) {
    const size = bytesOf(text);
    if (left > 0 || size > room) left += 1;
    else {
      kept.push(text);
      room -= size;
    }
  }
  const notice = `\n> **Shortened:** ${formatCount(left)} more ${what} do not fit here; \`--format json\` or \`csv\` has all.\n`;
  return kept.join("") + (left > 0 ? notice : "");
}

function headText(source: ReportSource, findings: readonly Finding[]): string {
  const counts = countBySeverity(findings);
  const title = SEVERITIES.map((severity) => `${formatCount(counts[severity])} ${severity}`).join(", ");
  const { rules, scopes } = countNotEvaluated(source);
  const facts = [
    summaryLine(source),
    shareLine(source.summary),
    markdownText(driftLine(source)),
    source.summary.waived + source.summary.baselined === 0
      ? ""
      : `${formatCount(source.summary.waived)} waived, ${formatCount(source.summary.baselined)} known to the baseline: not listed`,
    rules === 0 ? "" : `**${counted(rules, "rule")} not evaluated** in ${counted(scopes, "scope")}, see below`,
    source.executionSuccessful ? "" : "**nhi itself failed: this report is not complete**",
  ];
  const lines = facts.filter((fact) => fact !== "").map((fact) => `- ${fact}\n`);
  return `### nhi: ${title}\n\n${lines.join("")}\nAs of ${markdownText(source.now)}.\n`;
}

function* scopeLines(source: ReportSource, findings: readonly Finding[]): Generator<string> {
  if (source.scopes.length === 0) return;
  const own = groupBy(findings, (finding) => finding.scope);
  yield `\n| scope | name | identities | ${SEVERITIES.join(" | ")} | last read |\n`;
  yield `|---|---|--:|${SEVERITIES.map(() => "--:|").join("")}---|\n`;
  for (const scope of byId(source.scopes)) yield scopeLine(scope, own.get(scope.id) ?? []);
}

function scopeLine(scope: ReportScope, findings: readonly Finding[]): string {
  const counts = countBySeverity(findings);
  const cells = [
    markdownCellCode(cutText(scope.id, MAX_TEXT)),
    markdownText(cutText(scope.name, MAX_TEXT)),
    formatCount(scope.identities),
    ...SEVERITIES.map((severity) => formatCount(counts[severity])),
    scope.readAt === undefined ? "never in full" : markdownText(scope.readAt),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

function* findingBlocks(source: ReportSource, findings: readonly Finding[]): Generator<string> {
  if (findings.length === 0) yield `\n${noFindingsText(source)}.\n`;
  const rules = rulesById(source);
  const groups = groupBy(findings, (finding) => `${finding.severity} ${finding.rule}`);
  for (const group of groups.values()) {
    for (let from = 0; from < group.length; from += MAX_LISTED) {
      yield groupBlock(source, group.slice(from, from + MAX_LISTED), group.length, rules.get(group[0]?.rule ?? ""));
    }
  }
}

function groupBlock(source: ReportSource, group: readonly Finding[], total: number, rule: Rule | undefined): string {
  const [first] = group;
  if (first === undefined) return "";
  const page = rule && rulePage(source.tool, rule);
  const count = total === group.length ? formatCount(total) : `${formatCount(group.length)} of ${formatCount(total)}`;
  const title = markdownHtml(cutText(first.title, MAX_TEXT));
  const open = first.severity === "critical" ? " open" : "";
  const lines = [
    `\n<details${open}><summary>${first.severity.toUpperCase()} <code>${markdownHtml(first.rule)}</code> ${title} (${count})</summary>\n`,
    ...(rule === undefined ? [] : [`${markdownText(cutText(rule.why.trim().replace(/\s+/g, " "), MAX_TEXT))}\n`]),
    `${group.map(findingItem).join("\n")}\n`,
    `How to fix the first one:\n\n${markdownBlock(cutText(first.fix, MAX_TEXT))}\n`,
    ...(page === undefined ? [] : [`[More about this rule](${page})\n`]),
    "</details>\n",
  ];
  return lines.join("\n");
}

function findingItem(finding: Finding): string {
  const { location } = finding;
  const parts = [
    markdownCode(cutText(finding.subject.id, MAX_TEXT)),
    ...(location === undefined ? [] : [markdownCode(cutText(`${location.file}:${location.line}`, MAX_TEXT))]),
    ...(finding.isNew ? ["**new**"] : []),
    ...(finding.carried ? ["not re-read this time"] : []),
    `first seen ${markdownText(finding.firstSeen.slice(0, 10))}`,
    markdownCode(finding.fingerprint),
  ];
  return `- ${markdownText(cutText(finding.message, MAX_TEXT))}<br>${parts.join(" · ")}`;
}

function unknownText(source: ReportSource): string {
  const { rules, scopes } = countNotEvaluated(source);
  const groups = notEvaluatedGroups(source);
  const gaps = gapRows(source);
  const judged =
    groups.length === 0 ? [] : [`\n### Not evaluated: ${counted(rules, "rule")} in ${counted(scopes, "scope")}\n\n`];
  const read = gaps.length === 0 ? [] : [`\n### Gaps: ${counted(gaps.length, "thing")} could not be read\n\n`];
  return (
    section([...judged, ...mergedGroups(groups).map(notEvaluatedItem)], MAX_UNKNOWN_BYTES / 2, "causes") +
    section([...read, ...mergedGaps(gaps).map(gapItem)], MAX_UNKNOWN_BYTES / 2, "gaps")
  );
}

/** One for each cause, however many scopes have it. */
function mergedGroups(groups: readonly NotEvaluatedGroup[]): NotEvaluatedGroup[] {
  return mergeScopes(
    groups,
    ({ reason }) => reason,
    (group, reason) => ({ ...group, reason }),
    ({ dataSet, permission, accepted, rules, rows }) => [dataSet, permission, accepted, rules, rows > 0],
  ).map(({ first, scopes, all }) => ({
    ...first,
    scope: scopesText(scopes),
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
  }));
}

/** What is about one subject stays by itself. */
function mergedGaps(gaps: readonly GapRow[]): GapRow[] {
  return mergeScopes(
    gaps,
    ({ message }) => message,
    (gap, message) => ({ ...gap, message }),
    ({ dataSet, region, subject, permission, accepted }) =>
      subject === undefined ? [dataSet, region, permission, accepted] : undefined,
  ).map(({ first, scopes }) => ({ ...first, scope: scopesText(scopes) }));
}

function notEvaluatedItem(group: NotEvaluatedGroup): string {
  const place = [group.scope, group.dataSet].filter((part) => part !== undefined).map((part) => markdownCode(part));
  const rows = group.rows === 0 ? "" : ` for ${counted(group.rows, "row")}`;
  const rules = group.rules.map((rule) => markdownCode(rule)).join(", ");
  return `- ${place.join(" ")}: ${rules}${rows}: ${markdownText(cutText(group.reason, MAX_TEXT))}${needs(group.permission)}${acceptedText(group.accepted)}\n`;
}

function gapItem(gap: GapRow): string {
  const place = [gap.scope, gap.dataSet, gap.region, gap.subject].filter((part) => part !== undefined);
  const shown = place.map((part) => markdownCode(cutText(part, MAX_TEXT))).join(" ");
  return `- ${shown}: ${markdownText(cutText(gap.message, MAX_TEXT))}${needs(gap.permission)}${acceptedText(gap.accepted)}\n`;
}

function needs(permission: string | undefined): string {
  return permission === undefined ? "" : ` (needs ${markdownCode(cutText(permission, MAX_TEXT))})`;
}

function acceptedText(accepted: string | undefined): string {
  return accepted === undefined ? "" : ` (accepted: ${markdownText(cutText(accepted, MAX_TEXT))})`;
}
