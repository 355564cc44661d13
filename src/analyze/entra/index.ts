// Entra: who can become which application or administrator, as derived edges, and what follows for every principal. Pure;
// nothing is drawn where no tenant was crawled.
import { addAll } from "../../model/add-all.js";
import type { AnalysisGap, AnalysisInput, DerivedEdge, DerivedFact, DerivedNode } from "../../model/analysis.js";
import type { Json } from "../../model/words.js";
import type { Standings } from "../reach/reach-of.js";
import { activationFacts } from "./activation.js";
import { drawAgentUsers } from "./agents.js";
import { drawData } from "./data.js";
import { isMicrosofts, readTenants, type Tenant } from "./estate.js";
import { type FactTables, tenantFacts } from "./facts.js";
import { drawHandedOn } from "./handed-on.js";
import { drawPeople } from "./people.js";
import { drawTechniques, isGlobalAdministrator } from "./techniques.js";

export interface EntraAnalysis {
  readonly facts: readonly DerivedFact[];
  readonly nodes: readonly DerivedNode[];
  readonly edges: readonly DerivedEdge[];
  readonly gaps: readonly AnalysisGap[];
  readonly standings: Standings;
}

/** Without these nobody knows that somebody is no administrator. */
const NEEDED = [
  "app-role-assignments",
  "application-owners",
  "applications",
  "group-members",
  "group-owners",
  "groups",
  "role-assignments",
  "role-definitions",
  "service-principal-owners",
  "service-principals",
];

/** Ways within and out of the tenants of Entra, with facts and gaps. In: the stored estate. */
export function analyzeEntra(input: AnalysisInput): EntraAnalysis {
  const facts: DerivedFact[] = [];
  const nodes: DerivedNode[] = [];
  const edges: DerivedEdge[] = [];
  const gaps: AnalysisGap[] = [];
  const standings = new Map<string, Json | undefined>();
  const tables: FactTables = {
    permissions: input.tables.oauthPermissions ?? [],
    roles: input.tables.directoryRoles ?? [],
  };
  const techniques = (input.tables.scopedTechniques ?? []).filter(({ provider }) => provider === "entra");
  for (const tenant of readTenants(input)) {
    addAll(edges, drawHandedOn(tenant));
    const people = drawPeople(input, tenant);
    const drawn = drawTechniques(input, tenant, { ...tables, techniques, activating: people.groups });
    addAll(nodes, people.nodes, drawn.sets.nodes);
    addAll(edges, people.edges);
    addAll(edges, drawn.edges, drawn.sets.edges, drawData(tenant, tables.permissions), drawAgentUsers(tenant));
    addAll(gaps, drawn.gaps);
    drawVendors(tenant, nodes, edges);
    addAll(facts, tenantFacts(input, tenant, tables), activationFacts(input, tenant, tables.roles));
    judge(tenant, standings);
  }
  return { facts, nodes, edges, gaps, standings };
}

/** Whoever runs the tenant that owns an application holds its secrets, and so acts as it here. */
function drawVendors(tenant: Tenant, nodes: DerivedNode[], edges: DerivedEdge[]): void {
  const seen = new Set<string>();
  for (const node of tenant.principals) {
    const { owner_tenant: owner, is_third_party: isForeign, enabled } = node.properties;
    if (isForeign !== true || typeof owner !== "string" || isMicrosofts(node)) continue;
    const id = `entra:tenant/${owner}`;
    const name =
      typeof node.properties["verified_publisher"] === "string" ? node.properties["verified_publisher"] : undefined;
    if (!seen.has(id)) {
      seen.add(id);
      const properties = { tenant: owner };
      nodes.push({
        id,
        kind: "principal",
        type: "entra.external-tenant",
        name: name ?? `tenant ${owner}`,
        scope: tenant.scope,
        properties,
      });
    }
    edges.push({
      kind: "adds_credential",
      from: id,
      to: node.id,
      state: enabled === false ? "blocked" : "none",
      confidence: 1,
      because: [`${node.id}#consent`],
    });
  }
}

/** Everybody is judged; who holds the role itself is it. Of people it is not known where nobody told which roles they activate. */
function judge(tenant: Tenant, standings: Map<string, Json | undefined>): void {
  const grants = new Map(tenant.grants.map((grant) => [grant.id, grant]));
  const isWhole = NEEDED.every((dataSet) => tenant.read.has(dataSet));
  const isPimWhole = !tenant.refused.has("role-eligibility");
  for (const { id } of tenant.principals) {
    const isKnown = isWhole && (isPimWhole || tenant.applicationIds.has(id));
    const isAdmin = (tenant.held.get(id) ?? []).some((edge) => isGlobalAdministrator(edge, grants));
    standings.set(id, isAdmin ? "effective" : isKnown ? undefined : "unknown");
  }
}
