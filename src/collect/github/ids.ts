// Ids of what GitHub names: numbers that never change, names as aliases. Pure.

/** Scope of an owner, or of one repository that is crawled alone. */
export function scopeId(owner: string, repository?: string): string {
  const login = owner.toLowerCase();
  return repository === undefined ? `github:${login}` : `github:repository/${login}/${repository.toLowerCase()}`;
}

/** Id of a repository. */
export function repositoryId(id: number): string {
  return `github:repo/${id}`;
}

/** Id of an environment, below its repository's. */
export function environmentId(repository: string, name: string): string {
  return `${repository}/environment/${name}`;
}

/** Id of a branch, below its repository's. */
export function branchId(repository: string, name: string): string {
  return `${repository}/branch/${name}`;
}

/** Id of a user. */
export function userId(id: number): string {
  return `github:user/${id}`;
}

/** Id of a team. */
export function teamId(id: number): string {
  return `github:team/${id}`;
}

/** Id of an installation of an App. */
export function installationId(id: number): string {
  return `github:installation/${id}`;
}

/** The set of all repositories of an owner. */
export function allRepositoriesId(owner: string): string {
  return `github:${owner.toLowerCase()}/all-repositories`;
}
