// Those who act in a cluster, as the engine asks them: what is bound to a principal, with what its groups have.
import { GRANTED, type Judgement } from "../aws/edges/evaluation/decision.js";
import type { Holding, ScopedCaller } from "../scoped/world.js";
import { type Assignment, groupsOf, type Holder, type KubernetesEstate } from "./estate.js";
import { BINDABLE, GROUP, USER } from "./kinds.js";
import { type Action, allowedBy, isOfCluster, parseAction } from "./rbac.js";

const ROLES = new Set<string>(Object.values(BINDABLE));
/** Kinds of which it counts which one a name is of. */
const NAMED = new Set([USER, GROUP, ...ROLES]);

export interface KubernetesCaller extends ScopedCaller {
  readonly holder: Holder;
  readonly assignments: readonly Assignment[];
  /** Roles that were not read, or not all of their rules. */
  readonly unreadRoles: readonly string[];
}

/** A caller for everybody who has something of his own; what groups have, their members walk to. */
export function toCaller(holder: Holder, estate: KubernetesEstate): KubernetesCaller {
  const inherited = groupsOf(holder).flatMap((id) => estate.holders.get(id)?.assignments ?? []);
  const assignments = [...holder.assignments, ...inherited];
  const known = new Map<string, readonly Holding[]>();
  const holdings = (text: string, kind = ""): readonly Holding[] => {
    // which user, group or role it is counts only where that is the target
    const key = NAMED.has(kind) ? `${text} of ${kind}` : text;
    let held = known.get(key);
    if (held === undefined) {
      const { verbs, targets } = parseAction(text);
      const served = targets.filter(({ group }) => estate.serves(holder.cluster, group));
      const action = { verbs, targets: served };
      held = served.length === 0 ? [] : assignments.flatMap((one) => ofAssignment(one, action, kind, estate));
      known.set(key, held);
    }
    return held;
  };
  const unread = assignments.flatMap(({ role: { rules, isInPart, name } }) =>
    rules === undefined || isInPart === true ? [name] : [],
  );
  return {
    id: holder.id,
    holder,
    assignments,
    unreadRoles: [...new Set(unread)].sort(),
    // a name counts where one role is meant, and not where any would do
    mayHold: (action) =>
      holdings(action).length > 0 ||
      (action.startsWith("bind ") && [...ROLES].some((kind) => holdings(action, kind).length > 0)),
    holds: (action, kind) => holdings(action, kind),
    ownRoles: (action) => rolesChanged(action, assignments),
  };
}

/**
 * Roles that somebody holds and may change by an action. One that is made becomes part of those that take in others by their labels,
 * which whoever makes it chooses: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */
function rolesChanged(text: string, assignments: readonly Assignment[]): ReturnType<ScopedCaller["ownRoles"]> {
  const { verbs, targets } = parseAction(text);
  const isMaking = verbs.includes("create");
  const words = targets.map(({ resource }) => `/${resource}/`);
  return assignments.flatMap(({ binding, place, role }) => {
    const isMeant = words.some((word) => role.id.includes(word)) && (!isMaking || role.isAggregated === true);
    return isMeant ? [{ holding: { place, judgement: { ...GRANTED, because: [binding] } }, keeper: role.id }] : [];
  });
}

/** Where a binding gives an action. */
function ofAssignment(
  { binding, place, role }: Assignment,
  action: Action,
  kind: string,
  estate: KubernetesEstate,
): readonly Holding[] {
  const isInNamespace = place.includes("/namespaces/");
  // The API server asks about a namespace by its name as about something in it: a role there may give it, and only it.
  const isOwnNamespace = action.targets.every(({ resource, group }) => resource === "namespaces" && group === "");
  if (isInNamespace && isOfCluster(action) && (!isOwnNamespace || action.verbs.includes("create"))) return [];
  const judgement: Judgement = { ...GRANTED, because: [binding] };
  const found = new Map<string, Holding>();
  for (const rule of role.rules ?? []) {
    const allowed = allowedBy(rule, action);
    if (allowed === undefined) continue;
    if (allowed === "any") return [{ place, judgement }];
    if (isInNamespace && isOwnNamespace) {
      if (allowed.includes(place.slice(place.lastIndexOf("/") + 1))) return [{ place, judgement }];
      continue;
    }
    for (const name of allowed) {
      for (const at of placesOf(name, place, { action, kind }, estate)) found.set(at, { place: at, judgement });
    }
  }
  return [...found.values()];
}

/** Places of what has a name: in the namespace of the binding, or in each of the cluster. */
function placesOf(
  name: string,
  place: string,
  { action, kind }: { readonly action: Action; readonly kind: string },
  { clusters, role }: KubernetesEstate,
): readonly string[] {
  const [scope = ""] = place.split("/namespaces/");
  const resources = [...new Set(action.targets.map(({ resource }) => resource.split("/")[0] ?? ""))];
  // Who may bind a role that allows everything needs no other.
  if (action.verbs.includes("bind") && !ROLES.has(kind)) {
    const isAll = resources.includes("clusterroles") && role(`${scope}/clusterroles/${name}`).isEverything;
    return isAll ? [place] : [];
  }
  // a role for the whole cluster is in no namespace
  if (kind === BINDABLE.forCluster) return place === scope ? [`${scope}/clusterroles/${name}`] : [];
  if (isOfCluster(action)) {
    return resources.map((resource) => (isAsGood(resource, name, kind) ? scope : `${scope}/${resource}/${name}`));
  }
  const namespaces = place === scope ? [...(clusters.get(scope)?.namespaces.keys() ?? [])] : [place];
  return namespaces.flatMap((namespace) => resources.map((resource) => `${namespace}/${resource}/${name}`));
}

/** One name of these is as good as all: whoever it is, with the group system:masters everything is allowed. */
function isAsGood(resource: string, name: string, kind: string): boolean {
  if (resource === "users") return kind !== USER;
  if (resource === "groups") return kind !== GROUP && name === "system:masters";
  return resource === "signers" && (name === "kubernetes.io/kube-apiserver-client" || name === "kubernetes.io/*");
}
