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
