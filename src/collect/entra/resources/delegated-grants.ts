// entra/graph:delegated-grants: what applications may do for people who use them: for everybody, or for one.
import { type Fields, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { EntraCall } from "../call.js";
import { delegatedId } from "../ids.js";
import { listResource } from "../list-resource.js";
import type { TenantCrawl } from "../tenant-crawl.js";

const LIST: EntraCall = {
  path: "/oauth2PermissionGrants",
  version: "v1.0",
  dataSet: "entra/graph:delegated-grants",
  permission: "DelegatedPermissionGrant.Read.All",
  count: "1 per 999 grants",
  isList: true,
  query: { $top: "999" },
};

export const delegatedGrants = listResource({
  call: LIST,
  word: "delegated grants",
  needed: ["id", "clientId", "resourceId"],
  add: addGrant,
});

function addGrant(raw: Fields, crawl: TenantCrawl, out: PartBuilder): void {
  const grant = textOf(raw["id"]);
  const client = textOf(raw["clientId"])?.toLowerCase();
  if (grant === undefined || client === undefined) return;
  const scopes = [...new Set((textOf(raw["scope"]) ?? "").split(/\s+/).filter((scope) => scope !== ""))].sort();
  const resource = textOf(raw["resourceId"])?.toLowerCase();
  const user = textOf(raw["principalId"])?.toLowerCase();
  const isForAll = raw["consentType"] === "AllPrincipals";
  const known = crawl.facts.principal(client);
  const api = crawl.facts.principal(resource);
  const id = delegatedId(crawl.tenant, grant);
  out.nodes.push({
    id,
    kind: "grant",
    type: "entra.delegated-grant",
    name: `${known?.name ?? client} for ${isForAll ? "everybody" : "one user"}`,
    parent: crawl.node(client),
    properties: properties({
      consent: isForAll ? "everybody" : "one-user",
      user: user === undefined ? undefined : crawl.node(user),
      scopes,
      api: resource === undefined ? undefined : crawl.node(resource),
      api_app_id: api?.appId,
      api_name: api?.name,
      stays_signed_in: scopes.includes("offline_access"),
    }),
  });
  out.edge("has_grant", crawl.node(client), id, known?.isEnabled === false ? { state: "blocked" } : {});
  if (user !== undefined) out.edge("issued_to", id, crawl.node(user));
}
