// entra/graph:applications: what the tenant has registered itself, with secrets, certificates and how people sign in with it.
import { type Fields, fieldsOf, isFields, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { limitOf } from "../access-policies.js";
import type { EntraCall } from "../call.js";
import { addCredentials } from "../credentials.js";
import type { KnownApplication } from "../facts.js";
import { listResource } from "../list-resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";
import { toTold } from "./service-principals.js";

const LIST_APPLICATIONS: EntraCall = {
  path: "/applications",
  version: "v1.0",
  dataSet: "entra/graph:applications",
  permission: "Application.Read.All",
  count: "1 per 100 applications",
  isList: true,
  query: {
    $select:
      "id,appId,displayName,createdDateTime,signInAudience,passwordCredentials,keyCredentials,web,spa,publicClient,isFallbackPublicClient,serviceManagementReference,notes,description,verifiedPublisher,servicePrincipalLockConfiguration,tags",
    $expand: "owners($select=id)",
    $top: "100",
  },
  clean: (page) => ({ ...page, value: elementsOf(page).map(withPlainRedirects) }),
};

/** An address may hold a password or a token: host and path are kept. */
function withPlainRedirects(raw: unknown): unknown {
  const application = fieldsOf(raw);
  const plain = REDIRECT_KINDS.flatMap((kind) => {
    const settings = application[kind];
    if (!isFields(settings) || !Array.isArray(settings["redirectUris"])) return [];
    const redirectUris = settings["redirectUris"].map((uri: unknown) =>
      typeof uri === "string" ? withoutSecrets(uri) : uri,
    );
    return [[kind, { ...settings, redirectUris }] as const];
  });
  return isFields(raw) ? { ...application, ...Object.fromEntries(plain) } : raw;
}

const REDIRECT_KINDS = ["web", "spa", "publicClient"];

export const applications = listResource({
  call: LIST_APPLICATIONS,
  word: "applications",
  needed: ["id"],
  start: ({ facts }) => {
    facts.applications = [];
  },
  fail: ({ facts }) => {
    facts.applications = undefined;
  },
  add: (element, crawl, out) => {
    const known = addApplication(element, crawl, out);
    if (known !== undefined) (crawl.facts.applications as KnownApplication[]).push(known);
  },
});

function addApplication(raw: Fields, crawl: TenantCrawl, out: PartBuilder): KnownApplication | undefined {
  const objectId = textOf(raw["id"]);
  if (objectId === undefined) return undefined;
  const id = crawl.node(objectId);
  const appId = textOf(raw["appId"])?.toLowerCase();
  const name = proseOf(raw["displayName"]) ?? appId ?? objectId;
  const principal = crawl.facts.principalOf(appId);
  const isBlueprint = /agentIdentityBlueprint$/i.test(textOf(raw["@odata.type"]) ?? "");
  const isDisabled = principal?.isEnabled === false;
  const limit = limitOf(principal, crawl);
  const holder = { id, name, principal: principal?.id, isDisabled, limit, now: crawl.context.now };
  const held = addCredentials(raw, holder, out);
  const web = fieldsOf(raw["web"]);
  const implicit = fieldsOf(web["implicitGrantSettings"]);
  const lock = fieldsOf(raw["servicePrincipalLockConfiguration"]);
  const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
  out.nodes.push({
    id,
    kind: "resource",
    type: isBlueprint ? "entra.agent-blueprint" : "entra.application",
    name,
    incarnation: objectId.toLowerCase(),
    aliases: [objectId.toLowerCase(), ...(appId === undefined ? [] : [appId])],
    ...(principal === undefined ? {} : { parent: principal.id }),
    properties: properties({
      app_id: appId,
      service_principal: principal?.id,
      created_at: toIso(raw["createdDateTime"]),
      audience: textOf(raw["signInAudience"]),
      secret_count: held.secrets,
      certificate_count: held.certificates,
      expired_count: held.expired,
      management_reference: proseOf(raw["serviceManagementReference"]),
      description: proseOf(raw["notes"]) ?? proseOf(raw["description"]),
      // A setting that is not in the answer was not read: Graph leaves it out only when it was not asked for.
      issues_access_tokens: flag(implicit["enableAccessTokenIssuance"]),
      issues_id_tokens: flag(implicit["enableIdTokenIssuance"]),
      redirects: redirectsOf(raw),
      is_public_client: raw["isFallbackPublicClient"] === null ? false : flag(raw["isFallbackPublicClient"]),
      instances_locked: flag(lock["isEnabled"]),
      is_verified: textOf(fieldsOf(raw["verifiedPublisher"])["verifiedPublisherId"]) !== undefined,
    }),
  });
  return { id, objectId, appId, isLocked: lock["isEnabled"] === true, isBlueprint, told: toTold(raw) };
}

/** Where tokens and codes are sent; undefined when it was not read. */
function redirectsOf(raw: Fields): readonly string[] | undefined {
  const kinds = REDIRECT_KINDS.filter((kind) => raw[kind] !== undefined);
  if (kinds.length === 0) return undefined;
  const uris = kinds.flatMap((kind) => listOf(fieldsOf(raw[kind])["redirectUris"]));
  const plain = uris.filter((uri) => typeof uri === "string");
  return [...new Set(plain)].sort();
}

function withoutSecrets(uri: string): string {
  return uri.replace(/[?#].*$/s, "").replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}
