// The estate with its findings: rules run on the database or on a bundle, as `nhi check` would.
import type { Evaluation } from "../evaluate/evaluation.js";
import type { DriftSummary } from "../model/change.js";
import type { Rule } from "../model/rule.js";
import { VERSION } from "../model/version.js";
import { analyzeStore } from "./analyze.js";
import { rulesInForce } from "./catalog.js";
import { type Estate, openEstate, openForWork, requireDatabase, requireScopes } from "./estate.js";
import { judge } from "./judge.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface JudgedEstate extends Estate {
  readonly rules: readonly Rule[];
  readonly evaluation: Evaluation;
  /** What drift rules had to compare with; undefined when no rule asks. */
  readonly drift?: DriftSummary | undefined;
}

/** Opens the estate and judges it. The caller closes the store. */
export async function openJudgedEstate(settings: Settings, terminal: Terminal): Promise<JudgedEstate> {
  const { rules, tables } = await rulesInForce(settings);
  const estate = settings.bundles.length > 0 ? await openEstate(settings, terminal) : openDatabase(settings, terminal);
  if (settings.bundles.length === 0) await analyzeStore(estate.store, settings, tables, estate.now);
  const { store, now } = estate;
  const run = store.beginRun({ command: "judge", version: VERSION, now });
  const { evaluation, ruleErrors, drift } = await judge(store, {
    run,
    rules,
    now,
    includePassed: false,
    driftDays: settings.driftDays,
    crawled: undefined,
  });
  for (const { message } of ruleErrors) terminal.say(`nhi: ${message}`);
  store.finishRun(run, "done", now);
  return { ...estate, rules, evaluation, drift };
}

function openDatabase(settings: Settings, terminal: Terminal): Estate {
  requireDatabase(settings.db);
  const store = openForWork(settings.db, terminal);
  requireScopes(store);
  return { store, now: settings.now ?? new Date(), failed: [] };
}
