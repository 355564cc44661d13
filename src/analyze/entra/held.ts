// What each principal of a tenant holds by itself, told by the reviewed tables: permissions, delegated scopes, directory roles.
import type { StoredEdge, StoredNode } from "../../model/analysis.js";
import type { DirectoryRoleRow, OauthPermissionRow, PermissionRisk } from "../../model/entra-tables.js";
import type { Tenant } from "./estate.js";

export interface HeldBy {
  /** Grants, blocked ones too: what a disabled principal keeps. */
  readonly count: number;
  readonly permissions: readonly string[];
  ofRisk(risk: PermissionRisk): readonly string[];
  /** Scopes that everybody has consented to, or that were consented to for everybody. */
  readonly delegated: readonly string[];
  /** Those of them that the reviewed table knows. */
  readonly riskyScopes: readonly string[];
  /** Active roles of the whole tenant. */
  readonly roles: readonly string[];
  /** Those of a tier. */
  privileged(tier: number): readonly string[];
  readonly scopedRoles: readonly string[];
  readonly eligible: readonly string[];
}

export interface Held {
  of(principal: string): HeldBy;
  /** Some assignment of the tenant is eligible only. */
  readonly usesEligible: boolean;
}

export interface HeldTables {
  readonly permissions: readonly OauthPermissionRow[];
  readonly roles: readonly DirectoryRoleRow[];
}

export function createHeld(tenant: Tenant, tables: HeldTables): Held {
  const grants = new Map(tenant.grants.map((grant) => [grant.id, grant]));
  const byId = new Map(tables.permissions.flatMap((row) => (row.id === undefined ? [] : [[row.id, row] as const])));
  const byName = new Map(tables.permissions.map((row) => [`${row.api} ${row.permission}`, row]));
  const tiers = new Map(tables.roles.map(({ template, tier }) => [template, tier]));
  let usesEligible = false;
  for (const edges of tenant.held.values()) usesEligible ||= edges.some(isEligible);
  return {
    usesEligible,
    of(principal) {
      const pairs = (tenant.held.get(principal) ?? []).flatMap((edge) => {
        const grant = grants.get(edge.to);
        return grant === undefined ? [] : [{ edge, grant }];
      });
      const apps = pairs.filter(({ grant }) => grant.type === "entra.app-role").map(({ grant }) => grant);
      const consents = pairs
        .filter(({ grant }) => grant.type === "entra.delegated-grant" && grant.properties["consent"] === "everybody")
        .map(({ grant }) => grant);
      const roles = pairs.filter(({ grant }) => grant.type === "entra.directory-role");
      const active = roles.filter(({ edge }) => !isEligible(edge)).map(({ grant }) => grant);
      const whole = active.filter(isWhole);
      const scopes = consents.map((grant) => ({
        api: grant.properties["api_app_id"],
        scopes: textsOf(grant.properties["scopes"]),
      }));
      return {
        count: pairs.length,
        permissions: names(apps),
        ofRisk: (risk) =>
          names(apps.filter(({ properties }) => byId.get(String(properties["role_id"]))?.risk === risk)),
        delegated: distinct(scopes.flatMap((one) => one.scopes)),
        riskyScopes: distinct(
          scopes.flatMap((one) => one.scopes.filter((scope) => byName.has(`${String(one.api)} ${scope}`))),
        ),
        roles: names(whole),
        privileged: (tier) =>
          names(whole.filter(({ properties }) => tiers.get(String(properties["template"])) === tier)),
        scopedRoles: names(active.filter((grant) => !isWhole(grant))),
        eligible: names(roles.filter(({ edge }) => isEligible(edge)).map(({ grant }) => grant)),
      };
    },
  };
}

function isEligible({ properties }: StoredEdge): boolean {
  return properties["held"] === "eligible";
}

function isWhole({ properties }: StoredNode): boolean {
  return properties["directory_scope"] === "/";
}

function names(grants: readonly StoredNode[]): readonly string[] {
  return distinct(grants.map(({ name }) => name));
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}
