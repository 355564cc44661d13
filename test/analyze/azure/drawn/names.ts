// Names in drawn estates of Azure: the tree of scopes, what is in each resource group, and who is there.
import { kindsOf } from "../../../../src/analyze/azure/kinds.js";
import type { StoredNode } from "../../../../src/model/analysis.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { node } from "../../estate.js";

export const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
export const SUBSCRIPTIONS = ["0e0e0e0e-0000-4000-8000-000000000001", "0e0e0e0e-0000-4000-8000-000000000002"] as const;
const [INSIDE, OUTSIDE] = SUBSCRIPTIONS;
const ROOT = `root:${TENANT}`;
const MANAGEMENT = "/providers/microsoft.management/managementgroups/";
/** Resource groups, in which there is one of each kind. */
export const GROUPS_OF_RESOURCES = [
  `/subscriptions/${INSIDE}/resourcegroups/main`,
  `/subscriptions/${INSIDE}/resourcegroups/other`,
  `/subscriptions/${OUTSIDE}/resourcegroups/main`,
] as const;

export interface Scope {
  readonly place: string;
  /** As an assignment writes it. */
  readonly written: string;
  readonly node: string;
  readonly kind: string;
}

const scope = (kind: string, place: string, id: string, written = place): Scope => ({
  ...{ kind: `azure.${kind}`, place, written },
  node: `azure:${id}`,
});

/** `top` holds `lower`, which holds the first subscription; the other is right below the root. */
export const SCOPES: readonly Scope[] = [
  scope("tenant", ROOT, `tenant/${TENANT}`, "/"),
  ...["top", "lower"].map((one) => scope("management-group", `${MANAGEMENT}${one}`, `managementgroups/${one}`)),
  ...SUBSCRIPTIONS.map((id) => scope("subscription", `/subscriptions/${id}`, id)),
  ...GROUPS_OF_RESOURCES.map((place) => scope("resource-group", place, place)),
];

export interface Thing {
  readonly place: string;
  readonly written: string;
  readonly node: string;
  readonly kinds: readonly string[];
}

interface Sort {
  readonly type: string;
  readonly path: string;
  readonly kind?: StoredNode["kind"];
  readonly properties?: JsonRecord;
  /** Path of what it is in. */
  readonly parent?: string;
}

const VAULTS = "microsoft.keyvault/vaults";
const inVault = (vault: string): readonly Sort[] =>
  ["secret", "key"].map((one) => ({
    ...{ type: `azure.key-vault-${one}`, kind: "resource", parent: `${VAULTS}/${vault}` },
    path: `${VAULTS}/${vault}/${one}s/one`,
  }));

/** One of each in a resource group. */
const SORTS: readonly Sort[] = [
  { type: "azure.managed-identity", path: "microsoft.managedidentity/userassignedidentities/one", kind: "principal" },
  { type: "azure.virtual-machine", path: "microsoft.compute/virtualmachines/one" },
  { type: "azure.scale-set", path: "microsoft.compute/virtualmachinescalesets/one" },
  { type: "azure.web-app", path: "microsoft.web/sites/web" },
  { type: "azure.app-slot", path: "microsoft.web/sites/web/slots/one", parent: "microsoft.web/sites/web" },
  { type: "azure.function-app", path: "microsoft.web/sites/function" },
  {
    ...{ type: "azure.logic-app", path: "microsoft.web/sites/logic" },
    properties: { resource_type: "microsoft.web/sites" },
  },
  { type: "azure.logic-app", path: "microsoft.logic/workflows/one" },
  { type: "azure.automation-account", path: "microsoft.automation/automationaccounts/one" },
  { type: "azure.container-app", path: "microsoft.app/containerapps/one" },
  { type: "azure.container-app-job", path: "microsoft.app/jobs/one" },
  { type: "azure.container-group", path: "microsoft.containerinstance/containergroups/one" },
  { type: "azure.data-factory", path: "microsoft.datafactory/factories/one" },
  { type: "azure.arc-machine", path: "microsoft.hybridcompute/machines/one" },
  { type: "azure.api-management", path: "microsoft.apimanagement/service/one" },
  {
    ...{ type: "azure.kubernetes-cluster", path: "microsoft.containerservice/managedclusters/one" },
    properties: { local_accounts: true, asks_entra: true, azure_roles: true, run_command: true },
  },
  {
    ...{ type: "azure.storage-account", path: "microsoft.storage/storageaccounts/one", kind: "resource" },
    properties: { takes_keys: true },
  },
  {
    ...{ type: "azure.blob-container", kind: "resource", parent: "microsoft.storage/storageaccounts/one" },
    path: "microsoft.storage/storageaccounts/one/blobservices/default/containers/one",
  },
  {
    ...{ type: "azure.container-registry", path: "microsoft.containerregistry/registries/one", kind: "resource" },
    properties: { takes_keys: true },
  },
  {
    ...{ type: "azure.key-vault", path: `${VAULTS}/roles`, kind: "resource" },
    properties: { uses_roles: true },
  },
  ...inVault("roles"),
  {
    ...{ type: "azure.key-vault", path: `${VAULTS}/policies`, kind: "resource" },
    properties: { uses_roles: false, for_templates: true },
  },
  ...inVault("policies"),
];

/** Object id that the identity of a resource group acts as. */
export const identityOf = (group: number): string => `00000000-0000-4000-8000-00000000010${group}`;

/** Nodes of everything in the resource groups. */
export const NODES: readonly StoredNode[] = GROUPS_OF_RESOURCES.flatMap((group, at) =>
  SORTS.map(({ type, path, kind = "workload", properties, parent }) => {
    const place = `${group}/providers/${path}`;
    return node(`azure:${place}`, type, {
      ...{ kind, scope: `azure:${group.split("/")[2]}` },
      parent: parent === undefined ? undefined : `azure:${group}/providers/${parent}`,
      properties: {
        ...{ resource: place, ...properties },
        ...(kind === "principal" && { principal: identityOf(at), tenant: TENANT }),
      },
    });
  }),
);

const vaults = new Map(NODES.filter(({ type }) => type === "azure.key-vault").map((one) => [one.id, one]));
export const THINGS: readonly Thing[] = NODES.map((one) => {
  const place = one.id.slice("azure:".length);
  return { place, written: place, node: one.id, kinds: kindsOf(one, vaults) };
});

export interface Member {
  readonly id: string;
  readonly type: "User" | "Group" | "ServicePrincipal";
  /** Groups that it is directly in. */
  readonly in: readonly string[];
}

const objectId = (at: number): string => `00000000-0000-4000-8000-00000000000${at}`;
const [ADA, BO, EVE, TEAM, CORE, CI] = [1, 2, 3, 4, 5, 6].map(objectId);
/** `core` is in `team`; an application and an identity are in it. */
export const MEMBERS: readonly Member[] = [
  { id: ADA ?? "", type: "User", in: [TEAM ?? ""] },
  { id: BO ?? "", type: "User", in: [CORE ?? ""] },
  { id: EVE ?? "", type: "User", in: [] },
  { id: TEAM ?? "", type: "Group", in: [] },
  { id: CORE ?? "", type: "Group", in: [TEAM ?? ""] },
  { id: CI ?? "", type: "ServicePrincipal", in: [CORE ?? ""] },
  { id: identityOf(0), type: "ServicePrincipal", in: [TEAM ?? ""] },
  { id: identityOf(2), type: "ServicePrincipal", in: [] },
];

/** Node of a principal of the directory. */
export const nodeOf = (id: string): string => `${TENANT}/${id}`;
