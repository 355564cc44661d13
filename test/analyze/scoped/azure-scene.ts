// The subscription of a technique's cases: a principal with the operations of the case, a target that fits the technique in one
// resource group, and a neighbour of the same make in another that nobody may get to.
import { analyzeAzure } from "../../../src/analyze/azure/access.js";
import type { DerivedEdge, StoredNode } from "../../../src/model/analysis.js";
import type { ScopedTechnique } from "../../../src/model/scoped-technique.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const ID = "0e0e0e0e-0000-4000-8000-000000000001";
const SUBSCRIPTION = `/subscriptions/${ID}`;
const SCOPE = `azure:${ID}`;
const CALLER = "00000000-0000-4000-8000-000000000001";
const READ = [
  "automation:accounts",
  "compute:scale-sets",
  "compute:virtual-machines",
  "logic:workflows",
  "web:sites",
].map((one) => `azure/${one}`);

const groupOf = (name: string): string => `${SUBSCRIPTION}/resourcegroups/${name}`;

/** How surely the technique gets the caller to the target with these operations: met, unknown, needs-actor or no. */
export function answerOf(technique: ScopedTechnique, holds: readonly string[]): string {
  const target = toTargets(technique, "target");
  const other = toTargets(technique, "elsewhere");
  const held = holds.flatMap((text, at) => toHolding(text, at, technique, target.place));
  const own = technique.actions.some(({ on }) => on === "own-role") ? ownRole() : [];
  const subscription = { subscription: ID, tenant: TENANT };
  const input = toInput({
    scopes: [
      {
        id: SCOPE,
        type: "azure.subscription",
        name: "s",
        parent: undefined,
        properties: {},
        coverage: complete(...READ),
      },
    ],
    nodes: [make(SCOPE, "azure.subscription", "scope", subscription), ...target.nodes, ...other.nodes, ...held, ...own],
    tables: { scopedTechniques: [technique] },
  });
  const { edges = [] } = analyzeAzure(input);
  return stateOf(edges, technique, target.node);
}

/** State of the surest way from the caller to the target, through the sets that hold it. */
function stateOf(edges: readonly DerivedEdge[], technique: ScopedTechnique, target: string): string {
  const holders = new Set([
    target,
    ...edges.filter(({ kind, to }) => kind === "includes" && to === target).map(({ from }) => from),
  ]);
  const found = edges.filter(
    ({ kind, from, to }) => kind === technique.edge && from === `${TENANT}/${CALLER}` && holders.has(to),
  );
  const [first] = found;
  if (first === undefined) return "no";
  return found.some(({ state }) => state === "none" || state === "met") ? "met" : first.state;
}

function make(
  id: string,
  type: string,
  kind: StoredNode["kind"],
  properties: JsonRecord,
  more: Partial<StoredNode> = {},
): StoredNode {
  return node(id, type, { kind, scope: SCOPE, properties, ...more });
}

interface Targets {
  readonly node: string;
  readonly place: string;
  readonly nodes: readonly StoredNode[];
}

/** What a cluster says of itself; of what may be (`maybe-`) nothing. */
const CLUSTERS: { readonly [kind: string]: JsonRecord } = {
  local: { local_accounts: true },
  entraless: { asks_entra: false },
  roled: { azure_roles: true },
  commanded: { asks_entra: false },
  "commanded-entra": { asks_entra: true },
};
const OF_CLUSTER = /(?<=^azure\.kubernetes-cluster)-((?:maybe-)?(?:local|entraless|roled|commanded(?:-entra)?))$/;

