// Works out what follows from the stored facts and stores it as an analysis, unless the stored one is what would come out.

import { WatchedClock } from "../model/clock.js";
import { hashText } from "../model/hash.js";
import { contentKey } from "../model/prepared.js";
import type { Tables } from "../model/tables.js";
import { VERSION } from "../model/version.js";
import type { Store } from "../store/index.js";
import { buildOf } from "./build.js";
import { endingAtOnce } from "./end-at-once.js";
import { inTightHeap } from "./heap.js";
import type { Settings } from "./settings.js";

// The chunk that imports analysis, so a build that analyses otherwise has another one.
const BUILD = buildOf(import.meta.url);

/** Runs the analysis over the current rows; its rows replace those of the last analysis where they differ. */
export async function analyzeStore(
  store: Store,
  settings: Pick<Settings, "estate">,
  tables: Tables,
  now: Date,
  build: string | undefined = BUILD,
): Promise<void> {
  const of = madeOf(settings, tables, build);
  if (build !== undefined && store.keepAnalysis(of, now)) return;
  // A third of what a start would load; mostly the stored analysis holds.
  const { analyze } = await import("../analyze/index.js");
  const run = (): void => {
    const clock = new WatchedClock(now);
    const result = analyze(store.analysisInput(settings.estate, tables, clock));
    store.writeAnalysis(result, now, { of, span: clock.span, isForNow: build === undefined });
  };
  await endingAtOnce(() => inTightHeap(run));
}

/** Whether the stored analysis is what another one would come to, but for the time of day. Writes nothing. */
export function analysisStands(
  store: Store,
  settings: Pick<Settings, "estate">,
  tables: Tables,
  now: Date,
  build: string | undefined = BUILD,
): boolean {
  return build !== undefined && store.analysisStands(madeOf(settings, tables, build), now);
}

function madeOf({ estate }: Pick<Settings, "estate">, tables: Tables, build: string | undefined): string {
  return hashText(JSON.stringify([build ?? VERSION, estate, contentKey(tables)]));
}
