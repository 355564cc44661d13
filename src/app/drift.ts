// What drift rules judge: what changed within the window, compared with the scans that can tell. docs/decisions/0010 says why.
import type { Change, Drift, NotCompared } from "../model/change.js";
import { compareText } from "../model/compare.js";
import type { AnalysisStamp } from "../model/history.js";
import type { Rule } from "../model/rule.js";
import { change } from "../model/views/change.js";
import type { Json } from "../model/words.js";
import type { Store, ViewRow } from "../store/index.js";

const DAY_MS = 86_400_000;
/** Earlier states that are compared with at most: one mostly, one more for each time that something came into view. */
const MOST_BASES = 4;

/** Which states are compared, found without comparing. */
export interface DriftBasis {
  /** Undefined: only one state was ever read. */
  readonly base: AnalysisStamp | undefined;
  readonly after: AnalysisStamp;
  readonly all: readonly AnalysisStamp[];
  /** Nothing has changed since the base: there is nothing to compare. */
  readonly isSame: boolean;
}

/**
 * In: the clock, and how many days before it the window begins. Out: what is compared; undefined when no rule asks, or nothing
 * was analysed.
 */
export function driftBasis(
  store: Store,
  { rules, now, driftDays }: { readonly rules: readonly Rule[]; readonly now: Date; readonly driftDays: number },
): DriftBasis | undefined {
  if (!rules.some(({ from }) => from === change.name)) return undefined;
  const all = store.analyses();
  const after = all.at(-1);
  if (after === undefined) return undefined;
  if (all.every((one) => saysNothingNew(store, one, after))) return { base: undefined, after, all, isSame: true };
  const start = now.getTime() - driftDays * DAY_MS;
  const base = all.findLast(({ readAt }) => Date.parse(readAt) <= start) ?? all[0];
  const isSame = base === undefined || base.id === after.id || store.isSameState(base, after);
  return { base, after, all, isSame };
}

/**
 * Of one moment there are two states only where something differs: the same recording again is no later scan, and the same
 * answers judged again are none either. Scans by one clock (`--now`) keep the order in which they were made.
 */
function saysNothingNew(store: Store, before: AnalysisStamp, after: AnalysisStamp): boolean {
  if (before.readAt !== after.readAt) return false;
  return before.runs.join() === after.runs.join() || store.isSameState(before, after);
}

/** For the key of an evaluation: the same text, the same drift. */
export function driftKey(basis: DriftBasis | undefined): number | undefined {
  return basis === undefined || basis.isSame ? undefined : basis.base?.id;
}

/**
 * Compares the state of now with that at the start of the window; where a data set came into view since, or nhi or its
 * configuration changed, with the first state after that, too. What is hidden from all of them is said by name.
 */
export async function readDrift(store: Store, { base, after, all, isSame }: DriftBasis): Promise<Drift> {
  if (base === undefined || isSame) return { since: base?.readAt, changes: [], notCompared: [] };
  const { compareHistory } = await import("../analyze/drift/index.js");
  const changes = new Map<string, Change>();
  let hidden: Map<string, NotCompared> | undefined;
  const compareWith = (before: AnalysisStamp): number[] => {
    const history = store.history(before, after);
    const found = compareHistory(history);
    for (const one of found.changes) if (!changes.has(keyOf(one))) changes.set(keyOf(one), one);
    const now = new Map(
      found.notCompared.filter(({ isStanding }) => isStanding !== true).map((one) => [whereOf(one), one]),
    );
    hidden = hidden === undefined ? now : new Map([...hidden].filter(([where]) => now.has(where)));
    return [...history.cameIntoView()];
  };
  const later = [...compareWith(base), ...sameMaking(base, after, all)];
  const bases = [...new Set(later)].sort((a, b) => a - b).filter((id) => id > base.id && id < after.id);
  for (const id of bases.slice(-(MOST_BASES - 1))) {
    const before = all.find((one) => one.id === id);
    if (before !== undefined) compareWith(before);
  }
  const notCompared = [...(hidden ?? new Map<string, NotCompared>()).values()];
  return { since: base.readAt, changes: [...changes.values()], notCompared };
}

/** The first state since which nhi and its configuration are what they are, where that is later than the base. */
function sameMaking(base: AnalysisStamp, after: AnalysisStamp, all: readonly AnalysisStamp[]): number[] {
  if (base.madeWith === after.madeWith) return [];
  const last = all.findLast(({ madeWith }) => madeWith !== after.madeWith);
  const first = all.find(({ id }) => id > (last?.id ?? 0));
  return first === undefined ? [] : [first.id];
}

/** The same change seen from two states is one; what it was may differ. */
function keyOf({ change: kind, id, principal, after, before, facts }: Change): string {
  return JSON.stringify([kind, id, principal, after ?? before, facts?.["target"]]);
}

function whereOf({ scope, dataSet, region, about, subject }: NotCompared): string {
  return JSON.stringify([scope, dataSet, region, about, subject?.id]);
}

/** Rows of the `change` view, sorted by id and kind. */
export function changeRows({ changes }: Drift): ViewRow[] {
  return changes.map(toRow).sort((a, b) => compareText(sortText(a), sortText(b)));
}

const sortText = (row: ViewRow): string => `${row["id"]} ${row["kind"]}`;

function toRow({ change: kind, principalName, facts = {}, ...rest }: Change): ViewRow {
  const said: { readonly [name: string]: Json | undefined } = {
    ...facts,
    ...rest,
    kind,
    principal_name: principalName,
  };
  return Object.fromEntries(change.columns.map(({ name }) => [name, toStored(said[name])]));
}

function toStored(value: Json | undefined): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
}