function toTargets({ target, types = [] }: ScopedTechnique, name: "target" | "elsewhere"): Targets {
  const [kind = "identity"] = types;
  const at = (word: string): string => `${groupOf(name)}/providers/microsoft.test/${word}/${name}`;
  if (target === "scope") {
    // of the target the subscription itself; a group beside it is a part of it
    const nodes = [make(`azure:${at("things")}`, "azure.workload", "workload", { resource: at("things") })];
    return name === "target" ? { node: SCOPE, place: SUBSCRIPTION, nodes } : { node: "", place: groupOf(name), nodes };
  }
  if (target === "identity") {
    const properties = { resource: at("identities"), principal: `principal-of-${name}`, tenant: TENANT };
    const id = `azure:${at("identities")}`;
    return { node: id, place: at("identities"), nodes: [make(id, "azure.managed-identity", "principal", properties)] };
  }
  const isWorkload = target === "workload";
  const type = kind.replace(/-(?:rbac|abac|policy|keyed|standard|templated)$/, "").replace(OF_CLUSTER, "");
  const model = {
    ...CLUSTERS[OF_CLUSTER.exec(kind)?.[1] ?? ""],
    uses_roles: kind.endsWith("-rbac"),
    takes_keys: kind.endsWith("-keyed"),
    by_repository: kind.endsWith("-abac"),
    for_templates: kind.endsWith("-templated"),
    ...(kind.endsWith("-standard") && { resource_type: "microsoft.web/sites" }),
  };
  if (!type.startsWith("azure.key-vault-")) {
    const id = `azure:${at("things")}`;
    const made = make(id, type, isWorkload ? "workload" : "resource", { resource: at("things"), ...model });
    return { node: id, place: at("things"), nodes: [made] };
  }
  const vault = make(`azure:${at("vaults")}`, "azure.key-vault", "resource", { resource: at("vaults"), ...model });
  const place = `${at("vaults")}/secrets/${name}`;
  const kept = make(`azure:${place}`, type, "resource", { resource: place }, { parent: vault.id });
  return { node: kept.id, place, nodes: [vault, kept] };
}

/** `OPERATION on PLACE` as a role and its assignment. */
function toHolding(text: string, at: number, { types = [] }: ScopedTechnique, target: string): readonly StoredNode[] {
  const [, operation = "", on = ""] = /^(\S+) on (\S+)$/.exec(text) ?? [];
  const places: { readonly [on: string]: string } = {
    target,
    identity: target,
    container: groupOf("target"),
    anywhere: groupOf("third"),
    "own-role": SUBSCRIPTION,
    elsewhere: groupOf("elsewhere"),
  };
  const place = places[on];
  if (place === undefined) throw new Error(`${text}: write it as OPERATION on ${Object.keys(places).join(" | ")}`);
  const permissions = [{ actions: [operation], not_actions: [], data_actions: [operation], not_data_actions: [] }];
  const assigned = {
    principal: CALLER,
    principal_type: "ServicePrincipal",
    tenant: TENANT,
    role_scope: place,
    held: "active",
  };
  const isOfDatabase = types.some((type) => type.startsWith("azure.cosmos")) && operation.includes("/items/");
  const role = isOfDatabase ? `azure:role-${at}` : `role-${at}`;
  return isOfDatabase
    ? [
        make(role, "azure.cosmos-role", "grant", { permissions }),
        make(`azure:a${at}`, "azure.cosmos-role-assignment", "grant", { ...assigned, role }),
      ]
    : [
        make(`azure:role/${role}`, "azure.role", "grant", { role_definition: role, permissions }),
        make(`azure:a${at}`, "azure.role-assignment", "grant", { ...assigned, role_definition: role }),
      ];
}

/** A harmless role of the subscription's own, which the caller holds on all of it. */
function ownRole(): readonly StoredNode[] {
  const permissions = [
    { actions: ["Microsoft.Resources/tags/read"], not_actions: [], data_actions: [], not_data_actions: [] },
  ];
  const properties = { role_definition: "own", custom_role: true, assignable_scopes: [SUBSCRIPTION], permissions };
  const assigned = {
    principal: CALLER,
    principal_type: "ServicePrincipal",
    tenant: TENANT,
    role_scope: SUBSCRIPTION,
    held: "active",
  };
  return [
    make("azure:role/own", "azure.role", "grant", properties),
    make("azure:own", "azure.role-assignment", "grant", { ...assigned, role_definition: "own" }),
  ];
}
