// Who may take off, replace or rewrite the permissions boundary of a role or user, and whose.
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { type Changing, createChanging } from "../escalation/principal-changers.js";
import type { Judge } from "../evaluation/requests.js";
import { isOwnPolicy } from "../similarity/change-groups.js";
import { isBoundaryOpen } from "../techniques/target-requirements.js";

/** Whether a technique is one action by which a caller loses its own boundary; the same action rids others of theirs. */
export function isUnbinding({ target, changes, actions }: Technique): boolean {
  return target === "self" && changes === "boundary" && actions.length === 1;
}

/** `techniques`: those of which `isUnbinding` holds. */
export function createUnbinding(techniques: readonly Technique[], estate: Estate, judge: Judge): Changing {
  const principals = techniques.length === 0 ? [] : estate.principals.filter(isLimited);
  return createChanging(techniques, { word: "free", principals, resources: resourcesOf }, judge);
}

/** Roles and users of which a boundary takes away something. */
function isLimited(principal: AwsPrincipal): boolean {
  const { boundary, kind, isServiceLinked } = principal;
  return boundary !== undefined && kind !== "root" && !isServiceLinked && !isBoundaryOpen(principal);
}

/** The principal whose boundary goes with it, or the policy that it is. */
function resourcesOf({ id, boundary }: AwsPrincipal, on: TechniqueAction["on"]): readonly string[] {
  if (on !== "target-boundary") return [id];
  return boundary !== undefined && isOwnPolicy(boundary.id) ? [boundary.id] : [];
}
