// What changed since the scan before, or against the baseline: gained and lost in figures, then each change by name.
import type { Change, ChangedFinding, ChangeKind } from "../../model/change.js";
import type { Finding } from "../../model/finding.js";
import type { ReportComparison, ReportSource } from "../../model/report.js";
import { ofText, sections, timesText, unreadLines, wasIs } from "../change-words.js";
import { counted, formatCount } from "../count.js";
import { changes } from "./facts.js";
import { html, type Markup, tableOf, tableRow } from "./markup.js";

/** Named of each kind; a report of ten thousand changes is read by programs. */
const MOST = 500;
const OPEN_AT_ONCE = 5;

/** What came and went, in the order of the figures. */
const FIGURES: readonly { readonly what: string; readonly gained: ChangeKind[]; readonly lost: ChangeKind[] }[] = [
  { what: "Administrators", gained: ["admin-gained"], lost: ["admin-lost"] },
  { what: "Ways to control or to data of production", gained: ["path-new"], lost: ["path-gone"] },
  {
    what: "Identities",
    gained: ["identity-new", "identity-recreated", "identity-reactivated"],
    lost: ["identity-gone"],
  },
  { what: "Credentials", gained: ["credential-new", "credential-reactivated"], lost: ["credential-gone"] },
  { what: "Trusts", gained: ["trust-new", "trust-widened"], lost: ["trust-gone", "trust-narrowed"] },
  { what: "Permissions", gained: ["permission-added"], lost: ["permission-removed"] },
];

/** The part of the summary below its heading. */
export function changedPart(source: ReportSource, comparison: ReportComparison | undefined): Markup {
  const { against, fresh, carried } = changes(source, comparison?.before.at);
  const old = carried === 0 ? "" : ` ${counted(carried, "finding")} carried forward: the data was not read again.`;
  if (against === "nothing") {
    return html`<p>Nothing to compare with: every finding was seen for the first time in this run.${old}</p>\n`;
  }
  const than = against === "baseline" ? "that the baseline does not know" : "that no earlier run saw";
  const said =
    fresh.length === 0
      ? html`<p>No findings ${than}.${old}</p>\n`
      : html`<p>${counted(fresh.length, "finding")} ${than}.${old}</p>${findingList(fresh, "new findings")}\n`;
  return comparison === undefined ? said : html`${said}${comparedPart(comparison, fresh.length)}`;
}

function comparedPart(comparison: ReportComparison, fresh: number): Markup {
  const { fixed } = comparison;
  const gone =
    fixed.length === 0
      ? html`<p>No finding of that scan is gone.</p>\n`
      : html`<p>${counted(fixed.length, "finding")} of before ${fixed.length === 1 ? "is" : "are"} gone.</p>${findingList(fixed, "findings that are gone")}\n`;
  const groups = sections(comparison.changes).map(({ title, changes: listed }) => changeGroup(title, listed));
  return html`${figuresTable(comparison, fresh)}${gone}${groups}${notCompared(comparison)}`;
}

function figuresTable(comparison: ReportComparison, fresh: number): Markup {
  const count = (kinds: readonly ChangeKind[]) =>
    formatCount(comparison.changes.filter(({ change }) => kinds.includes(change)).length);
  const rows = [
    tableRow(["Findings", formatCount(fresh), formatCount(comparison.fixed.length)]),
    ...FIGURES.map(({ what, gained, lost }) => tableRow([what, count(gained), count(lost)])),
  ];
  const caption = `Since the scan before: ${timesText(comparison)}`;
  return tableOf("changed", caption, ["What", "Gained or widened", "Gone or narrowed"], rows);
}

function changeGroup(title: string, listed: readonly Change[]): Markup {
  const rows = listed
    .slice(0, MOST)
    .map((change) => tableRow([change.name, ofText(change), change.type, change.scope, wasIs(change)]));
  const id = `changed-${listed[0]?.change ?? "none"}`;
  const table = tableOf(id, title, ["Name", "Of", "Type", "Scope", "Was → is"], rows);
  return html`<details><summary>${title} (${formatCount(listed.length)})</summary>${table}${rest(listed.length)}</details>\n`;
}

/** The worst ones at once, the others behind a click. */
function findingList(findings: readonly (Finding | ChangedFinding)[], what: string): Markup {
  const items = findings
    .slice(0, MOST)
    .map(
      ({ severity, rule, message }) =>
        html`<li><span class="badge ${severity}">${severity}</span> <code>${rule}</code> ${message}</li>`,
    );
  const first = html`<ul>${items.slice(0, OPEN_AT_ONCE)}</ul>`;
  if (items.length <= OPEN_AT_ONCE) return first;
  const more = `${formatCount(findings.length - OPEN_AT_ONCE)} more ${what}`;
  return html`${first}<details><summary>${more}</summary><ul>${items.slice(OPEN_AT_ONCE)}</ul>${rest(findings.length)}</details>`;
}

function notCompared(comparison: ReportComparison): Markup | undefined {
  const lines = unreadLines(comparison.notCompared);
  if (lines.length === 0) return undefined;
  const items = lines.slice(0, MOST).map((line) => html`<li>${line}</li>`);
  const title = `Not compared (${formatCount(comparison.notCompared.length)}): not the same as no change`;
  return html`<details><summary>${title}</summary><ul>${items}</ul>${rest(lines.length)}</details>\n`;
}

function rest(count: number): Markup | undefined {
  return count <= MOST
    ? undefined
    : html`<p>${formatCount(count - MOST)} more do not stand here; <code>nhi diff</code> and <code>--format json</code> have all.</p>\n`;
}
