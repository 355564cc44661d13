// A boundary for a principal of Azure: a custom role in place of those that it is assigned.
import { createAzureEvaluator } from "../analyze/azure/evaluator.js";
import type { Plane } from "../analyze/azure/planes.js";
import type { Change } from "../analyze/what-if.js";
import { azureRole, type Wanted } from "../plan/boundaries.js";
import { textOf } from "../plan/text.js";
import type { KnownNode } from "../store/index.js";
import { type Ground, type Proposal, placeOf, type Refusal, stored } from "./boundary-proposal.js";
import { ask, parsed, sqlText } from "./store-rows.js";

/** A role of the operations asked for, at the scopes of its assignments; refused where none is, or where it is assigned no role. */
export function proposeAzure(node: KnownNode, wanted: readonly Wanted[], { store, input }: Ground): Proposal | Refusal {
  const { name, properties } = node;
  if (wanted.length === 0)
    return { refused: `which operations ${name} uses is not among what is read: list them with --action` };
  const principal = textOf(properties["principal"]) ?? node.id.split("/").at(-1) ?? "";
  const sql = `SELECT properties FROM node WHERE type = 'azure.role-assignment' AND properties ->> '$.principal' = ${sqlText(principal)} ORDER BY id`;
  const assigned = [...ask(store, sql)].flatMap(
    (row) => textOf(parsed(row["properties"] ?? undefined)["role_scope"]) ?? [],
  );
  const scopes = [...new Set(assigned)].sort();
  if (scopes.length === 0)
    return {
      refused: `${name} is assigned no role of Azure that was read: its rights in Entra are roles and permissions, which are taken away whole`,
    };
  const evaluator = createAzureEvaluator(input);
  const actions = wanted.map(({ action }) => action);
  const of = (plane: Plane) => actions.filter((one) => evaluator?.planesOf(one).includes(plane));
  const given = { actions: of("control"), dataActions: of("data") };
  const both = given.actions.filter((one) => given.dataActions.includes(one));
  return {
    title: "custom role in place of the roles that it is assigned",
    ...placeOf(scopes[0]),
    files: azureRole(name, [...new Set(scopes.map(assignable))], given),
    notes: [
      `assign it at ${scopes.join(", ")}, and take the other assignments there away`,
      ...limitsAt(scopes, given.dataActions),
      ...both.map((one) => `${one} may be of management or on data: keep the one that Azure takes`),
    ],
    change: inPlaceOf(principal, node.scope, scopes, given),
  };
}

interface Given {
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

/** Each assignment of the principal gives the role instead. */
function inPlaceOf(principal: string, scope: string, scopes: readonly string[], given: Given): Change {
  const definition = "00000000-0000-4000-8000-6e6869626e64";
  const permissions = [
    { actions: given.actions, not_actions: [], data_actions: given.dataActions, not_data_actions: [] },
  ];
  const properties = { role_definition: definition, custom_role: true, assignable_scopes: scopes, permissions };
  const role = { id: `azure:role/${definition}`, kind: "grant", type: "azure.role", name: "nhi boundary" } as const;
  return {
    node: (one) => {
      if (one.type !== "azure.role-assignment" || one.properties["principal"] !== principal) return one;
      return { ...one, properties: { ...one.properties, role: "nhi boundary", role_definition: definition } };
    },
    addedNodes: [stored({ ...role, scope, properties })],
  };
}

/** Where a custom role is made available for a scope: nothing below a resource group is one of its scopes. */
function assignable(scope: string): string {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/i.exec(scope)?.[0] ?? scope;
}

/** What Azure does not take of a custom role ("Azure custom roles", limits), and where it would have to. */
function limitsAt(scopes: readonly string[], dataActions: readonly string[]): string[] {
  const isGroup = (scope: string) => /^\/providers\/microsoft\.management\//i.test(scope);
  const groups = scopes.filter(isGroup);
  return [
    ...(scopes.includes("/") ? ["no custom role is assigned at the root: assign it at the subscriptions"] : []),
    ...(groups.length > 1 ? ["a custom role has one management group among its scopes: make one for each"] : []),
    ...(groups.length > 0 && dataActions.length > 0
      ? ["a custom role with operations on data is not assigned at a management group: assign it at the subscriptions"]
      : []),
  ];
}
