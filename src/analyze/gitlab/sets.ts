// Ids of the sets of people, tokens and keys by their role in a group or project.
import type { GitLabProject } from "./estate.js";

/** Set of everyone who may push to a project: its name on the command line. */
export function writersId({ host, path }: Pick<GitLabProject, "host" | "path">): string {
  return `gitlab:${host}/${path}`;
}

/** Set of those who have a role in a group or project, and of those above it. */
export function developersId(group: string): string {
  return `${group}@developers`;
}

/** Id of the set of those who maintain a project or group. */
export function maintainersId(holder: string): string {
  return `${holder}@maintainers`;
}

/** Id of the set of those who push to a project, or to those of a group, as one who maintains it, and change no settings. */
export function pushersId(holder: string): string {
  return `${holder}@maintaining-pushers`;
}
