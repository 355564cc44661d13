// azure/resources:identities and the lists of what runs code: which resources carry which identity. One query to Resource Graph
// tells it of a subscription; where that is refused, the list of its resources does.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { elementsOf } from "../../scope-crawl.js";
import { type AzureCall, OF_SUBSCRIPTION } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { addWorkload } from "../identity.js";
import { resourceId } from "../ids.js";
import { imagesOf, siteImages } from "../images.js";
import { listed } from "../listed.js";
import { addRegistry, isRegistry } from "../registries.js";
import type { AzureResource } from "../resource.js";

const DATA_SET = "azure/resources:identities";

const QUERY: AzureCall = {
  path: "/providers/Microsoft.ResourceGraph/resources",
  apiVersion: "2021-03-01",
  http: "POST",
  dataSet: DATA_SET,
  // it answers whatever the caller may read
  permission: "*/read",
  count: "1 per 1,000 resources with an identity",
  list: "data",
};
const LIST: AzureCall = {
  path: "/subscriptions/{subscription}/resources",
  apiVersion: "2021-04-01",
  dataSet: DATA_SET,
  permission: "Microsoft.Resources/subscriptions/resources/read",
  count: "1 per 1,000 resources, where Resource Graph refuses",
  list: "value",
};
/** Most containers of one kind of which the image is asked for: Resource Graph has no way to name one field of all of a list. */
const MOST = 10;

/** Images of containers, by place: nothing that stands beside them, such as their environments, is asked for. */
function imagesIn(of: string, within: string): string {
  const kinds = ["containers", "initContainers"];
  return kinds
    .flatMap((kind) =>
      Array.from({ length: MOST }, (_, i) => `'${kind}${i}', properties.${of}${kind}[${i}]${within}.image`),
    )
    .join(", ");
}

/**
 * Of clusters also where their machines are, whether they have an administrator of their own, ask Entra, go by roles of Azure and run
 * commands, who issues their tokens, the identity of their kubelets and whether pods are kept from the metadata service; of what runs containers, the images and nothing that stands
 * beside them; of registries, who may push.
 */
const WITH_IDENTITY = `resources
| where isnotnull(identity) or type in~ ('microsoft.containerservice/managedclusters', 'microsoft.containerregistry/registries')
| extend properties = case(
  type in~ ('microsoft.app/containerapps', 'microsoft.app/jobs'), bag_pack('images', bag_pack(${imagesIn("template.", "")})),
  type =~ 'microsoft.containerinstance/containergroups', bag_pack('images', bag_pack(${imagesIn("", ".properties")})),
  type =~ 'microsoft.web/sites', bag_pack('images', bag_pack('site', extract(@'DOCKER[|]([^"]+)', 1, strcat(tostring(properties.siteConfig), tostring(properties.siteProperties))))),
  type =~ 'microsoft.containerregistry/registries', bag_pack('loginServer', properties.loginServer, 'adminUserEnabled', properties.adminUserEnabled, 'roleAssignmentMode', properties.roleAssignmentMode),
  type =~ 'microsoft.containerservice/managedclusters', bag_pack('nodeResourceGroup', properties.nodeResourceGroup, 'disableLocalAccounts', properties.disableLocalAccounts, 'fqdn', properties.fqdn, 'aadProfile', iff(isnull(properties.aadProfile), dynamic(null), bag_pack('enableAzureRBAC', properties.aadProfile.enableAzureRBAC)), 'apiServerAccessProfile', bag_pack('disableRunCommand', properties.apiServerAccessProfile.disableRunCommand), 'oidcIssuerProfile', properties.oidcIssuerProfile, 'identityProfile', properties.identityProfile, 'networkProfile', bag_pack('podLinkLocalAccess', properties.networkProfile.podLinkLocalAccess)), dynamic(null))
| project id, name, type, kind, location, tags, identity, properties
| order by id asc`;

export const identityCarriers: AzureResource = {
  dataSet: DATA_SET,
  calls: [QUERY, LIST],
  of: OF_SUBSCRIPTION,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const params = { subscription: crawl.container.name };
    const body = { subscriptions: [crawl.container.name], query: WITH_IDENTITY };
    const first = yield* read(crawl, () => crawl.query(QUERY, LIST, params, body), QUERY);
    if (first === undefined) yield crawl.close(QUERY, {}, {}, params);
    else if (!crawl.answers.isLive) yield crawl.closeAfter(LIST, first);
    else {
      const second = yield* read(crawl, () => crawl.ask(LIST, params), LIST);
      yield second === undefined ? crawl.close(LIST, {}, {}, params) : crawl.closeAfter(LIST, second);
    }
  },
};

async function* read(
  crawl: ContainerCrawl,
  ask: () => AsyncIterable<{ readonly [key: string]: unknown }>,
  call: AzureCall,
): AsyncGenerator<GraphBatch, AnswerFault | undefined> {
  try {
    for await (const page of ask()) {
      const out = new PartBuilder();
      for (const raw of elementsOf(LIST, page)) addCarrier(fieldsOf(raw), out, crawl);
      crawl.count("resources with an identity", out.nodes.length);
      yield crawl.batch(call, out);
    }
    return undefined;
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault;
    throw fault;
  }
}

