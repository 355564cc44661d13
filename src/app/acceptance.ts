// What was accepted: waivers and gaps of nhi.yaml, and the baseline. Marks findings and says what no longer holds.
import { existsSync } from "node:fs";
import { acceptGaps } from "../evaluate/accepted-gaps.js";
import { type Baseline, compareWithBaseline, coverageLosses } from "../evaluate/baseline.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import { otherSources } from "../evaluate/other-source.js";
import { parseBaseline } from "../evaluate/parse-baseline.js";
import { applyWaivers } from "../evaluate/waivers.js";
import { UsageError } from "../model/errors.js";
import type { Finding } from "../model/finding.js";
import type { ReportScope } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import { counted } from "../report/count.js";
import { terminalText } from "../report/escape.js";
import { readTextFile } from "./read-file.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface Accepted {
  readonly evaluation: Evaluation;
  /** The scopes given, their accepted gaps marked. */
  readonly scopes: readonly ReportScope[];
  /** Something the baseline had read could not be read now. */
  readonly coverageWorse: boolean;
}

export interface AcceptanceInput {
  readonly evaluation: Evaluation;
  readonly scopes: readonly ReportScope[];
  readonly baseline: Baseline | undefined;
  readonly rules: readonly Rule[];
  readonly now: Date;
}

/** Applies waivers and accepted gaps, then the baseline; messages go to stderr. */
export function applyAcceptance(
  { evaluation, scopes, baseline, rules, now }: AcceptanceInput,
  settings: Pick<Settings, "waivers" | "acceptedGaps" | "configFile">,
  terminal: Terminal,
): Accepted {
  const ids = rules.map(({ id }) => id);
  const waived = applyWaivers(evaluation.findings, settings.waivers, now, {
    notEvaluated: evaluation.notEvaluated,
    rules: ids,
    scopes: scopes.map(({ id }) => id),
  });
  const losses = baseline === undefined ? [] : coverageLosses(baseline, scopes);
  const unknowns = { scopes, notEvaluated: evaluation.notEvaluated, losses };
  const gaps = acceptGaps(unknowns, settings.acceptedGaps, now, ids);
  const file = settings.configFile ?? "nhi.yaml";
  for (const message of [...waived.notes.map((note) => note.message), ...gaps.notes]) {
    terminal.say(`nhi: ${terminalText(`${file}: ${message}`)}`);
  }
  for (const { message } of gaps.losses) terminal.say(`nhi: worse than the baseline: ${terminalText(message)}`);
  const findings =
    baseline === undefined
      ? waived.findings
      : compareWithBaseline(waived.findings, baseline, otherSources(rules, gaps.losses));
  sayNewRules(findings, terminal);
  return {
    evaluation: { ...evaluation, findings, notEvaluated: gaps.notEvaluated },
    scopes: gaps.scopes,
    coverageWorse: gaps.losses.length > 0,
  };
}

/** A newer nhi brings rules; until a new baseline knows them they report and do not fail, which has to be known. */
function sayNewRules(findings: readonly Finding[], terminal: Terminal): void {
  const open = findings.filter(({ newRule, state }) => newRule === true && state === "finding");
  if (open.length === 0) return;
  const rules = [...new Set(open.map(({ rule }) => rule))].sort();
  terminal.say(
    `nhi: ${counted(rules.length, "rule")} that the baseline does not know: ${rules.join(", ")}: ` +
      `${counted(open.length, "finding")} reported that do not fail; nhi baseline create takes them in`,
  );
}

/** The baseline in use. Throws UsageError for one that does not read, before anything is crawled. */
export function baselineInUse({ baseline, newOnly }: Pick<Settings, "baseline" | "newOnly">): Baseline | undefined {
  if (baseline !== undefined) return readBaseline(baseline);
  if (!newOnly) return undefined;
  throw new UsageError("--new-only needs a baseline: --baseline FILE, made with nhi baseline create");
}

/** Reads a baseline file. */
export function readBaseline(file: string): Baseline {
  if (!existsSync(file)) throw new UsageError(`${file}: no such baseline; make one with nhi baseline create`);
  return parseBaseline(readTextFile(file), file);
}
