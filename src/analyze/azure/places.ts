// The tree of Azure: the tenant's root, management groups, subscriptions, resource groups, and what is in them by resource id in
// lower case, which is what a place is. Each tenant has a root of its own.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { textOf } from "../properties.js";

export interface Places {
  /** Subscriptions and management groups by place. */
  readonly containers: ReadonlyMap<string, StoredNode>;
  parent(place: string): string | undefined;
  /** Whether it holds other resources: root, management group, subscription, resource group. */
  isScope(place: string): boolean;
  /** Place of a scope as Azure writes it; `/` is the root of the tenant. */
  placeOf(scope: string, tenant: string | undefined): string;
  /** Subscriptions at or below a place, sorted; that of a resource is its own. */
  subscriptionsIn(place: string): readonly string[];
  /** Node of a root, management group, subscription or resource group. */
  nodeOf(place: string): string | undefined;
  /** Word for how far down a place is. */
  levelOf(place: string): Level;
}

export type Level = "tenant" | "management-group" | "subscription" | "resource-group" | "resource";

const ROOT = "root:";
const GROUP = "/providers/microsoft.management/managementgroups/";
const SUBSCRIPTION = /^\/subscriptions\/[^/]+$/;
const RESOURCE_GROUP = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/;

/** The tree of management groups and subscriptions, as far as it was read. */
export function readPlaces(input: Pick<AnalysisInput, "nodes" | "edges">): Places {
  const containers = new Map<string, StoredNode>();
  const tenants = new Map<string, string>();
  for (const node of input.nodes(["azure.subscription", "azure.management-group"])) {
    const place = placeOfContainer(node);
    containers.set(place, node);
    const { tenant } = node.properties;
    if (typeof tenant === "string") tenants.set(place, tenant);
  }
  const above = readTree(input);
  const parent = (place: string): string | undefined => {
    if (place.startsWith(ROOT)) return undefined;
    if (place.startsWith(GROUP) || SUBSCRIPTION.test(place)) {
      return above.get(place) ?? (tenants.has(place) ? `${ROOT}${tenants.get(place)}` : undefined);
    }
    return parentOfResource(place);
  };
  const below = subscriptionsBelow([...containers.keys()], parent);
  return {
    containers,
    parent,
    levelOf,
    isScope: (place) => levelOf(place) !== "resource",
    placeOf: (scope, tenant) => (scope === "/" || scope === "" ? `${ROOT}${tenant ?? ""}` : scope.replace(/\/$/, "")),
    subscriptionsIn(place) {
      const own = /^\/subscriptions\/[^/]+/.exec(place)?.[0];
      return own === undefined ? (below.get(place) ?? []) : [own];
    },
    nodeOf,
  };
}

/** Place → subscriptions at or below it. */
function subscriptionsBelow(
  all: readonly string[],
  parent: (place: string) => string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const below = new Map<string, string[]>();
  for (const place of all.filter((one) => SUBSCRIPTION.test(one)).sort()) {
    const seen = new Set<string>();
    for (let at: string | undefined = place; at !== undefined && !seen.has(at); at = parent(at)) {
      seen.add(at);
      addTo(below, at, place);
    }
  }
  return below;
}

function levelOf(place: string): Level {
  if (place.startsWith(ROOT)) return "tenant";
  if (place.startsWith(GROUP)) return "management-group";
  if (SUBSCRIPTION.test(place)) return "subscription";
  return RESOURCE_GROUP.test(place) ? "resource-group" : "resource";
}

function nodeOf(place: string): string | undefined {
  if (place.startsWith(ROOT)) return `azure:tenant/${place.slice(ROOT.length) || "unknown"}`;
  if (place.startsWith(GROUP)) return `azure:managementgroups/${place.slice(GROUP.length)}`;
  if (SUBSCRIPTION.test(place)) return `azure:${place.slice("/subscriptions/".length)}`;
  return RESOURCE_GROUP.test(place) ? `azure:${place}` : undefined;
}

function placeOfContainer({ type, properties }: StoredNode): string {
  const { management_group: group, subscription } = properties;
  return type === "azure.management-group"
    ? `${GROUP}${(textOf(group) ?? "").toLowerCase()}`
    : `/subscriptions/${(textOf(subscription) ?? "").toLowerCase()}`;
}

/** What holds a subscription or management group, as the hierarchy says. */
function readTree(input: Pick<AnalysisInput, "edges">): ReadonlyMap<string, string> {
  const tree = new Map<string, string>();
  const toPlace = (id: string): string | undefined => {
    const group = /^azure:managementgroups\/([^/]+)$/.exec(id)?.[1];
    if (group !== undefined) return `${GROUP}${group}`;
    const subscription = /^azure:([0-9a-f-]{36})$/.exec(id)?.[1];
    return subscription === undefined ? undefined : `/subscriptions/${subscription}`;
  };
  for (const { from, to } of input.edges(["contains"])) {
    const [above, below] = [toPlace(from), toPlace(to)];
    if (above?.startsWith(GROUP) === true && below !== undefined) tree.set(below, above);
  }
  return tree;
}

/** `…/vaults/main/secrets/db` → `…/vaults/main` → its resource group → the subscription. */
function parentOfResource(place: string): string | undefined {
  if (RESOURCE_GROUP.test(place)) return place.slice(0, place.indexOf("/resourcegroups/"));
  const at = place.lastIndexOf("/providers/");
  if (at < 0) return undefined;
  const inner = place.slice(at + "/providers/".length).split("/");
  if (inner.length > 3) return place.split("/").slice(0, -2).join("/");
  return place.slice(0, at) || undefined;
}
