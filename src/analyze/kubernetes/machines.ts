// Machines of clusters that were crawled, by what was read of the cloud that they are in: whoever has one has what it is there.
import type { AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { textOf } from "../properties.js";
import { AZURE_MACHINES } from "./aks-hosts.js";
import type { EksCluster } from "./eks-entries.js";
import type { KubernetesEstate } from "./estate.js";
import { EC2, eksClusterOf, GKE_ISSUER, type Host, POOL, tagsOf } from "./hosts.js";
import type { ClusterMachine } from "./nodes.js";

const EKS = "aws.eks-nodegroup";
/** Machines of which the metadata service answers pods as it answers the machine: no vendor's word, but that of techniques. */
const ANSWERING = "kubernetes.metadata-service";
/** Machines of the control plane, where the cluster shows them: no vendor's word either. */
const CONTROL_PLANE = "kubernetes.control-plane";
/** Vendor types of machines. */
export const MACHINES: readonly string[] = [EKS, EC2, POOL, ...AZURE_MACHINES, ANSWERING, CONTROL_PLANE];

export interface Machine {
  /** Node id. */
  readonly id: string;
  readonly type: string;
  /** Scope of the cluster. */
  readonly scope: string;
}

/** `eks`: clusters of EKS that were read; `hosts`: machines that were read each by itself; `own`: those that pods of clusters name. */
export function readMachines(
  input: AnalysisInput,
  { clusters }: KubernetesEstate,
  eks: readonly EksCluster[],
  hosts: readonly Host[],
  own: Iterable<ClusterMachine>,
): readonly Machine[] {
  const found: Machine[] = [];
  const crawled = new Map(eks.map((cluster) => [cluster.id, cluster.crawled]));
  for (const { id, parent } of crawled.size === 0 ? [] : input.nodes([EKS])) {
    for (const scope of crawled.get(parent ?? "") ?? []) found.push({ id, type: EKS, scope });
  }
  // those of a node group are told by the group; Karpenter and scaling groups of one's own start others
  for (const node of crawled.size === 0 ? [] : input.nodes([EC2])) {
    if (textOf(tagsOf(node.properties)["eks:nodegroup-name"]) !== undefined) continue;
    for (const scope of crawled.get(eksClusterOf(node) ?? "") ?? []) found.push({ id: node.id, type: EC2, scope });
  }
  const byIssuer = new Map<string, string[]>();
  for (const { id, issuer } of clusters.values()) if (issuer?.startsWith(GKE_ISSUER)) addTo(byIssuer, issuer, id);
  for (const { id, properties } of byIssuer.size === 0 ? [] : input.nodes([POOL])) {
    const issuer = `${GKE_ISSUER}${textOf(properties["cluster"]) ?? ""}`.toLowerCase();
    for (const scope of byIssuer.get(issuer) ?? []) {
      found.push({ id, type: POOL, scope });
      if (properties["metadata_mode"] === "GCE_METADATA") found.push({ id, type: ANSWERING, scope });
    }
  }
  for (const { id, type, scope, answersPods } of hosts) {
    if (AZURE_MACHINES.includes(type)) found.push({ id, type, scope });
    if (answersPods) found.push({ id, type: ANSWERING, scope });
  }
  for (const { set: id, scope, isControlPlane } of own)
    if (isControlPlane) found.push({ id, type: CONTROL_PLANE, scope });
  return found;
}
