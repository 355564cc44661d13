// Works out what follows from the stored facts and stores it as an analysis.
import { analyze } from "../analyze/index.js";
import type { Tables } from "../model/tables.js";
import type { Store } from "../store/index.js";
import type { Settings } from "./settings.js";

/** Runs the analysis over the current rows; its rows replace those of the last analysis where they differ. */
export function analyzeStore(store: Store, settings: Pick<Settings, "estate">, tables: Tables, now: Date): void {
  store.writeAnalysis(analyze(store.analysisInput(settings.estate, tables, now)), now);
}
