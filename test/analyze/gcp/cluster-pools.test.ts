// A cluster of GKE leads to each of its pools, for certain where no server of GKE stands before the metadata of the machine.
// cloud.google.com/kubernetes-engine/docs/concepts/workload-identity
import { expect, test } from "vitest";
import { createDrawing } from "../../../src/analyze/aws/edges/builder/edge-builder.js";
import { drawClusterPools } from "../../../src/analyze/gcp/cluster-pools.js";
import { node, toInput } from "../estate.js";

const CLUSTER = "projects/octo/locations/europe-west1/clusters/prod";
const ID = `gcp:container.googleapis.com/${CLUSTER}`;

function drawn(...pools: readonly [name: string, cluster: string, mode: string][]): readonly string[] {
  const drawing = createDrawing();
  const full = `//container.googleapis.com/${CLUSTER}`;
  const nodes = [
    node(ID, "gcp.kubernetes-cluster", { kind: "workload", properties: { full_name: full } }),
    ...pools.map(([name, cluster, mode]) =>
      node(name, "gcp.node-pool", { kind: "workload", properties: { cluster, metadata_mode: mode } }),
    ),
  ];
  drawClusterPools(toInput({ nodes }), drawing);
  return drawing.edges().map(({ from, kind, to, state }) => `${from} ${kind} ${to} ${state}`);
}

test("every pool of the cluster, as surely as pods are answered as its machines; none of another", () => {
  const pools = [
    ["one", CLUSTER, "GCE_METADATA"],
    ["two", CLUSTER, "GKE_METADATA"],
    ["three", `${CLUSTER}-2`, "GCE_METADATA"],
  ] as const;
  expect(drawn(...pools.map(([...pool]): [string, string, string] => pool))).toEqual([
    `${ID} runs_code_in one none`,
    `${ID} runs_code_in two unknown`,
  ]);
  expect(drawn()).toEqual([]);
});
