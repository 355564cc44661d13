// What is known about a condition key of a request: its values, its absence, or who decides them.
import type { ACTOR, SETTABLE, UNKNOWN } from "./truth.js";

/** Values in the request; null when the key is not in it. */
export type KeyValues = readonly string[] | null;

/** Who decides a key that is not known: the caller by its choice, a person by acting, or nobody can tell. */
export type Decider = typeof SETTABLE | typeof ACTOR | typeof UNKNOWN;

export interface OpenKey {
  readonly decider: Decider;
  /** Short reason for people. */
  readonly why: string;
  /** The only values it can have, where that is known. */
  readonly possible?: readonly KeyValues[];
  /** Values that it cannot have, nor anything below them (o-…/…); it may have any other, or be absent. */
  readonly noneOf?: readonly string[];
  /** Every value begins so. */
  readonly prefix?: string;
  /** The key is certainly in the request. */
  readonly isPresent?: boolean;
}

export type KeyState =
  | { readonly values: KeyValues; readonly open?: undefined }
  | { readonly open: OpenKey; readonly values?: undefined };

export const ABSENT: KeyState = { values: null };

/** A key with these values; without any, one that is not in the request. */
export function known(...values: string[]): KeyState {
  return { values };
}

/** A key whose values somebody else decides; `why` is said to people, `more` narrows what they may be. */
export function open(decider: Decider, why: string, more: Partial<Omit<OpenKey, "decider" | "why">> = {}): KeyState {
  return { open: { decider, why, ...more } };
}

/** Where conditions look up their keys; names in lower case. */
export interface KeyLookup {
  state(key: string): KeyState;
}
