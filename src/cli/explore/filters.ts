// Which rows of a list are left by search and filters. A hundred thousand are gone through bit by bit, as letters are typed.
import type { ExploreList } from "../../app/explore/index.js";
import type { Progress, Steps } from "../../model/steps.js";
import { SEVERITIES } from "../../model/words.js";
import type { Filters } from "./state.js";

/** Places in a list, in its order; undefined is all of them. */
export type Places = readonly number[] | undefined;

/** How far the search is; once it has begun, with what was found so far. */
export interface NarrowProgress extends Progress {
  readonly places?: readonly number[];
}

/** Rows looked at between two rests. */
const PIECE = 1_024;

/** Words that all have to occur. */
function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * Places in which every word of the query occurs and that no filter leaves out. `within`: places among which they are known
 * to be, such as those that a shorter query left.
 */
export function* narrowSteps(
  list: ExploreList,
  query: string,
  filters: Filters,
  within: Places,
): Steps<Places, NarrowProgress | undefined> {
  const words = wordsOf(query);
  const fits = filterOf(list, filters);
  if (words.length === 0 && fits === undefined) return undefined;
  yield* list.prepare({ texts: words.length > 0, reach: filters.reach !== undefined });
  const found: number[] = [];
  const count = within?.length ?? list.size;
  for (let index = 0; index < count; index += 1) {
    if (index % PIECE === PIECE - 1) yield { doing: "searching", done: index, places: found };
    const at = within === undefined ? index : (within[index] ?? 0);
    if (fits !== undefined && !fits(at)) continue;
    if (words.length > 0) {
      const text = list.haystack(at);
      if (!words.every((word) => text.includes(word))) continue;
    }
    found.push(at);
  }
  return found;
}

/** Whether the filters leave a place; undefined when none is set that says anything about the list. */
function filterOf(list: ExploreList, filters: Filters): ((at: number) => boolean) | undefined {
  const { provider, severity, owasp, reach } = filters;
  const tests: ((at: number) => boolean)[] = [];
  if (provider !== undefined) tests.push((at) => list.provider(at) === provider);
  if (severity !== undefined) {
    const worst = SEVERITIES.indexOf(severity);
    tests.push((at) => {
      const own = list.severity(at);
      return own === undefined || SEVERITIES.indexOf(own) <= worst;
    });
  }
  if (owasp !== undefined) {
    tests.push((at) => {
      const own = list.owasp(at);
      return own.length === 0 || own.includes(owasp);
    });
  }
  if (reach !== undefined && list.choices.reach.length > 0) tests.push((at) => list.reach(at) === reach);
  return tests.length === 0 ? undefined : (at) => tests.every((test) => test(at));
}

/** What searches of one list under the same filters have left: a longer query looks among it, a shorter one has it back. */
export class Searches {
  readonly #known = new Map<string, Places>();

  /** What is left by a query; undefined when that is not known. */
  of(query: string): { readonly places: Places } | undefined {
    const key = query.toLowerCase();
    return this.#known.has(key) ? { places: this.#known.get(key) } : undefined;
  }

  /** Places among which those of a query are. */
  within(query: string): Places {
    const wanted = query.toLowerCase();
    let best = "";
    for (const known of this.#known.keys()) if (wanted.startsWith(known) && known.length > best.length) best = known;
    return this.#known.get(best);
  }

  /**
   * Keeps the places that a query leaves. At MOST_KEPT of them all before are let go: whoever types asks next for what follows.
   */
  keep(query: string, places: Places): void {
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    this.#known.set(query.toLowerCase(), places);
  }
}

const MOST_KEPT = 40;

/** The next value of a filter; after the last one comes none. */
export function next<T>(values: readonly T[], now: T | undefined): T | undefined {
  return now === undefined ? values[0] : values[values.indexOf(now) + 1];
}
