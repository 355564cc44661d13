// Azure as the evaluator sees it: who is assigned which role where, who is in which group, and what is denied.
import type { AnalysisInput, DerivedNode, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { textOf, textsOf } from "../facts/values.js";
import { groupsAbove } from "../groups-above.js";
import { type RoleActivation, toRoleActivation } from "./activation.js";
import { delegatedCondition } from "./delegated.js";
import { type Places, readPlaces } from "./places.js";
import {
  type Given,
  type Operations,
  type Permission,
  permissionsOf,
  type Role,
  type Roles,
  readRoles,
} from "./roles.js";
import { toPolicyRole } from "./vault-policies.js";

export interface Assignment {
  /** Node id: what a finding is about and a fix takes away. */
  readonly id: string;
  readonly place: string;
  readonly role: Role;
  readonly condition: string | undefined;
  /** What it takes to activate it; undefined where it is held. */
  readonly activation: RoleActivation | undefined;
  /** Held until it ends since somebody has activated it. */
  readonly isActivated: boolean;
  /** `roles`: of Azure. `policies` of a vault and `database` roles count for what is in the one resource alone. */
  readonly of: "roles" | "policies" | "database";
}

export interface Denial {
  readonly id: string;
  readonly place: string;
  readonly given: readonly Given[];
  /** The same in full, and the condition of the whole. */
  readonly permissions: readonly Permission[];
  readonly condition: string | undefined;
  readonly principals: readonly string[];
  readonly except: readonly string[];
  readonly onlyThere: boolean;
}

export interface Holder {
  /** Node id. */
  readonly id: string;
  readonly objectId: string;
  readonly tenant: string | undefined;
  /** As Azure writes it: User, Group, ServicePrincipal, ForeignGroup. */
  readonly type: string;
  readonly assignments: Assignment[];
  /** Node ids of groups that it is directly in for sure. */
  readonly groups: readonly string[];
  /** Entra was read whole and does not have it: nobody can use what it was given. */
  readonly isGone: boolean;
  /** Of another tenant: a partner, or whoever manages from there. */
  readonly isOutside: boolean;
}

export interface AzureEstate {
  readonly places: Places;
  readonly roles: Roles;
  readonly holders: ReadonlyMap<string, Holder>;
  readonly denials: readonly Denial[];
  /** Principal → groups that it is in for sure, by node id. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Principals that no collector gives a node. */
  readonly derived: readonly DerivedNode[];
  /** Identity resources by the object id that they act as. */
  readonly identities: ReadonlyMap<string, StoredNode>;
  /** Node of a principal: that of Entra where it was read, else of the identity resource. */
  nodeOf(objectId: string, tenant: string | undefined): string;
  /** Node that Entra gave a principal. */
  inEntra(objectId: string, tenant: string | undefined): StoredNode | undefined;
  readonly isRead: (scope: string, dataSet: string) => boolean;
}

const ENTRA = [
  "entra.agent-identity",
  "entra.agent-user",
  "entra.group",
  "entra.managed-identity",
  "entra.service-principal",
  "entra.user",
];
const KINDS: { readonly [type: string]: Assignment["of"] } = {
  "azure.role-assignment": "roles",
  "azure.eligible-role": "roles",
  "azure.delegation": "roles",
  "azure.access-policy": "policies",
  "azure.cosmos-role-assignment": "database",
};

/** In: the stored estate, and the operations of interest. Undefined where no Azure was read. */
export function readAzureEstate(input: AnalysisInput, operations: Operations): AzureEstate | undefined {
  if (![...input.scopes()].some(({ id }) => id.startsWith("azure:"))) return undefined;
  const places = readPlaces(input);
  const roles = readRoles(input, operations);
  const entra = new Map<string, StoredNode>();
  for (const node of input.nodes(ENTRA)) entra.set(node.id, node);
  const identities = new Map<string, StoredNode>();
  for (const node of input.nodes(["azure.managed-identity"])) {
    if (typeof node.properties["principal"] === "string") identities.set(node.properties["principal"], node);
  }
  const isRead = createIsRead(input);
  const only = onlyTenant(input);
  const inEntra = (objectId: string, tenant = only): StoredNode | undefined => entra.get(`${tenant}/${objectId}`);
  const nodeOf = (objectId: string, tenant = only): string =>
    inEntra(objectId, tenant)?.id ?? identities.get(objectId)?.id ?? `${tenant ?? "unknown"}/${objectId}`;
  const groups = readGroups(input);
  const { holders, derived } = readHolders(input, { places, roles, groups, entra, identities, isRead, only, nodeOf });
  return {
    places,
    roles,
    holders,
    denials: readDenials(input, places, operations),
    groups,
    derived: [...derived.values()].sort((a, b) => compareText(a.id, b.id)),
    identities,
    nodeOf,
    inEntra,
    isRead,
  };
}

interface Reading extends Pick<AzureEstate, "places" | "roles" | "groups" | "identities" | "isRead" | "nodeOf"> {
  readonly entra: ReadonlyMap<string, StoredNode>;
  /** The one tenant of Entra that was read. */
  readonly only: string | undefined;
}

/** Those who are assigned something, each with all of it, and the nodes of those whom nobody else knows. */
function readHolders(
  input: AnalysisInput,
  { places, roles, groups, entra, identities, isRead, only, nodeOf }: Reading,
): { readonly holders: ReadonlyMap<string, Holder>; readonly derived: ReadonlyMap<string, DerivedNode> } {
  const systems = systemIdentities(input);
  const holders = new Map<string, Holder>();
  const derived = new Map<string, DerivedNode>();
  for (const node of input.nodes(Object.keys(KINDS))) {
    const assignment = toAssignment(node, places, roles);
    const { principal, tenant = only, principal_type: type } = node.properties;
    if (assignment === undefined || typeof principal !== "string") continue;
    const known = typeof tenant === "string" ? tenant : undefined;
    const isForeign = node.type === "azure.delegation";
    // a tenant that manages from outside stands for its principals, unless it was read itself
    const inside = isForeign ? entra.get(`${known}/${principal}`)?.id : nodeOf(principal, known);
    const id = inside ?? `entra:tenant/${known ?? "unknown"}`;
    let holder = holders.get(id);
    if (holder === undefined) {
      const isKnown = entra.has(id) || identities.has(principal);
      holder = {
        id,
        objectId: principal,
        tenant: known,
        type: typeof type === "string" ? type : typeOf(entra.get(id)),
        assignments: [],
        groups: groups.get(id) ?? [],
        isOutside: !isKnown && (isForeign || type === PARTNER),
        // the group of a partner is in the directory of the partner
        isGone: !isForeign && type !== PARTNER && !isKnown && isEntraWhole(known, isRead),
      };
      holders.set(id, holder);
      if (!isKnown) derived.set(id, toDerived(holder, isForeign, systems.get(principal), node));
    }
    for (const place of inheritedBy(assignment.place, node, input, places)) {
      holder.assignments.push(place === assignment.place ? assignment : { ...assignment, place });
    }
  }
  return { holders, derived };
}

/** A group of a partner (Cloud Solution Provider) that administers on behalf of the company. */
const PARTNER = "ForeignGroup";
function toAssignment(node: StoredNode, places: Places, roles: Roles): Assignment | undefined {
  const { role_scope: scope, tenant, role_definition: definition, role, condition, held } = node.properties;
  const of = KINDS[node.type];
  if (typeof scope !== "string" || of === undefined) return undefined;
  const named = of === "database" ? role : definition;
  if (of !== "policies" && typeof named !== "string") return undefined;
  return {
    id: node.id,
    place: places.placeOf(scope, typeof tenant === "string" && node.type !== "azure.delegation" ? tenant : undefined),
    role: of === "policies" ? toPolicyRole(node, roles.operations) : roles.role(textOf(named) ?? ""),
    condition: delegatedCondition(node) ?? (typeof condition === "string" ? condition : undefined),
    activation: held === "eligible" ? toRoleActivation(node) : undefined,
    isActivated: node.supplements["azure/authorization:role-schedules"]?.["is_activated"] === true,
    of,
  };
}

/** A management group whose place in the tree was not read: the subscriptions whose lists hold its assignments are below it. */
function inheritedBy(place: string, node: StoredNode, input: AnalysisInput, places: Places): readonly string[] {
  const level = places.levelOf(place);
  if (level !== "management-group" && level !== "tenant") return [place];
  const below = new Set(places.subscriptionsIn(place));
  const { role_scope: scope } = node.properties;
  const others = heirsOf(input, textOf(scope) ?? "").filter((one) => !below.has(one));
  return [place, ...others];
}

const heirs = new WeakMap<AnalysisInput, ReadonlyMap<string, readonly string[]>>();

/** Subscriptions that said to inherit from a scope. */
function heirsOf(input: AnalysisInput, scope: string): readonly string[] {
  let known = heirs.get(input);
  if (known === undefined) {
    const found = new Map<string, string[]>();
    for (const { properties, supplements } of input.nodes(["azure.subscription"])) {
      const place = `/subscriptions/${(textOf(properties["subscription"]) ?? "").toLowerCase()}`;
      for (const above of textsOf(supplements["azure/authorization:role-assignments"]?.["inherits_from"])) {
        addTo(found, above, place);
      }
    }
    known = found;
    heirs.set(input, known);
  }
  return known.get(scope) ?? [];
}

function readDenials(input: AnalysisInput, places: Places, operations: Operations): readonly Denial[] {
  return [...input.nodes(["azure.deny-assignment"])].flatMap(({ id, properties }) => {
    const { role_scope: scope, permissions, principals, except, only_there: onlyThere, tenant, condition } = properties;
    if (typeof scope !== "string") return [];
    const given = operations.maskOf(permissions);
    return {
      id,
      place: places.placeOf(scope, typeof tenant === "string" ? tenant : undefined),
      // where the condition of the whole does not hold, none of it does
      given: typeof condition === "string" ? given.map((one) => ({ ...one, condition })) : given,
      permissions: permissionsOf(permissions),
      condition: typeof condition === "string" ? condition : undefined,
      principals: textsOf(principals),
      except: textsOf(except),
      onlyThere: onlyThere === true,
    };
  });
}

/** Principal → groups that it is in for sure, groups in groups too. */
function readGroups(input: AnalysisInput): ReadonlyMap<string, readonly string[]> {
  const direct = new Map<string, string[]>();
  for (const { from, to, state } of input.edges(["member_of"])) {
    if (state !== "none") continue;
    addTo(direct, from, to);
  }
  return new Map([...direct.keys()].map((member) => [member, groupsAbove(member, direct)]));
}

/** Object id of an identity that one resource has to itself → the name of the resource. */
function systemIdentities(input: AnalysisInput): ReadonlyMap<string, string> {
  const types = input.types("workload").filter((type) => type.startsWith("azure."));
  const names = new Map<string, string>();
  for (const { name, properties } of types.length === 0 ? [] : input.nodes(types)) {
    if (typeof properties["system_identity"] === "string") names.set(properties["system_identity"], name);
  }
  return names;
}

const TYPES: { readonly [type: string]: string } = {
  User: "entra.user",
  Group: "entra.group",
  ServicePrincipal: "entra.service-principal",
  [PARTNER]: "azure.partner-group",
};

function typeOf(node: StoredNode | undefined): string {
  if (node?.type === "entra.user" || node?.type === "entra.agent-user") return "User";
  return node?.type === "entra.group" ? "Group" : "ServicePrincipal";
}

function toDerived(
  { id, objectId, type }: Holder,
  isForeign: boolean,
  workload: string | undefined,
  node: StoredNode,
): DerivedNode {
  const { tenant, provider_name: provider } = node.properties;
  return {
    id,
    kind: "principal",
    type: isForeign
      ? "entra.external-tenant"
      : workload === undefined
        ? (TYPES[type] ?? "azure.principal")
        : "entra.managed-identity",
    name: isForeign ? (textOf(provider) ?? `tenant ${textOf(tenant) ?? ""}`) : (workload ?? nameOf(type, objectId)),
    scope: node.scope,
    properties: { object_id: objectId, ...(typeof tenant === "string" && { tenant }) },
  };
}

function nameOf(type: string, objectId: string): string {
  return type === PARTNER ? `group ${objectId} of a partner` : objectId;
}

/** The tenant of Entra that was read, where it is one alone. */
function onlyTenant(input: AnalysisInput): string | undefined {
  const tenants = [...input.scopes()].filter(({ type }) => type === "entra.tenant");
  return tenants.length === 1 ? tenants[0]?.id.slice("entra:".length) : undefined;
}

function isEntraWhole(tenant: string | undefined, isRead: AzureEstate["isRead"]): boolean {
  return ["users", "groups", "service-principals"].every((one) => isRead(`entra:${tenant}`, `entra/graph:${one}`));
}

/** Whether a data set of a scope was read whole. */
function createIsRead(input: AnalysisInput): AzureEstate["isRead"] {
  const read = new Set<string>();
  for (const { id, coverage } of input.scopes()) {
    for (const { dataSet, state } of coverage) {
      // without the licence nobody is eligible for anything
      const isNone = state === "unlicensed" && dataSet === "azure/authorization:role-eligibility";
      if (state === "complete" || isNone) read.add(`${id} ${dataSet}`);
    }
  }
  return (scope, dataSet) => read.has(`${scope} ${dataSet}`);
}
