// Ids of what Entra names: the tenant and the object id, which never change. Pure.

/** Id of a tenant's scope. */
export function scopeId(tenant: string): string {
  return `entra:${tenant.toLowerCase()}`;
}

/** Id of an object of the directory. */
export function objectId(tenant: string, id: string): string {
  return `${tenant.toLowerCase()}/${id.toLowerCase()}`;
}

/** Id of a certificate or secret of an application or service principal. */
export function keyId(holder: string, id: string): string {
  return `${holder}/key/${id.toLowerCase()}`;
}

/** Id of a federated credential of an application. */
export function federatedId(application: string, id: string): string {
  return `${application}/federated/${id}`;
}

/** The permission itself, one for all that hold it. */
export function appRoleId(api: string, role: string): string {
  return `${api}/app-role/${role.toLowerCase()}`;
}

/** Id of a delegated permission grant. */
export function delegatedId(tenant: string, id: string): string {
  return `${tenant.toLowerCase()}/delegated/${id}`;
}

/** A directory role, of the whole tenant or of the unit or application that its assignment is scoped to. */
export function roleId(tenant: string, role: string, scope: string): string {
  const whole = `${tenant.toLowerCase()}/role/${role.toLowerCase()}`;
  return scope === "/" ? whole : `${whole}@${scope.slice(scope.lastIndexOf("/") + 1).toLowerCase()}`;
}

/** Microsoft Graph as an application. */
export const GRAPH_APP = "00000003-0000-0000-c000-000000000000";

/** A role of zeros is the default access to an application: no permission. */
export const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";
