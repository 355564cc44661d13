// Those who are assigned something on Azure, each with all of it, and the nodes of those whom nobody else knows.
import type { AnalysisInput, DerivedNode, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { APPLICATION_TYPES } from "../entra/principal-types.js";
import { listedTexts, textOf } from "../properties.js";
import { APPLICATION, toRoleActivation } from "./activation.js";
import type { Assignment, Holder } from "./assignment.js";
import { delegatedCondition } from "./delegated.js";
import type { Places } from "./places.js";
import type { Roles } from "./roles.js";
import { toPolicyRole } from "./vault-policies.js";

const KINDS: { readonly [type: string]: Assignment["of"] } = {
  "azure.role-assignment": "roles",
  "azure.eligible-role": "roles",
  "azure.delegation": "roles",
  "azure.access-policy": "policies",
  "azure.cosmos-role-assignment": "database",
};

interface Reading {
  readonly places: Places;
  readonly roles: Roles;
  /** Principal → groups that it is in for sure, by node id. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Identity resources by the object id that they act as. */
  readonly identities: ReadonlyMap<string, StoredNode>;
  /** Whether a data set of a scope was read whole. */
  readonly isRead: (scope: string, dataSet: string) => boolean;
  nodeOf(objectId: string, tenant: string | undefined): string;
  readonly entra: ReadonlyMap<string, StoredNode>;
  /** The one tenant of Entra that was read. */
  readonly only: string | undefined;
}

/** Those who are assigned something, each with all of it, and the nodes of those whom nobody else knows. */
export function readHolders(
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
        type: typeof type === "string" ? type : identities.has(principal) ? APPLICATION : typeOf(entra.get(id)),
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
      for (const above of listedTexts(supplements["azure/authorization:role-assignments"]?.["inherits_from"])) {
        addTo(found, above, place);
      }
    }
    known = found;
    heirs.set(input, known);
  }
  return known.get(scope) ?? [];
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
  [APPLICATION]: "entra.service-principal",
  [PARTNER]: "azure.partner-group",
};

/** Kind of a principal as Azure writes it; of one that was not read it is not known. */
export function typeOf(node: StoredNode | undefined): string {
  if (node?.type === "entra.user" || node?.type === "entra.agent-user") return "User";
  if (node?.type === "entra.group") return "Group";
  return APPLICATION_TYPES.includes(node?.type ?? "") ? APPLICATION : "Unknown";
}

/** Object id of a principal by its node. */
export function objectIdOf(node: string): string {
  return node.slice(node.indexOf("/") + 1);
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

function isEntraWhole(tenant: string | undefined, isRead: Reading["isRead"]): boolean {
  return ["users", "groups", "service-principals"].every((one) => isRead(`entra:${tenant}`, `entra/graph:${one}`));
}
