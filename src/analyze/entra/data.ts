// Mail, files and chats that permissions open: for an application by itself everybody's, through a delegated grant those of the
// people who use it. A grant leads to data and never becomes the person.
import type { DerivedEdge, StoredNode } from "../../model/analysis.js";
import type { OauthPermissionRow } from "../../model/entra-tables.js";
import { textOf } from "../properties.js";
import type { Tenant } from "./estate.js";

const NARROWED: { readonly [data: string]: string } = {
  mailboxes: "no access policy of Exchange narrows it to some mailboxes, which Microsoft Graph does not show",
};

/** Edges from permissions to the data of the tenant. */
export function drawData(tenant: Tenant, permissions: readonly OauthPermissionRow[]): readonly DerivedEdge[] {
  const rows = permissions.filter(({ data }) => data !== undefined);
  const byId = new Map(rows.flatMap((row) => (row.id === undefined ? [] : [[row.id, row] as const])));
  const byName = new Map(rows.map((row) => [`${row.api} ${row.permission}`, row]));
  return tenant.grants.flatMap((grant) => {
    if (grant.type === "entra.app-role")
      return ofApplication(grant, byId.get(textOf(grant.properties["role_id"]) ?? ""), tenant);
    return grant.type === "entra.delegated-grant" ? ofPeople(grant, byName, tenant) : [];
  });
}

function ofApplication(grant: StoredNode, row: OauthPermissionRow | undefined, tenant: Tenant): DerivedEdge[] {
  if (row?.data === undefined) return [];
  const { data, capabilities } = row;
  const condition = row.condition ?? NARROWED[data];
  return capabilities.map((capability) => ({
    kind: "permits",
    from: grant.id,
    to: `${tenant.id}/${data}`,
    capability,
    state: condition === undefined ? "none" : "unknown",
    confidence: condition === undefined ? 1 : 0.9,
    ...(condition !== undefined && { condition }),
    because: [`${grant.id}#grant`],
  }));
}

/** Consent for everybody is a way to everybody's data, one person after the other. Consent of one person is hers. */
function ofPeople(grant: StoredNode, byName: ReadonlyMap<string, OauthPermissionRow>, tenant: Tenant): DerivedEdge[] {
  const { consent, scopes, api_app_id: api, stays_signed_in: stays } = grant.properties;
  if (consent !== "everybody" || !Array.isArray(scopes)) return [];
  const seen = new Set<string>();
  return scopes.flatMap((scope) => {
    const row = byName.get(`${textOf(api) ?? ""} ${textOf(scope) ?? ""}`);
    return (row?.capabilities ?? []).flatMap((capability): DerivedEdge[] => {
      const to = `${tenant.id}/${row?.data}`;
      if (seen.has(`${to} ${capability}`)) return [];
      seen.add(`${to} ${capability}`);
      return [
        {
          kind: "permits",
          from: grant.id,
          to,
          capability,
          state: "needs-actor",
          confidence: stays === true ? 0.9 : 0.8,
          condition: "of the people who sign in to it, while they do; with offline_access also afterwards",
          because: [`${grant.id}#grant`],
        },
      ];
    });
  });
}
