// What a technique may be turned on: one set for each sort of target, with its members once; a role that is scoped to a unit or
// an application has a set of its own with what of the members lies in it.
import type { DerivedEdge, DerivedNode, StoredNode } from "../../model/analysis.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import { peopleOf, wholeOf } from "../../model/signature.js";
import { isMicrosofts, type Tenant } from "./estate.js";
import { isOfDevices } from "./membership-rule.js";
import { changesTarget, isRestricted } from "./protected.js";

type Member = Pick<DerivedEdge, "to" | "state" | "confidence"> & { readonly condition?: string };

const ELIGIBLE = "a role that is only eligible does not protect it until it is activated, which Microsoft does not say";
const UNREAD = "who holds a directory role, or is in a group that may hold one, was not read whole";
const AUDIENCE = "the application takes accounts of this tenant alone, which was not read";
/** What an application of another tenant takes depends on that. */
export const LOCKED = {
  state: "unknown",
  confidence: 0.6,
  condition: "the application has not locked its instances, which only its own tenant shows",
} as const;

/** The same where the application is of this tenant: it refuses to change them here, too, as has been seen; the page does not say. */
export const LOCKED_HERE = {
  state: "unknown",
  confidence: 0.6,
  condition:
    "the application has locked its instances: whether the one in its own tenant as well, Microsoft does not say",
} as const;

export interface Sets {
  /** Id of the set that a technique reaches within a scope; undefined when it has no member. */
  setFor(technique: ScopedTechnique, scope: Reach): string | undefined;
  /** The same of users who hold roles and whom it reaches all the same. */
  holdersFor(technique: ScopedTechnique, scope: Reach, holders: ReadonlySet<string>): string | undefined;
  /** Where it reaches groups, the people of those of them that may activate something. */
  peopleFor(technique: ScopedTechnique, scope: Reach): string | undefined;
  readonly nodes: readonly DerivedNode[];
  readonly edges: readonly DerivedEdge[];
}

/** The whole tenant, one object of it, or what a unit includes. */
export type Reach =
  | { readonly kind: "tenant" }
  | { readonly kind: "part"; readonly id: string; readonly members: ReadonlySet<string> };

/**
 * Makes sets of a tenant's principals when something first leads to them; one that nobody is in is not made.
 * @param activating groups whose people may activate something
 */
export function createSets(tenant: Tenant, activating: ReadonlySet<string>): Sets {
  const members = new Map<string, readonly Member[]>();
  const made = new Map<string, string | undefined>();
  const nodes: DerivedNode[] = [];
  const edges: DerivedEdge[] = [];
  const make = (word: string, name: string, reach: Reach, from: () => readonly Member[], isChanged: boolean) => {
    const suffix = reach.kind === "tenant" ? "" : `@${reach.id.slice(reach.id.lastIndexOf("/") + 1)}`;
    const id = `set:entra:${tenant.id}/${word}${suffix}`;
    if (made.has(id)) return made.get(id);
    const all = members.get(word) ?? from();
    members.set(word, all);
    const within = reach.kind === "tenant" ? all : all.filter(({ to }) => reach.members.has(wholeOf(to)));
    made.set(id, within.length === 0 ? undefined : id);
    if (within.length === 0) return undefined;
    const named = `${suffix === "" ? "" : "those of the scope among "}${name}`;
    nodes.push({ id, kind: "set", type: "entra.targets", name: named, scope: tenant.scope, properties: {} });
    const unit = reach.kind === "tenant" ? undefined : reach.id;
    for (const member of within) {
      const isOut = isChanged && tenant.restricted.size > 0 && isRestricted(wholeOf(member.to), unit, tenant);
      edges.push({ kind: "includes", from: id, because: [], ...member, ...(isOut && RESTRICTED) });
    }
    return id;
  };
  return {
    nodes,
    edges,
    setFor(technique, reach) {
      const from = () => membersOf(technique, tenant);
      return make(wordIn(technique, tenant), nameOf(technique), reach, from, changesTarget(technique));
    },
    peopleFor(technique, reach) {
      if (technique.types?.[0] !== "entra.group" || activating.size === 0) return undefined;
      const from = () =>
        groups(tenant, new Set(technique.stopped_by)).flatMap(({ to, ...member }) =>
          activating.has(to) ? [{ ...member, to: peopleOf(to) }] : [],
        );
      const name = `people of ${nameOf(technique)}`;
      return make(`people+${wordOf(technique)}`, name, reach, from, changesTarget(technique));
    },
    holdersFor(technique, reach, holders) {
      if (holders.size === 0) return undefined;
      const word = `user+by-${technique.actions[0]?.action.replace("role/", "") ?? ""}`;
      const from = () =>
        users(tenant, new Set())
          .filter(({ to }) => holders.has(to))
          .map((member) => withDoubt(member, tenant));
      return make(word, "users whose role does not protect them", reach, from, true);
    },
  };
}

