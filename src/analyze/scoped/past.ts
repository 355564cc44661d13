// Past what stands in the way of making something in a scope: what is known to be in force ends it, what may be leaves it open, and
// what the caller takes away first does neither.
import { both, type Judgement, NEVER, surest, uncertain } from "../aws/edges/evaluation/decision.js";
import { covering } from "./regions.js";
import { type Holding, isWithin, type ScopedCaller, type World } from "./world.js";

interface Safeguards {
  /** Words of the safeguards that count. */
  readonly stops: readonly string[];
  /** Word → actions, any of which takes one away; undefined: nothing is taken away. */
  readonly lifted: { readonly [safeguard: string]: readonly string[] } | undefined;
}

/**
 * In: where the caller may make something. Out: how surely that leads past the safeguards at the surest place, `blocked` where it
 * does not. With `lifted` a way counts only where the caller takes something away for it.
 */
export function pastSafeguards(
  { place, judgement }: Holding,
  { stops, lifted }: Safeguards,
  caller: Pick<ScopedCaller, "holds">,
  world: World,
): Judgement {
  const held = new Map(
    Object.entries(lifted ?? {}).map(([word, actions]) => [
      word,
      actions.flatMap((action) => caller.holds(action, "scope")),
    ]),
  );
  // where only some scopes below are those of which the caller takes something away, they are looked at themselves
  const below = [...held.values()]
    .flat()
    .filter((one) => one.place !== place && world.isScope(one.place) && isWithin(one.place, place, world));
  const places = [place, ...new Set(below.map((one) => one.place))];
  const ways = places.flatMap((one) => world.ways?.(one) ?? []);
  return surest(ways, (way) => {
    let result = judgement;
    let isLifted = false;
    for (const obstacle of way) {
      if (!stops.includes(obstacle.safeguard)) continue;
      const lifting = covering(held.get(obstacle.safeguard) ?? [], obstacle.place, world);
      if (lifting === undefined && obstacle.isSure) return NEVER;
      isLifted ||= lifting !== undefined;
      result = both(result, lifting?.judgement ?? uncertain(obstacle.condition));
    }
    return lifted !== undefined && !isLifted ? NEVER : result;
  });
}
