// Sorts of targets by the types of nodes: some are told apart by what lets people in, since a technique works on one and not the
// other.
import type { StoredNode } from "../../model/analysis.js";
import type { Json, JsonRecord } from "../../model/words.js";

/** Kind of a scope → its level. */
export const SCOPE_KINDS: { readonly [kind: string]: string | undefined } = {
  "azure.tenant": "tenant",
  "azure.management-group": "management-group",
  "azure.subscription": "subscription",
  "azure.resource-group": "resource-group",
};

/** Types of nodes that can be taken over, with the data set that lists them. */
const DATA_SETS: { readonly [type: string]: string } = {
  "azure.managed-identity": "azure/managedidentity:identities",
  "azure.policy-assignment": "azure/authorization:policy-assignments",
  "azure.virtual-machine": "azure/compute:virtual-machines",
  "azure.scale-set": "azure/compute:scale-sets",
  "azure.web-app": "azure/web:sites",
  "azure.function-app": "azure/web:sites",
  "azure.logic-app": "azure/logic:workflows",
  "azure.automation-account": "azure/automation:accounts",
  "azure.container-app": "azure/resources:identities",
  "azure.container-app-job": "azure/resources:identities",
  "azure.container-group": "azure/resources:identities",
  "azure.kubernetes-cluster": "azure/resources:identities",
  "azure.connected-cluster": "azure/resources:identities",
  "azure.arc-machine": "azure/resources:identities",
  "azure.data-factory": "azure/resources:identities",
  "azure.deployment-script": "azure/resources:identities",
  "azure.api-management": "azure/resources:identities",
  "azure.app-slot": "azure/resources:identities",
  "azure.ml-endpoint": "azure/resources:identities",
  "azure.managed-application": "azure/resources:identities",
  "azure.registry-task": "azure/resources:identities",
  "azure.sre-agent": "azure/resources:identities",
  "azure.workload": "azure/resources:identities",
  "azure.container-registry": "azure/resources:identities",
  "azure.key-vault": "azure/keyvault:vaults",
  "azure.key-vault-secret": "azure/keyvault:secrets",
  "azure.key-vault-key": "azure/keyvault:keys",
  "azure.storage-account": "azure/storage:accounts",
  "azure.blob-container": "azure/storage:containers",
  "azure.cosmos-account": "azure/documentdb:accounts",
  "azure.cosmos-database": "azure/documentdb:databases",
};
export const TYPES: readonly string[] = Object.keys(DATA_SETS);

/** Logic apps that are apps of App Service: their code is changed as that of others there. */
const STANDARD = "azure.logic-app-standard";

/** Of workloads: the data set that tells which there are. What holds data is known or a gap of its own. */
export function unreadBy(kind: string): string | undefined {
  if (kind === STANDARD) return DATA_SETS["azure.web-app"];
  return /^azure\.(?:virtual|scale|web|function|logic|automation)/.test(kind) ? DATA_SETS[kind] : undefined;
}

/**
 * Kinds of a node. A vault and what is in it goes by roles (`-rbac`) or by access policies (`-policy`), and is `-templated` besides
 * where deployments may read it; accounts and registries whose keys are taken are `-keyed` besides, and registries go by roles on their
 * repositories (`-abac`) or on themselves (`-rbac`); clusters are what
 * `clusterKinds` makes of them.
 */
export function kindsOf(node: StoredNode, vaults: ReadonlyMap<string, StoredNode>): readonly string[] {
  const { type, parent, properties } = node;
  switch (type) {
    case "azure.managed-identity":
      return ["identity"];
    case "azure.key-vault":
      return [type, `${type}-${modelOf(node)}`, ...(properties["for_templates"] === true ? [`${type}-templated`] : [])];
    case "azure.key-vault-secret":
    case "azure.key-vault-key":
      return [type, `${type}-${modelOf(vaults.get(parent ?? ""))}`];
    case "azure.storage-account":
    case "azure.cosmos-account":
      return properties["takes_keys"] === true ? [type, `${type}-keyed`] : [type];
    case "azure.container-registry":
      return [
        `${type}-${properties["by_repository"] === true ? "abac" : "rbac"}`,
        ...(properties["takes_keys"] === true ? [`${type}-keyed`] : []),
        type,
      ];
    case "azure.kubernetes-cluster":
      return [type, ...clusterKinds(properties).map((kind) => `${type}-${kind}`)];
    case "azure.logic-app":
      return [properties["resource_type"] === "microsoft.web/sites" ? STANDARD : type];
    default:
      return [type];
  }
}

/**
 * Of a cluster: whether it has an administrator of its own (`local`), gives its users one because it does not ask Entra who they are
 * (`entraless`), and whether roles of Azure count in it (`roled`), each with `maybe-` where that was not read; whether commands are run
 * in it for whoever may have that done (`commanded`), with `-entra` where it may want to know from Entra who that is.
 * Source: https://learn.microsoft.com/en-us/azure/aks/concepts-identity
 */
function clusterKinds({ local_accounts: local, asks_entra: entra, azure_roles: roles, run_command: run }: JsonRecord) {
  const said = (word: string, holds: Json | undefined): readonly string[] =>
    holds === undefined ? [`maybe-${word}`] : holds === true ? [word] : [];
  return [
    ...said("local", local),
    ...said("entraless", entra === undefined ? undefined : entra !== true),
    ...said("roled", roles),
    ...(run === false ? [] : [entra === false ? "commanded" : "commanded-entra"]),
  ];
}

function modelOf(vault: StoredNode | undefined): "rbac" | "policy" {
  return vault?.properties["uses_roles"] === true ? "rbac" : "policy";
}
