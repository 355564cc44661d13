// Ids of possible targets, found by the resource lists of policies: a named one by look-up, a pattern by its fixed beginning.
import { once } from "../../../../model/once.js";
import type { AwsPrincipal } from "../../estate.js";
import { matchesGlob, toGlob, withoutVariables } from "../../policy/glob.js";
import { type ResourceSet, toResourceText } from "../../policy/resource-set.js";

export interface Targets {
  /** Sorted. */
  readonly ids: readonly string[];
  /**
   * Those that some of the lists may cover; conditions are left to the evaluator, and variables but `${aws:username}` of the caller,
   * where the lists are those of one: a policy by which all users change their own keys leads each of them to one user.
   */
  find(resources: readonly ResourceSet[], caller?: Pick<AwsPrincipal, "kind" | "name">): readonly string[];
}

const USER_NAME = /\$\{\s*aws:username\s*\}/gi;

/**
 * `toPattern` turns a pattern of a policy into one of target ids, where they differ: objects are asked about, buckets are
 * the targets.
 */
export function createTargets(ids: Iterable<string>, toPattern: (text: string) => string = (text) => text): Targets {
  const sorted = [...new Set(ids)].sort();
  const found = new Map<ResourceSet, readonly string[]>();
  const heads = once(() => headsOf(sorted));
  const one = (set: ResourceSet, caller: Caller): readonly string[] => {
    if (caller !== undefined && set.hasVariables && !set.isNegated)
      return [...new Set(set.texts.flatMap((text) => namedBy(caller, text)).flatMap((text) => match(text, set)))];
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
    return beginnings(text, fixed, heads).flatMap((begin) =>
      startingWith(sorted, begin).filter((id) => matchesGlob(glob, id)),
    );
  };
  return {
    ids: sorted,
    find(resources, caller) {
      const [first] = resources;
      if (resources.length === 1 && first) return one(first, caller);
      return [...new Set(resources.flatMap((set) => one(set, caller)))].sort();
    },
  };
}

const HEAD = /^arn:(?:[^:]*:){4}/;
/** With more of them than this looking in each takes as long as going through the ids. */
const MOST_HEADS = 64;

/** What ARNs have before their last field, where they all have six; undefined otherwise, since a wildcard may go on over colons. */
function headsOf(ids: readonly string[]): readonly string[] | undefined {
  const heads = new Set<string>();
  for (const id of ids) {
    const [head] = HEAD.exec(id) ?? [];
    if (head === undefined || id.includes(":", head.length)) return undefined;
    heads.add(head);
    if (heads.size > MOST_HEADS) return undefined;
  }
  return [...heads];
}

/** How ids that a pattern covers may begin; `fixed` is where its first wildcard stands, which is often in place of the account. */
function beginnings(text: string, fixed: number, heads: () => readonly string[] | undefined): readonly string[] {
  const [head] = HEAD.exec(text) ?? [];
  const all = head !== undefined && fixed < head.length ? heads() : undefined;
  if (head === undefined || all === undefined) return [text.slice(0, fixed)];
  const rest = text.slice(head.length);
  const end = rest.search(/[*?]/);
  return all.map((one) => one + (end < 0 ? rest : rest.slice(0, end)));
}

type Caller = Pick<AwsPrincipal, "kind" | "name"> | undefined;

/** A pattern with the caller's user name in it; none, where the caller is no user, of which the variable has no value. */
function namedBy({ kind, name }: NonNullable<Caller>, text: string): string[] {
  if (text.search(USER_NAME) < 0) return [text];
  return kind === "user" ? [text.replaceAll(USER_NAME, () => name.slice(name.lastIndexOf("/") + 1))] : [];
}

/** Of sorted texts those that begin so. */
export function startingWith(sorted: readonly string[], prefix: string): readonly string[] {
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
