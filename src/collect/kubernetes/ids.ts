// Ids of what a cluster names: its scope, then the path of the API without group and version. Pure.

/** Scope of a cluster: `kubernetes:prod`. */
export function scopeId(cluster: string): string {
  return `kubernetes:${cluster}`;
}

/** A namespace; `scope` is that of its cluster. */
export function namespaceId(scope: string, namespace: string): string {
  return `${scope}/namespaces/${namespace}`;
}

/** What lives in a namespace: a service account, a secret, a pod. */
export function idIn(scope: string, namespace: string, resource: string, name: string): string {
  return `${namespaceId(scope, namespace)}/${resource}/${name}`;
}

/** A service account. */
export function accountId(scope: string, namespace: string, name: string): string {
  return idIn(scope, namespace, "serviceaccounts", name);
}

/** Users and groups exist only in what others say of them: certificates, tokens, bindings. */
export function userId(scope: string, name: string): string {
  return `${scope}/users/${name}`;
}

/** A group of users: `system:masters`. */
export function groupId(scope: string, name: string): string {
  return `${scope}/groups/${name}`;
}
