// Users and roles of IAM inside clusters that were crawled: what lets them in acts there as a user, with its groups and access
// policies.
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, uncertain } from "../aws/edges/evaluation/decision.js";
import { matchesGlob, STAR, toGlob, toGlobText } from "../aws/policy/glob.js";
import { type Entry, entryFix } from "./eks-entries.js";
import { type Assignment, groupsOf, type Holder, type KubernetesEstate, SUPERUSERS } from "./estate.js";

export interface Entrant {
  readonly entry: Entry;
  /** What acts in the cluster: its id is that of the entry. */
  readonly holder: Holder;
}

/** In: who gets into a cluster, and the scope of that cluster. */
export function toEntrant(entry: Entry, cluster: string, estate: KubernetesEstate): Entrant {
  const { id, username } = entry;
  const groups = entry.groups.map((group) => `${cluster}/groups/${group}`);
  const user = username === undefined ? undefined : estate.holders.get(`${cluster}/users/${username}`);
  const own = (place: string, role: Assignment["role"]): Assignment => ({
    id,
    binding: entryFix(id),
    isBuiltIn: false,
    place,
    role,
  });
  const assignments = [
    ...entry.policies.flatMap(({ role, namespaces }) =>
      placesOf(cluster, namespaces, estate).map((place) => own(place, role)),
    ),
    // The API server asks no role about them.
    ...(entry.groups.includes("system:masters") ? [own(cluster, SUPERUSERS)] : []),
    ...(user?.assignments ?? []),
  ];
  return { entry, holder: { id, kind: "user", name: username ?? id, cluster, assignments, groups } };
}

/** Where an access policy holds: a name with a star stands for namespaces that there are. */
function placesOf(
  cluster: string,
  namespaces: readonly string[] | undefined,
  { clusters }: KubernetesEstate,
): readonly string[] {
  if (namespaces === undefined) return [cluster];
  const known = [...(clusters.get(cluster)?.namespaces.keys() ?? [])];
  const places = namespaces.flatMap((name) => {
    if (!name.includes("*")) return [`${cluster}/namespaces/${name}`];
    const glob = toGlob(toGlobText(`${cluster}/namespaces/${name}`));
    return known.filter((one) => matchesGlob(glob, one));
  });
  return [...new Set(places)];
}

/** Draws which user an entry is and which groups it is in, as far as anything is bound to them. */
export function drawEntrant({ entry, holder }: Entrant, { holders }: KubernetesEstate, drawing: Drawing): void {
  for (const group of groupsOf(holder)) {
    if (holders.has(group)) drawing.edge({ kind: "member_of", from: entry.id, to: group, judgement: GRANTED, hops: 0 });
  }
  const { username } = entry;
  if (username === undefined) return;
  const glob = toGlob(username.replace(/\{\{\w+\}\}/g, STAR));
  for (const { id, kind, name, cluster } of holders.values()) {
    if (kind !== "user" || cluster !== holder.cluster || !matchesGlob(glob, name)) continue;
    const judgement =
      name === username ? GRANTED : uncertain(`its session has to be named so that the user is ${name}`);
    drawing.edge({ kind: "can_assume", from: entry.id, to: id, judgement, hops: 0 });
  }
}
