// Which service accounts hold for good what others in their organisation have to ask for.
import type { DerivedFact } from "../../model/analysis.js";
import { tierOf } from "./activation.js";
import type { GoogleEstate } from "./environment.js";
import type { Binding } from "./member.js";
import { withAllAbove } from "./places.js";

const ENTITLEMENTS = "gcp/privilegedaccessmanager:entitlements";

/** One fact a service account of a project of which it is known who may ask for which role. */
export function* standingRoleFacts(estate: GoogleEstate): Iterable<DerivedFact> {
  const { places, accounts, members, isRead } = estate;
  const topOf = (place: string): string => withAllAbove(places.scopeOf(place) ?? place, places).at(-1) ?? place;
  const using = new Set<string>();
  for (const { bindings } of members.values())
    for (const { activation, place } of bindings) if (activation !== undefined) using.add(topOf(place));
  for (const { node, email, project } of accounts.values()) {
    const home = `projects/${project}`;
    if (!isRead(`gcp:${home}`, ENTITLEMENTS)) continue;
    const member = estate.member(`serviceAccount:${email}`);
    const held = (member?.bindings ?? []).filter(isForGood);
    const standing = held.filter((binding) => tierOf(binding) !== undefined);
    const roles = [...new Set(standing.map(({ role, place }) => `${role.name} on ${place}`))].sort();
    // a role of which nobody knows what it gives may be one of them
    const isOpen = roles.length === 0 && held.some(({ role }) => role.mask === undefined);
    const uses = { tenant_uses_eligible: using.has(topOf(home)) };
    yield { node: node.id, columns: isOpen ? uses : { ...uses, standing_roles: roles } };
  }
}

function isForGood({ activation, condition }: Binding): boolean {
  return activation === undefined && condition === undefined;
}
