// Drawn clusters: what runs as which account, roles of a few rules, and who they are bound to.
import fc from "fast-check";

export const NAMESPACES = ["shop", "pay"] as const;
export type Namespace = (typeof NAMESPACES)[number];
/** Accounts of each namespace, users, and groups of the cluster's own and of people. */
export const ACCOUNTS = ["api", "job"] as const;
const [RBAC, CERTIFICATES] = ["rbac.authorization.k8s.io", "certificates.k8s.io"];
const ADMISSION = "admissionregistration.k8s.io";

export interface PlanRule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly names?: readonly string[];
}

export interface PlanRole {
  readonly name: string;
  /** Of a cluster role none. */
  readonly namespace: Namespace | undefined;
  readonly rules: readonly PlanRule[];
  readonly isAggregated: boolean;
}

export interface PlanSubject {
  readonly kind: "service-account" | "user" | "group";
  /** With its namespace before it, of an account. */
  readonly name: string;
}

export interface PlanBinding {
  readonly subject: PlanSubject;
  /** Of a binding for the whole cluster none. */
  readonly namespace: Namespace | undefined;
  /** Its place among the roles. */
  readonly role: number;
}

export interface PlanThing {
  readonly kind: "pod" | "deployment" | "daemonset" | "statefulset" | "cronjob" | "service-account-token";
  readonly namespace: Namespace;
  readonly name: string;
  readonly account: (typeof ACCOUNTS)[number];
  readonly machine: "n1" | "n2";
}

export interface ClusterPlan {
  readonly enforces: { readonly [namespace in Namespace]: "baseline" | "privileged" };
  readonly things: readonly PlanThing[];
  readonly roles: readonly PlanRole[];
  readonly bindings: readonly PlanBinding[];
}

type Ability = readonly [verb: string, group: string, resource: string, names?: readonly string[]];
const THINGS = ["one", "two"];
const ROLE_NAMES = ["role-0", "role-1", "role-2", "cluster-admin"];

/** What documents on RBAC warn of, and what is near it. */
const ABILITIES: readonly Ability[] = [
  ["create", "", "serviceaccounts/token", ACCOUNTS],
  ["impersonate", "", "serviceaccounts", ACCOUNTS],
  ["impersonate", "", "users", ["dana", "eli"]],
  ["impersonate", "", "groups", ["ops", "system:masters"]],
  ...["pods", "replicationcontrollers"].map((one): Ability => ["create", "", one, THINGS]),
  ...["deployments", "daemonsets", "statefulsets", "replicasets"].map((one): Ability => ["create", "apps", one]),
  ...["jobs", "cronjobs"].map((one): Ability => ["create", "batch", one]),
  ...["deployments", "daemonsets", "statefulsets"].map((one): Ability => ["patch", "apps", one, THINGS]),
  ...["replicasets", "deployments/scale"].map((one): Ability => ["update", "apps", one]),
  ...["jobs", "cronjobs"].map((one): Ability => ["update", "batch", one, THINGS]),
  ...["create", "get", "list"].map((one): Ability => [one, "", "pods/exec", THINGS]),
  ...["patch", "update", "delete"].map((one): Ability => [one, "", "pods", THINGS]),
  ...["patch", "create"].map((one): Ability => [one, "", "pods/ephemeralcontainers", THINGS]),
  ...["get", "list", "watch", "create", "update"].map((one): Ability => [one, "", "secrets"]),
  ["get", "", "secrets", THINGS],
  ["get", "", "nodes/proxy", ["n1", "n2"]],
  ["get", "", "nodes"],
  ["patch", "", "namespaces", NAMESPACES],
  ...["create", "escalate", "bind", "patch"].map((one): Ability => [one, RBAC, "roles"]),
  ...["escalate", "update", "bind"].map((one): Ability => [one, RBAC, "clusterroles", ROLE_NAMES]),
  ["create", RBAC, "clusterroles"],
  ...["rolebindings", "clusterrolebindings"].map((one): Ability => ["create", RBAC, one]),
  ["create", CERTIFICATES, "certificatesigningrequests"],
  ["update", CERTIFICATES, "certificatesigningrequests/approval"],
  ["approve", CERTIFICATES, "signers", ["kubernetes.io/kube-apiserver-client", "kubernetes.io/kubelet-serving"]],
  ["create", ADMISSION, "mutatingwebhookconfigurations"],
];

