// Whom a service that their account perhaps administers for its organisation may get to control the other members, where it was not
// read to whom that was delegated.
import type { Technique } from "../../../../model/technique.js";
import type { Judge } from "../evaluation/requests.js";
import { createUsable } from "../evaluation/usable-actions.js";
import type { CentersAsked } from "./identity-centers.js";

/**
 * In: the estate, techniques with the actions of interest, callers. Out: ids of those of whom it is not known whether they get to
 * control by a delegation.
 */
export function undecidedByDelegations(
  { input, estate, techniques, interest, callers }: CentersAsked,
  judge: Judge,
): readonly string[] {
  const { organizations } = estate;
  const sizes = new Map<string, number>();
  for (const { id } of input.scopes()) {
    const home = /^aws:\d{12}$/.test(id) ? organizations.placeOf(id.slice(4)) : undefined;
    if (home && !home.isManagement) sizes.set(home.organization, (sizes.get(home.organization) ?? 0) + 1);
  }
  // where no other member was read, there is nothing to get to
  if (![...sizes.values()].some((size) => size > 1)) return [];
  const needed = techniques.flatMap((technique) => toNeeded(technique, interest));
  const isUsable = createUsable(judge);
  const mayGet = ({ principal, mask }: CentersAsked["callers"][number]): boolean => {
    if (principal.isServiceLinked || principal.kind === "root") return false;
    const home = organizations.placeOf(principal.account);
    if (home === undefined || home.isManagement || (sizes.get(home.organization) ?? 0) < 2) return false;
    return needed.some(
      ({ service, names, bits }) =>
        organizations.delegatedTo(home.organization, service) === undefined &&
        (mask & bits) === bits &&
        isUsable(principal, names),
    );
  };
  return callers.filter(mayGet).map(({ principal }) => principal.id);
}

function toNeeded({ actions, requires }: Technique, interest: CentersAsked["interest"]) {
  const service = requires?.delegated;
  if (service === undefined) return [];
  const names = [...new Set(actions.map(({ action }) => action))];
  return [{ service, names, bits: names.reduce((mask, one) => mask | interest.bitOf(one), 0n) }];
}
