// Clusters as the evaluator sees them: who has which role where, which namespaces and accounts there are, and what was read.
import type { AnalysisInput, StoredNode, StoredScope } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { groupBy } from "../../model/group-by.js";
import { textOf } from "../properties.js";
import { readDataSets } from "../read-sets.js";
import { isEverything, type Rule, toRules } from "./rbac.js";

export interface Role {
  readonly id: string;
  readonly name: string;
  /** Undefined: the role was not read. */
  readonly rules: readonly Rule[] | undefined;
  /** Some of its rules could not be read: it may allow more. */
  readonly isInPart?: boolean;
  /** Of roles that were read: everything is allowed. */
  readonly isEverything: boolean;
  /** Its rules are those of all roles with certain labels. */
  readonly isAggregated?: boolean;
  /** Its list was read whole, and it is not there: its bindings give nothing until somebody makes it. */
  readonly isMissing: boolean;
}

export interface Assignment {
  /** Node id of the grant. */
  readonly id: string;
  /** The binding, as fixes name it where somebody can take it away. */
  readonly binding: string;
  /** Every cluster is born with the binding. */
  readonly isBuiltIn: boolean;
  /** Where it holds: the cluster or a namespace. */
  readonly place: string;
  readonly role: Role;
}

export interface Holder {
  /** Node id. */
  readonly id: string;
  readonly kind: "service-account" | "user" | "group";
  readonly name: string;
  readonly cluster: string;
  readonly assignments: Assignment[];
  /** Node ids of groups that it is in besides those that every cluster puts it in. */
  readonly groups?: readonly string[];
}

export interface Cluster {
  /** Id of the scope. */
  readonly id: string;
  readonly name: string;
  /** Issuer of its tokens without scheme; undefined when it was not read. */
  readonly issuer: string | undefined;
  readonly accounts: readonly StoredNode[];
  readonly accountIds: ReadonlySet<string>;
  readonly namespaces: ReadonlyMap<string, StoredNode>;
  isRead(dataSet: string): boolean;
}

export interface KubernetesEstate {
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly holders: ReadonlyMap<string, Holder>;
  role(id: string): Role;
  /** Whether a cluster may serve an API group: of one that is no part of Kubernetes some role says so by its name. */
  serves(cluster: string, group: string): boolean;
}

const BINDINGS = ["kubernetes.cluster-role-binding", "kubernetes.role-binding"];

/** In: the stored estate. Undefined where no cluster was read. */
export function readKubernetes(input: AnalysisInput): KubernetesEstate | undefined {
  const scopes = [...input.scopes()].filter(({ type }) => type === "kubernetes.cluster");
  if (scopes.length === 0) return undefined;
  const accounts = groupBy(input.nodes(["kubernetes.service-account"]), ({ scope }) => scope);
  const namespaces = groupBy(input.nodes(["kubernetes.namespace"]), ({ scope }) => scope);
  const clusters = new Map(
    scopes.map((scope) => [
      scope.id,
      {
        id: scope.id,
        name: scope.name,
        issuer: textOf(scope.properties["issuer"])?.toLowerCase(),
        accounts: accounts.get(scope.id) ?? [],
        accountIds: new Set((accounts.get(scope.id) ?? []).map(({ id }) => id)),
        namespaces: new Map((namespaces.get(scope.id) ?? []).map((node) => [node.id, node])),
        isRead: isReadIn(scope),
      },
    ]),
  );
  const { role, serves } = readRoles(input, clusters);
  return { clusters, role, serves, holders: readHolders(input, role) };
}

function isReadIn(scope: StoredScope): (dataSet: string) => boolean {
  const read = readDataSets(scope);
  return (dataSet) => read.has(dataSet);
}

/**
 * Roles, and the API groups that they name. What brings resources of its own brings roles for them, for its controller and for people.
 * Where cluster roles were read whole and no role names the group, it is not installed, and who may do everything in a namespace makes
 * nothing of it.
 */
