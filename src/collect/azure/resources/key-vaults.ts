// azure/keyvault:vaults, :secrets, :keys: who may read a vault by which model, and how long what is in it lives. Never a value.
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { aboutEach } from "../about-each.js";
import type { AzureCall } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { resourceGroupOf, resourceId } from "../ids.js";
import { listed } from "../listed.js";
import type { AzureResource } from "../resource.js";
import { tagsOf } from "../tags.js";
import { textsOf } from "./role-definitions.js";

const VAULTS = "azure/keyvault:vaults";

export const keyVaults = listed({
  call: {
    path: "/subscriptions/{subscription}/providers/Microsoft.KeyVault/vaults",
    apiVersion: "2023-07-01",
    dataSet: VAULTS,
    permission: "Microsoft.KeyVault/vaults/read",
    count: "1 per subscription",
    list: "value",
  },
  word: "key vaults",
  convert(raw, out, crawl) {
    const id = textOf(raw["id"]);
    if (id === undefined) return;
    const inner = fieldsOf(raw["properties"]);
    crawl.shared.tenant ??= textOf(inner["tenantId"])?.toLowerCase();
    const vault = resourceId(id);
    out.nodes.push({
      id: vault,
      kind: "resource",
      type: "azure.key-vault",
      name: proseOf(raw["name"]) ?? id,
      aliases: [id.toLowerCase()],
      properties: properties({
        resource: id.toLowerCase(),
        resource_group: resourceGroupOf(id)?.split("/").at(-1),
        // without a word from Azure the vault goes by its access policies
        uses_roles: inner["enableRbacAuthorization"] === true,
        // whoever may deploy from it passes its secrets to a template, whatever model it goes by
        for_templates: inner["enabledForTemplateDeployment"] === true ? true : undefined,
        purge_protected: inner["enablePurgeProtection"] === true,
        location: textOf(raw["location"]),
        tags: tagsOf(raw["tags"]),
      }),
    });
    for (const one of listOf(inner["accessPolicies"])) addPolicy(fieldsOf(one), id, out, crawl);
  },
});

function addPolicy(raw: Fields, vault: string, out: PartBuilder, { shared }: ContainerCrawl): void {
  const principal = textOf(raw["objectId"])?.toLowerCase();
  if (principal === undefined) return;
  const permissions = fieldsOf(raw["permissions"]);
  const application = textOf(raw["applicationId"])?.toLowerCase();
  out.nodes.push({
    id: `${resourceId(vault)}#policy/${principal}${application === undefined ? "" : `/${application}`}`,
    kind: "grant",
    type: "azure.access-policy",
    name: "access policy",
    parent: resourceId(vault),
    properties: properties({
      principal,
      tenant: textOf(raw["tenantId"])?.toLowerCase() ?? shared.tenant,
      // the user has to come through this application
      application,
      role_scope: vault.toLowerCase(),
      held: "active",
      secrets: lowerTexts(permissions["secrets"]),
      keys: lowerTexts(permissions["keys"]),
      certificates: lowerTexts(permissions["certificates"]),
    }),
  });
}

function lowerTexts(value: unknown): readonly string[] {
  return textsOf(value).map((one) => one.toLowerCase());
}

const kept = (kind: "secrets" | "keys"): AzureCall => ({
  path: `/{+vault}/${kind}`,
  apiVersion: "2023-07-01",
  dataSet: `azure/keyvault:${kind}`,
  permission: `Microsoft.KeyVault/vaults/${kind}/read`,
  count: "1 per key vault",
  list: "value",
  // the management plane gives no value; should it ever, nobody sees it
  secrets: ["value.*.properties.value"],
});

function inVaults(kind: "secrets" | "keys", type: string): AzureResource {
  return aboutEach({
    call: kept(kind),
    list: VAULTS,
    what: "key vaults",
    param: "vault",
    word: `vaults looked into for ${kind}`,
    convert: (raw, vault, out) => addKept(raw, { vault, kind, type }, out),
  });
}

interface Kept {
  readonly vault: string;
  readonly kind: "secrets" | "keys";
  readonly type: string;
}

function addKept(raw: Fields, { vault, kind, type }: Kept, out: PartBuilder): void {
  const name = textOf(raw["name"]);
  if (name === undefined) return;
  const inner = fieldsOf(raw["properties"]);
  const attributes = fieldsOf(inner["attributes"]);
  const id = `${vault}/${kind}/${name}`;
  const [created, expires] = [toIso(attributes["created"]), toIso(attributes["exp"] ?? attributes["expires"])];
  out.nodes.push({
    id: resourceId(id),
    kind: "resource",
    type,
    name,
    aliases: [id.toLowerCase()],
    parent: resourceId(vault),
    properties: properties({
      resource: id.toLowerCase(),
      enabled: typeof attributes["enabled"] === "boolean" ? attributes["enabled"] : undefined,
      created_at: created,
      updated_at: toIso(attributes["updated"]),
      // of what a certificate is made of, when that begins
      not_before: toIso(attributes["nbf"]),
      expires_at: expires,
      lifetime_days:
        created === undefined || expires === undefined
          ? undefined
          : Math.round((Date.parse(expires) - Date.parse(created)) / 86_400_000),
      content_type: proseOf(inner["contentType"]),
      // of a certificate the vault renews what it keeps
      managed_by_certificate:
        inner["managed"] === true || /x-pkcs12|x-pem-file/.test(textOf(inner["contentType"]) ?? ""),
      rotates: listOf(fieldsOf(inner["rotationPolicy"])["lifetimeActions"]).length > 0,
      tags: tagsOf(raw["tags"]),
    }),
  });
  out.edge("contains", resourceId(vault), resourceId(id));
}

export const vaultSecrets = inVaults("secrets", "azure.key-vault-secret");
export const vaultKeys = inVaults("keys", "azure.key-vault-key");
