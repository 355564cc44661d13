// Users whom not everybody may reset who may reset users: holders of roles, and members of restricted units.
import type { DirectoryRoleRow } from "../../model/entra-tables.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import { textOf } from "../properties.js";
import { isEligible, type Tenant } from "./estate.js";

/** Roles that a unit can be given to whose holders reset more than users without any role there. */
const LIMITED_IN_UNITS = "User Administrator";

/** Ids of users who hold roles, and whom the holders of a role may reset all the same; none where it is no such technique. */
export type Resettable = (technique: ScopedTechnique, isWhole: boolean) => ReadonlySet<string>;

/**
 * In: the reviewed roles, each with the roles that may reset its holders. Whoever holds another one beside it, is in a group that
 * may hold roles, or administers a restricted unit is out of reach.
 */
export function createResettable(tenant: Tenant, roles: readonly DirectoryRoleRow[]): Resettable {
  const byTemplate = new Map(roles.map((row) => [row.template, row]));
  const grants = new Map(tenant.grants.map((grant) => [grant.id, grant]));
  const known = new Map<string, ReadonlySet<string>>();
  const reset = (user: string, by: string): boolean => {
    const active = (tenant.held.get(user) ?? []).filter((edge) => !isEligible(edge));
    const held = active.flatMap(({ to }) => grants.get(to) ?? []);
    const own = held.filter(({ type }) => type === "entra.directory-role");
    if (own.length === 0 || tenant.inRoleGroups.has(user)) return false;
    return own.every(({ properties }) => {
      const row = byTemplate.get(textOf(properties["template"]) ?? "");
      return row?.reset_by?.includes(by) === true && !tenant.restricted.has(textOf(properties["scope_node"]) ?? "");
    });
  };
  return ({ actions, stopped_by: stops = [] }, isWhole) => {
    const word = /^role\/(.+)$/.exec(actions[0]?.action ?? "")?.[1];
    const by = roles.find(({ role }) => role.replaceAll(" ", "") === word)?.role;
    if (by === undefined || !stops.includes("role-holder") || (!isWhole && by !== LIMITED_IN_UNITS)) return new Set();
    const found = known.get(by) ?? new Set([...tenant.roleHolders].filter((user) => reset(user, by)));
    known.set(by, found);
    return found;
  };
}

/** Permissions on certificate authorities: a certificate of one's own authority changes nothing of the user. */
const AUTHORITIES: ReadonlySet<string> = new Set([
  "Organization.ReadWrite.All",
  "PublicKeyInfrastructure.ReadWrite.All",
]);

/**
 * Techniques that change a user or group itself. Signing in as one by its domain or by a certificate, what a rule looks at, and what runs
 * on a device of the user do not.
 */
export function changesTarget({ edge, types = [], actions, stopped_by: stops = [] }: ScopedTechnique): boolean {
  const [type] = types;
  if (type === "entra.group") return !stops.includes("fixed-group");
  if (type !== "entra.user" || edge !== "adds_credential") return false;
  return !stops.includes("initial-domain") && !AUTHORITIES.has(actions[0]?.action ?? "");
}

/**
 * Whether a member of restricted units is out of reach: only roles that are assigned for one of them may change it.
 * Source: https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-restricted-management
 */
export function isRestricted(member: string, reach: string | undefined, { restricted }: Tenant): boolean {
  let isIn = false;
  for (const [unit, members] of restricted) {
    if (!members.has(member)) continue;
    if (unit === reach) return false;
    isIn = true;
  }
  return isIn;
}
