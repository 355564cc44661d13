// Who is bound to which role where, with those whom buckets name by their role in a project.
import type { AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import { GOOGLE_GRANTS } from "../facts/google-grants.js";
import { textOf } from "../properties.js";
import { toActivation } from "./activation.js";
import type { Binding, Member } from "./member.js";
import type { Places } from "./places.js";
import type { Roles } from "./roles.js";

interface Reading {
  readonly places: Places;
  readonly roles: Roles;
  at(member: string): Member;
}

/** Roles of a project by which members of buckets are named all together. */
const CONVENIENCE: { readonly [kind: string]: string } = {
  projectOwner: "roles/owner",
  projectEditor: "roles/editor",
  projectViewer: "roles/viewer",
};

/** Everybody, with and without an account of Google's. */
const PUBLIC: ReadonlySet<string> = new Set(["allUsers", "allAuthenticatedUsers"]);

/**
 * Buckets that prevent public access: what their policies give everybody they give nobody.
 * https://docs.cloud.google.com/storage/docs/public-access-prevention
 */
function placesShut(input: AnalysisInput, places: Places): ReadonlySet<string> {
  const shut = new Set<string>();
  for (const { properties } of input.nodes(["gcp.bucket"])) {
    const { full_name: name, project, public_access_prevented: isPrevented } = properties;
    if (typeof name === "string" && isPrevented === true) shut.add(places.placeOf(name, textOf(project)));
  }
  return shut;
}

/** Gives each member the bindings that name it: deleted ones and those that are over are nobody's. */
export function readBindings(input: AnalysisInput, { places, roles, at }: Reading): void {
  const shut = once(() => placesShut(input, places));
  const together: { readonly binding: Binding; readonly project: string; readonly role: string }[] = [];
  for (const node of input.nodes(GOOGLE_GRANTS)) {
    const { id, properties } = node;
    const { resource, project, role, member, condition } = properties;
    const activation = toActivation(node);
    if (typeof resource !== "string" || typeof role !== "string" || typeof member !== "string") continue;
    // a deleted account is nobody, whoever has its name today
    if (member.startsWith("deleted:") || activation === "over") continue;
    const place = places.placeOf(resource, typeof project === "string" ? project : undefined);
    if (PUBLIC.has(member) && shut().has(place)) continue;
    const binding = {
      id,
      place,
      role: roles.role(role),
      condition: typeof condition === "string" ? condition : undefined,
      activation,
    };
    const [kind = "", of = ""] = member.split(":");
    const named = CONVENIENCE[kind];
    if (named === undefined) at(member).bindings.push(binding);
    else together.push({ binding, project: `projects/${of}`, role: named });
  }
  if (together.length === 0) return;
  const holders = new Map<string, Member[]>();
  for (const { properties } of input.nodes(["gcp.role-binding"])) {
    const { resource, role, member } = properties;
    if (typeof resource !== "string" || typeof member !== "string" || typeof role !== "string") continue;
    if (member.startsWith("deleted:") || !Object.values(CONVENIENCE).includes(role)) continue;
    const key = `${places.placeOf(resource)} ${role}`;
    addTo(holders, key, at(member));
  }
  for (const { binding, project, role } of together)
    for (const holder of holders.get(`${project} ${role}`) ?? []) holder.bindings.push(binding);
}
