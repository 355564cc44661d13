// A drawn estate of Azure as analysis reads it.
import type { AnalysisInput, StoredEdge, StoredNode } from "../../../../src/model/analysis.js";
import type { ScopedAction } from "../../../../src/model/scoped-technique.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { complete, node, toInput } from "../../estate.js";
import { GROUPS_OF_RESOURCES, MEMBERS, NODES, nodeOf, SUBSCRIPTIONS, TENANT } from "./names.js";
import type { AzurePlan, DrawnAssignment, DrawnDenial } from "./plan.js";

const READ = [
  ...["authorization:role-assignments", "authorization:role-eligibility", "authorization:deny-assignments"],
  ...["keyvault:vaults", "managedidentity:identities", "compute:virtual-machines", "compute:scale-sets"],
  ...["web:sites", "logic:workflows", "automation:accounts", "resources:identities", "storage:accounts"],
].map((one) => `azure/${one}`);
const DIRECTORY = ["users", "groups", "service-principals", "group-members"].map((one) => `entra/graph:${one}`);
const TYPES = { User: "entra.user", Group: "entra.group", ServicePrincipal: "entra.service-principal" };

function make(id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode {
  return node(id, type, { kind, scope: `azure:${SUBSCRIPTIONS[0]}`, properties });
}

type Lists = readonly [actions: readonly string[], notActions: readonly string[], data: readonly string[]];

const permissionsOf = ([actions, notActions, data]: Lists): JsonRecord[] => [
  { actions: [...actions], not_actions: [...notActions], data_actions: [...data], not_data_actions: [] },
];
/** `Microsoft.Web/sites/write` → `Microsoft.Web/*`. */
const widened = (operation: string): string => `${operation.slice(0, operation.indexOf("/"))}/*`;
const named = (actions: readonly ScopedAction[], isOfData: boolean): readonly string[] =>
  actions.filter(({ data = false }) => data === isOfData).map(({ action }) => action);

function listsOf(part: string, actions: readonly ScopedAction[]): Lists {
  const some = part === "first" ? actions.slice(0, 1) : part === "rest" ? actions.slice(1) : actions;
  const [control, data] = [named(some, false), named(some, true)];
  switch (part) {
    case "owner":
      return [["*"], [], []];
    case "contributor":
      return [["*"], ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/*/Delete"], []];
    case "reader":
      return [["*/read"], [], []];
    case "wide":
      return [control.map(widened), control.slice(0, 1), data.map(widened)];
    default:
      return [control, [], data];
  }
}

const roleOf = ({ part, technique }: DrawnAssignment): string => `${part}-${technique}`;

function toAssignment(drawn: DrawnAssignment, at: number): StoredNode {
  const { scope, member, condition, isEligible } = drawn;
  const type = MEMBERS.find(({ id }) => id === member)?.type ?? "";
  return make(`azure:assignment/${at}`, isEligible ? "azure.eligible-role" : "azure.role-assignment", "grant", {
    ...{ principal: member, principal_type: type, tenant: TENANT, role_definition: roleOf(drawn) },
    ...{ role_scope: scope, held: isEligible ? "eligible" : "active" },
    ...(condition !== undefined && { condition }),
  });
}

function toDenial(drawn: DrawnDenial, at: number, { techniques }: AzurePlan): StoredNode {
  const { scope, principals, except, technique, part, onlyThere, condition } = drawn;
  const actions = techniques[technique]?.actions ?? [];
  const [control, , data] = listsOf(part, actions);
  return make(`azure:denial/${at}`, "azure.deny-assignment", "grant", {
    ...{ role_scope: scope, tenant: TENANT, only_there: onlyThere },
    ...{ principals: [...principals], except: [...except], permissions: permissionsOf([control, [], data]) },
    ...(condition !== undefined && { condition }),
  });
}

function roles({ assignments, techniques }: AzurePlan): readonly StoredNode[] {
  const drawn = new Map(assignments.map((one) => [roleOf(one), one]));
  return [...drawn].flatMap(([id, { part, technique, scope }]) =>
    part === "unread"
      ? []
      : make(`azure:role/${id}`, "azure.role", "grant", {
          ...{ role_definition: id, permissions: permissionsOf(listsOf(part, techniques[technique]?.actions ?? [])) },
          ...(part === "own" && { custom_role: true, assignable_scopes: [scope] }),
        }),
  );
}

const edge = (kind: StoredEdge["kind"], from: string, to: string): StoredEdge => ({
  ...{ kind, from, to, scope: `azure:${SUBSCRIPTIONS[0]}`, state: "none", confidence: 1 },
  properties: {},
});

export function toAzureInput(plan: AzurePlan): AnalysisInput {
  const { assignments, denials, policies, techniques } = plan;
  const nodes = [
    make(`azure:tenant/${TENANT}`, "azure.tenant", "scope", { tenant: TENANT }),
    ...["top", "lower"].map((one) =>
      make(`azure:managementgroups/${one}`, "azure.management-group", "scope", {
        management_group: one,
        tenant: TENANT,
      }),
    ),
    ...SUBSCRIPTIONS.map((id) =>
      make(`azure:${id}`, "azure.subscription", "scope", { subscription: id, tenant: TENANT }),
    ),
    ...MEMBERS.map(({ id, type }) =>
      node(nodeOf(id), TYPES[type], { kind: "principal", scope: `entra:${TENANT}`, properties: { object_id: id } }),
    ),
    ...NODES,
    ...roles(plan),
    ...assignments.map(toAssignment),
    ...denials.map((one, at) => toDenial(one, at, plan)),
    ...policies.map(({ member, vault }, at) =>
      make(`azure:policy/${at}`, "azure.access-policy", "grant", {
        ...{ principal: member, tenant: TENANT, secrets: ["get"], keys: ["sign"] },
        role_scope: `${GROUPS_OF_RESOURCES[vault] ?? ""}/providers/microsoft.keyvault/vaults/policies`,
      }),
    ),
  ];
  const scope = (id: string, type: string, dataSets: readonly string[]) => ({
    ...{ id, type, name: id, parent: undefined, properties: {}, coverage: complete(...dataSets) },
  });
  return toInput({
    nodes,
    edges: [
      edge("contains", `azure:tenant/${TENANT}`, "azure:managementgroups/top"),
      edge("contains", `azure:tenant/${TENANT}`, `azure:${SUBSCRIPTIONS[1]}`),
      edge("contains", "azure:managementgroups/top", "azure:managementgroups/lower"),
      edge("contains", "azure:managementgroups/lower", `azure:${SUBSCRIPTIONS[0]}`),
      ...MEMBERS.flatMap(({ id, in: groups }) => groups.map((group) => edge("member_of", nodeOf(id), nodeOf(group)))),
    ],
    scopes: [
      ...SUBSCRIPTIONS.map((id) => scope(`azure:${id}`, "azure.subscription", READ)),
      scope(`azure:tenant/${TENANT}`, "azure.tenant", READ),
      scope(`entra:${TENANT}`, "entra.tenant", DIRECTORY),
    ],
    tables: { scopedTechniques: techniques },
  });
}
