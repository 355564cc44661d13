// nhi baseline: writes the findings of now as known, or takes out the ones that are gone.
import { formatBaseline, pruneBaseline as prune, toBaseline } from "../evaluate/baseline.js";
import { applyWaivers } from "../evaluate/waivers.js";
import { readBaseline } from "./acceptance.js";
import { openJudgedEstate } from "./judged-estate.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";
import { writeText } from "./write-file.js";

/** Writes every finding that is not waived to the file. */
export async function createBaseline(settings: Settings, file: string, terminal: Terminal): Promise<number> {
  const { store, evaluation, rules, now } = await openJudgedEstate(settings, terminal);
  try {
    const { findings } = applyWaivers(evaluation.findings, settings.waivers, now);
    const baseline = toBaseline(findings, rules, store.scopes());
    await writeText(file, formatBaseline(baseline));
    terminal.say(`nhi: ${file}: ${baseline.entries.length} findings are known from now on`);
    return 0;
  } finally {
    store.close();
  }
}

/** Takes out entries that are gone; what could not be evaluated stays. */
export async function pruneBaseline(settings: Settings, file: string, terminal: Terminal): Promise<number> {
  const before = readBaseline(file);
  const { store, evaluation, rules } = await openJudgedEstate(settings, terminal);
  try {
    const { baseline, removed } = prune(before, { ...evaluation, rules, scopes: store.scopes() });
    if (removed.length > 0) await writeText(file, formatBaseline(baseline));
    terminal.say(`nhi: ${file}: ${removed.length} taken out, ${baseline.entries.length} stay`);
    return 0;
  } finally {
    store.close();
  }
}
