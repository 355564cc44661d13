// Opens what a reading command looks at: a bundle read into memory, or the database of earlier runs.
import { existsSync } from "node:fs";
import { StoreError } from "../model/errors.js";
import { VERSION } from "../model/version.js";
import { openStore, type Store } from "../store/index.js";
import { analyzeStore } from "./analyze.js";
import { rulesInForce } from "./catalog.js";
import { crawl, type FailedSource } from "./crawl.js";
import { joinKey } from "./join-key.js";
import type { Settings } from "./settings.js";
import { openSources } from "./sources.js";
import type { Terminal } from "./terminal.js";

export interface Estate {
  readonly store: Store;
  readonly now: Date;
  /** Bundles that could not be read. */
  readonly failed: readonly FailedSource[];
}

/**
 * Opens the estate for reading, analysed unless only what was read is of interest. The caller closes the store.
 */
export async function openEstate(settings: Settings, terminal: Terminal, isAnalysed = true): Promise<Estate> {
  if (settings.bundles.length > 0) return readBundles(settings, terminal, isAnalysed);
  const now = settings.now ?? new Date();
  requireDatabase(settings.db);
  const store = openStore({ path: settings.db, mode: "read" });
  requireScopes(store);
  if (!isAnalysed || store.analysisIsCurrent()) return { store, now, failed: [] };
  store.close();
  const writable = openForWork(settings.db, terminal);
  await analyzeStore(writable, settings, (await rulesInForce({ rulesDirs: [], params: {} })).tables, now);
  return { store: writable, now, failed: [] };
}

/** Opens the database for what follows from it, and says where none of that can be kept. The caller closes the store. */
export function openForWork(path: string, terminal: Pick<Terminal, "say">): Store {
  const store = openStore({ path, mode: "work" });
  if (store.inMemory && path !== ":memory:") {
    terminal.say(`nhi: ${path} may not be written: worked out in memory, and none of it is kept`);
  }
  return store;
}

/** A command that only reads needs a database that is there. */
export function requireDatabase(path: string): void {
  if (path === ":memory:" || existsSync(path)) return;
  throw new StoreError(
    `${path}: no such database. Run nhi scan first, name another file with --db, or read a --bundle.`,
  );
}

/** A database of which no crawl ever got anything has nothing to say, which is not the same as nothing to find. */
export function requireScopes(store: Store): void {
  if (store.hasScopes()) return;
  const { path } = store;
  store.close();
  throw new StoreError(`${path}: nothing has been read into this database yet. Run nhi scan first.`);
}

async function readBundles(settings: Settings, terminal: Terminal, isAnalysed: boolean): Promise<Estate> {
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const sources = await openSources({ ...settings, sources: [] }, { record: undefined }, terminal);
  const now = settings.now ?? sources.recordedAt ?? new Date();
  const store = openStore({ path: settings.db, mode: "write" });
  const run = store.beginRun({ command: "read", version: VERSION, now });
  const { failed } = await crawl(
    store,
    sources.collectors,
    { run, now, joinKey: joinKey(settings.db, process.env), tables },
    terminal,
  );
  for (const { message } of failed) terminal.say(`nhi: ${message}`);
  if (isAnalysed) await analyzeStore(store, settings, tables, now);
  store.finishRun(run, "done", now);
  return { store, now, failed };
}
