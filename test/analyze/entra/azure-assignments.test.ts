// Roles on Azure count among what a principal of Entra holds, disabled or not.
import { expect, test } from "vitest";
import { analyzeEntra } from "../../../src/analyze/entra/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import { shippedTables } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const SCOPE = "entra:octo";
const tables = await shippedTables();

/** In: who is assigned a role on Azure, by tenant and object id. Out: how many each principal is assigned. */
function counted(...assigned: readonly (readonly [tenant: string | undefined, principal: string])[]) {
  const principal = (id: string): StoredNode =>
    node(`octo/${id}`, "entra.service-principal", { kind: "principal", scope: SCOPE, properties: { enabled: false } });
  const assignments = assigned.map(([tenant, holder], i) =>
    node(`azure:assignment/${i}`, "azure.role-assignment", {
      kind: "grant",
      scope: "azure:sub",
      properties: { principal: holder, ...(tenant !== undefined && { tenant }) },
    }),
  );
  const input = toInput({
    nodes: [
      node(SCOPE, "entra.tenant", { kind: "scope", scope: SCOPE, properties: {} }),
      principal("nightly"),
      principal("idle"),
      ...assignments,
    ],
    scopes: [
      {
        ...{ id: SCOPE, type: "entra.tenant", name: "Octo", parent: undefined, properties: {} },
        coverage: complete("entra/graph:service-principals"),
      },
    ],
    tables,
  });
  const { facts } = analyzeEntra(input);
  const of = (id: string) => facts.find((fact) => fact.node === `octo/${id}`)?.columns["azure_assignment_count"];
  return [of("nightly"), of("idle")];
}

test.each([
  [
    "two roles of one, none of the other",
    [
      ["octo", "nightly"],
      [undefined, "nightly"],
    ],
    [2, 0],
  ],
  ["the same object id in another tenant is somebody else", [["other", "nightly"]], [0, 0]],
  ["no subscription was read: nothing is known", [], [undefined, undefined]],
] as const)("%s", (_, assigned, expected) => {
  expect(counted(...assigned)).toEqual(expected);
});
