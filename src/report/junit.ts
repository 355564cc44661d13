// JUnit XML for CI servers: a failure for each open finding, a skipped test for what was accepted, not judged or not read.
import type { Finding } from "../model/finding.js";
import { groupBy } from "../model/group-by.js";
import { hashText } from "../model/hash.js";
import type { ReportOut, ReportSource } from "../model/report.js";
import { counted } from "./count.js";
import { cutText, terminalText, xmlText } from "./escape.js";
import { compareText, sortedCounts, sortedFindings } from "./order.js";
import { writeAll } from "./stream.js";
import { type GapRow, gapRows, type NotEvaluatedGroup, notEvaluatedGroups } from "./unknown.js";

/** One test. Names are unique and stay the same from run to run: GitLab drops repeated names and compares by name. */
interface Case {
  readonly scope: string;
  readonly rule: string;
  readonly name: string;
  readonly file?: string;
  readonly failure?: { readonly type: string; readonly message: string; readonly body: string };
  readonly skipped?: string;
}

/** GitLab takes 30 MB a file; with the texts cut as below this many tests stay under it. */
const MAX_CASES = 20_000;
const MAX_MESSAGE = 300;
const MAX_BODY = 700;

/** Reporter `junit`: a suite for each scope. Passed tests are the rules that flagged nothing and judged everything. */
export async function junit(source: ReportSource, out: ReportOut): Promise<void> {
  await writeAll(out, documentTexts(source));
}

function* documentTexts(source: ReportSource): Generator<string> {
  const suites = [...groupBy(limited(casesOf(source)), (test) => test.scope)];
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="nhi" ${countsOf(suites.flatMap(([, tests]) => tests))}>\n`;
  for (const [scope, tests] of suites.sort(([a], [b]) => compareText(a, b))) {
    const skipped = tests.filter((test) => test.skipped !== undefined).length;
    yield `  <testsuite name="${xmlText(scope)}" ${countsOf(tests)} skipped="${skipped}" timestamp="${xmlText(source.now)}">\n`;
    for (const test of tests) yield caseText(test);
    yield "  </testsuite>\n";
  }
  yield "</testsuites>\n";
}

/** Counts that suites have and all of them together: the published schemas know `skipped` of suites alone. */
function countsOf(tests: readonly Case[]): string {
  const failures = tests.filter((test) => test.failure !== undefined).length;
  return `tests="${tests.length}" failures="${failures}" errors="0"`;
}

/** The first tests, and one that stands for the rest: failed when any of them is. */
function limited(tests: Iterable<Case>): readonly Case[] {
  const kept: Case[] = [];
  let rest = 0;
  let failed = false;
  for (const test of tests) {
    if (kept.length < MAX_CASES) kept.push(test);
    else {
      rest += 1;
      failed ||= test.failure !== undefined;
    }
  }
  if (rest === 0) return kept;
  const message = `${counted(rest, "further test")} left out of this file; --format json has them`;
  const outcome = failed ? { failure: { type: "limit", message, body: message } } : { skipped: message };
  return [...kept, { scope: "nhi", rule: "limit", name: "further tests", ...outcome }];
}

function* casesOf(source: ReportSource): Generator<Case> {
  for (const finding of sortedFindings(source)) yield findingCase(finding);
  for (const group of notEvaluatedGroups(source)) yield* notEvaluatedCases(group);
  for (const gap of gapRows(source)) yield gapCase(gap);
  for (const { rule, scope, passed, flagged, notEvaluated } of sortedCounts(source)) {
    if (passed > 0 && flagged === 0 && notEvaluated === 0) yield { scope, rule, name: rule };
  }
}

function findingCase(finding: Finding): Case {
  const { scope, rule, state, note = "no reason was given" } = finding;
  const test: Case = {
    scope,
    rule,
    name: `${rule} ${finding.fingerprint}`,
    ...(finding.location === undefined ? {} : { file: finding.location.file }),
  };
  if (state !== "finding") return { ...test, skipped: `${state}: ${note}` };
  const body = `${terminalText(`${finding.subject.id} in ${scope}`)}\n\n${finding.fix}`;
  return { ...test, failure: { type: finding.severity, message: finding.message, body } };
}

function notEvaluatedCases(group: NotEvaluatedGroup): Case[] {
  const { scope, reason, permission } = group;
  const cause = hashText(JSON.stringify([group.dataSet, group.rows > 0, reason, permission])).slice(0, 8);
  const skipped = `not evaluated: ${reason}${permission === undefined ? "" : ` (needs ${permission})`}${acceptedText(group)}`;
  return group.rules.map((rule) => ({ scope, rule, name: `${rule} not evaluated ${cause}`, skipped }));
}

function gapCase(gap: GapRow): Case {
  const place = [gap.dataSet, gap.region, gap.subject].filter((part) => part !== undefined).join(" ");
  const skipped = `gap: ${gap.message}${gap.permission === undefined ? "" : ` (needs ${gap.permission})`}${acceptedText(gap)}`;
  return { scope: gap.scope, rule: "gap", name: `gap ${place} ${hashText(gap.message).slice(0, 8)}`, skipped };
}

function acceptedText({ accepted }: { readonly accepted?: string }): string {
  return accepted === undefined ? "" : ` (accepted: ${accepted})`;
}

function caseText({ rule, name, file, failure, skipped }: Case): string {
  const place = file === undefined ? "" : ` file="${xmlText(cutText(file, MAX_MESSAGE))}"`;
  const head = `    <testcase classname="nhi.${xmlText(rule)}" name="${xmlText(cutText(name, MAX_MESSAGE))}"${place}`;
  if (skipped !== undefined) {
    return `${head}>\n      <skipped message="${xmlText(cutText(skipped, MAX_MESSAGE))}"/>\n    </testcase>\n`;
  }
  if (failure === undefined) return `${head}/>\n`;
  const message = xmlText(cutText(failure.message, MAX_MESSAGE));
  const body = xmlText(cutText(failure.body, MAX_BODY), "many");
  return `${head}>\n      <failure type="${failure.type}" message="${message}">${body}</failure>\n    </testcase>\n`;
}
