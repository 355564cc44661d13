// Two states of an estate, from two recordings or two databases, read one after the other into a database in memory: two
// scans of the same, analysed and judged by the same code, tables and rules.
import { realpathSync } from "node:fs";
import type { Catalog } from "../catalog/catalog-file.js";
import type { GraphBatch, GraphNode } from "../model/batch.js";
import type { Comparison, Drift, FindingChanges, NotCompared } from "../model/change.js";
import { StoreError, UsageError } from "../model/errors.js";
import type { AnalysisStamp } from "../model/history.js";
import { VERSION } from "../model/version.js";
import { type KnownBatches, openStore, type Store } from "../store/index.js";
import { analyzeStore } from "./analyze.js";
import { rulesInForce } from "./catalog.js";
import { crawl } from "./crawl.js";
import { findingChanges, type JudgedState, judgeState } from "./diff-findings.js";
import { chooseTimes } from "./diff-times.js";
import { joinKey } from "./join-key.js";
import type { Settings } from "./settings.js";
import { openSources } from "./sources.js";
import type { Terminal } from "./terminal.js";

/** Two states in one store; the caller closes it. */
export interface TwoStates {
  readonly store: Store;
  readonly before: AnalysisStamp;
  readonly after: AnalysisStamp;
  /** A source of one of them failed. */
  readonly failed: boolean;
  readonly findings?: FindingChanges;
  /** What the rules about change were asked about; undefined where none was. */
  readonly compared?: Comparison | undefined;
  /** What could not be compared whatever was read. */
  readonly notCompared?: readonly NotCompared[];
}

interface Reading {
  readonly store: Store;
  readonly settings: Settings;
  readonly catalog: Catalog;
}

/** Reads two recordings. */
export async function readRecordings(settings: Settings, a: string, b: string, terminal: Terminal): Promise<TwoStates> {
  return inMemory(settings, `${a}, ${b}`, async (at) => {
    // One key for both: equal secrets have to look alike.
    const key = joinKey(":memory:", process.env);
    const before = await readRecording(a, key, at, terminal);
    const after = await readRecording(b, key, at, terminal);
    const findings = findingChanges(before.judged, after.judged);
    return { findings, compared: after.judged.drift, failed: before.failed || after.failed };
  });
}

/** Reads the latest state of two databases, each analysed anew. */
export async function readDatabases(settings: Settings, a: string, b: string): Promise<TwoStates> {
  if (realpathSync(a) === realpathSync(b)) {
    throw new UsageError(`diff: ${a} and ${b} are the same database; its own scans: nhi diff --db ${a}`);
  }
  const opened: Store[] = [];
  const open = (path: string): Store => {
    const store = openStore({ path, mode: "read" });
    opened.push(store);
    if (!store.hasScopes())
      throw new StoreError(`${path}: nothing has been read into this database yet. Run nhi scan first.`);
    return store;
  };
  try {
    const [older, later] = [open(a), open(b)];
    const states = [older.knownBatches(), later.knownBatches()] as const;
    if (states[0].at > states[1].at) {
      const [from, to] = states.map(({ at }) => dayText(at));
      throw new UsageError(`diff: ${a} (${from}) is later than ${b} (${to}): name the earlier one first`);
    }
    const marks = [older.joinMarks(), later.joinMarks()] as const;
    const isOtherKey = marks.every(({ size }) => size > 0) && [...marks[0]].every((mark) => !marks[1].has(mark));
    const isShared = isOtherKey ? wholeInBoth(older, later) : () => true;
    return await inMemory(settings, `${a}, ${b}`, async (at) => {
      const before = await readState(states[0], isShared, at);
      const after = await readState(states[1], isShared, at);
      const findings = findingChanges(before, after);
      return { findings, compared: after.drift, failed: false, ...(isOtherKey && { notCompared: [OTHER_KEY] }) };
    });
  } finally {
    for (const store of opened) store.close();
  }
}

const OTHER_KEY: NotCompared = {
  reason:
    "the two databases have different join keys: whether a secret still has the same value was not compared (scans with one NHI_JOIN_KEY can be)",
  isStanding: true,
  about: [],
};

