// What RBAC answers in a drawn cluster, as its documentation says: any rule of any role that is bound to who asks, or to a group of his.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
import type { ClusterPlan, Namespace, PlanRole, PlanRule, PlanSubject } from "./plan.js";

/** A role where it holds: in a namespace, or in the whole cluster. */
export interface Held {
  readonly role: PlanRole;
  readonly namespace: Namespace | undefined;
}

export interface Request {
  readonly verb: string;
  readonly group?: string;
  /** With its part: pods/exec. */
  readonly resource: string;
  /** Of what is in none, or of all of them at once. */
  readonly namespace?: Namespace | undefined;
  /** What is made and what is listed has none. `ANY`: some name of the caller's choice. */
  readonly name?: string;
}

export const ANY = "*";

/** Groups that the API server puts somebody in by himself. */
export function groupsOf({ kind, name }: PlanSubject): readonly string[] {
  if (kind === "group") return [];
  const [namespace] = name.split("/");
  return kind === "user"
    ? ["system:authenticated"]
    : ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
}

export function heldBy(who: PlanSubject, { bindings, roles }: ClusterPlan): readonly Held[] {
  const groups = groupsOf(who);
  return bindings.flatMap(({ subject, namespace, role: at }) => {
    const isHis = subject.kind === who.kind && subject.name === who.name;
    const role = roles[at];
    const isMember = subject.kind === "group" && groups.includes(subject.name);
    return role !== undefined && (isHis || isMember) ? [{ role, namespace }] : [];
  });
}

export function may(held: readonly Held[], request: Request): boolean {
  return held.some(
    ({ role, namespace }) =>
      (namespace === undefined || namespace === request.namespace) && role.rules.some((rule) => allows(rule, request)),
  );
}

function allows({ verbs, groups, resources, names }: PlanRule, request: Request): boolean {
  const { verb, group = "", resource, name = "" } = request;
  const part = resource.includes("/") ? resource.slice(resource.indexOf("/")) : undefined;
  return (
    (verbs.includes(verb) || verbs.includes("*")) &&
    (groups.includes(group) || groups.includes("*")) &&
    resources.some((one) => one === "*" || one === resource || (part !== undefined && one === `*${part}`)) &&
    (names === undefined || name === ANY || names.includes(name))
  );
}
