// azure/resources:subscriptions, azure/management:groups, azure/resources:subscription: the tree of a tenant, from its root down.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { elementsOf } from "../../scope-crawl.js";
import { type AzureCall, OF_SUBSCRIPTION } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { groupId, rootId, subscriptionId } from "../ids.js";
import type { AzureResource } from "../resource.js";
import { tagsOf } from "../tags.js";

export const GET_SUBSCRIPTION: AzureCall = {
  path: "/subscriptions/{subscription}",
  apiVersion: "2022-12-01",
  dataSet: "azure/resources:subscription",
  permission: "Microsoft.Resources/subscriptions/read",
  count: "1 per subscription",
};
export const LIST_SUBSCRIPTIONS: AzureCall = {
  path: "/subscriptions",
  apiVersion: "2022-12-01",
  dataSet: "azure/resources:subscriptions",
  permission: "Microsoft.Resources/subscriptions/read",
  count: "1",
  list: "value",
};
/** The group at the top has the id of the tenant. */
export const GET_GROUPS: AzureCall = {
  path: "/providers/Microsoft.Management/managementGroups/{group}",
  apiVersion: "2020-05-01",
  dataSet: "azure/management:groups",
  permission: "Microsoft.Management/managementGroups/read",
  count: "1",
  query: { $expand: "children", $recurse: "true" },
};

/** Which subscriptions there are; each is a scope of its own. */
export const subscriptions: AzureResource = {
  dataSet: LIST_SUBSCRIPTIONS.dataSet,
  calls: [LIST_SUBSCRIPTIONS],
  of: ["tenant"],
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const { shared } = crawl;
    const answer = await crawl.one(LIST_SUBSCRIPTIONS, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_SUBSCRIPTIONS, answer);
      return;
    }
    for (const raw of elementsOf(LIST_SUBSCRIPTIONS, answer).map(fieldsOf)) noteSubscription(raw, crawl);
    const { tenant } = shared;
    const nodes = tenant === undefined ? [] : [toRoot(tenant)];
    yield crawl.close(LIST_SUBSCRIPTIONS, {}, { nodes }, {});
  },
};

/** The subscription itself; where no tenant is crawled, that its root holds it. */
export const subscription: AzureResource = {
  dataSet: GET_SUBSCRIPTION.dataSet,
  calls: [GET_SUBSCRIPTION],
  of: OF_SUBSCRIPTION,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const { shared, container } = crawl;
    const params = { subscription: container.name };
    const isListed = shared.subscriptions.has(container.name.toLowerCase());
    const answer = await crawl.one(GET_SUBSCRIPTION, params);
    const isTold = answer instanceof AnswerFault && answer.kind === "unrecorded" && isListed;
    const raw = answer instanceof AnswerFault ? {} : fieldsOf(answer);
    if (!(answer instanceof AnswerFault)) noteSubscription(raw, crawl);
    crawl.scopeName =
      proseOf(raw["displayName"]) ?? shared.subscriptions.get(container.name.toLowerCase()) ?? container.name;
    const facts = {
      ...(shared.tenant === undefined ? {} : { tenant: shared.tenant }),
      ...properties({
        state: textOf(raw["state"]),
        tags: tagsOf(raw["tags"]),
        managed_by_tenants: listOf(raw["managedByTenants"]).flatMap((one) => textOf(fieldsOf(one)["tenantId"]) ?? []),
      }),
    };
    crawl.scopeFacts = facts;
    const out = new PartBuilder();
    out.nodes.push({
      id: crawl.id,
      kind: "scope",
      type: "azure.subscription",
      name: crawl.scopeName,
      aliases: [container.name, `/subscriptions/${container.name.toLowerCase()}`],
      properties: { subscription: container.name, ...facts },
    });
    const { tenant } = shared;
    if (tenant !== undefined) {
      out.nodes.push(toRoot(tenant));
      if (!shared.placed.has(container.name.toLowerCase())) out.edge("contains", rootId(tenant), crawl.id);
    }
    yield crawl.batch(GET_SUBSCRIPTION, out, params);
    if (answer instanceof AnswerFault && !isTold) yield crawl.closeAfter(GET_SUBSCRIPTION, answer, isListed);
    else yield crawl.close(GET_SUBSCRIPTION, {}, {}, params);
  },
};

