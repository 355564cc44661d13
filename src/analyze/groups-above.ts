// Groups that somebody is in because a group of theirs is in another one.
import { addAll } from "../model/add-all.js";
import { compareText } from "../model/compare.js";

/**
 * All groups of a member, those that its groups are in too.
 * @param direct who is in a group (a group as well) → the groups that it is directly in; may go in circles
 * @returns sorted; the member itself only where it is in a group that is in it
 */
export function groupsAbove(member: string, direct: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set<string>();
  const waiting = [...(direct.get(member) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    addAll(waiting, direct.get(next) ?? []);
  }
  return [...found].sort(compareText);
}