function readRoles(
  input: AnalysisInput,
  clusters: ReadonlyMap<string, Cluster>,
): Pick<KubernetesEstate, "role" | "serves"> {
  const roles = new Map<string, Role>();
  const named = new Set<string>();
  for (const { id, name, scope, properties } of input.nodes(["kubernetes.cluster-role", "kubernetes.role"])) {
    const rules = toRules(properties["rules"]) ?? [];
    const isAggregated = properties["aggregated"] === true;
    const isInPart = properties["rules_in_part"] === true;
    roles.set(id, {
      id,
      name,
      rules,
      isInPart,
      isEverything: rules.some(isEverything),
      isAggregated,
      isMissing: false,
    });
    for (const { groups } of rules) for (const group of groups) named.add(`${scope} ${group}`);
  }
  const serves = (cluster: string, group: string): boolean =>
    !group.includes(".") ||
    group.endsWith(".k8s.io") ||
    clusters.get(cluster)?.isRead("kubernetes/rbac:cluster-roles") !== true ||
    named.has(`${cluster} ${group}`);
  const role = (id: string): Role => {
    const known = roles.get(id);
    if (known !== undefined) return known;
    const ofCluster = id.includes("/clusterroles/");
    const scope = ofCluster ? id.slice(0, id.indexOf("/clusterroles/")) : id.slice(0, id.indexOf("/namespaces/"));
    const dataSet = ofCluster ? "kubernetes/rbac:cluster-roles" : "kubernetes/rbac:roles";
    const isMissing = clusters.get(scope)?.isRead(dataSet) === true;
    const name = id.slice(id.lastIndexOf("/") + 1);
    // Every cluster is born with it, and nothing may change what it allows.
    const isAdmin = ofCluster && name === "cluster-admin" && !isMissing;
    const rules = isMissing ? [] : isAdmin ? [EVERYTHING] : undefined;
    const made = { id, name, rules, isEverything: isAdmin, isMissing };
    roles.set(id, made);
    return made;
  };
  return { role, serves };
}

const EVERYTHING: Rule = { verbs: ["*"], groups: ["*"], resources: ["*"], names: undefined };

/** What the group system:masters may do, whatever is bound to it. */
export const SUPERUSERS: Role = {
  id: "system:masters",
  name: "system:masters",
  rules: [EVERYTHING],
  isEverything: true,
  isMissing: false,
};

/** Those to whom something is bound, each with all of it. */
function readHolders(input: AnalysisInput, role: KubernetesEstate["role"]): ReadonlyMap<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const { id, scope, properties } of input.nodes(BINDINGS)) {
    const { subject, subject_kind: kind, subject_name: name, role_id: of, namespace } = properties;
    if (typeof subject !== "string" || typeof of !== "string") continue;
    let holder = holders.get(subject);
    if (holder === undefined) {
      const isKnown = kind === "user" || kind === "group";
      holder = {
        id: subject,
        kind: isKnown ? kind : "service-account",
        name: textOf(name) ?? subject,
        cluster: scope,
        assignments: [],
      };
      holders.set(subject, holder);
    }
    const place = typeof namespace === "string" ? `${scope}/namespaces/${namespace}` : scope;
    const isBuiltIn = properties["vendor_managed"] === true;
    const whole = textOf(properties["binding"]) ?? id;
    // what every cluster is born with comes back when the API server starts: nobody takes that away
    const binding = isBuiltIn ? whole : `${whole}#binding`;
    holder.assignments.push({ id, binding, isBuiltIn, place, role: role(of) });
  }
  return new Map([...holders].sort(([a], [b]) => compareText(a, b)));
}

/** Groups that every cluster puts a principal in, without anybody writing it down. */
export function groupsOf({
  kind,
  id,
  name,
  cluster,
  groups = [],
}: Pick<Holder, "kind" | "id" | "name" | "cluster" | "groups">): readonly string[] {
  if (kind === "group") return [];
  const at = (group: string): string => `${cluster}/groups/${group}`;
  if (name === "system:anonymous") return [at("system:unauthenticated")];
  if (kind === "user") return [...groups, at("system:authenticated")];
  const namespace = /\/namespaces\/([^/]+)\/serviceaccounts\//.exec(id)?.[1] ?? "";
  return [at("system:serviceaccounts"), at(`system:serviceaccounts:${namespace}`), at("system:authenticated")];
}
