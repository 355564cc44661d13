// Arithmetic of places: where several permissions are held together.
import { both } from "../access/judge.js";
import { NO } from "../aws/condition/truth.js";
import { type Holding, isWithin, type World } from "./world.js";

type Places = Pick<World, "parent">;

/** Everywhere: what nothing has narrowed yet. */
export const EVERYWHERE = undefined;
export type Region = readonly Holding[] | typeof EVERYWHERE;

/** Where both are held: of two places one of which is below the other, the lower one. */
export function meet(a: Region, b: readonly Holding[], places: Places): readonly Holding[] {
  if (a === EVERYWHERE) return reduced(b, places);
  const met: Holding[] = [];
  for (const one of a) {
    for (const other of b) {
      const place = lower(one.place, other.place, places);
      if (place !== undefined) met.push({ place, judgement: both(one.judgement, other.judgement) });
    }
  }
  return reduced(met, places);
}

function lower(a: string, b: string, places: Places): string | undefined {
  if (isWithin(a, b, places)) return a;
  return isWithin(b, a, places) ? b : undefined;
}

/** Without places that another one above covers at least as surely; the surest of each place. */
function reduced(holdings: readonly Holding[], places: Places): readonly Holding[] {
  const best = new Map<string, Holding>();
  for (const one of holdings) {
    if (one.judgement.truth === NO) continue;
    const before = best.get(one.place);
    if (before === undefined || one.judgement.truth < before.judgement.truth) best.set(one.place, one);
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
  for (const one of holdings) {
    if (best !== undefined && one.judgement.truth >= best.judgement.truth) continue;
    if (isWithin(place, one.place, places)) best = one;
  }
  return best;
}
