// Ids of what GitLab names: numbers that an instance never gives twice, behind its host and the `-` that no path may be;
// paths as aliases. Pure.

/** Scope of a group: `gitlab:gitlab.com/acme`. */
export function scopeId(host: string, path: string): string {
  return `gitlab:${host}/${path.toLowerCase()}`;
}

/** Id of a project. */
export function projectId(host: string, id: number): string {
  return `gitlab:${host}/-/projects/${id}`;
}

/** Id of a group. */
export function groupId(host: string, id: number): string {
  return `gitlab:${host}/-/groups/${id}`;
}

/** Id of a user. */
export function userId(host: string, id: number): string {
  return `gitlab:${host}/-/users/${id}`;
}

/** Id of a runner. */
export function runnerId(host: string, id: number): string {
  return `gitlab:${host}/-/runners/${id}`;
}

/** Id of an environment, below its project's. */
export function environmentId(project: string, name: string): string {
  return `${project}/environment/${name}`;
}
