// Findings: the first ones static, the rest as data; and those that are paths as pictures.

import type { Finding } from "../../model/finding.js";
import { providerOf } from "../../model/provider-of.js";
import type { ReportSource } from "../../model/report.js";
import type { Rule } from "../../model/rule.js";
import { SEVERITIES } from "../../model/words.js";
import { NHI_TITLES } from "../categories.js";
import { counted, formatCount } from "../count.js";
import { compareText } from "../order.js";
import { rulesById } from "../rule-page.js";
import { noFindingsText } from "../summary.js";
import { type DataValue, dataBlocks } from "./data-block.js";
import { html, lines, type Markup, trusted } from "./markup.js";
import { pathPicture, stepText } from "./picture.js";
import { PAGE_ROWS } from "./script.js";

/** Pictures in a report; the other paths are there in words. */
const MOST_PICTURES = 200;
const PICTURES_OPEN = 3;

/** The section of all findings, in the order given. */
export function* findingsSection(source: ReportSource, findings: readonly Finding[]): Generator<string> {
  yield `<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>\n`;
  if (findings.length === 0) {
    yield `<p>${noFindingsText(source)}.</p></section>\n`;
    return;
  }
  const rules = rulesById(source);
  const pictures = new Map(pathFindings(findings).map((finding, at) => [finding, at + 1]));
  yield findingFilters(source, findings).text;
  if (findings.length > PAGE_ROWS) yield moreNote(findings.length - PAGE_ROWS, "findings").text;
  yield `<ul class="rows">\n`;
  for (const finding of findings.slice(0, PAGE_ROWS)) {
    yield findingItem(finding, rules.get(finding.rule), pictures.get(finding)).text;
  }
  yield "</ul>\n";
  yield pagesOf("findings").text;
  yield* dataBlocks("findings-data", rowsOf(findings, rules));
  yield "</section>\n";
}

/** What stands there for who has no script. */
export function moreNote(more: number, what: string): Markup {
  return html`<p class="no-script">${formatCount(more)} more ${what} are in this file and need JavaScript to be shown; <code>--format csv</code> has all of them as well.</p>\n`;
}

/** Buttons that turn the pages; the script shows them when there is more than one. */
export function pagesOf(what: string): Markup {
  return html`<div class="pages" hidden><button type="button">Previous ${what}</button><button type="button">Next ${what}</button></div>\n`;
}

function* rowsOf(findings: readonly Finding[], rules: ReadonlyMap<string, Rule>): Generator<DataValue> {
  for (let at = PAGE_ROWS; at < findings.length; at++) {
    const finding = findings[at];
    if (finding === undefined) return;
    const owasp = rules.get(finding.rule)?.mappings.owasp_nhi.join(" ") ?? "";
    const { severity, scope, state, rule, message, fix } = finding;
    yield [
      severity,
      providerOf(scope),
      owasp,
      state,
      rule,
      message,
      [...facts(finding), ...stepFacts(finding)],
      fix.trim(),
    ];
  }
}

/** Open paths, at most as many as there are pictures. */
function pathFindings(findings: readonly Finding[]): Finding[] {
  const open = findings.filter(({ path, state }) => path !== undefined && state === "finding");
  return open.slice(0, MOST_PICTURES);
}

function findingFilters(source: ReportSource, findings: readonly Finding[]): Markup {
  const providers = [...new Set(findings.map(({ scope }) => providerOf(scope)))].sort(compareText);
  const used = new Set(source.rules.flatMap(({ mappings }) => mappings.owasp_nhi));
  const categories = Object.entries(NHI_TITLES).filter(([id]) => used.has(id));
  const states = [...new Set(findings.map(({ state }) => state))];
  return html`<div class="filters" role="search" aria-label="Filter findings" hidden>
<label>Severity<select data-filter="severity">${options(SEVERITIES.map((severity) => [severity, severity]))}</select></label>
<label>Provider<select data-filter="provider">${options(providers.map((name) => [name, name]))}</select></label>
<label>OWASP category<select data-filter="owasp">${options(categories.map(([id, title]) => [id, `${id} ${title}`]))}</select></label>
<label>State<select data-filter="state">${options(states.map((state) => [state, STATES[state]]))}</select></label>
<label class="wide">Text<input type="search" data-filter="text" autocomplete="off"></label>
</div>
<p><output aria-live="polite">${counted(findings.length, "finding")}.</output></p>
`;
}

