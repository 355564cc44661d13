// SARIF 2.1.0 as GitHub code scanning takes it, written as a stream. See docs/output-formats.md for the choices.
import type { Run } from "sarif";
import { hashText } from "../model/hash.js";
import type { ReportOut, ReportSource } from "../model/report.js";
import { sarifJson } from "./escape.js";
import { fileRuns } from "./sarif-merge.js";
import { gatherUnknowns, NOTIFICATION_DESCRIPTORS, runNotifications, type Unknowns } from "./sarif-notifications.js";
import { toResult } from "./sarif-result.js";
import { declaredRules, ruleIdOf, toDescriptor, worstByRule } from "./sarif-rules.js";
import { MAX_RESULTS, type SarifRun, sarifRuns } from "./sarif-runs.js";
import { writeAll } from "./stream.js";
import { driftLine } from "./summary.js";

const SCHEMA_URI = "https://json.schemastore.org/sarif-2.1.0.json";

/** One file of several that a report is split into. */
export interface SarifFile {
  /** File name, unique among the files of a report and the same every time. */
  readonly name: string;
  write(out: ReportOut): Promise<void>;
}

/** Reporter `sarif`: one log with a run for each account, tenant or organisation, or for several of them where there are too many. */
export async function sarif(source: ReportSource, out: ReportOut): Promise<void> {
  await writeAll(out, logTexts(toSharedParts(source), fileRuns(source).runs));
}

/** The report as one log for each run, for `--output sarif=DIR/`; upload them one by one. */
export function sarifFiles(source: ReportSource): SarifFile[] {
  const log = toSharedParts(source);
  const runs = sarifRuns(source);
  const names = fileNames(runs);
  return runs.map((run, at) => ({
    name: names[at] ?? "",
    write: (out) => writeAll(out, logTexts(log, [run])),
  }));
}

/** `nhi-aws-111122223333.sarif`; a hash is added where two scopes would share a name (also on a disk that folds case). */
function fileNames(runs: readonly SarifRun[]): string[] {
  const plain = runs.map(({ category }) =>
    category
      .replace(/\/$/, "")
      .replace(/[^A-Za-z0-9._-]+/g, "-")
      .slice(0, 120),
  );
  const uses = new Map<string, number>();
  for (const name of plain) uses.set(name.toLowerCase(), (uses.get(name.toLowerCase()) ?? 0) + 1);
  return plain.map((name, at) => {
    const shared = (uses.get(name.toLowerCase()) ?? 0) > 1;
    return `${name}${shared ? `-${hashText(runs[at]?.category ?? "").slice(0, 8)}` : ""}.sarif`;
  });
}

/** What all runs of a log share, worked out once. */
interface SharedParts {
  readonly source: ReportSource;
  readonly unknowns: Unknowns;
}

function toSharedParts(source: ReportSource): SharedParts {
  return { source, unknowns: gatherUnknowns(source) };
}

function* logTexts(log: SharedParts, runs: readonly SarifRun[]): Generator<string> {
  yield `{\n"$schema": "${SCHEMA_URI}",\n"version": "2.1.0",\n"runs": [`;
  let separator = "\n";
  for (const run of runs) {
    yield separator;
    yield* runTexts(log, run);
    separator = ",\n";
  }
  yield "\n]\n}\n";
}

function* runTexts({ source, unknowns }: SharedParts, run: SarifRun): Generator<string> {
  const rules = declaredRules(source, run);
  const index = new Map(rules.map((rule, at) => [ruleIdOf(rule), at]));
  const worst = worstByRule(run.findings);
  const drift = driftLine(source);
  const head: Pick<Run, "automationDetails" | "columnKind" | "invocations"> = {
    automationDetails: { id: run.category },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: source.executionSuccessful,
        toolExecutionNotifications: runNotifications(run, unknowns),
        properties: {
          command: source.command,
          now: source.now,
          ...(drift === "" ? {} : { drift }),
        },
      },
    ],
  };
  const { name, version, informationUri } = source.tool;
  const driver = sarifJson({
    name,
    version,
    semanticVersion: version,
    informationUri,
    notifications: NOTIFICATION_DESCRIPTORS,
  });
  // The driver stays open: its rules follow one a line.
  yield `{"tool": {"driver": ${driver.slice(0, -1)},\n"rules": [`;
  yield* elements(rules, (rule) => toDescriptor(rule, worst.get(ruleIdOf(rule)), source));
  yield `]}},\n${sarifJson(head).slice(1, -1)},\n"results": [`;
  yield* elements(run.findings.slice(0, MAX_RESULTS), (finding) => toResult(finding, index.get(finding.rule) ?? -1));
  yield "]}";
}

function* elements<T>(rows: readonly T[], toElement: (row: T) => object): Generator<string> {
  let separator = "\n";
  for (const row of rows) {
    yield separator + sarifJson(toElement(row));
    separator = ",\n";
  }
  if (rows.length > 0) yield "\n";
}
