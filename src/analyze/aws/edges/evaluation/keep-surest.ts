// Of what is found several times under one key, the surest; the first of those that are alike.
import type { Judgement } from "./decision.js";

/** Keeps `one` under its key where nothing surer, or as sure, is kept already. `judgementOf` says how sure it is. */
export function keepSurest<T>(best: Map<string, T>, key: string, one: T, judgementOf: (one: T) => Judgement): void {
  const before = best.get(key);
  if (before === undefined || judgementOf(one).truth < judgementOf(before).truth) best.set(key, one);
}
