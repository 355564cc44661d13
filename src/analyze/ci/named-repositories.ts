// Repositories by name, for trusts that name one of thousands.
import { groupBy } from "../../model/group-by.js";
import type { CiRepository } from "./estate.js";

/** By name, once a list. */
const namesOf = new WeakMap<readonly CiRepository[], ReadonlyMap<string, readonly number[]>>();

/** Repositories with one of these names, in their order. */
export function namedOf(repositories: readonly CiRepository[], names: readonly string[]): readonly CiRepository[] {
  let byName = namesOf.get(repositories);
  if (byName === undefined) {
    byName = groupBy(repositories.keys(), (at) => repositories[at]?.name ?? "");
    namesOf.set(repositories, byName);
  }
  const found = [...new Set(names)].flatMap((name) => byName?.get(name) ?? []);
  return found.sort((a, b) => a - b).flatMap((at) => repositories[at] ?? []);
}

/** Names and ids that a repository has to have; undefined where any will do. */
export interface Way {
  readonly names: readonly string[] | undefined;
  readonly ids: readonly string[] | undefined;
}

/** Whether the repository is one of those; an id that is not known may be it. */
export function fits({ names, ids }: Way, { name, numericId }: CiRepository): boolean {
  if (names !== undefined && !names.includes(name)) return false;
  return ids === undefined || numericId === undefined || ids.includes(numericId);
}
