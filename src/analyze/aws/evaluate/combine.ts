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
  const lists = [...values].map(([key, possible]) => possible.map((value) => [key, value] as const));
  for (const given of oneOfEach(lists)) {
    const picked = new Map(given.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
    yield (keys) => withValues(keys, picked);
  }
}

/** Every way of taking one of each list; of the first list the next one each time. */
export function* oneOfEach<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const count = lists.reduce((product, { length }) => product * length, 1);
  for (let number = 0; number < count; number++) {
    let rest = number;
    yield lists.flatMap((list) => {
      const one = list[rest % list.length];
      rest = Math.floor(rest / list.length);
      return one === undefined ? [] : [one];
    });
  }
}

/** What `keys` knows, but for keys that have these values. */
export function withValues(keys: KeyLookup, picked: ReadonlyMap<string, KeyValues>): KeyLookup {
  return {
    state(key) {
      const values = picked.get(key);
      return values === undefined ? keys.state(key) : { values };
    },
  };
}
