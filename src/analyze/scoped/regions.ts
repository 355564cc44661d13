// Arithmetic of places: where several permissions are held together.
import { addTo } from "../../model/group-by.js";
import { NO } from "../aws/condition/truth.js";
import { both } from "../aws/edges/evaluation/decision.js";
import { keepSurest } from "../aws/edges/evaluation/keep-surest.js";
import type { Holding, World } from "./world.js";

type Places = Pick<World, "parent">;

/** Everywhere: what nothing has narrowed yet. */
export const EVERYWHERE = undefined;
export type Region = readonly Holding[] | typeof EVERYWHERE;

/** Where both are held: of two places one of which is below the other, the lower one. */
export function meet(a: Region, b: readonly Holding[], places: Places): readonly Holding[] {
  if (a === EVERYWHERE) return reduced(b, places);
  const pairs = a.length <= b.length ? pairsOf(a, b, places) : pairsOf(b, a, places).map(swapped);
  // in the order of the lists, which decides between places held alike
  pairs.sort((one, other) => one.first - other.first || one.second - other.second);
  return reduced(
    pairs.flatMap(({ first, second, place }) => {
      const [one, other] = [a[first], b[second]];
      return one === undefined || other === undefined
        ? []
        : [{ place, judgement: both(one.judgement, other.judgement) }];
    }),
    places,
  );
}

interface Pair {
  readonly first: number;
  readonly second: number;
  readonly place: string;
}

function swapped({ first, second, place }: Pair): Pair {
  return { first: second, second: first, place };
}

/** Of each of the fewer holdings those of the others that are at its place, above or below. */
function pairsOf(fewer: readonly Holding[], more: readonly Holding[], places: Places): Pair[] {
  const { at, below } = indexOf(more, places);
  return fewer.flatMap(({ place }, first) => [
    ...withAbove(place, places).flatMap((one) => (at.get(one) ?? []).map((second) => ({ first, second, place }))),
    ...(below.get(place) ?? []).map((second) => ({ first, second, place: more[second]?.place ?? place })),
  ]);
}

interface PlaceIndex {
  readonly at: ReadonlyMap<string, readonly number[]>;
  /** By each place that is above. */
  readonly below: ReadonlyMap<string, readonly number[]>;
}

/** Who holds something in each of a thousand projects is compared with itself by looking up, not pair by pair. */
const indexes = new WeakMap<readonly Holding[], PlaceIndex>();

function indexOf(holdings: readonly Holding[], places: Places): PlaceIndex {
  const known = indexes.get(holdings);
  if (known !== undefined) return known;
  const at = new Map<string, number[]>();
  const below = new Map<string, number[]>();
  for (const [number, { place }] of holdings.entries()) {
    const [own, ...above] = withAbove(place, places);
    if (own !== undefined) addTo(at, own, number);
    for (const one of above) addTo(below, one, number);
  }
  const index = { at, below };
  indexes.set(holdings, index);
  return index;
}

/** A place and what it is in, from below. */
function withAbove(place: string, places: Places): readonly string[] {
  const found: string[] = [];
  for (let at: string | undefined = place; at !== undefined; at = places.parent(at)) found.push(at);
  return found;
}

/** Holdings at a place or above it, in their order. */
function atOrAbove(holdings: readonly Holding[], place: string, places: Places): readonly Holding[] {
  const { at } = indexOf(holdings, places);
  const numbers = withAbove(place, places).flatMap((one) => at.get(one) ?? []);
  return numbers.sort((a, b) => a - b).flatMap((number) => holdings[number] ?? []);
}

/** The first that covers a place. */
export function firstCovering(holdings: readonly Holding[], place: string, places: Places): Holding | undefined {
  return atOrAbove(holdings, place, places)[0];
}

/** Without places that another one above covers at least as surely; the surest of each place. */
function reduced(holdings: readonly Holding[], places: Places): readonly Holding[] {
  const best = new Map<string, Holding>();
  for (const one of holdings) {
    if (one.judgement.truth === NO) continue;
    keepSurest(best, one.place, one, ({ judgement }) => judgement);
  }
  return [...best.values()].filter(({ place, judgement }) => {
    for (let at = places.parent(place); at !== undefined; at = places.parent(at)) {
      const above = best.get(at);
      if (above !== undefined && above.judgement.truth <= judgement.truth) return false;
    }
    return true;
  });
}

/** The surest of the holdings that cover a place; undefined when none does. */
export function covering(holdings: readonly Holding[], place: string, places: Places): Holding | undefined {
  let best: Holding | undefined;
  for (const one of atOrAbove(holdings, place, places)) {
    if (best === undefined || one.judgement.truth < best.judgement.truth) best = one;
  }
  return best;
}
