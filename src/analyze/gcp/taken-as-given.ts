// What an answer about Google Cloud takes as given: deny policies and access boundaries that were not read stand in nobody's way.
// Pure.
import type { GoogleEstate } from "./environment.js";
import { withAllAbove } from "./places.js";

/** What stands in the way of grants, by data set: asked of each container by itself. */
const SAFEGUARDS = [
  ["gcp/iam:deny-policies", "deny policies"],
  ["gcp/iam:principal-access-boundaries", "access boundaries"],
] as const;

const given = new WeakMap<GoogleEstate, Map<string, readonly string[]>>();

/** Deny policies and access boundaries of a place and of what holds it that were not read whole, by name. The same for a scope. */
export function takenAsGiven(place: string, estate: GoogleEstate): readonly string[] {
  const scope = estate.places.scopeOf(place) ?? "";
  const known = given.get(estate) ?? new Map<string, readonly string[]>();
  given.set(estate, known);
  const found = known.get(scope) ?? safeguardsUnread(scope, estate);
  known.set(scope, found);
  return found;
}

function safeguardsUnread(scope: string, { places, isReadAt }: GoogleEstate): readonly string[] {
  if (!places.containers.has(scope)) return ["what holds it was not read"];
  return SAFEGUARDS.flatMap(([dataSet, word]) => {
    const missing = withAllAbove(scope, places).filter((one) => {
      const isRead = isReadAt(`gcp:${one}`, dataSet);
      if (isRead !== undefined || one.startsWith("projects/")) return isRead !== true;
      // a project asks what holds it, too, unless somebody else got the answer
      return !places.projectsIn(one).some((at) => isReadAt(`gcp:${at}`, dataSet) === true);
    });
    return missing.length === 0 ? [] : [`${word} of ${missing.join(", ")} were not read whole (${dataSet})`];
  });
}
