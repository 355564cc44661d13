// Directory roles that are activated: who may, what that asks for, and how its approval can be done without. A role is had by
// activating it, or by letting oneself into a group that has it.
import type { AnalysisInput, DerivedFact, StoredEdge, StoredNode } from "../../model/analysis.js";
import type { DirectoryRoleRow } from "../../model/entra-tables.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
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
    ...membershipsOf(input, tenant),
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
  /** Eligible memberships by their group. */
  readonly eligibleIn: ReadonlyMap<string, readonly StoredEdge[]>;
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
  const joined = throughGroups(grant, frame);
  if (joined === undefined && edges.length === 0) return {};
  const direct = edges.map((edge) => toWay(edge, nameIn(frame, edge.from)));
  const asks = asksOf(direct, joined ?? []);
  // whoever has to be approved is none of those of whom nobody has to be
  const ways = [...direct, ...(joined ?? [])].filter(({ asksApproval }) => asks !== false || asksApproval === false);
  const others = commonOf(ways);
  return {
    eligible_holders: [...new Set(ways.map(({ who }) => who))].sort(),
    ...(asks !== undefined && { asks_approval: asks }),
    ...(asks === true && { approvers: approversOf(ways), ...waysColumn(grant, { edges, joined }, frame) }),
    ...(others !== undefined && { activation_asks: others }),
  };
}

/** One way to have the role for a time. */
interface Way {
  readonly who: string;
  readonly asksApproval: boolean | undefined;
  readonly approvers: readonly string[];
  readonly asks: readonly string[] | undefined;
}

function toWay({ properties }: StoredEdge, who: string): Way {
  const { asks_approval: asksApproval, approver_names: approvers, activation_asks: asks } = properties;
  return {
    who,
    asksApproval: typeof asksApproval === "boolean" ? asksApproval : undefined,
    approvers: Array.isArray(approvers) ? approvers.map(String) : [],
    asks: Array.isArray(asks) ? asks.map(String) : undefined,
  };
}

/** Those who may let themselves into a group that has the role for good; undefined where that was not read. */
function throughGroups(grant: StoredNode, frame: Frame): readonly Way[] | undefined {
  const { tenant, principals, eligibleIn } = frame;
  if (!tenant.read.has("role-assignments")) return undefined;
  const groups = (tenant.holders.get(grant.id) ?? []).flatMap((edge) => {
    const isThere = !isEligible(edge) && edge.state !== "blocked";
    return isThere && principals.get(edge.from)?.type === "entra.group" ? [edge.from] : [];
  });
  const isRead = tenant.read.has("group-eligibility") || tenant.unlicensed.has("group-eligibility");
  if (groups.length > 0 && !isRead) return undefined;
  return groups.flatMap((group) =>
    (eligibleIn.get(group) ?? []).flatMap((edge) => {
      if (principals.get(edge.from)?.properties["enabled"] === false) return [];
      const access = textOf(edge.properties["access"]) ?? "member";
      return [toWay(edge, `${nameIn(frame, edge.from)} as ${access} of ${nameIn(frame, group)}`)];
    }),
  );
}

/** Whether it takes an approval: the policy of the role says so; where nobody is eligible for the role itself, those of groups. */
function asksOf(direct: readonly Way[], joined: readonly Way[]): boolean | undefined {
  const [first] = direct;
  if (first !== undefined) return first.asksApproval;
  if (joined.some(({ asksApproval }) => asksApproval === true)) return true;
  return joined.some(({ asksApproval }) => asksApproval === false) ? false : undefined;
}

/** What every one of them takes beside an approval; undefined where that was not read. */
function commonOf(ways: readonly Way[]): readonly string[] | undefined {
  const [first, ...rest] = ways.map(({ asks }) => asks);
  if (first === undefined || rest.includes(undefined)) return undefined;
  return first.filter((one) => rest.every((asks) => asks?.includes(one) === true));
}

function approversOf(ways: readonly Way[]): readonly string[] {
  return [...new Set(ways.flatMap(({ approvers }) => approvers))];
}

interface Ways {
  readonly edges: readonly StoredEdge[];
  readonly joined: readonly Way[] | undefined;
}

/**
 * Whether somebody who may activate the role with an approval has it for good as well, or comes by it through a group that asks
 * for none; nothing where that was not read.
 */
function waysColumn(grant: StoredNode, { edges, joined }: Ways, frame: Frame): JsonRecord {
  const { read } = frame.tenant;
  if (!read.has("role-assignments") || !read.has("role-schedules")) return {};
  if (joined === undefined || joined.some(({ asksApproval }) => asksApproval === undefined)) return {};
  const standing = new Set(
    (frame.tenant.holders.get(grant.id) ?? []).flatMap((edge) => {
      if (isEligible(edge) || edge.state === "blocked") return [];
      const holder = frame.principals.get(edge.from);
      return holder !== undefined && isTimed(holder, grant) ? [] : [edge.from];
    }),
  );
  const ways = edges.flatMap(({ from }) => [
    ...(standing.has(from) ? [`${nameIn(frame, from)} holds it for good as well`] : []),
    ...(frame.groups.get(from) ?? [])
      .filter((group) => standing.has(group))
      .map((group) => `${nameIn(frame, from)} has it through the group ${nameIn(frame, group)}`),
  ]);
  const open = joined.flatMap(({ who, asksApproval }) => (asksApproval === false ? [`${who} needs none`] : []));
  return { approval_ways: [...new Set([...ways, ...open])].sort() };
}

function nameIn({ principals }: Frame, id: string): string {
  return principals.get(id)?.name ?? id;
}

/** What PIM says was activated, or ends. */
function isTimed(holder: StoredNode, { name, properties }: StoredNode): boolean {
  const { timed_roles: timed, standing_roles: standing } = factsOf(holder);
  const known = properties["directory_scope"] === "/" ? name : `${textOf(properties["role_name"]) ?? ""} (scoped)`;
  const has = (list: unknown): boolean => Array.isArray(list) && list.includes(known);
  return has(timed) && !has(standing);
}

/** Owners count: they may let themselves in. */
function membershipsOf(input: AnalysisInput, tenant: Tenant): Pick<Frame, "groups" | "eligibleIn"> {
  const groups = new Map<string, string[]>();
  const eligibleIn = new Map<string, StoredEdge[]>();
  if (tenant.grants.length === 0) return { groups, eligibleIn };
  for (const edge of input.edges(["member_of"])) {
    if (edge.scope !== tenant.scope || edge.state === "blocked") continue;
    if (isEligible(edge)) addTo(eligibleIn, edge.to, edge);
    else if (tenant.eligible.has(edge.from)) addTo(groups, edge.from, edge.to);
  }
  return { groups, eligibleIn };
}