function noteSubscription(raw: Fields, { shared }: ContainerCrawl): void {
  const id = textOf(raw["subscriptionId"])?.toLowerCase();
  const tenant = textOf(raw["tenantId"])?.toLowerCase();
  // a subscription of another tenant is seen here because it is delegated
  if (id === undefined || (shared.tenant !== undefined && tenant !== undefined && tenant !== shared.tenant)) return;
  shared.tenant ??= tenant;
  shared.subscriptions.set(id, proseOf(raw["displayName"]) ?? id);
}

function toRoot(tenant: string): GraphNode {
  return {
    id: rootId(tenant),
    kind: "scope",
    type: "azure.tenant",
    name: `root of ${tenant}`,
    properties: { tenant },
  };
}

/** Management groups in their order, and which subscriptions are in them. */
export const managementGroups: AzureResource = {
  dataSet: GET_GROUPS.dataSet,
  calls: [GET_GROUPS],
  of: ["tenant"],
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const { tenant } = crawl.shared;
    if (tenant === undefined) {
      yield crawl.close(GET_GROUPS, { state: "failed", message: "which tenant it is was not read" });
      return;
    }
    const params = { group: tenant };
    const answer = await crawl.one(GET_GROUPS, params);
    const out = new PartBuilder();
    out.nodes.push(toRoot(tenant));
    if (!(answer instanceof AnswerFault)) addGroup(fieldsOf(answer), undefined, crawl, out);
    placeAtRoot(tenant, crawl, out);
    if (!(answer instanceof AnswerFault)) yield crawl.close(GET_GROUPS, {}, out, params);
    else {
      yield crawl.batch(GET_GROUPS, out, params);
      yield crawl.closeAfter(GET_GROUPS, answer);
    }
  },
};

/**
 * Subscriptions of no group that was read are below the root all the same. It is this data set that says so, and not that of
 * the subscription, which is whole however much of the hierarchy could be read.
 */
function placeAtRoot(tenant: string, { shared }: ContainerCrawl, out: PartBuilder): void {
  for (const id of shared.subscriptions.keys()) {
    shared.placed.add(id);
    if (!shared.groupOf.has(id)) out.edge("contains", rootId(tenant), subscriptionId(id));
  }
}

/** Hierarchies are at most six deep below the root; deeper than this is no hierarchy. */
const DEEPEST = 12;

function addGroup(raw: Fields, above: string | undefined, crawl: ContainerCrawl, out: PartBuilder, depth = 0): void {
  const name = textOf(raw["name"])?.toLowerCase();
  const { shared } = crawl;
  if (name === undefined || depth > DEEPEST || shared.groups.has(name)) return;
  const inner = fieldsOf(raw["properties"]);
  const tenant = textOf(inner["tenantId"])?.toLowerCase() ?? shared.tenant;
  const title = proseOf(raw["displayName"]) ?? proseOf(inner["displayName"]) ?? name;
  shared.groups.set(name, above);
  shared.groupNames.set(name, title);
  out.nodes.push({
    id: groupId(name),
    kind: "scope",
    type: "azure.management-group",
    name: title,
    aliases: [`/providers/microsoft.management/managementgroups/${name}`],
    properties: properties({ management_group: name, tenant, parent: above }),
  });
  out.edge("contains", above === undefined ? rootId(tenant) : groupId(above), groupId(name));
  for (const child of listOf(raw["children"] ?? inner["children"]).map(fieldsOf)) {
    if (/\/subscriptions$/i.test(textOf(child["type"]) ?? "")) {
      const id = textOf(child["name"])?.toLowerCase();
      if (id === undefined) continue;
      shared.groupOf.set(id, name);
      out.edge("contains", groupId(name), subscriptionId(id));
    } else addGroup(child, name, crawl, out, depth + 1);
  }
}
