// Which of the crawled projects a runner is for: looked up from the groups and projects that it belongs to, downwards.
import { addAll } from "../../model/add-all.js";
import { addTo } from "../../model/group-by.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";

/** Group, project or server whose jobs a runner takes. */
export type Holder =
  | { readonly kind: "server"; readonly host: string }
  | { readonly kind: "node"; readonly id: string };

/** Answers the projects that may use runners of these holders, in the order they were crawled. */
export type ServedProjects = (holders: readonly Holder[]) => readonly GitLabProject[];

/**
 * Makes the lists once for all runners: a walk over all projects for each of them would cost runners times projects. A project
 * that is archived, or has switched such runners off, is not served.
 */
export function createServedProjects({ projects, groups }: Pick<GitLabEstate, "projects" | "groups">): ServedProjects {
  const byId = new Map<string, number[]>();
  const byParent = new Map<string, number[]>();
  const byHost = new Map<string, number[]>();
  for (const [at, { id, parent, host, isArchived, takesGroups, takesShared }] of projects.entries()) {
    if (isArchived) continue;
    addTo(byId, id, at);
    // What the server's runners do for a project is up to that switch alone.
    if (takesShared !== false) addTo(byHost, host, at);
    if (takesGroups !== false) addTo(byParent, parent, at);
  }
  const below = new Map<string, string[]>();
  for (const { id, parent } of groups) if (parent !== undefined) addTo(below, parent, id);
  return (holders) => {
    const found = new Set<number>();
    const add = (places: readonly number[] = []): void => {
      for (const at of places) found.add(at);
    };
    const seen = new Set<string>();
    const waiting: string[] = [];
    for (const holder of holders) {
      if (holder.kind === "server") add(byHost.get(holder.host));
      else {
        add(byId.get(holder.id));
        waiting.push(holder.id);
      }
    }
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      add(byParent.get(id));
      addAll(waiting, below.get(id) ?? []);
    }
    return [...found].sort((a, b) => a - b).flatMap((at) => projects[at] ?? []);
  };
}
