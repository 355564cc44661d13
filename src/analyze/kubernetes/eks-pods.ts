// Pods of a cluster of EKS that was not crawled, for those who have one of its machines: which pods run there was not read, so it may
// be any of them. Pure.
import type { StoredNode } from "../../model/analysis.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { both, type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import type { FederatedTrust } from "../trust/federated.js";
import type { EksCluster } from "./eks-entries.js";
import { KUBELET, WHERE } from "./nodes.js";

/** What pods of the cluster may become. */
interface Becoming {
  readonly identities: readonly StoredNode[];
  /** Trusts that take tokens of its accounts. */
  readonly trusts: readonly { readonly trust: FederatedTrust; readonly judgement: Judgement }[];
}

/** In: instances that say that they are machines of the cluster. Out: edges from them and from the roles of its machines to its pods. */
export function drawUnreadPods(
  { id: cluster, name, scope, nodeRoles }: EksCluster,
  instances: readonly string[],
  { identities, trusts }: Becoming,
  drawing: Drawing,
): void {
  if ((instances.length === 0 && nodeRoles.length === 0) || (identities.length === 0 && trusts.length === 0)) return;
  const id = `set:${cluster}/pods`;
  drawing.node({ id, kind: "set", type: "aws.eks-pods", name: `pods of the cluster ${name}`, scope, properties: {} });
  for (const from of instances) drawing.edge({ kind: "runs_code_in", from, to: id, judgement: uncertain(WHERE) });
  for (const from of nodeRoles) drawing.edge({ kind: "runs_code_in", from, to: id, judgement: uncertain(KUBELET) });
  for (const { id: to } of identities)
    drawing.edge({ kind: "runs_code_in", from: id, to, judgement: uncertain(WHERE), hops: 0 });
  for (const { trust, judgement } of trusts)
    drawing.edge({ kind: "federates", from: id, to: trust.id, judgement: both(judgement, uncertain(WHERE)) });
}
