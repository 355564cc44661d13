// Rules and what they map to: the ten OWASP categories with their findings, then every rule with its standards.
import type { Finding } from "../../model/finding.js";
import type { ReportSource } from "../../model/report.js";
import type { Rule } from "../../model/rule.js";
import { NHI_TITLES } from "../categories.js";
import { formatCount } from "../count.js";
import { byId } from "../order.js";
import { mappingWords, rulePage } from "../rule-page.js";
import { html, type Markup, tableOf, tableRow, trusted } from "./markup.js";

/** The section of mappings. */
export function* mappingsSection(source: ReportSource, open: readonly Finding[]): Generator<string> {
  yield `<section id="mappings" aria-labelledby="mappings-title"><h2 id="mappings-title">Rules and mappings</h2>\n`;
  const counts = new Map<string, number>();
  for (const { rule } of open) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  yield categoriesTable(source, counts).text;
  yield rulesTable(source, counts).text;
  yield "</section>\n";
}

function categoriesTable(source: ReportSource, counts: ReadonlyMap<string, number>): Markup {
  const rows = Object.entries(NHI_TITLES).map(([id, title]) => {
    const rules = source.rules.filter(({ mappings }) => mappings.owasp_nhi.includes(id));
    const found = rules.reduce((sum, rule) => sum + (counts.get(rule.id) ?? 0), 0);
    const firing = rules.filter((rule) => counts.has(rule.id)).length;
    return tableRow([`${id} ${title}`, formatCount(found), `${formatCount(firing)} of ${formatCount(rules.length)}`]);
  });
  const caption = "OWASP Non-Human Identities Top 10, 2025; a finding counts in each category of its rule";
  return tableOf("categories", caption, ["Category", "Open findings", "Rules that found something"], rows);
}

function rulesTable(source: ReportSource, counts: ReadonlyMap<string, number>): Markup {
  const judged = new Map<string, { passed: number; unknown: number }>();
  for (const { rule, passed, notEvaluated } of source.counts) {
    const sum = judged.get(rule) ?? { passed: 0, unknown: 0 };
    judged.set(rule, { passed: sum.passed + passed, unknown: sum.unknown + notEvaluated });
  }
  const rows = byId(source.rules).map((rule) => {
    const { passed, unknown } = judged.get(rule.id) ?? { passed: 0, unknown: 0 };
    const found = formatCount(counts.get(rule.id) ?? 0);
    return html`<tr id="rule-${rule.id}"><th scope="row">${ruleName(source, rule)}</th><td>${rule.title}</td><td>${rule.severity}</td><td>${found}</td><td>${formatCount(passed)}</td><td>${formatCount(unknown)}</td><td>${mappingWords(rule).join(", ")}</td></tr>\n`;
  });
  const titles = ["Rule", "Title", "Severity", "Open findings", "Passed", "Not evaluated", "Maps to"];
  return tableOf("rules", "Every rule that was run, and the published ids it maps to", titles, rows);
}

function ruleName(source: ReportSource, rule: Rule): Markup {
  const page = rulePage(source.tool, rule);
  if (page === undefined || !page.startsWith("https://")) return html`<code>${rule.id}</code>`;
  return html`<a href="${page}" rel="${trusted("noreferrer")}"><code>${rule.id}</code></a>`;
}
