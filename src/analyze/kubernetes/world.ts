// What there is to take over in a cluster, as the engine asks for it: service accounts, pods and what makes them, tokens, the
// cluster itself, and the sets of them that permissions on a namespace or a whole cluster go to.
import type { AnalysisInput, DerivedNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";
import type { Target, World } from "../scoped/world.js";
import { readAdmission } from "./admission.js";
import type { Bindable } from "./bindable.js";
import type { KubernetesEstate } from "./estate.js";
import { BINDABLE, GROUP, USER } from "./kinds.js";
import { MACHINES, type Machine } from "./machines.js";

/** Vendor types that are taken over, and the data set that lists them. */
const TYPES: { readonly [type: string]: string } = {
  "kubernetes.namespace": "kubernetes/core:namespaces",
  "kubernetes.service-account": "kubernetes/core:service-accounts",
  "kubernetes.service-account-token": "kubernetes/core:token-secrets",
  "kubernetes.pod": "kubernetes/core:pods",
  "kubernetes.deployment": "kubernetes/apps:deployments",
  "kubernetes.daemonset": "kubernetes/apps:daemonsets",
  "kubernetes.statefulset": "kubernetes/apps:statefulsets",
  "kubernetes.job": "kubernetes/batch:jobs",
  "kubernetes.cronjob": "kubernetes/batch:cronjobs",
};
const NAMESPACE = "kubernetes.namespace";
const IDENTITY = "kubernetes.service-account";
/** What is in no namespace. */
const OF_CLUSTER: readonly string[] = [USER, GROUP, BINDABLE.forCluster];
/** What serves a webhook: no type of the vendor, since which pods a service leads to is not read. */
const SERVER = "kubernetes.webhook-server";
/** The config map by which a cluster of EKS lets in roles and users of IAM: who writes it lets himself in as administrator. */
const AWS_AUTH = "kubernetes.aws-auth";
const IN_NAMESPACE = "/namespaces/";

/** What no list of a cluster holds. */
export interface Beside {
  /** Those of clusters that were crawled. */
  readonly machines?: readonly Machine[];
  /** Sets of what serves webhooks, each at its service. */
  readonly webhooks?: readonly Target[];
  /** Roles where somebody may bind them. */
  readonly bindable?: readonly Bindable[];
  /** Clusters that take aws-auth → what is open about that. */
  readonly awsAuth?: ReadonlyMap<string, string | undefined>;
  /** Users and groups, each where its name puts it. */
  readonly people?: readonly (Target & { readonly scope: string; readonly type: string })[];
}

/** Targets of clusters, as the engine asks for them. */
export function createWorld(
  input: AnalysisInput,
  estate: KubernetesEstate,
  drawing: Drawing,
  beside: Beside = {},
): World {
  const targets = readTargets(input, beside);
  const admission = once(() => readAdmission(input, estate));
  const sets = new Map<string, string | undefined>();
  const typeOf = (kind: string): string => (kind === "identity" ? IDENTITY : kind);
  const list = (kind: string, place: string): readonly Target[] => targets.get(`${typeOf(kind)} ${place}`) ?? [];
  const node = (kind: string, place: string): string | undefined => {
    if (kind === "kubernetes.cluster") return estate.clusters.has(place) ? place : undefined;
    if (kind === AWS_AUTH) return list(kind, place)[0]?.node;
    if (kind === NAMESPACE && isNamespace(place)) return place;
    const key = `${typeOf(kind)} ${place}`;
    if (!sets.has(key)) sets.set(key, drawSet(typeOf(kind), place));
    return sets.get(key);
  };
  /** One target stands for itself. The set of a cluster has those of its namespaces. */
  const drawSet = (type: string, place: string): string | undefined => {
    const here = list(type, place);
    if (here.length === 0) return undefined;
    if (!isNamespace(place) && !estate.clusters.has(place)) return here[0]?.node;
    const isFlat = isNamespace(place) || type === NAMESPACE || OF_CLUSTER.includes(type) || MACHINES.includes(type);
    const spaces = isFlat ? [] : [...new Set(here.map((one) => parentOf(one.place) ?? ""))];
    const members = isFlat ? here.map((one) => one.node) : spaces.flatMap((one) => node(type, one) ?? []);
    const set = setOf(type, place);
    drawing.node(set);
    for (const to of members) drawing.edge({ kind: "includes", from: set.id, to, judgement: GRANTED });
    return set.id;
  };
  return {
    parent: parentOf,
    list,
    node,
    set: (kind, place) => setOf(typeOf(kind), place),
    isScope: (place) => isNamespace(place) || estate.clusters.has(place),
    // whatever runs in a namespace runs as an account of it
    foreign: () => [],
    unread: (kind, place) => unreadAt(typeOf(kind), place, estate),
    spared: (_, place) => [place],
    doubt: (stops, place) =>
      stops.includes("entries-only") ? beside.awsAuth?.get(place.split(IN_NAMESPACE)[0] ?? "") : undefined,
    ways: (place) => admission()(place),
    guarded: () => [],
  };
}

/** All of a type in a namespace or a cluster. */
function setOf(type: string, place: string): DerivedNode {
  const [scope = ""] = place.split(IN_NAMESPACE);
  const kind = type.slice(type.indexOf(".") + 1);
  const where = isNamespace(place) ? `namespace ${place.slice(place.lastIndexOf("/") + 1)}` : "the cluster";
  const name = `all ${kind.replaceAll("-", " ")}s of ${where}`;
  return { id: `set:${place}/${kind}s`, kind: "set", type: "kubernetes.all", name, scope, properties: {} };
}

/** The place itself where what there is of a type in its cluster was not read. */
function unreadAt(type: string, place: string, { clusters }: KubernetesEstate): readonly string[] {
  const dataSet = TYPES[type];
  const [scope = ""] = place.split(IN_NAMESPACE);
  return dataSet === undefined || clusters.get(scope)?.isRead(dataSet) === true ? [] : [place];
}

function isNamespace(place: string): boolean {
  const at = place.indexOf(IN_NAMESPACE);
  return at > 0 && !place.slice(at + IN_NAMESPACE.length).includes("/");
}

/** What has a name is in its namespace, or in the cluster where it has none. */
function parentOf(place: string): string | undefined {
  const at = place.indexOf(IN_NAMESPACE);
  if (at > 0) {
    const rest = place.slice(at + IN_NAMESPACE.length);
    return rest.includes("/") ? place.slice(0, at + IN_NAMESPACE.length + rest.indexOf("/")) : place.slice(0, at);
  }
  const named = /^(.+)\/(?:clusterroles|users|groups|nodes|signers|[a-z]+s)\/[^/]+$/.exec(place)?.[1];
  return named;
}

/** Type and place at or below which they are → targets: its own, its namespace, its cluster. */
function readTargets(
  input: AnalysisInput,
  { machines = [], webhooks = [], bindable = [], people = [], awsAuth = new Map() }: Beside,
): ReadonlyMap<string, readonly Target[]> {
  const found = new Map<string, Target[]>();
  const add = (key: string, target: Target): void => {
    addTo(found, key, target);
  };
  for (const { id, type, scope, properties } of input.nodes(Object.keys(TYPES))) {
    const { role, node: machine } = properties;
    const target: Target = { node: id, place: id, ...(typeof role === "string" && { identity: role }) };
    // who may talk to the kubelet of one machine by its name has the pods there
    const beside = typeof machine === "string" ? `${scope}/nodes/${machine}` : undefined;
    for (const place of [id, parentOf(id), scope, beside]) if (place !== undefined) add(`${type} ${place}`, target);
  }
  const addWithin = (kind: string, { node, place }: Target): void => {
    for (const at of new Set([place, parentOf(place), place.split(IN_NAMESPACE)[0]]))
      if (at !== undefined) add(`${kind} ${at}`, { node, place });
  };
  for (const one of webhooks) addWithin(SERVER, one);
  for (const one of bindable) addWithin(one.kind, one);
  for (const node of awsAuth.keys())
    addWithin(AWS_AUTH, { node, place: `${node}${IN_NAMESPACE}kube-system/configmaps/aws-auth` });
  for (const { node, place, scope, type } of people)
    for (const at of [place, scope]) add(`${type} ${at}`, { node, place });
  for (const { id, type, scope } of machines) add(`${type} ${scope}`, { node: id, place: scope });
  return found;
}
