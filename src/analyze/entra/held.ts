// What each principal of a tenant holds by itself, told by the reviewed tables: permissions, delegated scopes, directory roles.
import type { StoredEdge, StoredNode } from "../../model/analysis.js";
import { distinct } from "../../model/compare.js";
import type { DirectoryRoleRow, OauthPermissionRow, PermissionRisk } from "../../model/entra-tables.js";
import { listedTexts, textOf } from "../properties.js";
import { isEligible, type Tenant } from "./estate.js";

export interface HeldBy {
  /** Grants, blocked ones too: what a disabled principal keeps. */
  readonly count: number;
  ofRisk(risk: PermissionRisk): readonly string[];
  /** Scopes that were consented to for everybody, of a risk. */
  scopesOfRisk(risk: PermissionRisk): readonly string[];
  /** Active roles of the whole tenant. */
  readonly roles: readonly string[];
  /** Those of a tier. */
  privileged(tier: number): readonly string[];
  /** Roles of a tier for a part of the tenant. */
  scoped(tier: number): readonly string[];
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

/** Looks up what a principal of the tenant holds, eligible roles among it. */
export function createHeld(tenant: Tenant, tables: HeldTables): Held {
  const grants = new Map(tenant.grants.map((grant) => [grant.id, grant]));
  const known = createKnown(tables);
  let usesEligible = false;
  for (const edges of tenant.held.values()) usesEligible ||= edges.some(isEligible);
  return {
    usesEligible,
    of(principal) {
      const pairs = (tenant.held.get(principal) ?? []).flatMap((edge) => {
        const grant = grants.get(edge.to);
        return grant === undefined ? [] : [{ edge, grant }];
      });
      return toHeldBy(pairs, known);
    },
  };
}

interface Pair {
  readonly edge: StoredEdge;
  readonly grant: StoredNode;
}

/** What the tables say of a grant. */
interface Known {
  riskOf(permission: StoredNode): PermissionRisk | undefined;
  riskOfScope(api: unknown, scope: string): PermissionRisk | undefined;
  tierOf(role: StoredNode): number | undefined;
}

function createKnown({ permissions, roles }: HeldTables): Known {
  const byId = new Map(permissions.flatMap((row) => (row.id === undefined ? [] : [[row.id, row] as const])));
  const byName = new Map(permissions.map((row) => [`${row.api} ${row.permission}`, row.risk]));
  const tiers = new Map(roles.map(({ template, tier }) => [template, tier]));
  return {
    riskOf: ({ properties }) => byId.get(textOf(properties["role_id"]) ?? "")?.risk,
    riskOfScope: (api, scope) => byName.get(`${textOf(api) ?? ""} ${scope}`),
    tierOf: ({ properties }) => tiers.get(textOf(properties["template"]) ?? ""),
  };
}

function toHeldBy(pairs: readonly Pair[], known: Known): HeldBy {
  const ofType = (type: string): readonly Pair[] => pairs.filter(({ grant }) => grant.type === type);
  const apps = ofType("entra.app-role").map(({ grant }) => grant);
  const consents = ofType("entra.delegated-grant").filter(({ grant }) => grant.properties["consent"] === "everybody");
  const roles = ofType("entra.directory-role");
  const active = roles.filter(({ edge }) => !isEligible(edge)).map(({ grant }) => grant);
  const whole = active.filter(isWhole);
  const scopes = consents.flatMap(({ grant: { properties } }) =>
    listedTexts(properties["scopes"]).map((scope) => ({ api: properties["api_app_id"], scope })),
  );
  return {
    count: pairs.length,
    ofRisk: (risk) => names(apps.filter((grant) => known.riskOf(grant) === risk)),
    scopesOfRisk: (risk) =>
      distinct(scopes.filter(({ api, scope }) => known.riskOfScope(api, scope) === risk).map(({ scope }) => scope)),
    roles: names(whole),
    privileged: (tier) => names(whole.filter((grant) => known.tierOf(grant) === tier)),
    scoped: (tier) => names(active.filter((grant) => !isWhole(grant) && known.tierOf(grant) === tier)),
    eligible: names(roles.filter(({ edge }) => isEligible(edge)).map(({ grant }) => grant)),
  };
}

function isWhole({ properties }: StoredNode): boolean {
  return properties["directory_scope"] === "/";
}

function names(grants: readonly StoredNode[]): readonly string[] {
  return distinct(grants.map(({ name }) => name));
}
