// The report as one HTML file for people who were not at the terminal: nothing is loaded, everything is escaped, the page is
// whole without its script, which only filters and turns pages.
import { createHash } from "node:crypto";
import type { ReportComparison, ReportCuts, ReportOut, ReportSource } from "../model/report.js";
import { counted } from "./count.js";
import { coverageSection } from "./html/coverage.js";
import { findingsInOrder, inventoryFacts } from "./html/facts.js";
import { findingsSection, picturesSection } from "./html/findings.js";
import { inventorySection } from "./html/inventory.js";
import { mappingsSection } from "./html/mappings.js";
import { type Markup, html as markup, trusted } from "./html/markup.js";
import { SCRIPT } from "./html/script.js";
import { STYLE } from "./html/style.js";
import { FIXES, summarySection } from "./html/summary.js";
import { countBySeverity, openFindings } from "./order.js";
import { writeAll } from "./stream.js";

/** Reporter `html`: findings of every state, paths as pictures, inventory, coverage, mappings, in one file. */
export async function html(source: ReportSource, out: ReportOut): Promise<void> {
  const comparison = await source.comparison?.();
  const cuts = await source.cuts?.(FIXES);
  await writeAll(out, pageTexts(source, comparison, cuts));
}

function* pageTexts(
  source: ReportSource,
  comparison: ReportComparison | undefined,
  cuts: ReportCuts | undefined,
): Generator<string> {
  const findings = findingsInOrder(source);
  const open = openFindings(source);
  const facts = inventoryFacts(source.inventory());
  yield headText(
    source,
    findings.some(({ path, state }) => path !== undefined && state === "finding"),
  ).text;
  yield summarySection(source, { facts, comparison, cuts }).text;
  yield* picturesSection(findings);
  yield* findingsSection(source, findings);
  yield* inventorySection(source, facts.total);
  yield* coverageSection(source, open);
  yield* mappingsSection(source, open);
  yield footText(source).text;
}

/**
 * Nothing but this style and this script, which are named by their hashes; pictures only inline (`data:` is the empty icon,
 * which keeps a browser from asking a server for one); no script may write markup.
 */
function policy(): string {
  return [
    "default-src 'none'",
    `style-src '${sha256(STYLE)}'`,
    `script-src '${sha256(SCRIPT)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function sha256(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function headText(source: ReportSource, hasPaths: boolean): Markup {
  const { critical, high } = countBySeverity(openFindings(source));
  const title = `${counted(source.summary.identities, "identity", "identities")}, ${counted(critical, "critical finding")}, ${counted(high, "high finding")}`;
  const links: readonly (readonly [string, string])[] = [
    ["summary", "Summary"],
    ...(hasPaths ? [["paths", "Paths"] as const] : []),
    ["findings", "Findings"],
    ["inventory", "Inventory"],
    ["coverage", "Coverage and gaps"],
    ["mappings", "Rules and mappings"],
  ];
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy())}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>nhi report: ${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<p class="soft">nhi report on non-human identities</p>
<h1>${title}</h1>
<p class="soft">As of ${source.now.slice(0, 16).replace("T", " ")} UTC, by nhi ${source.tool.version} (${source.command})</p>
<nav aria-label="Sections"><ul>${links.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main id="main" tabindex="-1">
`;
}

function footText(source: ReportSource): Markup {
  return markup`</main>
<footer><p>Made by nhi ${source.tool.version}. This file loads nothing and sends nothing. It names identities and weaknesses: share it with care.</p></footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
}
