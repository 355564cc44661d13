// What exists of some types in an account, found by whom it lets in: by the statements of a caller, or by policies of its own.
import { addTo } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { Judge } from "../evaluation/requests.js";
import { claimsOn } from "../similarity/claims.js";
import { createTargets, type Targets } from "./target-index.js";

/** Where each is as open as any other, because a policy was not read, so many stand for all of them. */
const ENOUGH = 20;

export interface Existing extends Targets {
  /** Those whose own policies name the principal or everybody. */
  naming(principal: AwsPrincipal): readonly string[];
  /** Some of those whose policies were not read. */
  unread(): readonly string[];
}

/** In: ids of nodes. Their policies are looked at when somebody asks. */
export function createExisting(ids: Iterable<string>, estate: Pick<Estate, "resource">): Existing {
  const targets = createTargets(ids);
  const byName = once(() => readNames(targets.ids, estate));
  return {
    ...targets,
    naming(principal) {
      const { names } = byName();
      return names.size === 0 ? [] : namesOf(principal).flatMap((name) => names.get(name) ?? []);
    },
    unread: () => byName().unread,
  };
}

/** By which a policy of a resource may name a caller, or everybody. */
export function namesOf({ id, uniqueId = "", session }: Pick<AwsPrincipal, "id" | "uniqueId" | "session">): string[] {
  return ["*", id, uniqueId, session?.of ?? ""];
}

function readNames(ids: readonly string[], { resource }: Pick<Estate, "resource">) {
  const names = new Map<string, string[]>();
  const unread: string[] = [];
  for (const id of ids) {
    const { policy, isUnread } = resource(id) ?? {};
    if ((isUnread || policy?.policy.isOpaque) && unread.length < ENOUGH) unread.push(id);
    for (const { isAllow, principals } of policy?.policy.statements ?? []) {
      if (!isAllow || principals === undefined) continue;
      for (const name of principals.isNegated ? ["*"] : principals.aws) addTo(names, name, id);
    }
  }
  return { names, unread };
}

/**
 * Those on which the caller may be allowed the action; the evaluator says of each whether it is. Never all of them for a caller
 * that has one of its own: in an account with a role and a workload for each team that would be every pair.
 */
export function allowedAmong(
  principal: AwsPrincipal,
  action: string,
  targets: Targets & Partial<Existing>,
  { interest }: Pick<Judge, "interest">,
): readonly string[] {
  const claims = claimsOn(principal, interest.bitOf(action), interest);
  const found =
    claims.length === 0
      ? []
      : targets.find(
          claims.flatMap(({ resources }) => resources),
          principal,
        );
  const named = [...(targets.naming?.(principal) ?? []), ...(targets.unread?.() ?? [])];
  const open = principal.policies.some(({ policy }) => policy.isOpaque) ? targets.ids.slice(0, ENOUGH) : [];
  return named.length + open.length === 0 ? found : [...new Set([...found, ...named, ...open])];
}
