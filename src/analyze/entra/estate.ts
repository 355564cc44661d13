// What of Entra was read, by tenant, as the techniques need it: who can be given a credential, which groups can be joined, which
// roles are held. One pass over the nodes.
import type { AnalysisInput, StoredEdge, StoredNode } from "../../model/analysis.js";
import { addTo, addToSet } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { APPLICATION_TYPES, PRINCIPAL_TYPES } from "./principal-types.js";

/** Services of Microsoft itself: they take no credential of anybody else. */
const MICROSOFT: ReadonlySet<unknown> = new Set([
  "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
  "72f988bf-86f1-41af-91ab-2d7cd011db47",
]);

const GRANTS = ["entra.app-role", "entra.delegated-grant", "entra.directory-role"];

export interface Tenant {
  /** Scope id: entra:<tenant id>. */
  readonly scope: string;
  /** Start of the ids of its nodes. */
  readonly id: string;
  /** Data sets that were read whole, and those that its licences do not have. */
  readonly read: ReadonlySet<string>;
  readonly unlicensed: ReadonlySet<string>;
  /** Data sets that were asked for and did not come whole. */
  readonly refused: ReadonlySet<string>;
  readonly principals: StoredNode[];
  /** Those of them that are applications. */
  readonly applicationIds: Set<string>;
  /** Ids of groups that are eligible for a role of the directory or a place in another group, which their people activate. */
  readonly activating: Set<string>;
  /** Grants: permissions, roles, delegated grants. */
  readonly grants: StoredNode[];
  readonly applications: StoredNode[];
  /** Members of administrative units, by the unit. */
  readonly units: Map<string, Set<string>>;
  /** Units whose members only those may change who have a role for the unit itself, with their members. */
  readonly restricted: Map<string, ReadonlySet<string>>;
  /** Members and owners of groups that may hold roles. */
  readonly inRoleGroups: Set<string>;
  /** How many groups there are that hold roles or may. */
  groupsWithRoles: number;
  /** Principals that hold a directory role, or are in a group that does. */
  readonly roleHolders: Set<string>;
  /** Principals that may take a directory role but do not hold it until they do. */
  readonly eligible: Set<string>;
  /** Who holds a grant. */
  readonly holders: Map<string, StoredEdge[]>;
  /** Grant ids by who holds them. */
  readonly held: Map<string, StoredEdge[]>;
  /** Service principals by who owns them or their application. */
  readonly owned: Map<string, Set<string>>;
  /** `owner service principal`: of those it owns alone, without their application, which has locked its instances. */
  readonly lockedFor: Set<string>;
}

/** Every tenant that was read. */
export function readTenants(input: AnalysisInput): readonly Tenant[] {
  const tenants = new Map<string, Tenant>();
  for (const { id, type, coverage } of input.scopes()) {
    if (type !== "entra.tenant") continue;
    const inState = (state: string) =>
      new Set(coverage.filter((one) => one.state === state).map(({ dataSet }) => dataSet.replace("entra/graph:", "")));
    tenants.set(id, {
      scope: id,
      id: id.slice("entra:".length),
      read: inState("complete"),
      unlicensed: inState("unlicensed"),
      refused: new Set([...inState("denied"), ...inState("partial"), ...inState("failed")]),
      principals: [],
      applicationIds: new Set(),
      activating: new Set(),
      grants: [],
      applications: [],
      units: new Map(),
      restricted: new Map(),
      inRoleGroups: new Set(),
      groupsWithRoles: 0,
      roleHolders: new Set(),
      eligible: new Set(),
      holders: new Map(),
      held: new Map(),
      owned: new Map(),
      lockedFor: new Set(),
    });
  }
  if (tenants.size === 0) return [];
  for (const node of input.nodes(PRINCIPAL_TYPES)) {
    const tenant = tenants.get(node.scope);
    tenant?.principals.push(node);
    if (APPLICATION_TYPES.includes(node.type)) tenant?.applicationIds.add(node.id);
  }
  for (const node of input.nodes(GRANTS)) tenants.get(node.scope)?.grants.push(node);
  for (const node of input.nodes(["entra.application", "entra.agent-blueprint"])) {
    tenants.get(node.scope)?.applications.push(node);
  }
  noteEdges(input, tenants);
  for (const { id, scope, properties } of input.nodes(["entra.administrative-unit"])) {
    const tenant = properties["is_restricted"] === true ? tenants.get(scope) : undefined;
    tenant?.restricted.set(id, tenant.units.get(id) ?? new Set());
  }
  for (const tenant of tenants.values()) spreadRoles(input, tenant);
  return [...tenants.values()];
}

function noteEdges(input: AnalysisInput, tenants: ReadonlyMap<string, Tenant>): void {
  for (const edge of input.edges(["has_grant", "includes", "adds_credential", "member_of"])) {
    const tenant = tenants.get(edge.scope);
    if (tenant !== undefined) note(edge, tenant);
  }
  // who owns the application, too, gives that the credential
  for (const { scope, from, to, properties } of input.edges(["adds_credential"]))
    if (properties["is_locked"] !== true) tenants.get(scope)?.lockedFor.delete(`${from} ${to}`);
}

function note(edge: StoredEdge, tenant: Tenant): void {
  const { kind, from, to, properties } = edge;
  if (properties["by_people"] === true) tenant.activating.add(from);
  if (kind === "has_grant") {
    addTo(tenant.holders, to, edge);
    addTo(tenant.held, from, edge);
    if (to.includes("/role/")) (isEligible(edge) ? tenant.eligible : tenant.roleHolders).add(from);
  } else if (kind === "includes") addToSet(tenant.units, from, to);
  // what a policy blocks is not had by being permitted to change it
  else if (kind === "adds_credential" && edge.state !== "blocked") {
    addToSet(tenant.owned, from, to);
    if (properties["is_locked"] === true) tenant.lockedFor.add(`${from} ${to}`);
  }
}

/** What PIM lets somebody activate: a role, or a place in a group. */
export function isEligible({ properties }: Pick<StoredEdge, "properties">): boolean {
  return properties["held"] === "eligible";
}

/**
 * Who is in a group that holds a role is as protected as who holds one himself; who may only let himself in is not.
 * Source: https://learn.microsoft.com/en-us/entra/id-governance/privileged-identity-management/concept-pim-for-groups
 */
function spreadRoles(input: AnalysisInput, tenant: Tenant): void {
  const groups = new Set(
    tenant.principals.flatMap(({ id, type, properties }) =>
      type === "entra.group" && (properties["may_hold_roles"] === true || tenant.roleHolders.has(id)) ? [id] : [],
    ),
  );
  tenant.groupsWithRoles = groups.size;
  if (groups.size === 0) return;
  for (const edge of input.edges(["member_of"])) {
    const { from, to, scope } = edge;
    if (scope !== tenant.scope || !groups.has(to) || isEligible(edge)) continue;
    tenant.roleHolders.add(from);
    tenant.inRoleGroups.add(from);
  }
}

/** A service of Microsoft's own. */
export function isMicrosofts({ properties }: StoredNode): boolean {
  return MICROSOFT.has(properties["owner_tenant"]);
}

/** What is known of a node, other data sets included. */
export function factsOf({ properties, supplements }: StoredNode): JsonRecord {
  return { ...(Object.assign({}, ...Object.values(supplements)) as JsonRecord), ...properties };
}
