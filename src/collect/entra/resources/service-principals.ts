// entra/graph:service-principals: applications as this tenant knows them, managed identities, whose they are and what proves
// them; and when they were made, which only beta says.
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { limitOf, readAccess } from "../access-policies.js";
import type { EntraCall } from "../call.js";
import { addCredentials } from "../credentials.js";
import type { KnownPrincipal } from "../facts.js";
import { listResource } from "../list-resource.js";
import type { TenantCrawl } from "../tenant-crawl.js";

const LIST_PRINCIPALS: EntraCall = {
  path: "/servicePrincipals",
  version: "v1.0",
  dataSet: "entra/graph:service-principals",
  permission: "Application.Read.All",
  count: "1 per 100 service principals",
  isList: true,
  query: {
    $select:
      "id,appId,displayName,appOwnerOrganizationId,servicePrincipalType,accountEnabled,passwordCredentials,keyCredentials,verifiedPublisher,appRoles,preferredSingleSignOnMode,tags,notes,alternativeNames,signInAudience",
    $expand: "owners($select=id)",
    $top: "100",
  },
};

const LIST_DATES: EntraCall = {
  path: "/servicePrincipals",
  version: "beta",
  dataSet: "entra/graph:service-principal-dates",
  permission: "Application.Read.All",
  count: "1 per 999 service principals",
  isList: true,
  query: { $select: "id,createdDateTime", $top: "999" },
};

export const servicePrincipals = listResource({
  call: LIST_PRINCIPALS,
  word: "service principals",
  needed: ["id"],
  start: async (crawl) => {
    crawl.facts.principals = [];
    // what they leave of a sign-in goes onto the edges of its credentials
    await readAccess(crawl);
  },
  fail: ({ facts }) => {
    facts.principals = undefined;
  },
  add: (element, crawl, out) => {
    const known = addPrincipal(element, crawl, out);
    if (known !== undefined) crawl.facts.principals = append(crawl.facts.principals, known);
  },
});

export const servicePrincipalDates = listResource({
  call: LIST_DATES,
  word: "dates of service principals",
  add: (element, crawl, out) => {
    const id = textOf(element["id"]);
    const at = toIso(element["createdDateTime"]);
    if (id !== undefined && at !== undefined)
      out.supplements.push({ node: crawl.node(id), properties: { created_at: at } });
  },
});

/** The list grows in place: it is the crawl's own. */
function append(list: readonly KnownPrincipal[] | undefined, one: KnownPrincipal): readonly KnownPrincipal[] {
  const own = (list ?? []) as KnownPrincipal[];
  own.push(one);
  return own;
}

/** Node type by what Entra calls it. */
function typeOf(raw: Fields): string {
  const odata = textOf(raw["@odata.type"]) ?? "";
  if (raw["servicePrincipalType"] === "ManagedIdentity") return "entra.managed-identity";
  if (/agentIdentity$/i.test(odata) || raw["servicePrincipalType"] === "AgentIdentity") return "entra.agent-identity";
  return "entra.service-principal";
}

function addPrincipal(raw: Fields, crawl: TenantCrawl, out: PartBuilder): KnownPrincipal | undefined {
  const objectId = textOf(raw["id"]);
  if (objectId === undefined) return undefined;
  const appId = textOf(raw["appId"])?.toLowerCase();
  const known: KnownPrincipal = {
    id: crawl.node(objectId),
    objectId,
    appId,
    name: proseOf(raw["displayName"]) ?? appId ?? objectId,
    ownerTenant: textOf(raw["appOwnerOrganizationId"])?.toLowerCase(),
    isEnabled: raw["accountEnabled"] !== false,
    isManagedIdentity: raw["servicePrincipalType"] === "ManagedIdentity",
    kind: textOf(raw["servicePrincipalType"]),
    audience: textOf(raw["signInAudience"]),
    appRoles: toAppRoles(raw["appRoles"]),
    told: toTold(raw),
  };
  const { id, name, ownerTenant, isEnabled, isManagedIdentity } = known;
  if (!isEnabled) crawl.facts.disabled.add(objectId.toLowerCase());
  const isForeign = !isManagedIdentity && ownerTenant !== undefined && ownerTenant !== crawl.tenant;
  // Azure keeps the certificates of managed identities.
  const held = isManagedIdentity
    ? undefined
    : addCredentials(
        raw,
        { id, name, principal: id, isDisabled: !isEnabled, limit: limitOf(known, crawl), now: crawl.context.now },
        out,
      );
  out.nodes.push({
    id,
    kind: "principal",
    type: typeOf(raw),
    name,
    incarnation: objectId.toLowerCase(),
    aliases: [objectId.toLowerCase(), ...(appId === undefined ? [] : [appId])],
    properties: properties({
      app_id: appId,
      owner_tenant: ownerTenant,
      is_third_party: isManagedIdentity || ownerTenant === undefined ? undefined : isForeign,
      enabled: isEnabled,
      own_secrets: held?.secrets,
      own_certificates: held?.certificates,
      ...settingsOf(raw, isManagedIdentity),
    }),
  });
  return known;
}

function settingsOf(raw: Fields, isManagedIdentity: boolean): JsonRecord {
  const publisher = fieldsOf(raw["verifiedPublisher"]);
  const alternative = listOf(raw["alternativeNames"]).filter((text) => typeof text === "string");
  const resource = alternative.find((text) => text.startsWith("/subscriptions/"));
  const tags = toTags(raw["tags"]);
  return properties({
    principal_kind: textOf(raw["servicePrincipalType"]),
    verified_publisher: textOf(publisher["displayName"]),
    is_verified: textOf(publisher["verifiedPublisherId"]) !== undefined,
    sign_on: textOf(raw["preferredSingleSignOnMode"]),
    audience: textOf(raw["signInAudience"]),
    description: proseOf(raw["notes"]),
    tags: Object.keys(tags).length === 0 ? undefined : tags,
    azure_resource: resource?.toLowerCase(),
    is_user_assigned: isManagedIdentity ? alternative.includes("isExplicit=True") : undefined,
  });
}

function toTags(raw: unknown): { readonly [tag: string]: string } {
  const tags = listOf(raw).filter((tag): tag is string => typeof tag === "string");
  return Object.fromEntries(
    tags.sort().map((tag) => {
      const at = tag.search(/[:=]/);
      return at < 0 ? [tag, ""] : [tag.slice(0, at).trim(), tag.slice(at + 1).trim()];
    }),
  );
}

/** Roles that applications may be given: what is meant for people only is no permission of an application. */
function toAppRoles(raw: unknown): ReadonlyMap<string, string> {
  const roles = listOf(raw)
    .map(fieldsOf)
    .filter((role) => listOf(role["allowedMemberTypes"]).includes("Application"));
  return new Map(
    roles.flatMap((role) => {
      const id = textOf(role["id"]);
      const value = textOf(role["value"]) ?? textOf(role["displayName"]);
      return id === undefined || value === undefined ? [] : [[id.toLowerCase(), value] as const];
    }),
  );
}

const RELATIONS = ["owners", "appRoleAssignments", "appRoleAssignedTo", "federatedIdentityCredentials", "members"];

/** Lists that came with the thing itself. */
export function toTold(raw: Fields): { readonly [relation: string]: readonly unknown[] } {
  return Object.fromEntries(RELATIONS.flatMap((name) => (Array.isArray(raw[name]) ? [[name, listOf(raw[name])]] : [])));
}
