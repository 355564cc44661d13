// Azure roles that are activated: what that asks for, as far as the settings of the role at its scope were read, and how surely whoever
// may activate one has it.
import type { StoredNode } from "../../model/analysis.js";
import type { Json } from "../../model/words.js";
import { ACTOR, AWAITS, NO, type Truth, YES } from "../aws/condition/truth.js";
import { listedTexts, textOf } from "../properties.js";
import { isWithin } from "../scoped/world.js";
import type { Assignment, Holder, RoleActivation } from "./assignment.js";
import type { AzureEstate } from "./environment.js";

/** What is known of activating an eligible role. */
export function toRoleActivation({ supplements }: StoredNode): RoleActivation {
  const {
    asks_approval: asksApproval,
    approver_names: approvers,
    activation_asks: asks,
    activation,
  } = supplements["azure/authorization:role-policies"] ?? {};
  return {
    words: textOf(activation) ?? "somebody activates the role",
    asksApproval: typeof asksApproval === "boolean" ? asksApproval : undefined,
    approvers: listedTexts(approvers),
    asks: Array.isArray(asks) ? listedTexts(asks) : undefined,
  };
}

/** What signs in without a person: managed identities, too. */
export const APPLICATION = "ServicePrincipal";

/**
 * An approval is another person's; what is asked beside one the holder does. An application does not, by itself or through a
 * group: https://learn.microsoft.com/en-us/azure/role-based-access-control/pim-integration#pim-functionality
 */
export function activationTruth(activation: RoleActivation | undefined, { type }: Pick<Holder, "type">): Truth {
  if (activation === undefined) return YES;
  if (type === APPLICATION) return NO;
  return activation.asksApproval === true ? AWAITS : ACTOR;
}

interface Told {
  readonly holder: Holder;
  readonly name: string;
  /** Nobody can use what it has. */
  readonly isDead: boolean;
  /** Words for what of note the role gives; undefined where the role was not read. */
  readonly capabilities: readonly string[] | undefined;
  /** A condition keeps it from giving roles. */
  readonly isLimited: boolean;
}

/** Columns of an eligible role: who may activate it, what that asks for, and how its approval can be done without. */
export function activationColumns(
  assignment: Assignment,
  told: Told,
  estate: AzureEstate,
): { readonly [column: string]: Json | undefined } {
  const { activation } = assignment;
  if (activation === undefined || assignment.of !== "roles") return {};
  const { asksApproval, approvers, asks } = activation;
  return {
    role_tier: tierOf(assignment, told, estate),
    eligible_holders: told.isDead || activationTruth(activation, told.holder) === NO ? [] : [told.name],
    asks_approval: asksApproval,
    ...(asksApproval === true && { approvers, approval_ways: waysOf(assignment, told, estate) }),
    activation_asks: asks,
  };
}

/** Giving roles on a subscription or above is control of it; changing everything there, or giving roles below it, is one less. */
function tierOf(
  { place }: Assignment,
  { capabilities = [], isLimited }: Told,
  { places }: AzureEstate,
): number | undefined {
  const level = places.levelOf(place);
  const isWide = level !== "resource-group" && level !== "resource";
  const givesRoles = capabilities.includes("grant-roles") && !isLimited;
  if (givesRoles && level !== "resource") return isWide ? 0 : 1;
  return capabilities.includes("change-everything") && isWide ? 1 : undefined;
}

/** The same role there or above for good, by itself or through a group, or eligible without an approval. */
function waysOf(assignment: Assignment, { holder, name }: Told, estate: AzureEstate): readonly string[] | undefined {
  const { place, role, id } = assignment;
  if (!wereAssignmentsRead(place, estate)) return undefined;
  const groups = holder.groups.flatMap((one) => estate.holders.get(one) ?? []);
  const ways = [holder, ...groups].flatMap((one) =>
    one.assignments.flatMap((other) => {
      if (other.id === id || other.of !== "roles" || other.role.id !== role.id || other.isActivated) return [];
      if (!isWithin(place, other.place, estate.places)) return [];
      const through = one === holder ? "" : ` through the group ${groupName(one, estate)}`;
      if (other.activation === undefined) return [`${name} holds it for good as well${through}`];
      return other.activation.asksApproval === false ? [`${name} may activate it${through} without one`] : [];
    }),
  );
  return [...new Set(ways)].sort();
}

function wereAssignmentsRead(place: string, { places, isRead }: AzureEstate): boolean {
  const subscription = /^\/subscriptions\/[^/]+/.exec(place)?.[0] ?? place;
  const scope = places.containers.get(subscription)?.id;
  const lists = ["role-assignments", "role-eligibility", "role-schedules"];
  return scope !== undefined && lists.every((list) => isRead(scope, `azure/authorization:${list}`));
}

function groupName({ objectId, tenant }: Holder, estate: AzureEstate): string {
  return estate.inEntra(objectId, tenant)?.name ?? objectId;
}
