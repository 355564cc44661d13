// Every way of giving some condition keys one of several values each.
import type { KeyLookup, KeyValues } from "../condition/key-state.js";

/** Keys in lower case with the values that each may have; undefined leaves the key as it is. */
export type ValuesByKey = ReadonlyMap<string, readonly (KeyValues | undefined)[]>;

/** How many ways there are. */
export function countWays(values: ValuesByKey): number {
  return [...values.values()].reduce((product, { length }) => product * length, 1);
}

/** What `keys` knows, with one way of giving the values after another. */
export function* everyWay(keys: KeyLookup, values: ValuesByKey): Generator<KeyLookup> {
  for (const way of ways(values)) yield way(keys);
}

/** One way of giving the values after another, to be laid over what is known of a request. */
export function* ways(values: ValuesByKey): Generator<(keys: KeyLookup) => KeyLookup> {
  const count = countWays(values);
  for (let number = 0; number < count; number++) {
    const picked = pick(values, number);
    yield (keys) => withValues(keys, picked);
  }
}

function pick(values: ValuesByKey, number: number): Map<string, KeyValues> {
  const picked = new Map<string, KeyValues>();
  let rest = number;
  for (const [key, possible] of values) {
    const value = possible[rest % possible.length];
    if (value !== undefined) picked.set(key, value);
    rest = Math.floor(rest / possible.length);
  }
  return picked;
}

function withValues(keys: KeyLookup, picked: ReadonlyMap<string, KeyValues>): KeyLookup {
  return {
    state(key) {
      const values = picked.get(key);
      return values === undefined ? keys.state(key) : { values };
    },
  };
}
