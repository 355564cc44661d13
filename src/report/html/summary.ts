// The first screen: figures, what changed, what to do first. For who has a minute.
import type { ReportSource } from "../../model/report.js";
import { SEVERITIES } from "../../model/words.js";
import { counted, formatCount } from "../count.js";
import { isCommand, leadOfFix } from "../lead.js";
import { countBySeverity, openFindings } from "../order.js";
import { driftLine, shareLine, shareText } from "../summary.js";
import { countNotEvaluated, gapRows } from "../unknown.js";
import { changes, type Fix, type InventoryFacts, topFixes } from "./facts.js";
import { html, type Markup } from "./markup.js";

const FIXES = 5;
const NEW_LISTED = 5;

/** The section of the summary. */
export function summarySection(source: ReportSource, facts: InventoryFacts): Markup {
  return html`<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2>
${warnings(source)}${figures(source, facts)}<h3>What changed</h3>
${changed(source)}<h3>The ${counted(topFixes(source, FIXES).length, "fix", "fixes")} that matter most</h3>
${fixes(topFixes(source, FIXES))}</section>
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

function changed(source: ReportSource): Markup {
  const { against, fresh, carried, worst } = changes(source, NEW_LISTED);
  const old = carried === 0 ? "" : ` ${counted(carried, "finding")} carried forward: the data was not read again.`;
  if (against === "nothing") {
    return html`<p>Nothing to compare with: every finding was seen for the first time in this run.${old}</p>\n`;
  }
  const than = against === "baseline" ? "that the baseline does not know" : "that no earlier run saw";
  if (fresh === 0) return html`<p>No findings ${than}.${old}</p>\n`;
  const more = fresh > worst.length ? html`<li>and ${formatCount(fresh - worst.length)} more</li>` : undefined;
  const items = worst.map(
    ({ severity, rule, message }) =>
      html`<li><span class="badge ${severity}">${severity}</span> <code>${rule}</code> ${message}</li>`,
  );
  return html`<p>${counted(fresh, "finding")} ${than}.${old}</p><ul>${items}${more}</ul>\n`;
}

function fixes(rows: readonly Fix[]): Markup {
  if (rows.length === 0) return html`<p>Nothing to fix in what was read.</p>\n`;
  return html`<ol class="fixes">${rows.map(fixItem)}</ol>\n`;
}

function fixItem({ rule, title, fix, counts }: Fix): Markup {
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => html` <span class="badge ${severity}">${formatCount(counts[severity])} ${severity}</span>`,
  );
  return html`<li><strong>${title}</strong>${parts}<p>${actionOf(fix)} <a href="#rule-${rule}">${rule}</a></p></li>`;
}

/** What a fix begins with once it is clear what is there: `See …` and the command that shows it are left out. */
function actionOf(fix: string): string {
  let rest = fix;
  for (let lead = leadOfFix(rest); lead !== ""; lead = leadOfFix(rest)) {
    if (!lead.startsWith("See ")) return lead;
    const lines = rest.trim().split("\n");
    const end = lines.findIndex((line, at) => at > 0 && (line.trim() === "" || isCommand(line.trim())));
    if (end < 0) break;
    rest = lines.slice(end + 1).join("\n");
  }
  return leadOfFix(fix);
}
