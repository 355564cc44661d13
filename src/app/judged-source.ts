// What a judged estate hands to reports that no crawl goes before: exports, the evidence pack, the explorer.
import type { Baseline } from "../evaluate/baseline.js";
import type { ReportSource } from "../model/report.js";
import type { Severity } from "../model/words.js";
import { applyAcceptance } from "./acceptance.js";
import type { JudgedEstate } from "./judged-estate.js";
import { toReportSource } from "./report-source.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface JudgedSourceOptions {
  /** Stable name of what is run. */
  readonly command: string;
  readonly baseline: Baseline | undefined;
  /** Findings below this one are left out; all are in when nothing is said. */
  readonly severity?: Severity;
}

/** The findings with what was accepted marked; messages about waivers and baseline go to stderr. */
export function judgedSource(
  { store, rules, evaluation, drift, now }: Pick<JudgedEstate, "store" | "rules" | "evaluation" | "drift" | "now">,
  { command, baseline, severity = "low" }: JudgedSourceOptions,
  settings: Settings,
  terminal: Terminal,
): ReportSource {
  const accepted = applyAcceptance({ evaluation, scopes: store.scopes(), baseline, rules, now }, settings, terminal);
  return toReportSource(store, {
    command,
    now,
    threshold: settings.failOn,
    rules,
    evaluation: accepted.evaluation,
    scopes: accepted.scopes,
    calls: [],
    drift,
    severity,
    dataFlags: "",
    closing: [],
  });
}