function addCarrier(raw: Fields, out: PartBuilder, crawl: ContainerCrawl): void {
  if (isRegistry(raw)) {
    addRegistry(raw, out);
    return;
  }
  const { nodeResourceGroup: group, disableLocalAccounts: isOff, ...more } = fieldsOf(raw["properties"]);
  const linkLocal = textOf(fieldsOf(more["networkProfile"])["podLinkLocalAccess"]);
  addWorkload(raw, out, crawl, {
    node_resource_group: textOf(group)?.toLowerCase(),
    local_accounts: typeof isOff === "boolean" ? !isOff : undefined,
    ...signInOf(more),
    run_command: fieldsOf(more["apiServerAccessProfile"])["disableRunCommand"] === true ? false : undefined,
    issuer: issuerOf(more),
    images: imagesOf(fieldsOf(more["images"])) ?? siteImages(raw),
    pods_kept_from_metadata: linkLocal?.toLowerCase() === "none" ? true : undefined,
  });
  const kubelet = textOf(fieldsOf(fieldsOf(more["identityProfile"])["kubeletidentity"])["resourceId"]);
  const cluster = textOf(raw["id"]);
  // its machines carry it: whoever runs code there as he likes asks for its token
  if (kubelet !== undefined && cluster !== undefined) out.edge("runs_as", resourceId(cluster), resourceId(kubelet));
}

/**
 * Whether a cluster asks Entra who its users are and whether roles of Azure count there. Only an answer that has the field tells that
 * it is not set: Resource Graph is asked for it by name, the list of resources leaves it out.
 */
function signInOf(raw: Fields): { readonly asks_entra?: boolean; readonly azure_roles?: boolean } {
  if (!("aadProfile" in raw)) return {};
  const isAsked = raw["aadProfile"] !== null;
  return { asks_entra: isAsked, azure_roles: isAsked && fieldsOf(raw["aadProfile"])["enableAzureRBAC"] === true };
}

/** Who issues the tokens of a cluster, as it says itself: its own address where it has no issuer for others. */
function issuerOf({ oidcIssuerProfile, fqdn }: Fields): string | undefined {
  const said = textOf(fieldsOf(oidcIssuerProfile)["issuerURL"]) ?? textOf(fqdn);
  return said
    ?.toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/+$/, "");
}

/** Storage account and container from which a function app loads its code, as `account/container`; nothing else of the address is kept. */
function packageContainer(raw: Fields): string | undefined {
  const { deployment } = fieldsOf(fieldsOf(raw["properties"])["functionAppConfig"]);
  const address = textOf(fieldsOf(fieldsOf(deployment)["storage"])["value"]);
  const [, account, container] =
    /^https:\/\/([a-z0-9]+)\.blob\.[a-z0-9.-]+\/([a-z0-9$-]+)\/?(?:\?|$)/i.exec(address ?? "") ?? [];
  return account === undefined || container === undefined ? undefined : `${account}/${container}`.toLowerCase();
}

interface Workloads {
  readonly type: string;
  readonly apiVersion: string;
  readonly dataSet: string;
  readonly word: string;
  readonly secrets?: readonly string[];
}

function workloads({ type, apiVersion, dataSet, word, secrets }: Workloads): AzureResource {
  return listed({
    call: {
      path: `/subscriptions/{subscription}/providers/${type}`,
      apiVersion,
      dataSet,
      permission: `${type}/read`,
      count: "1 per subscription",
      list: "value",
      ...(secrets === undefined ? {} : { secrets }),
    },
    word,
    convert(raw, out, crawl) {
      addWorkload({ type, ...raw }, out, crawl, { images: siteImages(raw) });
      const id = textOf(raw["id"]);
      const container = packageContainer(raw);
      if (id !== undefined && container !== undefined)
        out.supplements.push({ node: resourceId(id), properties: { package_container: container } });
    },
  });
}

/** What runs code whether or not it carries an identity yet: it may be given one. */
export const codeRunners: readonly AzureResource[] = [
  workloads({
    type: "Microsoft.Compute/virtualMachines",
    apiVersion: "2024-07-01",
    dataSet: "azure/compute:virtual-machines",
    word: "virtual machines",
    secrets: ["value.*.properties.osProfile.customData", "value.*.properties.userData"],
  }),
  workloads({
    type: "Microsoft.Compute/virtualMachineScaleSets",
    apiVersion: "2024-07-01",
    dataSet: "azure/compute:scale-sets",
    word: "scale sets",
    secrets: [
      "value.*.properties.virtualMachineProfile.osProfile.customData",
      "value.*.properties.virtualMachineProfile.userData",
      "value.*.properties.virtualMachineProfile.extensionProfile.extensions.*.properties.settings",
    ],
  }),
  workloads({
    type: "Microsoft.Web/sites",
    apiVersion: "2023-12-01",
    dataSet: "azure/web:sites",
    word: "web and function apps",
    // this list leaves settings out; should it ever give them, nobody sees them
    secrets: [
      "value.*.properties.siteConfig.appSettings.*.value",
      "value.*.properties.siteConfig.connectionStrings.*.connectionString",
    ],
  }),
  workloads({
    type: "Microsoft.Logic/workflows",
    apiVersion: "2019-05-01",
    dataSet: "azure/logic:workflows",
    word: "logic apps",
    // people write keys into the steps of a workflow
    secrets: ["value.*.properties.definition", "value.*.properties.parameters"],
  }),
  workloads({
    type: "Microsoft.Automation/automationAccounts",
    apiVersion: "2023-11-01",
    dataSet: "azure/automation:accounts",
    word: "automation accounts",
  }),
];
