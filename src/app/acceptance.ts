// What was accepted: waivers of nhi.yaml, and the baseline. Marks findings and says what no longer holds.
import { existsSync, readFileSync } from "node:fs";
import { type Baseline, compareWithBaseline, coverageLosses } from "../evaluate/baseline.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import { parseBaseline } from "../evaluate/parse-baseline.js";
import { applyWaivers } from "../evaluate/waivers.js";
import { UsageError } from "../model/errors.js";
import type { ReportScope } from "../model/report.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface Accepted {
  readonly evaluation: Evaluation;
  /** Something the baseline had read could not be read now. */
  readonly coverageWorse: boolean;
}

type AcceptanceSettings = Pick<Settings, "waivers" | "baseline" | "newOnly" | "configFile">;

/** Applies waivers, then the baseline; messages go to stderr. A baseline that does not read is a UsageError. */
export function applyAcceptance(
  evaluation: Evaluation,
  scopes: readonly ReportScope[],
  settings: AcceptanceSettings,
  now: Date,
  terminal: Terminal,
): Accepted {
  const baseline = settings.baseline === undefined ? undefined : readBaseline(settings.baseline);
  if (settings.newOnly && baseline === undefined) {
    throw new UsageError("--new-only needs a baseline: --baseline FILE, made with nhi baseline create");
  }
  const { findings, notes } = applyWaivers(evaluation.findings, settings.waivers, now, evaluation.notEvaluated);
  for (const { message } of notes) terminal.say(`nhi: ${settings.configFile ?? "nhi.yaml"}: ${message}`);
  if (baseline === undefined) return { evaluation: { ...evaluation, findings }, coverageWorse: false };
  const losses = coverageLosses(baseline, scopes);
  for (const { message } of losses) terminal.say(`nhi: worse than the baseline: ${message}`);
  return {
    evaluation: { ...evaluation, findings: compareWithBaseline(findings, baseline) },
    coverageWorse: losses.length > 0,
  };
}

/** Reads a baseline file. */
export function readBaseline(file: string): Baseline {
  if (!existsSync(file)) throw new UsageError(`${file}: no such baseline; make one with nhi baseline create`);
  return parseBaseline(readFileSync(file, "utf8"), file);
}
