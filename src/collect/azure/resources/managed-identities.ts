// azure/managedidentity:identities, :federated-credentials: identities that resources share, and who becomes one with a token of
// another issuer.
import { fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { aboutEach } from "../about-each.js";
import type { AzureCall } from "../call.js";
import { resourceGroupOf, resourceId } from "../ids.js";
import { listed } from "../listed.js";
import { tagsOf } from "../tags.js";

const IDENTITIES = "azure/managedidentity:identities";

export const managedIdentities = listed({
  call: {
    path: "/subscriptions/{subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities",
    apiVersion: "2023-01-31",
    dataSet: IDENTITIES,
    permission: "Microsoft.ManagedIdentity/userAssignedIdentities/read",
    count: "1 per subscription",
    list: "value",
  },
  word: "managed identities",
  convert(raw, out, crawl) {
    const id = textOf(raw["id"]);
    if (id === undefined) return;
    const inner = fieldsOf(raw["properties"]);
    const principal = textOf(inner["principalId"])?.toLowerCase();
    crawl.shared.tenant ??= textOf(inner["tenantId"])?.toLowerCase();
    out.nodes.push({
      id: resourceId(id),
      kind: "principal",
      type: "azure.managed-identity",
      name: proseOf(raw["name"]) ?? id,
      ...(principal === undefined ? {} : { incarnation: principal }),
      aliases: [id.toLowerCase()],
      properties: properties({
        resource: id.toLowerCase(),
        resource_group: resourceGroupOf(id)?.split("/").at(-1),
        principal,
        client: textOf(inner["clientId"])?.toLowerCase(),
        tenant: textOf(inner["tenantId"])?.toLowerCase(),
        location: textOf(raw["location"]),
        tags: tagsOf(raw["tags"]),
      }),
    });
  },
});

const CREDENTIALS: AzureCall = {
  path: "/{+identity}/federatedIdentityCredentials",
  apiVersion: "2023-01-31",
  dataSet: "azure/managedidentity:federated-credentials",
  permission: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read",
  count: "1 per managed identity",
  list: "value",
};

export const federatedCredentials = aboutEach({
  call: CREDENTIALS,
  list: IDENTITIES,
  what: "managed identities",
  param: "identity",
  word: "federated credentials looked up",
  convert(raw, id, out) {
    const name = textOf(raw["name"]);
    if (name === undefined) return;
    const inner = fieldsOf(raw["properties"]);
    const trust = `${resourceId(id)}/federated/${name.toLowerCase()}`;
    out.nodes.push({
      id: trust,
      kind: "trust",
      type: "entra.federated-credential",
      name,
      parent: resourceId(id),
      properties: properties({
        issuer: textOf(inner["issuer"]),
        subject: textOf(inner["subject"]),
        audiences: listOf(inner["audiences"]).filter((audience) => typeof audience === "string"),
        claims_matching_expression: textOf(fieldsOf(inner["claimsMatchingExpression"])["value"]),
      }),
    });
    out.edge("yields", trust, resourceId(id));
  },
});
