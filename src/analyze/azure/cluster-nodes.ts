// The machines of a Kubernetes cluster: a pod reads tokens of the identities of the machine that it runs on, so who runs code in the
// cluster as its administrator has them. Source: https://learn.microsoft.com/en-us/azure/aks/use-managed-identity (the kubelet's identity
// is on the machines) and https://learn.microsoft.com/en-us/azure/aks/faq (how the group of the machines is called).
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import { textOf } from "../properties.js";

const CLUSTER = "azure.kubernetes-cluster";
const MACHINES = ["azure.scale-set", "azure.virtual-machine"];
/** What Azure calls the group at most; it cuts the name off there. */
const LONGEST = 80;

/** Draws which machines are those of a cluster. In: clusters, scale sets and virtual machines. */
export function drawClusterNodes(input: AnalysisInput, drawing: Drawing): void {
  const there = new Set(input.types("workload"));
  const types = MACHINES.filter((type) => there.has(type));
  if (!there.has(CLUSTER) || types.length === 0) return;
  const machines = new Map<string, StoredNode[]>();
  for (const node of input.nodes(types)) {
    const group = groupOf(textOf(node.properties["resource"]));
    if (group !== undefined) addTo(machines, group, node);
  }
  for (const cluster of input.nodes([CLUSTER])) {
    const { group, judgement } = machinesOf(cluster);
    for (const { id } of machines.get(group) ?? [])
      drawing.edge({ kind: "runs_code_in", from: cluster.id, to: id, judgement, because: [cluster.id] });
  }
}

/** The group that the cluster says, else the one that Azure makes for it where nobody names another. */
function machinesOf({ name, properties }: StoredNode): { readonly group: string; readonly judgement: Judgement } {
  const resource = textOf(properties["resource"]) ?? "";
  const subscription = resource.split("/").slice(0, 3).join("/");
  const said = textOf(properties["node_resource_group"]);
  if (said !== undefined) return { group: `${subscription}/resourcegroups/${said}`, judgement: GRANTED };
  const own = groupOf(resource)?.split("/").at(-1) ?? "";
  const made = `mc_${own}_${name}_${textOf(properties["location"]) ?? ""}`.toLowerCase().slice(0, LONGEST);
  return {
    group: `${subscription}/resourcegroups/${made}`,
    judgement: uncertain("the group of the machines is called as Azure calls that of this cluster"),
  };
}

function groupOf(resource: string | undefined): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/.exec(resource ?? "")?.[0];
}
