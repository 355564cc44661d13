// Which role somebody has in a project: the highest of their own, of those from above, and of invited groups.
// https://docs.gitlab.com/user/project/members/#membership-types
import type { AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import { wasRead } from "../read-sets.js";
import { DEVELOPER } from "./access.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";
import type { Invitation } from "./invited.js";

const MEMBERS = "gitlab/group:members";

export interface HeldRoles {
  /** Whether somebody may push to a project at all; undefined where not all that gives roles was read. */
  mayPush(user: string, project: GitLabProject): boolean | undefined;
  /** Those who may push as members of a group itself, not from above; undefined where the group was not read. */
  developersOf(group: string): readonly string[] | undefined;
}

/** Looks up roles as they were read, once a protection names somebody. */
export function readHeldRoles(
  input: Pick<AnalysisInput, "edges" | "scopes">,
  { groups }: Pick<GitLabEstate, "groups">,
  invitations: readonly Invitation[],
): HeldRoles {
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const levels = once(() => levelsIn(input));
  const guests = new Map<string, Invitation[]>();
  for (const one of invitations) addTo(guests, one.to.id, one);
  const read = new Set<string>();
  for (const scope of input.scopes()) if (wasRead(scope, MEMBERS) === true) read.add(scope.id);

  function direct(user: string, at: string): number {
    return levels().get(at)?.get(user) ?? 0;
  }
  function above(start: string): readonly string[] {
    const found = new Set<string>();
    for (let at: string | undefined = start; at !== undefined && !found.has(at); at = parents.get(at)) found.add(at);
    return [...found];
  }
  function inGroup(user: string, group: string): number {
    const all = above(group).flatMap((at) => [
      direct(user, at),
      ...(guests.get(at) ?? []).map(({ from, level }) => Math.min(level, direct(user, from))),
    ]);
    return Math.max(0, ...all);
  }
  return {
    developersOf(group) {
      if (!parents.has(group)) return undefined;
      const held = [...(levels().get(group) ?? [])];
      return held.flatMap(([user, level]) => (level >= DEVELOPER ? [user] : [])).sort();
    },
    mayPush(user, { id, parent, scope }) {
      const invited = guests.get(id) ?? [];
      const known = Math.max(
        direct(user, id),
        inGroup(user, parent),
        ...invited.map(({ from, level }) => Math.min(level, inGroup(user, from))),
      );
      if (known >= DEVELOPER) return true;
      const groupsThere = [id, ...above(parent), ...invited.flatMap(({ from }) => above(from))];
      const isWhole = groupsThere.every((at) => (guests.get(at) ?? []).every(({ isKnown }) => isKnown));
      return read.has(scope) && isWhole ? false : undefined;
    },
  };
}

/** Group or project → user → role there. */
function levelsIn(input: Pick<AnalysisInput, "edges">): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const levels = new Map<string, Map<string, number>>();
  for (const { from, to, state, properties } of input.edges(["permits"])) {
    const { level } = properties;
    if (typeof level !== "number" || state === "blocked" || !from.includes("/-/users/")) continue;
    const held = levels.get(to) ?? new Map<string, number>();
    levels.set(to, held.set(from, Math.max(level, held.get(from) ?? 0)));
  }
  return levels;
}
