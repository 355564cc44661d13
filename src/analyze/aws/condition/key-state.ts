// What is known about a condition key of a request: its values, its absence, or who decides them.
import { timeAgainst } from "../../../model/clock.js";
import type { ACTOR, SETTABLE, UNKNOWN } from "./truth.js";

const SECOND_MS = 1000;

/** Values in the request; null when the key is not in it. */
export type KeyValues = readonly string[] | null;

/** Who decides a key that is not known: the caller by its choice, a person by acting, or nobody can tell. */
export type Decider = typeof SETTABLE | typeof ACTOR | typeof UNKNOWN;

/** One way in which a caller may come, and what that takes. */
export interface Way {
  readonly decider: Decider;
  /** Values of the keys, in lower case, that go by it; several where nobody can tell which they are. */
  readonly cases: readonly ReadonlyMap<string, KeyValues>[];
}

export interface OpenKey {
  readonly decider: Decider;
  /** Short reason for people. */
  readonly why: string;
  /** The only values it can have, where that is known. */
  readonly possible?: readonly KeyValues[];
  /** Values that the caller may choose and that serve it, whatever else there may be. */
  readonly own?: readonly KeyValues[];
  /** All ways in which the caller may come, where they decide this key and others; the same list for each of these. */
  readonly ways?: readonly Way[];
  /** Whether it cannot have a value that a condition names, as this may be written with wildcards; any other it may have, or be absent. */
  readonly isNever?: (text: string) => boolean;
  /** A value that stands for all that it may have, where what a condition names, perhaps with wildcards, covers them all. */
  readonly wholeOf?: (text: string) => string | undefined;
  /** Every value begins so. */
  readonly prefix?: string;
  /** The key is certainly in the request. */
  readonly isPresent?: boolean;
}

export type KeyState =
  | {
      readonly values: KeyValues;
      /** Of a key that follows from the clock: its values, for who compares them with these times (milliseconds) and nothing else. */
      readonly against?: (times: readonly number[]) => KeyValues;
      readonly open?: undefined;
    }
  | { readonly open: OpenKey; readonly values?: undefined };

/** Tells values, and what is below them (o-…/…); undefined where there are none. For `isNever` of a key. */
export function atOrBelow(values: readonly string[]): OpenKey["isNever"] {
  if (values.length === 0) return undefined;
  return (text) => values.some((value) => text === value || text.startsWith(`${value}/`));
}

export const ABSENT: KeyState = { values: null };

/** A key with these values; without any, one that is not in the request. */
export function known(...values: string[]): KeyState {
  return { values };
}

/** The clock as a date, or in whole seconds since 1970. Reading `values` is looking at the clock. */
export function clockKey(now: Date, inSeconds = false): KeyState {
  const toText = (time: number): string =>
    inSeconds ? String(Math.floor(time / SECOND_MS)) : new Date(time).toISOString();
  return {
    get values() {
      return [toText(now.getTime())];
    },
    against: (times) => [toText(timeAgainst(now, ...(inSeconds ? times.flatMap(secondAround) : times)))],
  };
}

/** Whole seconds change at their ends: before or after a time, or with it. */
function secondAround(time: number): number[] {
  const start = Math.floor(time / SECOND_MS) * SECOND_MS;
  return [start, start + SECOND_MS];
}

/** A key whose values somebody else decides; `why` is said to people, `more` narrows what they may be. */
export function open(decider: Decider, why: string, more: Partial<Omit<OpenKey, "decider" | "why">> = {}): KeyState {
  return { open: { decider, why, ...more } };
}

/** Where conditions look up their keys; names in lower case. */
export interface KeyLookup {
  state(key: string): KeyState;
}

/** Keys in lower case with their values. */
export type GivenContext = ReadonlyMap<string, KeyValues>;
