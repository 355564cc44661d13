// The report for people at a terminal, and as plain text in files: counts, findings, what was not seen, closing lines.
import type { ReportOut, ReportSource } from "../../model/report.js";
import { someRead } from "../../model/some-read.js";
import { SEVERITIES } from "../../model/words.js";
import { counted, formatCount } from "../count.js";
import { terminalText } from "../escape.js";
import { countBySeverity, openFindings } from "../order.js";
import { writeAll } from "../stream.js";
import { driftLine, leftOutText, noFindingsText, shareLine, summaryLine } from "../summary.js";
import { textWidth, wrap } from "../text.js";
import { countNotEvaluated } from "../unknown.js";
import { findingLines } from "./findings.js";
import { firstStepLines } from "./first-steps.js";
import { type Look, lookFor } from "./look.js";
import { unknownLines } from "./unknown.js";

/** Lines after which the counts have scrolled away, so that they are said again at the end of a terminal. */
const SCREEN = 24;

/** Reporter `pretty`: the same text with and without colour; 80 columns where the width is not known. */
export async function pretty(source: ReportSource, out: ReportOut): Promise<void> {
  const look = lookFor(out);
  await writeAll(out, withLineEnds(reportLines(source, look)));
}

function* withLineEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

function* reportLines(source: ReportSource, look: Look): Generator<string> {
  let written = 0;
  yield* countLines(source, look);
  yield "";
  for (const line of bodyLines(source, look)) {
    written += 1;
    yield line;
  }
  const closing = [...closingLines(source)].flatMap((line) => wrap(terminalText(line), look.room));
  const steps = [...firstStepLines(source, look)];
  yield* closing;
  if (steps.length > 0) yield* closing.length > 0 ? ["", ...steps] : steps;
  if (look.interactive && written + closing.length + steps.length > SCREEN) yield* ["", ...countLines(source, look)];
}

/** `  3 critical   11 high   24 medium   9 low        1,871 identities · …`, on two lines where one is too short. */
function countLines(source: ReportSource, look: Look): string[] {
  const counts = countBySeverity(openFindings(source));
  const words = SEVERITIES.map((severity) => `${formatCount(counts[severity])} ${severity}`);
  const painted = SEVERITIES.map((severity, at) => {
    const text = words[at] ?? "";
    return counts[severity] > 0 ? look.severity[severity](text) : text;
  });
  const summary = summaryLine(source);
  const left = `  ${painted.join("   ")}`;
  const width = 2 + textWidth(words.join("   "));
  if (width + 6 + textWidth(summary) <= look.columns) return [`${left}      ${summary}`];
  const lines =
    width <= look.columns ? [left] : [painted.slice(0, 2), painted.slice(2)].map((two) => `  ${two.join("   ")}`);
  return [...lines, ...wrap(summary, look.columns - 2).map((line) => `  ${line}`)];
}

function* bodyLines(source: ReportSource, look: Look): Generator<string> {
  if (!source.executionSuccessful) {
    yield look.strong("nhi itself failed: this report is not complete");
    yield "";
  }
  if (openFindings(source).length === 0) {
    yield* wrap(emptyText(source), look.columns);
    yield "";
  }
  yield* findingLines(source, look);
  yield* unknownLines(source, look);
}

/** No findings is only good news about what was read. */
function emptyText(source: ReportSource): string {
  if (!source.scopes.some(({ coverage }) => someRead(coverage))) return "Nothing was read, so nothing is known.";
  const { rules } = countNotEvaluated(source);
  const but = rules === 0 ? "." : `, but ${counted(rules, "rule")} could not be judged everywhere.`;
  return `${noFindingsText(source)}${but}`;
}

function* closingLines(source: ReportSource): Generator<string> {
  const { waived, baselined } = source.summary;
  const share = shareLine(source.summary);
  if (share !== "") yield share;
  const drift = driftLine(source);
  if (drift !== "") yield drift;
  const accepted = [
    ...(waived === 0 ? [] : [`${formatCount(waived)} waived`]),
    ...(baselined === 0 ? [] : [`${formatCount(baselined)} known to the baseline`]),
  ];
  if (source.leftOut !== undefined && openFindings(source).length > 0) yield leftOutText(source.leftOut);
  if (accepted.length > 0) yield `not listed: ${accepted.join(", ")} (--format csv has them)`;
  const carried = openFindings(source).filter((finding) => finding.carried).length;
  if (carried > 0)
    yield `${counted(carried, "finding")} carried forward: the data sets behind them were not re-read this time`;
  yield* source.closing ?? [];
}
