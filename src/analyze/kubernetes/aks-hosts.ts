// Machines of clusters of AKS: scale sets and virtual machines of the group that the cluster says, by the names that its pods know them
// by. The identity of the kubelet is on them, and their metadata service gives a token of it to whoever asks from a pod.
// "Use a managed identity in Azure Kubernetes Service", Azure documentation; podLinkLocalAccess, REST reference of managed clusters
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { textOf } from "../properties.js";
import type { KubernetesEstate } from "./estate.js";
import type { Host } from "./hosts.js";
import type { ClusterMachine } from "./nodes.js";

const CLUSTER = "azure.kubernetes-cluster";
export const AZURE_MACHINES: readonly string[] = ["azure.scale-set", "azure.virtual-machine"];

/** In: what the crawled clusters call their machines. Out: those that Azure knows as machines of clusters with the same issuer. */
export function readAksHosts(
  input: AnalysisInput,
  { clusters }: KubernetesEstate,
  machines: Iterable<ClusterMachine>,
): readonly Host[] {
  const there = new Set(input.types("workload"));
  const byIssuer = new Map<string, string[]>();
  for (const { id, issuer } of clusters.values()) if (issuer !== undefined) addTo(byIssuer, issuer, id);
  if (!there.has(CLUSTER) || byIssuer.size === 0) return [];
  const names = new Map<string, string[]>();
  for (const { scope, name } of machines) addTo(names, scope, name);
  const byGroup = new Map<string, StoredNode[]>();
  for (const node of input.nodes(AZURE_MACHINES)) addTo(byGroup, groupOf(node), node);
  const hosts: Host[] = [];
  for (const { properties } of input.nodes([CLUSTER])) {
    const group = textOf(properties["node_resource_group"]);
    const subscription = textOf(properties["resource"])?.split("/").slice(0, 3).join("/");
    const own = byGroup.get(`${subscription}/resourcegroups/${group}`) ?? [];
    const answersPods = properties["pods_kept_from_metadata"] !== true;
    for (const scope of byIssuer.get(textOf(properties["issuer"]) ?? "") ?? []) {
      const called = namesBySet(names.get(scope) ?? []);
      for (const { id, type, name } of own) {
        const all = called.get(name.toLowerCase()) ?? [undefined];
        for (const one of all) hosts.push({ id, type, scope, name: one, answersPods, answersNetwork: true });
      }
    }
  }
  return hosts;
}

/** Name of a scale set, or of a virtual machine by itself → names of machines; those of a set end in six letters or digits of their own. */
function namesBySet(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) for (const of of [name, name.slice(0, -6)]) addTo(found, of.toLowerCase(), name);
  return found;
}

function groupOf({ properties }: StoredNode): string {
  return (textOf(properties["resource"]) ?? "").split("/").slice(0, 5).join("/");
}