/** What belongs together, so that ways of several steps are drawn now and then. */
const TOGETHER: readonly (readonly Ability[])[] = [
  [
    ["bind", RBAC, "clusterroles", ROLE_NAMES],
    ["create", RBAC, "rolebindings"],
  ],
  [
    ["bind", RBAC, "clusterroles", ROLE_NAMES],
    ["create", RBAC, "clusterrolebindings"],
  ],
  [
    ["bind", RBAC, "roles"],
    ["create", RBAC, "rolebindings"],
  ],
  ["create", "escalate", "bind"].map((one): Ability => [one, RBAC, "roles"]),
  ["escalate", "update"].map((one): Ability => [one, RBAC, "clusterroles", ROLE_NAMES]),
  ["escalate", "patch"].map((one): Ability => [one, RBAC, "roles"]),
  [
    ["impersonate", "", "users", ["dana"]],
    ["impersonate", "", "groups", ["ops", "system:masters"]],
  ],
  [
    ["create", "", "pods"],
    ["patch", "", "namespaces", NAMESPACES],
  ],
  ["create", "get"].map((one): Ability => [one, "", "secrets"]),
  ABILITIES.slice(-4, -1),
];

const chance = (of: number) => fc.integer({ min: 1, max: of }).map((one) => one === 1);

/** An ability as a rule, now and then wider or nearly it. */
function toRule([verb, group, resource, names]: Ability): fc.Arbitrary<PlanRule> {
  const part = resource.slice(resource.indexOf("/"));
  const alike = part === resource ? [`${resource}/status`] : [`*${part}`, resource.replace(part, ""), `*/*`];
  return fc
    .record({
      verb: fc.oneof({ weight: 9, arbitrary: fc.constant(verb) }, fc.constantFrom("*", "watch", verb.toUpperCase())),
      group: fc.oneof({ weight: 9, arbitrary: fc.constant(group) }, fc.constantFrom("*", "", "apps", "core")),
      resource: fc.oneof(
        { weight: 9, arbitrary: fc.constant(resource) },
        fc.constantFrom("*", ...alike, `${resource}/*`, resource.slice(0, -1)),
      ),
      names: names === undefined ? fc.constant(undefined) : fc.option(fc.subarray([...names]), { nil: undefined }),
    })
    .map((one) => ({
      ...{ verbs: [one.verb], groups: [one.group], resources: [one.resource] },
      ...(one.names !== undefined && one.names.length > 0 && { names: one.names }),
    }));
}

const rules = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ABILITIES).chain((one) => fc.tuple(toRule(one))) },
  { weight: 3, arbitrary: fc.constantFrom(...TOGETHER).chain((all) => fc.tuple(...all.map(toRule))) },
  fc.constant([{ verbs: ["*"], groups: ["*"], resources: ["*"] }]),
);
const namespace = fc.constantFrom(...NAMESPACES);
const subject: fc.Arbitrary<PlanSubject> = fc.oneof(
  fc.tuple(namespace, fc.constantFrom(...ACCOUNTS)).map(([at, name]) => ({
    ...{ kind: "service-account" as const, name: `${at}/${name}` },
  })),
  fc.constantFrom("dana", "eli").map((name) => ({ kind: "user" as const, name })),
  fc
    .constantFrom("ops", "system:authenticated", "system:serviceaccounts", "system:serviceaccounts:shop")
    .map((name) => ({ kind: "group" as const, name })),
);
const thing: fc.Arbitrary<PlanThing> = fc.record({
  kind: fc.constantFrom("pod", "pod", "deployment", "daemonset", "statefulset", "cronjob", "service-account-token"),
  namespace,
  name: fc.constantFrom(...THINGS),
  account: fc.constantFrom(...ACCOUNTS),
  machine: fc.constantFrom("n1", "n2"),
});
const level = fc.constantFrom("baseline", "baseline", "baseline", "privileged");

/** Roles are told by their places, and the last is the one that every cluster is born with. */
export const plans: fc.Arbitrary<ClusterPlan> = fc
  .record({
    enforces: fc.record({ shop: level, pay: level }),
    things: fc.uniqueArray(thing, {
      maxLength: 7,
      selector: ({ kind, namespace: at, name }) => [kind, at, name].join("/"),
    }),
    roles: fc.array(
      fc.record({
        namespace: fc.option(namespace, { nil: undefined }),
        rules,
        isAggregated: chance(6),
      }),
      { minLength: 2, maxLength: 4 },
    ),
    bindings: fc.array(
      fc.record({ subject, namespace: fc.option(namespace, { nil: undefined }), role: fc.nat({ max: 4 }) }),
      { minLength: 2, maxLength: 5 },
    ),
  })
  .map((plan) => {
    const roles: readonly PlanRole[] = [
      ...plan.roles.map((one, at) => ({
        ...{ ...one, name: `role-${at}` },
        isAggregated: one.isAggregated && one.namespace === undefined,
      })),
      {
        ...{ name: "cluster-admin", namespace: undefined, isAggregated: false },
        rules: [{ verbs: ["*"], groups: ["*"], resources: ["*"] }],
      },
    ];
    // a role of a namespace is bound in it alone, and few hold all there is
    const bindings = plan.bindings.map((one) => {
      const role = one.role % plan.roles.length;
      return { ...one, role, namespace: roles[role]?.namespace ?? one.namespace };
    });
    return { ...plan, roles, bindings };
  });
