// Administrators of a cluster of EKS: no list names them, yet whoever makes an access entry becomes one of them, and it is from there
// that a path goes on to what the pods of the cluster have. "Grant IAM users access to Kubernetes with EKS access entries", Amazon EKS
// User Guide
import type { StoredNode } from "../../../../model/analysis.js";

export const ADMINISTRATORS = "aws.eks-administrators";
export const CLUSTER = "aws.eks-cluster";

/** In: ARN of a cluster. Out: node id of its administrators. */
export function administratorsOf(cluster: string): string {
  return `set:${cluster}/administrators`;
}

/** In: a cluster. Out: its administrators, with what techniques ask of the cluster. */
export function toAdministrators(cluster: StoredNode): StoredNode {
  const { id, name, properties } = cluster;
  return {
    ...cluster,
    id: administratorsOf(id),
    kind: "set",
    type: ADMINISTRATORS,
    name: `administrators of the cluster ${name}`,
    properties: { ...properties, cluster: name },
  };
}
