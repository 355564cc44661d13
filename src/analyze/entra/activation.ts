// Directory roles that are activated: who may, what that asks for, and how its approval can be done without.
import type { AnalysisInput, DerivedFact, StoredEdge, StoredNode } from "../../model/analysis.js";
import type { DirectoryRoleRow } from "../../model/entra-tables.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../facts/values.js";
import { factsOf, isEligible, type Tenant } from "./estate.js";

/** Columns of the directory roles of a tenant. Policies are about a role, so its eligible assignments all say the same. */
export function activationFacts(
  input: AnalysisInput,
  tenant: Tenant,
  roles: readonly DirectoryRoleRow[],
): readonly DerivedFact[] {
  const tiers = new Map(roles.map(({ template, tier }) => [template, tier]));
  const frame: Frame = {
    tenant,
    principals: new Map(tenant.principals.map((node) => [node.id, node])),
    groups: tenant.eligible.size === 0 ? new Map() : groupsOf(input, tenant),
  };
  return tenant.grants.flatMap((grant) => {
    if (grant.type !== "entra.directory-role") return [];
    const tier = tiers.get(textOf(grant.properties["template"]) ?? "");
    return { node: grant.id, columns: { ...tierOf(grant, tier), ...activationColumns(grant, frame) } };
  });
}

interface Frame {
  readonly tenant: Tenant;
  readonly principals: ReadonlyMap<string, StoredNode>;
  /** Groups that those who may activate a role are in, or can let themselves into. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** Over a part of the tenant a role is one tier less. */
function tierOf({ properties }: StoredNode, tier: number | undefined): JsonRecord {
  if (tier === undefined) return {};
  return { role_tier: properties["directory_scope"] === "/" ? tier : tier + 1 };
}

function activationColumns(grant: StoredNode, frame: Frame): JsonRecord {
  const { tenant } = frame;
  if (!tenant.read.has("role-eligibility")) return {};
  const edges = (tenant.holders.get(grant.id) ?? []).filter((edge) => isEligible(edge) && edge.state !== "blocked");
  const [first] = edges;
  if (first === undefined) return { eligible_holders: [] };
  const { asks_approval: asks, approver_names: approvers, activation_asks: others } = first.properties;
  const holders = edges.map(({ from }) => frame.principals.get(from)?.name ?? from);
  return {
    eligible_holders: [...new Set(holders)].sort(),
    ...(asks !== undefined && { asks_approval: asks }),
    ...(asks === true && { approvers: approvers ?? [], ...waysColumn(grant, edges, frame) }),
    ...(others !== undefined && { activation_asks: others }),
  };
}

/** Whether somebody who may activate the role with an approval has it for good as well; nothing where that was not read. */
function waysColumn(grant: StoredNode, edges: readonly StoredEdge[], frame: Frame): JsonRecord {
  const { read } = frame.tenant;
  if (!read.has("role-assignments") || !read.has("role-schedules")) return {};
  const standing = new Set(
    (frame.tenant.holders.get(grant.id) ?? []).flatMap((edge) => {
      if (isEligible(edge) || edge.state === "blocked") return [];
      const holder = frame.principals.get(edge.from);
      return holder !== undefined && isTimed(holder, grant) ? [] : [edge.from];
    }),
  );
  const nameOf = (id: string): string => frame.principals.get(id)?.name ?? id;
  const ways = edges.flatMap(({ from }) => [
    ...(standing.has(from) ? [`${nameOf(from)} holds it for good as well`] : []),
    ...(frame.groups.get(from) ?? [])
      .filter((group) => standing.has(group))
      .map((group) => `${nameOf(from)} has it through the group ${nameOf(group)}`),
  ]);
  return { approval_ways: [...new Set(ways)].sort() };
}

/** What PIM says was activated, or ends. */
function isTimed(holder: StoredNode, { name, properties }: StoredNode): boolean {
  const { timed_roles: timed, standing_roles: standing } = factsOf(holder);
  const known = properties["directory_scope"] === "/" ? name : `${textOf(properties["role_name"]) ?? ""} (scoped)`;
  const has = (list: unknown): boolean => Array.isArray(list) && list.includes(known);
  return has(timed) && !has(standing);
}

/** Owners count: they may let themselves in. */
function groupsOf(input: AnalysisInput, tenant: Tenant): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const edge of input.edges(["member_of"])) {
    if (edge.scope !== tenant.scope || edge.state === "blocked" || isEligible(edge)) continue;
    if (!tenant.eligible.has(edge.from)) continue;
    groups.set(edge.from, [...(groups.get(edge.from) ?? []), edge.to]);
  }
  return groups;
}
