// What a way needs to have been called, and what a log says of that: used, not used, or not to be told.
import { compareText } from "../../model/compare.js";
import type { LoggedCalls } from "../../model/logged.js";

/** One thing that a way to power takes. */
export interface Need {
  /** For people: an action, or what is used. */
  readonly name: string;
  /** When it was last used. */
  last(calls: LoggedCalls): string | undefined;
  /** Why the log would not have it; undefined when it would. */
  readonly gap: string | undefined;
  /** Since and until when it would. */
  readonly span: readonly [from: string, until: string] | undefined;
}

export interface NeedsUse {
  readonly last: string | undefined;
  /** Why use after `last` cannot be excluded. */
  readonly gap: string | undefined;
}

/** A way needs all: one that was certainly not used tells, else the one used longest ago. Of `isAny`, one will do. */
export function useOfNeeds(needs: readonly Need[], calls: LoggedCalls, isAny: boolean): NeedsUse {
  const uses = needs.map((need) => ({ last: need.last(calls), gap: need.gap }));
  if (!isAny && uses.some(({ last, gap }) => last === undefined && gap === undefined)) {
    return { last: undefined, gap: undefined };
  }
  const times = uses.flatMap(({ last }) => last ?? []).sort(compareText);
  const gaps = [...new Set(uses.flatMap(({ gap }) => gap ?? []))].sort(compareText);
  const isWhole = isAny || times.length === uses.length;
  return { last: isWhole ? times.at(isAny ? -1 : 0) : undefined, gap: gaps.length > 0 ? gaps.join("; ") : undefined };
}

/** The newest time of calls that are such use. */
export function latest(calls: LoggedCalls, isUse: (call: string) => boolean): string | undefined {
  let last: string | undefined;
  for (const [call, at] of calls) if (isUse(call) && (last === undefined || at > last)) last = at;
  return last;
}

/** The time in which all needs were watched. */
export function spanOf(needs: readonly Need[]): readonly [from: string, until: string] | undefined {
  const spans = needs.flatMap(({ span }) => (span === undefined ? [] : [span]));
  if (spans.length < needs.length) return undefined;
  const from = spans
    .map(([start]) => start)
    .sort(compareText)
    .at(-1);
  const until = spans
    .map(([, end]) => end)
    .sort(compareText)
    .at(0);
  return from === undefined || until === undefined ? undefined : [from, until];
}
