// The identities that a resource carries, and the resource as a workload that runs as them. Pure.
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import type { ContainerCrawl } from "./container-crawl.js";
import { resourceGroupOf, resourceId } from "./ids.js";
import { tagsOf } from "./tags.js";

/** Resource type → type of node; what has no row is a workload of no sort in particular. */
const TYPES: { readonly [type: string]: string } = {
  "microsoft.apimanagement/service": "azure.api-management",
  "microsoft.app/agents": "azure.sre-agent",
  "microsoft.app/containerapps": "azure.container-app",
  "microsoft.app/jobs": "azure.container-app-job",
  "microsoft.authorization/policyassignments": "azure.policy-assignment",
  "microsoft.automation/automationaccounts": "azure.automation-account",
  "microsoft.compute/virtualmachines": "azure.virtual-machine",
  "microsoft.compute/virtualmachinescalesets": "azure.scale-set",
  "microsoft.containerinstance/containergroups": "azure.container-group",
  "microsoft.containerregistry/registries/tasks": "azure.registry-task",
  "microsoft.containerservice/managedclusters": "azure.kubernetes-cluster",
  "microsoft.datafactory/factories": "azure.data-factory",
  "microsoft.hybridcompute/machines": "azure.arc-machine",
  "microsoft.kubernetes/connectedclusters": "azure.connected-cluster",
  "microsoft.logic/workflows": "azure.logic-app",
  "microsoft.machinelearningservices/workspaces/onlineendpoints": "azure.ml-endpoint",
  "microsoft.solutions/applications": "azure.managed-application",
  "microsoft.resources/deploymentscripts": "azure.deployment-script",
  "microsoft.web/sites": "azure.web-app",
  "microsoft.web/sites/slots": "azure.app-slot",
};
/** Resources that people may name in paths but that run nothing. */
const NOTHING_RUNS = /^microsoft\.(?:keyvault|managedidentity|authorization(?!\/policyassignments$)|network)\//;

/**
 * Resources whose identities are their control plane's, which Azure runs itself: whoever runs code there gets no token of them
 * ("Overview of managed identities in AKS": that of the kubelet is on the machines, and comes with the cluster's own properties).
 */
const OF_CONTROL_PLANE = new Set(["microsoft.containerservice/managedclusters"]);

/** Adds a resource that carries an identity, or that runs code; nothing for others. */
export function addWorkload(raw: Fields, out: PartBuilder, crawl: ContainerCrawl, more: Fields = {}): void {
  const id = textOf(raw["id"]);
  if (id === undefined) return;
  const type = (textOf(raw["type"]) ?? typeOf(id)).toLowerCase();
  const identity = fieldsOf(raw["identity"]);
  const system = textOf(identity["principalId"])?.toLowerCase();
  const assigned = Object.entries(fieldsOf(identity["userAssignedIdentities"]));
  const known = TYPES[type];
  if (NOTHING_RUNS.test(type) || (known === undefined && system === undefined && assigned.length === 0)) return;
  crawl.shared.tenant ??= textOf(identity["tenantId"])?.toLowerCase();
  const node = resourceId(id);
  const kind = textOf(raw["kind"]);
  const isFunction = type === "microsoft.web/sites" && /functionapp/i.test(kind ?? "");
  const isLogic = type === "microsoft.web/sites" && /workflowapp/i.test(kind ?? "");
  out.nodes.push({
    id: node,
    kind: "workload",
    type: isLogic ? "azure.logic-app" : isFunction ? "azure.function-app" : (known ?? "azure.workload"),
    name: proseOf(raw["name"]) ?? id,
    aliases: [id.toLowerCase()],
    properties: properties({
      resource: id.toLowerCase(),
      resource_type: type,
      resource_group: resourceGroupOf(id)?.split("/").at(-1),
      location: textOf(raw["location"]),
      kind,
      tags: tagsOf(raw["tags"]),
      system_identity: system,
      user_identities: assigned.map(([one]) => one.toLowerCase()).sort(),
      ...(more as { readonly [name: string]: string | boolean | readonly string[] | undefined }),
    }),
  });
  const identities = [
    ...(system === undefined ? [] : [crawl.principal(system)]),
    ...assigned.map(([one]) => resourceId(one)),
  ];
  for (const one of identities) {
    if (OF_CONTROL_PLANE.has(type)) out.edge("references", node, one, { properties: { role: "control-plane" } });
    else out.edge("runs_as", node, one);
  }
}

/** `…/providers/Microsoft.Web/sites/api` → `Microsoft.Web/sites`. */
function typeOf(id: string): string {
  const [, provider = "", rest = ""] = /\/providers\/([^/]+)\/(.+)$/i.exec(id) ?? [];
  return [provider, ...rest.split("/").filter((_, at) => at % 2 === 0)].join("/");
}
