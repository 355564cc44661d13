// kubernetes/rbac:role-bindings and :cluster-role-bindings: who has which role. One grant for each subject of a binding; what a
// binding does not say in a form that an API server would take is a gap.
import { type Fields, fieldsOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { listOfAll } from "../call.js";
import { accountId, groupId, idIn, userId } from "../ids.js";
import { keeping, listed, metadataWith } from "../kept.js";
import type { Element, KubernetesResource } from "../resource.js";
import { BOOTSTRAPPING, RBAC } from "./roles.js";

const CLUSTER_ROLE_BINDINGS = "kubernetes/rbac:cluster-role-bindings";
const ROLE_BINDINGS = "kubernetes/rbac:role-bindings";

const clean = keeping({ metadata: metadataWith(), roleRef: true, subjects: true });

export const clusterRoleBindings: KubernetesResource = {
  word: "cluster role bindings",
  call: listOfAll({
    api: RBAC,
    resource: "clusterrolebindings",
    dataSet: CLUSTER_ROLE_BINDINGS,
    clean,
  }),
  convert(element, out) {
    const id = `${element.scope}/clusterrolebindings/${element.name}`;
    addBinding(element, { id, type: "kubernetes.cluster-role-binding", dataSet: CLUSTER_ROLE_BINDINGS }, out);
  },
};

export const roleBindings: KubernetesResource = {
  word: "role bindings",
  call: listOfAll({ api: RBAC, resource: "rolebindings", dataSet: ROLE_BINDINGS, clean }),
  convert(element, out) {
    const id = idIn(element.scope, element.namespace, "rolebindings", element.name);
    addBinding(element, { id, type: "kubernetes.role-binding", dataSet: ROLE_BINDINGS }, out);
  },
};

interface Binding {
  readonly id: string;
  readonly type: string;
  readonly dataSet: string;
}

function addBinding({ scope, raw, name, namespace, uid, labels, createdAt }: Element, of: Binding, out: PartBuilder) {
  const { kind, name: role } = fieldsOf(raw["roleRef"]);
  const [roleKind, roleName] = [textOf(kind), textOf(role)];
  const gap = (message: string) =>
    out.gaps.push({ dataSet: of.dataSet, subject: of.id, message: `${of.id}: ${message}` });
  if (roleKind === undefined || roleName === undefined) {
    gap("its roleRef has no usable kind or name: the binding was left out");
    return;
  }
  // A binding of nobody has none, or null.
  if (!Array.isArray(raw["subjects"] ?? [])) gap("its subjects are no list: they were left out");
  const isCluster = roleKind === "ClusterRole";
  for (const subject of listed(raw, "subjects")) {
    const holder = toHolder(scope, namespace, subject);
    if (holder === undefined) {
      gap("a subject that is no account, user or group with a name was left out");
      continue;
    }
    const grant = `${of.id}/${holder.key}`;
    out.nodes.push({
      id: grant,
      kind: "grant",
      type: of.type,
      name,
      ...(uid === undefined ? {} : { incarnation: `${uid}/${holder.key}` }),
      parent: holder.id,
      properties: properties({
        binding: of.id,
        namespace: namespace === "" ? undefined : namespace,
        role: roleName,
        role_kind: roleKind,
        role_id: isCluster ? `${scope}/clusterroles/${roleName}` : idIn(scope, namespace, "roles", roleName),
        subject: holder.id,
        subject_kind: holder.kind,
        subject_name: holder.name,
        vendor_managed: labels[BOOTSTRAPPING] === "rbac-defaults",
        created_at: createdAt,
      }),
    });
    out.edge("has_grant", holder.id, grant);
  }
}

interface Holder {
  readonly id: string;
  readonly kind: "service-account" | "user" | "group";
  readonly name: string;
  /** What tells it from the other subjects of the binding. */
  readonly key: string;
}

/** The user name of a service account is the account itself, however a binding writes it. */
function toHolder(scope: string, namespace: string, subject: Fields): Holder | undefined {
  const name = textOf(subject["name"]);
  const kind = textOf(subject["kind"]);
  if (name === undefined) return undefined;
  const [, inNamespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  if (kind === "ServiceAccount") return toAccount(scope, textOf(subject["namespace"]) ?? namespace, name);
  if (kind === "User" && inNamespace !== undefined && account !== undefined) {
    return toAccount(scope, inNamespace, account);
  }
  if (kind === "User") return { id: userId(scope, name), kind: "user", name, key: `user/${name}` };
  return kind === "Group" ? { id: groupId(scope, name), kind: "group", name, key: `group/${name}` } : undefined;
}

function toAccount(scope: string, namespace: string, account: string): Holder | undefined {
  if (namespace === "") return undefined;
  const name = `${namespace}/${account}`;
  return { id: accountId(scope, namespace, account), kind: "service-account", name, key: `serviceaccount/${name}` };
}
