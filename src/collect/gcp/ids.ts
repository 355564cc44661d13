// Ids of nodes: what Google never gives twice, with names as aliases.

/** `projects/acme-prod` → `gcp:projects/acme-prod`. Ids of projects are never given again. */
export function containerId(resource: string): string {
  return `gcp:${resource}`;
}

/** By the unique id, which a re-created account does not get; by e-mail where an answer leaves it out. */
export function serviceAccountId(uniqueId: string | undefined, email: string): string {
  return `gcp:service-account/${uniqueId ?? email}`;
}

/** `roles/owner`, `projects/acme-prod/roles/deployer`. */
export function roleId(name: string): string {
  return `gcp:${name}`;
}

/** `//storage.googleapis.com/acme-data` → `gcp:storage.googleapis.com/acme-data`. */
export function resourceId(fullName: string): string {
  return `gcp:${fullName.replace(/^\/\//, "")}`;
}

/** The name of a thing with its project's id in the place of the number, as it is written elsewhere. */
export function byId(name: string, project: string): string {
  return name.replace(/^projects\/[^/]+/, `projects/${project}`);
}

/** Id of a group, by its resource name (`groups/…`). */
export function groupId(name: string): string {
  return `gcp:${name}`;
}

/** A binding of a role to one member at a resource; a condition makes it another binding. */
export function bindingId(fullName: string, role: string, member: string, condition: string | undefined): string {
  return `${resourceId(fullName)}#iam/${role}/${member}${condition === undefined ? "" : `/${condition}`}`;
}
