// Machines of clusters of GKE for who runs code in a cluster as Google lets him: each pool with the account and the scopes that it has.
// cloud.google.com/kubernetes-engine/docs/concepts/workload-identity: the metadata server of GKE answers pods as their own account, save
// those on the network of their machine; without it every pod is answered as the machine.
import type { AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, uncertain } from "../aws/edges/evaluation/decision.js";
import { textOf } from "../properties.js";

const CLUSTER = "gcp.kubernetes-cluster";
const POOL = "gcp.node-pool";
const CONTAINER = "//container.googleapis.com/";

const HIDDEN =
  "the metadata server of GKE keeps the account of the machine from pods, unless they may be on the network of the machine";

/** Draws what machines a cluster has. In: clusters and node pools. */
export function drawClusterPools(input: AnalysisInput, drawing: Drawing): void {
  const there = input.types("workload");
  if (!there.includes(CLUSTER) || !there.includes(POOL)) return;
  const clusters = new Map<string, string[]>();
  for (const { id, properties } of input.nodes([CLUSTER]))
    addTo(clusters, (textOf(properties["full_name"]) ?? "").replace(CONTAINER, ""), id);
  for (const { id: to, properties } of input.nodes([POOL])) {
    const judgement = properties["metadata_mode"] === "GKE_METADATA" ? uncertain(HIDDEN) : GRANTED;
    for (const from of clusters.get(textOf(properties["cluster"]) ?? "") ?? [])
      drawing.edge({ kind: "runs_code_in", from, to, judgement });
  }
}
