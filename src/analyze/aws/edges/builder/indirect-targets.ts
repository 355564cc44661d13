// Targets found by what an action on them is asked about, where that is something else: the repository that a build is of, the tasks
// of a cluster. It may be a pattern, of which a caller picks what its own policies have in common with it.

import { compareText } from "../../../../model/compare.js";
import { addTo } from "../../../../model/group-by.js";
import { withoutVariables } from "../../policy/glob.js";
import type { ResourceSet } from "../../policy/resource-set.js";
import { createTargets, startingWith, type Targets } from "./target-index.js";

/** In: ids of targets, and the ARN that the action on each is asked about, with wildcards where part of it is not known. */
export function findWritten(ids: readonly string[], writtenFor: (id: string) => string): Pick<Targets, "find"> {
  const byWritten = new Map<string, string[]>();
  for (const id of ids) addTo(byWritten, writtenFor(id), id);
  const written = [...byWritten.keys()];
  const exact = createTargets(written.filter((text) => fixedOf(text) === text));
  const open = findOpen(written.filter((text) => fixedOf(text) !== text));
  return {
    find(resources, caller) {
      if (resources.some(({ isEverything, isNegated }) => isEverything || isNegated)) return ids;
      const found = new Set(exact.find(resources, caller));
      for (const text of resources.flatMap(textsOf)) for (const one of open(fixedOf(text))) found.add(one);
      return [...found].flatMap((one) => byWritten.get(one) ?? []).sort(compareText);
    },
  };
}

function textsOf({ texts, hasVariables }: ResourceSet): readonly string[] {
  return hasVariables ? texts.map(withoutVariables) : texts;
}

/** What stands before the first wildcard. */
function fixedOf(text: string): string {
  const at = text.search(/[*?]/);
  return at < 0 ? text : text.slice(0, at);
}

/** Those of some patterns that may have something in common with one that begins so: one of the beginnings begins the other. */
function findOpen(patterns: readonly string[]): (fixed: string) => Iterable<string> {
  const byBeginning = new Map<string, string[]>();
  for (const pattern of patterns) addTo(byBeginning, fixedOf(pattern), pattern);
  const beginnings = [...byBeginning.keys()].sort();
  const lengths = [...new Set(beginnings.map(({ length }) => length))];
  return function* (fixed) {
    for (const length of lengths) if (length < fixed.length) yield* byBeginning.get(fixed.slice(0, length)) ?? [];
    for (const one of startingWith(beginnings, fixed)) yield* byBeginning.get(one) ?? [];
  };
}
