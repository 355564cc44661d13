// Ids of possible targets, found by the resource lists of policies: a named one by look-up, a pattern by its fixed beginning.
import { matchesGlob, toGlob, withoutVariables } from "../aws/policy/glob.js";
import { type ResourceSet, toResourceText } from "../aws/policy/resource-set.js";

export interface Targets {
  /** Sorted. */
  readonly ids: readonly string[];
  /** Those that some of the lists may cover; conditions and variables are left to the evaluator. */
  find(resources: readonly ResourceSet[]): readonly string[];
}

/**
 * `toPattern` turns a pattern of a policy into one of target ids, where they differ: objects are asked about, buckets are
 * the targets.
 */
export function createTargets(ids: Iterable<string>, toPattern: (text: string) => string = (text) => text): Targets {
  const sorted = [...new Set(ids)].sort();
  const found = new Map<ResourceSet, readonly string[]>();
  const one = (set: ResourceSet): readonly string[] => {
    const before = found.get(set);
    if (before) return before;
    const made =
      set.isEverything || set.isNegated ? sorted : [...new Set(set.texts.flatMap((text) => match(text, set)))];
    found.set(set, made);
    return made;
  };
  const match = (written: string, { hasVariables }: ResourceSet): readonly string[] => {
    const text = toPattern(hasVariables ? withoutVariables(written) : written);
    const fixed = text.search(/[*?]/);
    // looked up in the list: a set of all ids beside it takes five times its memory
    if (fixed < 0) return sorted[firstAtLeast(sorted, text)] === text ? [text] : [];
    const glob = toGlob(toResourceText(text));
    return startingWith(sorted, text.slice(0, fixed)).filter((id) => matchesGlob(glob, id));
  };
  return {
    ids: sorted,
    find(resources) {
      const [first] = resources;
      if (resources.length === 1 && first) return one(first);
      return [...new Set(resources.flatMap(one))].sort();
    },
  };
}

function startingWith(sorted: readonly string[], prefix: string): readonly string[] {
  if (prefix === "") return sorted;
  const start = firstAtLeast(sorted, prefix);
  let end = start;
  while (end < sorted.length && sorted[end]?.startsWith(prefix)) end++;
  return sorted.slice(start, end);
}

function firstAtLeast(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the lists name the id itself, not by a pattern. */
export function isNamed(resources: readonly ResourceSet[], id: string): boolean {
  return resources.some(({ texts, isNegated }) => !isNegated && texts.includes(id));
}