const STATES: { readonly [state in Finding["state"]]: string } = {
  finding: "open",
  waived: "waived",
  baselined: "known to the baseline",
};

/** Options of a filter, the first of which does not filter. */
export function options(values: readonly (readonly [value: string, text: string])[]): readonly Markup[] {
  return [
    html`<option value="">all</option>`,
    ...values.map(([value, text]) => html`<option value="${value}">${text}</option>`),
  ];
}

function findingItem(finding: Finding, rule: Rule | undefined, picture: number | undefined): Markup {
  const { severity, state, scope, message } = finding;
  const owasp = rule?.mappings.owasp_nhi.join(" ") ?? "";
  const mark = state === "finding" ? undefined : html` <span class="soft">(${STATES[state]})</span>`;
  const shown = picture === undefined ? [...facts(finding), ...stepFacts(finding)] : facts(finding);
  const rows = shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
  const link = picture === undefined ? trusted("") : html`<p><a href="#path-${picture}">The path as a picture</a></p>`;
  return html`<li class="finding" data-severity="${severity}" data-provider="${providerOf(scope)}" data-owasp="${owasp}" data-state="${state}"><details><summary><span class="badge ${severity}">${severity}</span> <code>${finding.rule}</code> ${message}${mark}</summary><dl class="facts">${rows}</dl>${link}<pre>${lines(finding.fix.trim())}</pre></details></li>
`;
}

/** What is known of a finding, by name. */
function facts(finding: Finding): (readonly [string, string])[] {
  const { subject, location, region, evidence } = finding;
  const place = location === undefined ? "" : `${location.file}:${location.line}`;
  const read = evidence.map(({ dataSet, call }) => `${call} (${dataSet})`).join(", ");
  const all: (readonly [string, string])[] = [
    ["Rule", finding.title],
    ["What", subject.name === subject.id ? subject.id : `${subject.name} · ${subject.id}`],
    ["Type", subject.type],
    ["Belongs to", subject.parent ?? ""],
    ["Where", region === undefined || region === "" ? finding.scope : `${finding.scope}, ${region}`],
    ["File", place],
    ["First seen", `${finding.firstSeen.slice(0, 10)}${finding.isNew === true ? ", new to the baseline" : ""}`],
    ["Carried forward", finding.carried ? "its data was not read again in this run" : ""],
    ["Note", finding.note ?? ""],
    ["Read from", read],
    ["Fingerprint", finding.fingerprint],
  ];
  return all.filter(([, value]) => value !== "");
}

function stepFacts({ path }: Finding): (readonly [string, string])[] {
  if (path === undefined) return [];
  return path.hops.map((hop, at) => [`Step ${at + 1}`, stepText(path, hop)] as const);
}

/** The section of pictures; nothing when no finding is a path. */
export function* picturesSection(findings: readonly Finding[]): Generator<string> {
  const shown = pathFindings(findings);
  if (shown.length === 0) return;
  const all = findings.filter(({ path, state }) => path !== undefined && state === "finding").length;
  yield `<section id="paths" aria-labelledby="paths-title"><h2 id="paths-title">Paths</h2>\n`;
  const more = all > shown.length ? `; the worst ${formatCount(shown.length)} as pictures, the others in words` : "";
  yield html`<p>${counted(all, "finding")} of this report ${all === 1 ? "is a way" : "are ways"} from one identity to another${more}. A dashed arrow needs something that could not be decided.</p>\n`
    .text;
  for (const [at, { path, severity, message }] of shown.entries()) {
    if (path === undefined) continue;
    const open = trusted(at < PICTURES_OPEN ? " open" : "");
    yield html`<details class="picture" id="path-${at + 1}"${open}><summary><span class="badge ${severity}">${severity}</span> ${message}</summary><div>${pathPicture(path, `path-${at + 1}-title`)}</div></details>\n`
      .text;
  }
  yield "</section>\n";
}