async function inMemory(
  settings: Settings,
  names: string,
  read: (at: Reading) => Promise<Omit<TwoStates, "store" | "before" | "after">>,
): Promise<TwoStates> {
  const store = openStore({ path: ":memory:", mode: "write" });
  try {
    const found = await read({ store, settings, catalog: await rulesInForce(settings) });
    const [before, after] = chooseTimes(store.analyses(), undefined, undefined, names);
    return { store, before, after, ...found };
  } catch (error) {
    store.close();
    throw error;
  }
}

interface Read {
  readonly judged: JudgedState;
  readonly failed: boolean;
}

async function readRecording(path: string, key: Buffer, at: Reading, terminal: Terminal): Promise<Read> {
  const { store, settings, catalog } = at;
  const only = { ...settings, sources: [], bundles: [path] };
  const { collectors, recordedAt } = await openSources(only, { record: undefined }, terminal);
  const now = settings.now ?? recordedAt ?? new Date();
  const run = store.beginRun({ command: "read", version: VERSION, now });
  const { failed } = await crawl(store, collectors, { run, now, joinKey: key, tables: catalog.tables }, terminal);
  for (const { message } of failed) terminal.say(`nhi: ${message}`);
  const judged = await analyzeAndJudge(at, now);
  store.finishRun(run, "done", now);
  return { judged, failed: failed.length > 0 };
}

/** The later state is judged with what changed since the earlier one, as a scan judges what changed in its database. */
async function analyzeAndJudge({ store, settings, catalog }: Reading, now: Date): Promise<JudgedState> {
  await analyzeStore(store, settings, catalog.tables, now);
  return judgeState(store, { rules: catalog.rules, now, drift: await driftOf(store) }, settings);
}

async function driftOf(store: Store): Promise<Drift | undefined> {
  const [before, after] = store.analyses();
  if (before === undefined || after === undefined) return undefined;
  const { compareHistory } = await import("../analyze/drift/index.js");
  return { since: before.readAt, ...compareHistory(store.history(before, after)) };
}

function dayText(at: string): string {
  return at.slice(0, 16).replace("T", " ");
}

type IsShared = (batch: GraphBatch) => boolean;

/** Writes what a database knows as a scan of its own, and one more where its last attempts came to less. */
async function readState(
  { at, known, attempts }: KnownBatches,
  isShared: IsShared,
  into: Reading,
): Promise<JudgedState> {
  const { store, settings } = into;
  const now = new Date(at);
  for (const batches of [known, attempts]) {
    const run = store.beginRun({ command: "read", version: VERSION, now });
    const scopes = new Set<string>();
    for (const batch of batches) {
      scopes.add(batch.scope.id);
      store.openSnapshot(run, batch.scope, now).write(isShared(batch) ? batch : withoutMarks(batch));
    }
    for (const scope of scopes) store.resumeSnapshot(run, scope, now)?.complete(now);
    store.finishRun(run, "done", now);
  }
  return analyzeAndJudge(into, settings.now ?? now);
}

/**
 * Data sets that both know whole. Of any other the rows of one of them stay for both, and by the marks of another key its
 * secrets would seem to be no longer those of other places.
 */
function wholeInBoth(a: Store, b: Store): IsShared {
  const [one, other] = [a, b].map(
    (store) =>
      new Set(
        store
          .scopes()
          .flatMap(({ id, coverage }) =>
            coverage.flatMap(({ dataSet, region = "", state }) =>
              state === "complete" ? [JSON.stringify([id, dataSet, region])] : [],
            ),
          ),
      ),
  );
  return ({ scope, dataSet, region = "" }) => {
    const key = JSON.stringify([scope.id, dataSet, region]);
    return one?.has(key) === true && other?.has(key) === true;
  };
}

function withoutMarks(batch: GraphBatch): GraphBatch {
  if (batch.nodes === undefined) return batch;
  return { ...batch, nodes: batch.nodes.map(withoutMark) };
}

function withoutMark(node: GraphNode): GraphNode {
  const { join: _join, ...properties } = node.properties;
  return { ...node, properties };
}
