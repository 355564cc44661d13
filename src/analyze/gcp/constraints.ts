// Constraints of organization policies that stop a technique, project by project.
import { oncePerWord } from "../../model/once.js";
import type { Json } from "../../model/words.js";
import type { World } from "../scoped/world.js";
import type { GoogleEstate } from "./environment.js";

const POLICIES = "gcp/orgpolicy:effective-policies";

/** What the engine asks about constraints: where none is in force for certain, what is open of them there, where one may be. */
export function createConstraints(estate: GoogleEstate): Required<Pick<World, "spared" | "doubt" | "guarded">> {
  const { places } = estate;
  const inForce = (constraint: string, project: string): boolean | undefined => isInForce(estate, constraint, project);
  // about all projects of a scope every caller with something there asks
  const spare = oncePerWord((scope) =>
    oncePerWord((words): readonly string[] => {
      const safeguards = words.split(" ");
      return places.projectsIn(scope).filter((project) => !safeguards.some((name) => inForce(name, project) === true));
    }),
  );
  /** What is open of safeguards in a project: those that were not read. */
  const openIn = (safeguards: readonly string[], project: string): string | undefined => {
    const open = safeguards.find((name) => inForce(name, project) === undefined);
    return (
      open &&
      `${open} is not in force in ${project}, which was not read and which Google enforces in many organizations`
    );
  };
  return {
    spared(safeguards, place) {
      const scope = places.scopeOf(place);
      if (scope === undefined) return [place];
      const left = spare(scope)(safeguards.join(" "));
      const isWhole = left.length === places.projectsIn(scope).length;
      if (!places.isScope(place)) return isWhole ? [place] : [];
      return isWhole && !left.some((project) => openIn(safeguards, project) !== undefined) ? [place] : left;
    },
    doubt(safeguards, place) {
      const [project, ...others] = places.projectsIn(places.scopeOf(place) ?? "");
      return project === undefined || others.length > 0 ? undefined : openIn(safeguards, project);
    },
    guarded(safeguards, place) {
      const scope = places.scopeOf(place);
      if (scope === undefined) return [];
      const held = places
        .projectsIn(scope)
        .filter((project) => safeguards.some((name) => inForce(name, project) !== false));
      if (places.isScope(place)) return held;
      return held.length > 0 ? [place] : [];
    },
  };
}

/**
 * Enforced, or of those that list what is allowed: nothing is. Undefined where it was not read: organizations since 2024 begin with
 * some in force. https://docs.cloud.google.com/resource-manager/docs/secure-by-default-organizations
 */
function isInForce({ places, isRead }: GoogleEstate, constraint: string, project: string): boolean | undefined {
  const node = places.containers.get(project)?.node;
  const constraints = node?.supplements[POLICIES]?.["constraints"] as
    | { readonly [name: string]: { readonly enforced?: Json; readonly denies_all?: Json } }
    | undefined;
  const told = constraints?.[constraint];
  if (told === undefined) return isRead(`gcp:${project}`, POLICIES) ? false : undefined;
  return told.enforced === true || told.denies_all === true;
}
