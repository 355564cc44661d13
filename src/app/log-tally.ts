// What a pass over logs gathers: how each scope was watched, and which calls each known identity made. Memory grows with different
// calls of identities and with days, not with the log.
import { fromWatch, type LogWatch } from "../model/logged.js";
import type { JsonRecord } from "../model/words.js";

/** So many days without any record are a hole: an estate that is at work is never so quiet. */
const HOLE_DAYS = 7;
const DAY_MS = 86_400_000;

/** One record of a scope, and the call of a known identity that it is, if any. */
export interface Seen {
  readonly scope: string;
  readonly kind: string;
  /** ISO 8601. */
  readonly time: string;
  /** What sort of record it is: see LogWatch.seen. */
  readonly marks: readonly string[];
  readonly identity?: string | undefined;
  readonly calls?: readonly string[];
}

interface Days {
  from: string;
  until: string;
  readonly days: Set<number>;
}

interface Calls {
  first: string;
  readonly last: Map<string, string>;
}

/** A hole in a log: nothing is known of what happened there. */
export interface Hole {
  readonly after: string;
  readonly before: string;
}

export class LogTally {
  readonly #watched = new Map<string, { readonly kinds: Map<string, Days>; readonly marks: Set<string> }>();
  readonly #calls = new Map<string, Calls>();

  /** Counts one event of a log. One whose time is no time is left out. */
  add({ scope, kind, time, marks, identity, calls = [] }: Seen): void {
    const at = Date.parse(time);
    if (Number.isNaN(at)) return;
    const iso = new Date(at).toISOString().replace(".000Z", "Z");
    const watched = this.#watched.get(scope) ?? { kinds: new Map<string, Days>(), marks: new Set<string>() };
    this.#watched.set(scope, watched);
    const days = watched.kinds.get(kind) ?? { from: iso, until: iso, days: new Set<number>() };
    watched.kinds.set(kind, days);
    if (at < Date.parse(days.from)) days.from = iso;
    if (at > Date.parse(days.until)) days.until = iso;
    days.days.add(Math.floor(at / DAY_MS));
    for (const mark of marks) watched.marks.add(mark);
    if (identity !== undefined && calls.length > 0) this.#addCalls(identity, calls, iso);
  }

  #addCalls(identity: string, calls: readonly string[], iso: string): void {
    const known = this.#calls.get(identity) ?? { first: iso, last: new Map<string, string>() };
    this.#calls.set(identity, known);
    if (Date.parse(iso) < Date.parse(known.first)) known.first = iso;
    for (const call of calls) {
      const last = known.last.get(call);
      if (last === undefined || Date.parse(iso) > Date.parse(last)) known.last.set(call, iso);
    }
  }

  get scopes(): readonly string[] {
    return [...this.#watched.keys()].sort();
  }

  /** How a scope was watched: after the last hole of each kind. */
  watch(
    scope: string,
    fault: string | undefined,
  ): { readonly properties: JsonRecord; readonly holes: readonly Hole[] } {
    const { kinds, marks: seen } = this.#watched.get(scope) ?? {
      kinds: new Map<string, Days>(),
      marks: new Set<string>(),
    };
    const holes: Hole[] = [];
    const spans: { [kind: string]: readonly [string, string] } = {};
    for (const [kind, { from, until, days }] of kinds) {
      const hole = lastHole(days);
      if (hole !== undefined) holes.push(hole);
      spans[kind] = [hole?.before ?? from, until];
    }
    const watch: LogWatch = { spans, seen, fault };
    return { properties: fromWatch(watch), holes };
  }

  /** What an identity did; undefined where it did nothing. */
  callsOf(identity: string): JsonRecord | undefined {
    const known = this.#calls.get(identity);
    return known && { calls: Object.fromEntries([...known.last].sort(byName)), first: known.first };
  }
}

function lastHole(days: ReadonlySet<number>): Hole | undefined {
  const sorted = [...days].sort((a, b) => b - a);
  const at = sorted.findIndex((day, index) => day - (sorted[index + 1] ?? day) > HOLE_DAYS);
  return at < 0 ? undefined : { after: toDay((sorted[at + 1] ?? 0) + 1), before: toDay(sorted[at] ?? 0) };
}

function toDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().replace(".000Z", "Z");
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
