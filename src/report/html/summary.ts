// The first screen: figures, what changed, what to do first. For who has a minute.
import type { ReportComparison, ReportCuts, ReportSource } from "../../model/report.js";
import { SEVERITIES } from "../../model/words.js";
import { counted, formatCount } from "../count.js";
import { actionOfFix } from "../lead.js";
import { countBySeverity, openFindings } from "../order.js";
import { driftLine, shareLine, shareText } from "../summary.js";
import { countNotEvaluated, gapRows } from "../unknown.js";
import { changedPart } from "./changed.js";
import { type Fix, type InventoryFacts, topFixes } from "./facts.js";
import { html, type Markup } from "./markup.js";

/** Changes that are named as the first ones to make. */
export const FIXES = 5;

/** What was worked out for the summary besides the findings; undefined where no database is at hand. */
export interface SummaryParts {
  readonly facts: InventoryFacts;
  readonly comparison: ReportComparison | undefined;
  readonly cuts: ReportCuts | undefined;
}

/** The section of the summary. */
export function summarySection(source: ReportSource, { facts, comparison, cuts }: SummaryParts): Markup {
  const fixes = cuts === undefined || cuts.fixes.length === 0 ? fixesByRule(source) : fixesByReach(cuts);
  return html`<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2>
${warnings(source)}${figures(source, facts)}<h3>What changed</h3>
${changedPart(source, comparison)}${fixes}</section>
`;
}

/** What would make the figures look better than they are. */
function warnings(source: ReportSource): readonly Markup[] {
  const gaps = gapRows(source).length;
  const { rules, scopes } = countNotEvaluated(source);
  const texts = [
    source.executionSuccessful ? "" : "nhi itself failed: this report is not complete.",
    gaps === 0 ? "" : `${counted(gaps, "thing")} could not be read: see Coverage.`,
    rules === 0 ? "" : `${counted(rules, "rule")} could not be judged in ${counted(scopes, "scope")}: see Coverage.`,
  ];
  return texts.filter(Boolean).map((text) => html`<p class="warning">${text}</p>\n`);
}

function figures(source: ReportSource, facts: InventoryFacts): Markup {
  const { summary } = source;
  const counts = countBySeverity(openFindings(source));
  const notKnown = facts.adminUnknown === 0 ? "" : `; of ${formatCount(facts.adminUnknown)} it is not known`;
  const share =
    summary.workloadIdentities === 0 ? "–" : shareText(summary.withoutStaticSecret, summary.workloadIdentities);
  const rows: readonly (readonly [string | number, string, string])[] = [
    [summary.identities, `identities in ${counted(summary.scopes, "scope")}`, ""],
    [summary.staticCredentials, `static credentials, of ${formatCount(summary.credentials)}`, ""],
    [facts.reachAdmin, `identities that are admin or reach it${notKnown}`, facts.reachAdmin > 0 ? "high" : ""],
    [facts.withoutOwner, "identities without a known owner", ""],
    [counts.critical, "critical findings", counts.critical > 0 ? "critical" : ""],
    [counts.high, "high findings", counts.high > 0 ? "high" : ""],
    [counts.medium + counts.low, "medium and low findings", ""],
    [share, "of workload identities need no static secret", ""],
  ];
  const tiles = rows.map(
    ([value, name, level]) =>
      html`<div class="${level}"><dt>${name}</dt><dd>${typeof value === "number" ? formatCount(value) : value}</dd></div>`,
  );
  const accepted = summary.waived + summary.baselined;
  const line = [
    shareLine(summary),
    driftLine(source),
    accepted === 0
      ? ""
      : `${formatCount(summary.waived)} waived, ${formatCount(summary.baselined)} known to the baseline`,
  ].filter(Boolean);
  return html`<dl class="figures">${tiles}</dl>${line.map((text) => html`<p class="soft">${text}.</p>`)}\n`;
}

/** What cuts most off from control: each change counts those whom the ones before it leave. */
function fixesByReach({ reaching, perhaps, fixes }: ReportCuts): Markup {
  const items = fixes.map(({ name, cut, remaining }) => {
    const rest = remaining === 0 ? "then nobody is left" : `then ${formatCount(remaining)} are left`;
    return html`<li><code>${name}</code><p>cuts off ${formatCount(cut)}, ${rest}</p></li>`;
  });
  const who = counted(reaching, "identity or outsider reaches", "identities and outsiders reach");
  return html`<h3>The ${counted(fixes.length, "change")} that cut${fixes.length === 1 ? "s" : ""} most ways to control</h3>
<p>${who} control of an account, tenant or project${perhaps === 0 ? "" : `, ${formatCount(perhaps)} of them perhaps`}. Each change counts those whom the ones before it leave; <code>nhi paths --choke</code> values each alone.</p>
<ol class="fixes">${items}</ol>
`;
}

function fixesByRule(source: ReportSource): Markup {
  const rows = topFixes(source, FIXES);
  const title = html`<h3>The ${counted(rows.length, "fix", "fixes")} that matter most</h3>\n`;
  if (rows.length === 0) return html`${title}<p>Nothing to fix in what was read.</p>\n`;
  return html`${title}<ol class="fixes">${rows.map(fixItem)}</ol>\n`;
}

function fixItem({ rule, title, fix, counts }: Fix): Markup {
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => html` <span class="badge ${severity}">${formatCount(counts[severity])} ${severity}</span>`,
  );
  return html`<li><strong>${title}</strong>${parts}<p>${actionOfFix(fix)} <a href="#rule-${rule}">${rule}</a></p></li>`;
}
