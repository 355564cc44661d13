// Which machines are those of a Kubernetes cluster, each beside machines that are not.
import { describe, expect, test } from "vitest";
import { createDrawing } from "../../../src/analyze/aws/edges/builder/edge-builder.js";
import { drawClusterNodes } from "../../../src/analyze/azure/cluster-nodes.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node, toInput } from "../estate.js";

const SUB = "/subscriptions/0e0e0e0e-0000-4000-8000-000000000001";
const OTHER = "/subscriptions/0e0e0e0e-0000-4000-8000-000000000002";

function machine(group: string, name: string, kind: "virtualmachinescalesets" | "virtualmachines", subscription = SUB) {
  const resource = `${subscription}/resourcegroups/${group}/providers/microsoft.compute/${kind}/${name}`;
  const type = kind === "virtualmachines" ? "azure.virtual-machine" : "azure.scale-set";
  return node(`azure:${resource}`, type, { kind: "workload", name, properties: { resource } });
}

/** Edges from the cluster `Shop` of the group `apps` in West Europe, as `machine state`. */
function drawn(properties: JsonRecord): readonly string[] {
  const resource = `${SUB}/resourcegroups/apps/providers/microsoft.containerservice/managedclusters/shop`;
  const drawing = createDrawing();
  const cluster = node(`azure:${resource}`, "azure.kubernetes-cluster", {
    ...{ kind: "workload", name: "Shop" },
    properties: { resource, location: "westeurope", ...properties },
  });
  const machines = [
    machine("mc_apps_shop_westeurope", "pool", "virtualmachinescalesets"),
    machine("mc_apps_shop_westeurope", "single", "virtualmachines"),
    machine("mc_apps_shop_westeurope", "namesake", "virtualmachinescalesets", OTHER),
    machine("mc_apps_other_westeurope", "neighbour", "virtualmachinescalesets"),
    machine("shop-machines", "own", "virtualmachinescalesets"),
    machine("apps", "beside", "virtualmachines"),
  ];
  drawClusterNodes(toInput({ nodes: [cluster, ...machines] }), drawing);
  return drawing
    .edges()
    .map(({ from, to, kind, state }) => {
      expect([from, kind]).toEqual([cluster.id, "runs_code_in"]);
      return `${to.split("/").at(-1)} ${state}`;
    })
    .sort();
}

describe("a cluster runs code in its machines", () => {
  test("in the group that it says, for certain, and in no other", () => {
    expect(drawn({ node_resource_group: "shop-machines" })).toEqual(["own none"]);
    expect(drawn({ node_resource_group: "mc_apps_shop_westeurope" })).toEqual(["pool none", "single none"]);
  });

  test("in the group that Azure makes for it, where it was not read which it is: that stays open", () => {
    expect(drawn({})).toEqual(["pool unknown", "single unknown"]);
    expect(drawn({ location: "northeurope" })).toEqual([]);
  });
});
