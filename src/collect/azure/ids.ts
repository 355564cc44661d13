// Ids of what Azure names: resource ids in lower case, since Azure writes them in any. Pure.

/** Id of a subscription's scope. */
export function subscriptionId(subscription: string): string {
  return `azure:${subscription.toLowerCase()}`;
}

/** Id of a management group's scope. */
export function groupId(group: string): string {
  return `azure:managementgroups/${group.toLowerCase()}`;
}

/** The root above all management groups, `/`: there is one a tenant. */
export function rootId(tenant: string | undefined): string {
  return `azure:tenant/${(tenant ?? "unknown").toLowerCase()}`;
}

/** `/subscriptions/…/vaults/Main` → `azure:/subscriptions/…/vaults/main`. */
export function resourceId(id: string): string {
  return `azure:${id.toLowerCase()}`;
}

/** A user, group, service principal or managed identity, as the crawl of Entra names it. */
export function principalId(tenant: string, objectId: string): string {
  return `${tenant.toLowerCase()}/${objectId.toLowerCase()}`;
}

/** Resource group of a resource id, as an address; undefined for what is in none. */
export function resourceGroupOf(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/.exec(id.toLowerCase())?.[0];
}
