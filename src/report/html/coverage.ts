// What was looked at and what was not: scopes, gaps, rules that could not be judged.
import type { Finding } from "../../model/finding.js";
import { groupBy } from "../../model/group-by.js";
import type { ReportScope, ReportSource } from "../../model/report.js";
import { SEVERITIES } from "../../model/words.js";
import { counted, formatCount } from "../count.js";
import { byId, countBySeverity } from "../order.js";
import { type GapRow, gapRows, type NotEvaluatedGroup, notEvaluatedGroups } from "../unknown.js";
import { html, type Markup, tableOf, tableRow } from "./markup.js";

/** Rows of each table; a report of ten thousand gaps is read by programs. */
const MOST = 1000;

/** The section of coverage. */
export function* coverageSection(source: ReportSource, open: readonly Finding[]): Generator<string> {
  yield `<section id="coverage" aria-labelledby="coverage-title"><h2 id="coverage-title">Coverage and gaps</h2>\n`;
  yield scopesTable(source, open).text;
  yield gapsTable(gapRows(source)).text;
  yield judgedTable(notEvaluatedGroups(source)).text;
  yield "</section>\n";
}

function scopesTable(source: ReportSource, open: readonly Finding[]): Markup {
  if (source.scopes.length === 0) return html`<p>Nothing was read.</p>\n`;
  const own = groupBy(open, (finding) => finding.scope);
  const scopes = byId(source.scopes);
  const rows = scopes.slice(0, MOST).map((scope) => scopeRow(scope, own.get(scope.id) ?? []));
  const titles = ["Scope", "Name", "Identities", ...SEVERITIES, "Data sets read in full", "Last read in full"];
  return html`${tableOf("scopes", "Scopes, with their open findings", titles, rows)}${rest(scopes.length, "scopes")}`;
}

function scopeRow(scope: ReportScope, findings: readonly Finding[]): Markup {
  const counts = countBySeverity(findings);
  const complete = scope.coverage.filter(({ state }) => state === "complete").length;
  return tableRow([
    scope.id,
    scope.name,
    formatCount(scope.identities),
    ...SEVERITIES.map((severity) => formatCount(counts[severity])),
    `${formatCount(complete)} of ${formatCount(scope.coverage.length)}`,
    scope.readAt ?? "never",
  ]);
}

function rest(count: number, what: string): Markup | undefined {
  return count <= MOST
    ? undefined
    : html`<p>${formatCount(count - MOST)} more ${what} do not stand here; <code>--format json</code> has all.</p>\n`;
}

function acceptedText(accepted: string | undefined): string {
  return accepted === undefined ? "" : `accepted: ${accepted}`;
}

function gapsTable(gaps: readonly GapRow[]): Markup {
  if (gaps.length === 0) return html`<h3>Gaps</h3><p>Everything that was asked for could be read.</p>\n`;
  const rows = gaps
    .slice(0, MOST)
    .map((gap) =>
      tableRow([
        gap.scope,
        [gap.dataSet, gap.region].filter(Boolean).join(", "),
        gap.subject ?? "all of it",
        gap.message,
        gap.permission ?? "",
        acceptedText(gap.accepted),
      ]),
    );
  const titles = ["Scope", "Data set", "What", "Why", "What would open it", "Accepted"];
  const caption = `${counted(gaps.length, "thing")} that could not be read`;
  return html`<h3>Gaps</h3>${tableOf("gaps", caption, titles, rows)}${rest(gaps.length, "gaps")}`;
}

function judgedTable(groups: readonly NotEvaluatedGroup[]): Markup {
  if (groups.length === 0) return html`<h3>Not evaluated</h3><p>Every rule could be judged wherever it applies.</p>\n`;
  const rows = groups
    .slice(0, MOST)
    .map((group) =>
      tableRow([
        group.scope,
        group.rules.join(", "),
        group.rows === 0 ? "all of it" : counted(group.rows, "row"),
        group.reason,
        group.permission ?? "",
        acceptedText(group.accepted),
      ]),
    );
  const titles = ["Scope", "Rules", "What", "Why", "What would open it", "Accepted"];
  const caption = "Rules that could not be judged: neither passed nor failed";
  return html`<h3>Not evaluated</h3>${tableOf("not-evaluated", caption, titles, rows)}${rest(groups.length, "causes")}`;
}
