// azure/storage:accounts, :containers, azure/documentdb:…: what holds data, who has roles of its own there, and how old its keys are.
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { type AboutEachOptions, aboutEach } from "../about-each.js";
import type { AzureCall } from "../call.js";
import { resourceGroupOf, resourceId } from "../ids.js";
import { listed } from "../listed.js";
import type { AzureResource } from "../resource.js";
import { tagsOf } from "../tags.js";
import { textsOf } from "./role-definitions.js";

const STORAGE = "azure/storage:accounts";
const COSMOS = "azure/documentdb:accounts";

export const storageAccounts = listed({
  call: {
    path: "/subscriptions/{subscription}/providers/Microsoft.Storage/storageAccounts",
    apiVersion: "2023-05-01",
    dataSet: STORAGE,
    permission: "Microsoft.Storage/storageAccounts/read",
    count: "1 per subscription",
    list: "value",
  },
  word: "storage accounts",
  convert(raw, out) {
    const id = textOf(raw["id"]);
    if (id === undefined) return;
    const inner = fieldsOf(raw["properties"]);
    // what is not said is allowed
    const takesKeys = inner["allowSharedKeyAccess"] !== false;
    addStore(raw, "azure.storage-account", out, { takes_keys: takesKeys });
    const made = fieldsOf(inner["keyCreationTime"]);
    for (const key of ["key1", "key2"]) {
      // of a key older than the field Azure does not say when it was made
      const created = toIso(made[key]);
      const name = proseOf(raw["name"]) ?? id;
      out.nodes.push({
        id: `${resourceId(id)}#${key}`,
        kind: "credential",
        type: "azure.storage-key",
        name: `${key} of ${name}`,
        parent: resourceId(id),
        properties: properties({
          status: takesKeys ? "active" : "inactive",
          static: true,
          created_at: created,
          principal_name: name,
        }),
      });
    }
  },
});

export const cosmosAccounts = listed({
  call: {
    path: "/subscriptions/{subscription}/providers/Microsoft.DocumentDB/databaseAccounts",
    apiVersion: "2024-05-15",
    dataSet: COSMOS,
    permission: "Microsoft.DocumentDB/databaseAccounts/read",
    count: "1 per subscription",
    list: "value",
  },
  word: "Cosmos DB accounts",
  convert(raw, out) {
    const inner = fieldsOf(raw["properties"]);
    addStore(raw, "azure.cosmos-account", out, { takes_keys: inner["disableLocalAuth"] !== true });
  },
});

function addStore(raw: Fields, type: string, out: PartBuilder, more: { readonly takes_keys: boolean }): void {
  const id = textOf(raw["id"]);
  if (id === undefined) return;
  out.nodes.push({
    id: resourceId(id),
    kind: "resource",
    type,
    name: proseOf(raw["name"]) ?? id,
    aliases: [id.toLowerCase()],
    properties: properties({
      resource: id.toLowerCase(),
      resource_group: resourceGroupOf(id)?.split("/").at(-1),
      created_at: toIso(fieldsOf(raw["properties"])["creationTime"] ?? fieldsOf(raw["systemData"])["createdAt"]),
      location: textOf(raw["location"]),
      tags: tagsOf(raw["tags"]),
      ...more,
    }),
  });
}

const CONTAINERS: AzureCall = {
  path: "/{+account}/blobServices/default/containers",
  apiVersion: "2023-05-01",
  dataSet: "azure/storage:containers",
  permission: "Microsoft.Storage/storageAccounts/blobServices/containers/read",
  count: "1 per storage account",
  list: "value",
};
const DATABASES: AzureCall = {
  path: "/{+account}/sqlDatabases",
  apiVersion: "2024-05-15",
  dataSet: "azure/documentdb:databases",
  permission: "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/read",
  count: "1 per Cosmos DB account",
  list: "value",
};
const COSMOS_ROLES: AzureCall = {
  path: "/{+account}/sqlRoleDefinitions",
  apiVersion: "2024-05-15",
  dataSet: "azure/documentdb:roles",
  permission: "Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions/read",
  count: "1 per Cosmos DB account",
  list: "value",
};
const COSMOS_ASSIGNMENTS: AzureCall = {
  path: "/{+account}/sqlRoleAssignments",
  apiVersion: "2024-05-15",
  dataSet: "azure/documentdb:role-assignments",
  permission: "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/read",
  count: "1 per Cosmos DB account",
  list: "value",
};

type Convert = AboutEachOptions["convert"];

/** A data set about each account of a list. */
function ofAccounts(call: AzureCall, list: string, word: string, convert: Convert): AzureResource {
  return aboutEach({ call, list, what: "accounts", param: "account", word, convert });
}

/** A part of an account that can be reached by itself. */
function part(type: string): Convert {
  return (raw, account, out) => {
    const id = textOf(raw["id"]);
    if (id === undefined) return;
    out.nodes.push({
      id: resourceId(id),
      kind: "resource",
      type,
      name: proseOf(raw["name"]) ?? id,
      aliases: [id.toLowerCase()],
      parent: resourceId(account),
      properties: { resource: id.toLowerCase() },
    });
    out.edge("contains", resourceId(account), resourceId(id));
  };
}

export const storageContainers = ofAccounts(
  CONTAINERS,
  STORAGE,
  "storage accounts looked into",
  part("azure.blob-container"),
);
export const cosmosDatabases = ofAccounts(
  DATABASES,
  COSMOS,
  "Cosmos DB accounts looked into",
  part("azure.cosmos-database"),
);

export const cosmosRoles = ofAccounts(COSMOS_ROLES, COSMOS, "Cosmos DB roles looked up", (raw, _, out) => {
  const id = textOf(raw["id"]);
  if (id === undefined) return;
  const inner = fieldsOf(raw["properties"]);
  const permissions = (Array.isArray(inner["permissions"]) ? inner["permissions"] : []).map((one) => ({
    actions: [],
    not_actions: [],
    data_actions: textsOf(fieldsOf(one)["dataActions"]),
    not_data_actions: textsOf(fieldsOf(one)["notDataActions"]),
  }));
  out.nodes.push({
    id: resourceId(id),
    kind: "grant",
    type: "azure.cosmos-role",
    name: proseOf(inner["roleName"]) ?? id.slice(id.lastIndexOf("/") + 1),
    properties: { permissions },
  });
});

export const cosmosAssignments = ofAccounts(
  COSMOS_ASSIGNMENTS,
  COSMOS,
  "Cosmos DB role assignments looked up",
  (raw, account, out, { shared }) => {
    const inner = fieldsOf(raw["properties"]);
    const [id, principal, role] = [raw["id"], inner["principalId"], inner["roleDefinitionId"]].map(textOf);
    if (id === undefined || principal === undefined || role === undefined) return;
    // scopes below the account are written in the words of the database
    const scope = (textOf(inner["scope"]) ?? account)
      .replace(/\/dbs\//i, "/sqlDatabases/")
      .replace(/\/colls\//i, "/containers/");
    out.nodes.push({
      id: resourceId(id),
      kind: "grant",
      type: "azure.cosmos-role-assignment",
      name: role.slice(role.lastIndexOf("/") + 1).toLowerCase(),
      parent: resourceId(account),
      properties: properties({
        principal: principal.toLowerCase(),
        tenant: shared.tenant,
        role: resourceId(role),
        role_scope: scope.toLowerCase(),
        held: "active",
      }),
    });
  },
);
