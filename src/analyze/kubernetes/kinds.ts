// Kinds of targets of a cluster of which a name says which one is meant, and not any of them.
/** Users and groups that something is bound to: no list of a cluster holds them. */
export const USER = "kubernetes.user";
export const GROUP = "kubernetes.group";
/** Roles that somebody may bind: cluster roles for the whole cluster, cluster roles in a namespace, and roles of a namespace. */
export const BINDABLE = {
  forCluster: "kubernetes.cluster-role",
  inNamespace: "kubernetes.cluster-role-in-namespace",
  ofNamespace: "kubernetes.role",
} as const;
