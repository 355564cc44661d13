// The people of groups that are eligible for something: they activate it, an application in the group does not. Of each such group, and
// of groups in it, its people are a part that what the group is eligible for leads on from; the group itself holds what is active.
// https://learn.microsoft.com/en-us/azure/role-based-access-control/pim-integration#pim-functionality
import type { AnalysisInput, DerivedEdge, DerivedNode, StoredEdge, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { peopleOf } from "../../model/signature.js";
import { textOf } from "../properties.js";
import { isEligible, type Tenant } from "./estate.js";

const NO_PERSON = "no application activates what its group is eligible for";

/** What is left to an application that changes who is in a group: it could let in itself, which activates nothing. */
const LETS_IN_A_USER = {
  state: "unknown",
  confidence: 0.6,
  condition: "a user that it controls is let in, since no application activates what the group is eligible for",
} as const;

export interface People {
  /** Ids of groups whose people may activate something. */
  readonly groups: ReadonlySet<string>;
  readonly nodes: readonly DerivedNode[];
  readonly edges: readonly DerivedEdge[];
}

/**
 * In: the stored estate and a tenant of it. Out: the people of every group that is eligible for a role of the directory or of Azure or
 * for a place in another group, with edges from those who are among them; those of applications are blocked.
 */
export function drawPeople(input: AnalysisInput, tenant: Tenant): People {
  const known = new Map(tenant.principals.map((node) => [node.id, node]));
  const isGroup = (id: string): boolean => known.get(id)?.type === "entra.group";
  const groups = new Set([...eligibleGroups(input, tenant)].filter(isGroup));
  const nodes: DerivedNode[] = [];
  const edges: DerivedEdge[] = [];
  if (groups.size === 0) return { groups, nodes, edges };
  const members = new Map<string, StoredEdge[]>();
  for (const edge of input.edges(["member_of"])) if (edge.scope === tenant.scope) addTo(members, edge.to, edge);
  // a set is gone through with what is added meanwhile: groups in groups
  for (const group of groups) {
    const to = peopleOf(group);
    const name = `people of ${known.get(group)?.name ?? group}`;
    nodes.push({ id: to, kind: "session", type: "entra.people", name, scope: tenant.scope, properties: {} });
    edges.push({ kind: "includes", from: to, to: group, state: "none", confidence: 1, because: [] });
    for (const edge of members.get(group) ?? []) {
      if (isGroup(edge.from)) groups.add(edge.from);
      const from = isGroup(edge.from) ? peopleOf(edge.from) : edge.from;
      edges.push({
        kind: "member_of",
        from,
        to,
        because: [],
        ...standingOf(edge, tenant.applicationIds.has(edge.from)),
      });
    }
  }
  return { groups, nodes, edges };
}

/** Ids of the principals of a tenant that are eligible for something and activate it through people. */
function* eligibleGroups(input: AnalysisInput, tenant: Tenant): Iterable<string> {
  yield* tenant.activating;
  for (const { properties } of input.nodes(["azure.eligible-role"])) {
    const { principal, tenant: home = tenant.id } = properties;
    if (home === tenant.id && typeof principal === "string") yield `${tenant.id}/${principal}`;
  }
}

/** How surely who is in a group is one of its people, and what that depends on. */
function standingOf(
  { state, confidence, properties }: StoredEdge,
  isApplication: boolean,
): Pick<DerivedEdge, "state" | "confidence" | "condition"> {
  const { why } = properties;
  if (isApplication) {
    const isOwner = state !== "blocked" && !isEligible({ properties }) && typeof why === "string";
    return isOwner ? LETS_IN_A_USER : { state: "blocked", confidence: 1, condition: NO_PERSON };
  }
  return { state, confidence, ...(state !== "none" && typeof why === "string" && { condition: why }) };
}

/** The same of groups that no application can be in. */
const LETS_IN_ANOTHER = {
  ...LETS_IN_A_USER,
  condition: "a user that it controls is let in, since no application can be in a Microsoft 365 group",
} as const;

/**
 * Whoever changes who is in groups is one of their people where it is a person; an application needs one, as it does for groups of
 * Microsoft 365. In: what lets a grant's holders change that, as an edge to the people, or to groups that are all of Microsoft 365.
 * Out: edges from the grant, or, of a role that both hold, from each of them.
 */
export function toPeople(
  grant: StoredNode,
  edge: Omit<DerivedEdge, "from">,
  { holders, applicationIds }: Tenant,
  isUnified = false,
): DerivedEdge[] {
  const byApplication = { ...edge, ...(edge.state === "none" && (isUnified ? LETS_IN_ANOTHER : LETS_IN_A_USER)) };
  if (grant.type === "entra.app-role") return [{ ...byApplication, from: grant.id }];
  const all = (holders.get(grant.id) ?? []).filter(({ state }) => state !== "blocked");
  if (!all.some(({ from }) => applicationIds.has(from))) return [{ ...edge, from: grant.id }];
  return all.map((holder): DerivedEdge => {
    const { from, state, confidence, properties } = holder;
    if (applicationIds.has(from)) return { ...byApplication, from };
    if (state === "none") return { ...edge, from };
    const condition = textOf(properties["why"]);
    const by = properties["by_people"] === true ? peopleOf(from) : from;
    return {
      ...edge,
      from: by,
      state,
      confidence: confidence * edge.confidence,
      ...(condition !== undefined && { condition }),
    };
  });
}