/** What only those may change who have a role for the unit itself. */
const RESTRICTED = { state: "blocked", confidence: 1, condition: "it is in a restricted administrative unit" } as const;

/** Techniques on the same sort of target with the same safeguards share their set. */
function wordOf({ types = [], stopped_by: stops = [] }: ScopedTechnique): string {
  const own = stops.filter((stop) => stop !== "no-pim").sort();
  return [...types.map((type) => type.replace("entra.", "")), ...own.map((stop) => `no-${stop}`)].join("+");
}

/** What changes users and what does not part ways at those in restricted units alone. */
function wordIn(technique: ScopedTechnique, { restricted }: Tenant): string {
  const isBeside = technique.types?.[0] === "entra.user" && !changesTarget(technique) && restricted.size > 0;
  return `${wordOf(technique)}${isBeside ? "+unchanged" : ""}`;
}

function nameOf({ types = [], stopped_by: stops = [] }: ScopedTechnique): string {
  const [type = ""] = types;
  const plain = NAMES[type] ?? "targets";
  const without = stops.includes("role-holder") || stops.includes("role-group") ? " that hold no directory role" : "";
  return `${plain}${without}`;
}

const NAMES: { readonly [type: string]: string } = {
  "entra.service-principal": "applications that take a credential",
  "entra.user": "users",
  "entra.group": "groups",
  "entra.agent-blueprint": "blueprints of agents",
};

function membersOf(technique: ScopedTechnique, tenant: Tenant): readonly Member[] {
  const stops = new Set(technique.stopped_by ?? []);
  switch (technique.types?.[0]) {
    case "entra.service-principal":
      return applicationMembers(stops, tenant);
    case "entra.user":
      return users(tenant, stops);
    case "entra.group":
      return groups(tenant, stops);
    case "entra.agent-blueprint":
      return tenant.applications.flatMap(({ type, properties }) => {
        const principal = properties["service_principal"];
        return type === "entra.agent-blueprint" && typeof principal === "string" ? [plain(principal)] : [];
      });
    default:
      return [];
  }
}

function plain(to: string): Member {
  return { to, state: "none", confidence: 1 };
}

/** Azure keeps the credentials of managed identities, Microsoft those of its own services. */
function servicePrincipals(tenant: Tenant, ownOnly: boolean): readonly Member[] {
  return tenant.principals.flatMap((node): Member[] => {
    const { id, type, properties } = node;
    if (type !== "entra.service-principal" || isMicrosofts(node)) return [];
    if (properties["enabled"] === false)
      return [{ to: id, state: "blocked", confidence: 1, condition: "it is disabled" }];
    if (!isOthers(node)) return [plain(id)];
    return ownOnly ? [] : [{ to: id, ...LOCKED }];
  });
}

/** Service principals whose application is of this tenant and has locked its instances. */
function lockedHere({ applications }: Tenant): ReadonlySet<unknown> {
  return new Set(
    applications.flatMap(({ properties: { instances_locked: isLocked, service_principal: principal } }) =>
      isLocked === true ? [principal] : [],
    ),
  );
}

/** A service principal of an application that another tenant has registered. */
export function isOthers({ properties }: StoredNode): boolean {
  return properties["is_third_party"] === true;
}

function applicationMembers(stops: ReadonlySet<string>, tenant: Tenant): readonly Member[] {
  const found = servicePrincipals(tenant, stops.has("foreign-application"));
  if (stops.has("multi-tenant")) return ofThisTenantAlone(found, tenant);
  if (!stops.has("locked-instance")) return found;
  const locked = lockedHere(tenant);
  return found.map((one) => (one.state === "none" && locked.has(one.to) ? { to: one.to, ...LOCKED_HERE } : one));
}

