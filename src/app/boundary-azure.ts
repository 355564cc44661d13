// A boundary for a principal of Azure: a custom role in place of those that it is assigned.
import type { JsonRecord } from "../model/words.js";
import { azureRole, type Wanted } from "../plan/boundaries.js";
import { textOf } from "../plan/text.js";
import type { KnownNode, Store } from "../store/index.js";
import { type Proposal, placeOf, type Refusal, stored } from "./boundary-proposal.js";
import { ask, sqlText } from "./store-rows.js";

/** A role of the operations asked for, at the scopes of its assignments; refused where none is, or where it is assigned no role. */
export function proposeAzure(node: KnownNode, wanted: readonly Wanted[], store: Store): Proposal | Refusal {
  const { name, properties } = node;
  if (wanted.length === 0)
    return { refused: `which operations ${name} uses is not among what is read: list them with --action` };
  const principal = textOf(properties["principal"]) ?? node.id.split("/").at(-1) ?? "";
  const sql = `SELECT properties FROM node WHERE type = 'azure.role-assignment' AND properties ->> '$.principal' = ${sqlText(principal)} ORDER BY id`;
  const scopes = [...ask(store, sql)].flatMap(
    (row) => textOf((JSON.parse(String(row["properties"])) as JsonRecord)["role_scope"]) ?? [],
  );
  if (scopes.length === 0)
    return {
      refused: `${name} is assigned no role of Azure that was read: its rights in Entra are app roles, which only whole permissions narrow`,
    };
  const isData = dataOperations(store);
  const actions = wanted.map(({ action }) => action);
  const given = { actions: actions.filter((one) => !isData(one)), dataActions: actions.filter(isData) };
  const id = "00000000-0000-4000-8000-6e6869626e64";
  return {
    title: "custom role in place of the roles that it is assigned",
    ...placeOf(scopes[0]),
    files: azureRole(name, scopes, given),
    notes: [`assign it at ${scopes.join(", ")}, and take the other assignments there away`],
    change: {
      node: (one) => {
        if (one.type !== "azure.role-assignment" || one.properties["principal"] !== principal) return one;
        return { ...one, properties: { ...one.properties, role: "nhi boundary", role_definition: id } };
      },
      addedNodes: [
        stored({
          id: `azure:role/${id}`,
          kind: "grant",
          type: "azure.role",
          name: "nhi boundary",
          scope: node.scope,
          properties: {
            role_definition: id,
            custom_role: true,
            assignable_scopes: scopes,
            permissions: [
              { actions: given.actions, not_actions: [], data_actions: given.dataActions, not_data_actions: [] },
            ],
          },
        }),
      ],
    },
  };
}

/** Whether an operation is about data: some role that was read names it so. */
function dataOperations(store: Store): (operation: string) => boolean {
  const known = new Set<string>();
  for (const row of ask(store, "SELECT properties FROM node WHERE type = 'azure.role'")) {
    const { permissions } = JSON.parse(String(row["properties"])) as {
      permissions?: readonly { data_actions?: readonly string[] }[];
    };
    for (const { data_actions: names = [] } of permissions ?? [])
      for (const name of names) known.add(name.toLowerCase());
  }
  return (operation) => known.has(operation.toLowerCase());
}
