// Which service accounts hold for good what others in their organisation have to ask for.
import type { DerivedFact } from "../../model/analysis.js";
import { tierOf } from "./activation.js";
import type { GoogleEstate } from "./estate.js";
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
    const standing = (member?.bindings ?? []).filter(
      (binding) => binding.activation === undefined && binding.condition === undefined && tierOf(binding) !== undefined,
    );
    const roles = [...new Set(standing.map(({ role, place }) => `${role.name} on ${place}`))].sort();
    yield { node: node.id, columns: { tenant_uses_eligible: using.has(topOf(home)), standing_roles: roles } };
  }
}