/**
 * Those whose application takes accounts of this tenant alone: what the subtype of actions `applications.myOrganization` is about.
 * Source: https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/custom-available-permissions
 */
function ofThisTenantAlone(members: readonly Member[], { applications }: Tenant): readonly Member[] {
  const audiences = new Map(
    applications.map(({ properties: { service_principal: principal, audience } }) => [principal, audience]),
  );
  return members.flatMap((member): Member[] => {
    const audience = audiences.get(member.to);
    if (audience !== undefined) return audience === "AzureADMyOrg" ? [member] : [];
    const isOpen = member.state === "none";
    return [isOpen ? { to: member.to, state: "unknown", confidence: 0.6, condition: AUDIENCE } : member];
  });
}

function users(tenant: Tenant, stops: ReadonlySet<string>): readonly Member[] {
  const known = tenant.principals.filter(({ type }) => type === "entra.user");
  const found = known.flatMap((node): Member[] => {
    const { id, properties } = node;
    if (stops.has("role-holder") && tenant.roleHolders.has(id)) return [];
    if (stops.has("initial-domain") && isOfInitialDomain(properties["login"])) return [];
    if (stops.has("synchronised") && properties["is_synchronised"] === true) return [];
    if (properties["enabled"] === false)
      return [{ to: id, state: "blocked", confidence: 1, condition: "the account is disabled" }];
    return [stops.has("role-holder") ? withDoubt(plain(id), tenant) : plain(id)];
  });
  if (tenant.read.has("users") || stops.has("role-holder")) return found;
  // Where users could not be listed, those who hold roles are known by their assignments.
  const others = new Set(tenant.principals.map(({ id }) => id));
  const unlisted = [...tenant.roleHolders].filter((id) => !others.has(id)).sort();
  return [
    ...found,
    ...unlisted.map((to): Member => ({ to, state: "unknown", confidence: 0.6, condition: "users were not read" })),
  ];
}

/**
 * Microsoft's table is about roles that are assigned; it says of groups that a helpdesk resets those who are eligible, of roles
 * nothing: open. So is everybody where it was not read whom roles protect.
 */
function withDoubt(member: Member, tenant: Tenant): Member {
  if (member.state === "blocked") return member;
  const { to } = member;
  if (!knowsProtected(tenant)) return { to, state: "unknown", confidence: 0.6, condition: UNREAD };
  return tenant.eligible.has(to) ? { to, state: "unknown", confidence: 0.8, condition: ELIGIBLE } : member;
}

/** Members and owners of groups protect nobody where no group may hold roles. */
function knowsProtected({ read, groupsWithRoles }: Tenant): boolean {
  if (!read.has("role-assignments") || !read.has("groups")) return false;
  return groupsWithRoles === 0 || (read.has("group-members") && read.has("group-owners"));
}

/** The domain that every tenant begins with cannot be federated. */
function isOfInitialDomain(login: unknown): boolean {
  return typeof login === "string" && /\.onmicrosoft\.(?:com|us|cn)$/i.test(login);
}

function groups(tenant: Tenant, stops: ReadonlySet<string>): readonly Member[] {
  return tenant.principals.flatMap(({ id, type, properties }): Member[] => {
    if (type !== "entra.group") return [];
    const isDynamic = properties["is_dynamic"] === true;
    if (stops.has("role-group") && properties["may_hold_roles"] === true) return [];
    if (stops.has("closed-group") && (isDynamic || properties["is_synchronised"] === true)) return [];
    if ((stops.has("fixed-group") || stops.has("assigned-group")) && !isDynamic) return [];
    if (stops.has("fixed-group") && isOfDevices(properties["membership_rule"])) return [];
    if (stops.has("not-unified") && !isUnified(properties["group_types"])) return [];
    if (stops.has("unified-group") && isUnified(properties["group_types"])) return [];
    return [plain(id)];
  });
}

/** A group of Microsoft 365, whose members its services change as well. */
function isUnified(types: unknown): boolean {
  return Array.isArray(types) && types.includes("Unified");
}
