// Roles that somebody may bind without holding what they give (the verb bind): each, where it may be bound, is what whoever binds it
// has from then on. Those that allow everything are control of the cluster or namespace, which techniques say themselves. Pure.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput } from "../../model/analysis.js";
import { groupBy } from "../../model/group-by.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { type KubernetesCaller, toCaller } from "./callers.js";
import type { KubernetesEstate, Role } from "./estate.js";
import { BINDABLE } from "./kinds.js";
import { type Action, allowedBy, parseAction } from "./rbac.js";

const RBAC = "rbac.authorization.k8s.io";
const BIND_CLUSTER_ROLES = parseAction(`bind clusterroles.${RBAC}`);
const BIND_ROLES = parseAction(`bind roles.${RBAC}`);

/** A role where somebody may bind it. */
export interface Bindable {
  readonly node: string;
  readonly kind: string;
  /** The role as something in the namespace, or in the cluster. */
  readonly place: string;
  /** Where it holds once it is bound. */
  readonly at: string;
  readonly scope: string;
  readonly role: Role;
}

/** In: all who act in clusters. Out: what they may bind, and what may be bound by whoever has bound that. */
export function readBindable(
  input: AnalysisInput,
  estate: KubernetesEstate,
  callers: readonly KubernetesCaller[],
): { readonly bindable: readonly Bindable[]; readonly callers: readonly KubernetesCaller[] } {
  const roles = groupBy(input.nodes(["kubernetes.role"]), ({ id }) => id.slice(0, id.indexOf("/roles/")));
  const rolesAt = (place: string): readonly string[] => (roles.get(place) ?? []).map(({ id }) => id);
  const found = new Map<string, Bindable>();
  const added: KubernetesCaller[] = [];
  let next = callers;
  while (next.length > 0) {
    const fresh = next.flatMap((caller) => boundBy(caller, estate, rolesAt)).filter(({ node }) => !found.has(node));
    for (const one of fresh) found.set(one.node, one);
    next = [...new Map(fresh.map((one) => [one.node, one])).values()].map((one) => toCaller(holderOf(one), estate));
    addAll(added, next);
  }
  return { bindable: [...found.values()], callers: added };
}

/** Draws what stands for each of them. */
export function drawBindable(bindable: readonly Bindable[], drawing: Drawing): void {
  for (const { node: id, kind: type, at, scope, role } of bindable) {
    const where = at === scope ? "the cluster" : `the namespace ${at.slice(at.lastIndexOf("/") + 1)}`;
    drawing.node({ id, kind: "grant", type, name: `${role.name}, bound in ${where}`, scope, properties: {} });
  }
}

function boundBy(
  { assignments, holder }: KubernetesCaller,
  estate: KubernetesEstate,
  rolesAt: (place: string) => readonly string[],
): readonly Bindable[] {
  const scope = holder.cluster;
  const namespaces = [...(estate.clusters.get(scope)?.namespaces.keys() ?? [])];
  return assignments.flatMap(({ place, role }) => {
    const spaces = place === scope ? namespaces : [place];
    const toBindable = (id: string, at: string, kind: string): readonly Bindable[] => {
      const of = estate.role(id);
      const inIt = `${at}${id.slice(id.lastIndexOf("/", id.lastIndexOf("/") - 1))}`;
      return of.isEverything && kind !== BINDABLE.ofNamespace
        ? []
        : [{ node: `bindable:${inIt}`, kind, place: inIt, at, scope, role: of }];
    };
    const named = namesOf(role, BIND_CLUSTER_ROLES);
    const own = namesOf(role, BIND_ROLES);
    return [
      // whoever may bind any has cluster-admin
      ...(Array.isArray(named) ? named : []).flatMap((name) => [
        ...(place === scope ? toBindable(`${scope}/clusterroles/${name}`, scope, BINDABLE.forCluster) : []),
        ...spaces.flatMap((at) => toBindable(`${scope}/clusterroles/${name}`, at, BINDABLE.inNamespace)),
      ]),
      ...(own === undefined ? [] : spaces).flatMap((at) =>
        (own === "any" ? rolesAt(at) : (own ?? []).map((name) => `${at}/roles/${name}`)).flatMap((id) =>
          toBindable(id, at, BINDABLE.ofNamespace),
        ),
      ),
    ];
  });
}

function namesOf({ rules = [] }: Role, action: Action): "any" | readonly string[] | undefined {
  const allowed = rules.flatMap((rule) => allowedBy(rule, action) ?? []);
  if (allowed.includes("any")) return "any";
  return allowed.length === 0 ? undefined : [...new Set(allowed)];
}

/** Whoever binds it has what it gives, and is in no group by it. */
function holderOf({ node: id, at: place, scope: cluster, role }: Bindable): KubernetesCaller["holder"] {
  const assignments = [{ id: role.id, binding: role.id, isBuiltIn: false, place, role }];
  return { id, kind: "group", name: role.name, cluster, assignments };
}
