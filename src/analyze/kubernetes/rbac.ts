// What a rule of RBAC allows: verbs on resources of API groups, of all names or some. Pure.
import { recordsOf, textsOf } from "../properties.js";

export interface Rule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  /** Undefined: whatever its name. */
  readonly names: readonly string[] | undefined;
}

/** What is asked for, any of the verbs on any of the targets: `get|list secrets`, `create deployments.apps|jobs.batch`. */
export interface Action {
  readonly verbs: readonly string[];
  readonly targets: readonly Target[];
}

interface Target {
  /** With its subresource, as RBAC writes it: pods/exec. */
  readonly resource: string;
  readonly group: string;
}

/** Names that a rule allows an action on; undefined where it does not, "any" for whatever its name. */
export type Allowed = "any" | readonly string[] | undefined;

/** Rules as the collector keeps them; undefined where the role was not read. */
export function toRules(value: unknown): readonly Rule[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return recordsOf(value).map((rule) => ({
    verbs: textsOf(rule["verbs"]) ?? [],
    groups: textsOf(rule["groups"]) ?? [],
    resources: textsOf(rule["resources"]) ?? [],
    names: textsOf(rule["names"]),
  }));
}

/** Reads `get|list secrets`, `create deployments.apps/scale`. Throws on a text of another form: a technique that says nothing. */
export function parseAction(text: string): Action {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const [, verbs, targets] = /^([a-z|]+) (\S+)$/.exec(text) ?? [];
  if (verbs === undefined || targets === undefined) throw new Error(`${text}: write it as VERB RESOURCE.GROUP/PART`);
  const action = { verbs: verbs.split("|"), targets: targets.split("|").map(toTarget) };
  parsed.set(text, action);
  return action;
}

const parsed = new Map<string, Action>();

function toTarget(text: string): Target {
  const [whole = "", part] = text.split("/");
  const dot = whole.indexOf(".");
  const resource = dot < 0 ? whole : whole.slice(0, dot);
  return {
    resource: part === undefined ? resource : `${resource}/${part}`,
    group: dot < 0 ? "" : whole.slice(dot + 1),
  };
}

/** What a rule allows of an action. */
export function allowedBy(rule: Rule, { verbs, targets }: Action): Allowed {
  let names: readonly string[] = [];
  for (const verb of verbs) {
    if (!rule.verbs.includes("*") && !rule.verbs.includes(verb)) continue;
    for (const { resource, group } of targets) {
      if (!rule.groups.includes("*") && !rule.groups.includes(group)) continue;
      if (!hasResource(rule, resource)) continue;
      if (rule.names === undefined) return "any";
      // What is made has no name yet when it is asked whether it may be made, nor has a whole collection.
      if ((verb === "create" && !resource.includes("/")) || verb === "deletecollection") continue;
      names = [...names, ...rule.names];
    }
  }
  return names.length === 0 ? undefined : names;
}

/** `*` is everything with its parts, `pods` is without its parts, and a star before a slash is that part of everything. */
function hasResource({ resources }: Rule, wanted: string): boolean {
  const slash = wanted.indexOf("/");
  return (
    resources.includes("*") ||
    resources.includes(wanted) ||
    (slash > 0 && resources.includes(`*${wanted.slice(slash)}`))
  );
}

/** Everything on everything, whatever its name. */
export function isEverything({ verbs, groups, resources, names }: Rule): boolean {
  return names === undefined && [verbs, groups, resources].every((list) => list.includes("*"));
}

/** Resources that are in no namespace: a binding in a namespace gives nothing of them. */
const OF_CLUSTER = new Set([
  "certificatesigningrequests",
  "clusterrolebindings",
  "clusterroles",
  "customresourcedefinitions",
  "groups",
  "mutatingadmissionpolicies",
  "mutatingadmissionpolicybindings",
  "mutatingwebhookconfigurations",
  "namespaces",
  "nodes",
  "persistentvolumes",
  "signers",
  "uids",
  "userextras",
  "users",
  "validatingadmissionpolicies",
  "validatingadmissionpolicybindings",
  "validatingwebhookconfigurations",
]);

/** Whether some target of an action is of the cluster. Who may bind a cluster role is asked where the binding is made. */
export function isOfCluster({ verbs, targets }: Action): boolean {
  if (verbs.every((verb) => verb === "bind")) return false;
  return targets.every(({ resource }) => OF_CLUSTER.has(resource.split("/")[0] ?? ""));
}
