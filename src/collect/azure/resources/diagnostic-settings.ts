// azure/monitor:activity-log-settings, azure/aadiam:diagnostic-settings: where the activity log of a subscription and the logs of
// the directory go. https://learn.microsoft.com/rest/api/monitor/subscription-diagnostic-settings/list and, of the directory,
// Microsoft.Aadiam/stable/2017-04-01 in Azure/azure-rest-api-specs.
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { AzureCall } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { listed } from "../listed.js";

export const activityLogSettings = listed({
  call: {
    path: "/subscriptions/{subscription}/providers/Microsoft.Insights/diagnosticSettings",
    apiVersion: "2021-05-01-preview",
    dataSet: "azure/monitor:activity-log-settings",
    permission: "Microsoft.Insights/diagnosticSettings/read",
    count: "1 per subscription",
    list: "value",
  },
  word: "settings of the activity log",
  convert: addSetting,
});

/** They belong to the tenant and are asked for at `/`, above every management group. */
export const LIST_DIRECTORY_SETTINGS: AzureCall = {
  path: "/providers/microsoft.aadiam/diagnosticSettings",
  apiVersion: "2017-04-01",
  dataSet: "azure/aadiam:diagnostic-settings",
  permission: "microsoft.aadiam/diagnosticsettings/read",
  count: "1",
  list: "value",
};

export const directoryLogSettings = listed({
  call: LIST_DIRECTORY_SETTINGS,
  of: ["tenant"],
  word: "settings of the directory's logs",
  convert: addSetting,
});

/** Fields that say where logs go, with the word for it. */
const DESTINATIONS = {
  workspaceId: "workspace",
  storageAccountId: "storage account",
  eventHubAuthorizationRuleId: "event hub",
  serviceBusRuleId: "event hub",
  marketplacePartnerId: "partner",
} as const;

function addSetting(raw: Fields, out: PartBuilder, crawl: ContainerCrawl): void {
  const name = textOf(raw["name"]);
  if (name === undefined) return;
  const inner = fieldsOf(raw["properties"]);
  const on = listOf(inner["logs"])
    .map(fieldsOf)
    .filter(({ enabled }) => enabled === true);
  // a field of a destination that is not used may be there, and empty
  const to = Object.entries(DESTINATIONS).filter(([field]) => (textOf(inner[field]) ?? "") !== "");
  out.nodes.push({
    id: `${crawl.id}/diagnosticsettings/${name.toLowerCase()}`,
    kind: "resource",
    type: "azure.diagnostic-setting",
    name,
    properties: properties({
      categories: named(on, "category"),
      category_groups: named(on, "categoryGroup"),
      destinations: [...new Set(to.map(([, word]) => word))].sort(),
    }),
  });
}

function named(logs: readonly Fields[], field: string): readonly string[] {
  return [...new Set(logs.flatMap((log) => textOf(log[field]) || []))].sort();
}
