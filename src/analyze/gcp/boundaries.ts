// What principal access boundary policies leave. Whoever several are bound to may get to what any of them names; each stops the
// permissions of its enforcement version, which stays what it was made with until somebody raises it.
// https://docs.cloud.google.com/iam/docs/principal-access-boundary-policies

import { ACTOR, and, STATES } from "../aws/condition/truth.js";
import { type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import { type Holding, isWithin } from "../scoped/world.js";
import { stopsPermission } from "./boundary-versions.js";
import type { Boundary } from "./limits.js";
import type { Places } from "./places.js";

/** Boundaries that stop a permission, or may: with a condition then. */
function stoppingOf(boundaries: readonly Boundary[], permission: string): readonly Boundary[] {
  return boundaries.flatMap((one) => {
    const stops = stopsPermission(one.version, permission);
    if (stops !== "open") return stops ? [one] : [];
    return [{ ...one, condition: one.condition ?? `enforcement version ${one.version} may not stop it` }];
  });
}

/** A boundary that binds somebody, or may where it has a condition. */
const isSure = ({ condition }: Boundary): boolean => condition === undefined;

const name = ({ id }: Boundary): string => `the access boundary ${id.slice("gcp:".length)}`;

interface Asked {
  readonly permission: string;
  readonly place: string;
}

/** What stops a permission at a place for somebody, or may. In: boundaries that are about him, with a condition where that is open. */
export function boundaryInTheWay(
  boundaries: readonly Boundary[],
  { permission, place }: Asked,
  places: Places,
): { readonly stop?: Boundary; readonly doubts: readonly string[] } {
  const naming = boundaries.filter((one) => one.places.some((above) => isWithin(place, above, places)));
  const isNaming = ({ id }: Boundary) => naming.some((one) => one.id === id);
  const stopping = stoppingOf(boundaries, permission).filter((one) => !isNaming(one));
  if (naming.some(isSure)) return { doubts: [] };
  const stop = stopping.find(isSure);
  if (stop === undefined) return { doubts: stopping.map((one) => `${name(one)} does not bind it`) };
  return naming.length === 0 ? { stop, doubts: [] } : { doubts: naming.map((one) => `${name(one)} binds it`) };
}

/** The parts of places that boundaries leave somebody for a permission. A condition on one, or a set nobody can see into, is open. */
export function withinBoundaries(
  held: readonly Holding[],
  boundaries: readonly Boundary[],
  permission: string,
  places: Places,
): Holding[] {
  const stopping = stoppingOf(boundaries, permission);
  const [open] = stopping;
  if (open === undefined) return [...held];
  const isStopped = stopping.some(isSure);
  // where nothing binds for certain, what any of them names is left for certain as well
  const sure = boundaries.filter((one) => !isStopped || isSure(one)).flatMap((one) => one.places);
  return held.flatMap((holding): Holding[] => {
    const kept = partsOf(holding, sure, places);
    if (kept.some(({ place }) => place === holding.place)) return [holding];
    if (!isStopped)
      return [...kept, { ...holding, judgement: worse(holding.judgement, opened(open, "does not bind it")) }];
    const others = boundaries.filter((one) => !isSure(one));
    return [
      ...kept,
      ...others.flatMap((one) =>
        partsOf(holding, one.places, places).map((part) => ({
          ...part,
          judgement: worse(part.judgement, opened(one, "binds it")),
        })),
      ),
    ];
  });
}

function opened(boundary: Boundary, what: string): Judgement {
  return uncertain(`${name(boundary)} ${what} (${boundary.condition ?? ""})`);
}

/** What of a place is in some that are named. */
function partsOf(holding: Holding, named: readonly string[], places: Places): readonly Holding[] {
  if (named.some((place) => isWithin(holding.place, place, places))) return [holding];
  return named.filter((place) => isWithin(place, holding.place, places)).map((place) => ({ ...holding, place }));
}

/** A judgement of what is held, with something that is open about it. */
export function worse(a: Judgement, b: Judgement): Judgement {
  const truth = and(a.truth, b.truth);
  const condition = [a.condition, b.condition].filter((one) => one !== undefined).join("; ");
  return { truth, state: truth === ACTOR ? "needs-actor" : STATES[truth], condition, because: a.because };
}
