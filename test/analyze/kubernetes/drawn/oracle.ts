// Whom and what somebody gets to in one step in a drawn cluster, and what his ways there are, read off what Kubernetes' documentation
// warns of without looking at the techniques. Only what is so for certain.
// https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
import { ANY, type Held, heldBy, may, type Request } from "./authorizer.js";
import { ACCOUNTS, type ClusterPlan, NAMESPACES, type Namespace, type PlanRole, type PlanSubject } from "./plan.js";

const RBAC = "rbac.authorization.k8s.io";
const CERTIFICATES = "certificates.k8s.io";
/** What makes pods or has them made, with its API group. */
const MADE: readonly (readonly [resource: string, group: string])[] = [
  ...["pods", "replicationcontrollers"].map((one) => [one, ""] as const),
  ...["deployments", "daemonsets", "statefulsets", "replicasets"].map((one) => [one, "apps"] as const),
  ...["jobs", "cronjobs"].map((one) => [one, "batch"] as const),
];
const TEMPLATES: { readonly [kind: string]: string } = {
  ...{ deployment: "apps", daemonset: "apps", statefulset: "apps", cronjob: "batch" },
};

/** Everything that somebody gets to, also by each of the roles that he may bind. What two of them give only together is left out. */
export function told(who: PlanSubject, plan: ClusterPlan): readonly string[] {
  const held = heldBy(who, plan);
  const bound: Held[] = [];
  let next = boundBy(held, plan);
  while (next.length > 0) {
    bound.push(...next);
    next = next
      .flatMap((one) => boundBy([one], plan))
      .filter((one, at, all) => [...bound, ...all.slice(0, at)].every((other) => !isSame(one, other)));
  }
  const ends = [held, ...bound.map((one) => [one])].flatMap((one) => endsOf(one, plan));
  return widest([...new Set(ends)].filter((one) => one !== labelOf(who)));
}

function isSame(one: Held, other: Held): boolean {
  return one.role === other.role && one.namespace === other.namespace;
}

function endsOf(held: readonly Held[], plan: ClusterPlan): readonly string[] {
  const owned = ownedIn(held);
  return [
    ...wholes(held),
    ...NAMESPACES.flatMap((namespace) => [held, owned].flatMap((one) => within(one, namespace, plan))),
    ...people(held, plan),
  ];
}

/** Whoever has the cluster or a namespace has all that is in it. */
export function widest(ends: readonly string[]): readonly string[] {
  if (ends.includes("cluster")) return ["cluster"];
  return ends.filter((one) => !one.includes("/") || !ends.includes(one.slice(0, one.indexOf("/")))).sort();
}

export function labelOf({ kind, name }: PlanSubject): string {
  const [namespace, account] = name.split("/");
  return kind === "service-account" ? `${namespace}/serviceaccounts/${account}` : `${kind}s/${name}`;
}

function can(held: readonly Held[], verbs: string, request: Omit<Request, "verb">): boolean {
  return verbs.split("|").some((verb) => may(held, { ...request, verb }));
}

function isEverything({ rules }: PlanRole): boolean {
  return rules.some(
    ({ verbs, groups, resources, names }) =>
      names === undefined && [verbs, groups, resources].every((one) => one.includes("*")),
  );
}

/** Roles that may be bound, each where. */
function boundBy(held: readonly Held[], plan: ClusterPlan): readonly Held[] {
  return [undefined, ...NAMESPACES].flatMap((namespace) =>
    plan.roles.flatMap((role): readonly Held[] => {
      if (role.namespace !== undefined && role.namespace !== namespace) return [];
      const resource = role.namespace === undefined ? "clusterroles" : "roles";
      const bindings = namespace === undefined ? "clusterrolebindings" : "rolebindings";
      const isBound =
        can(held, "bind", { group: RBAC, resource, namespace, name: role.name }) &&
        can(held, "create", { group: RBAC, resource: bindings, namespace });
      return isBound ? [{ role, namespace }] : [];
    }),
  );
}

/** Whoever makes a namespace his own may do everything in it. */
function ownedIn(held: readonly Held[]): readonly Held[] {
  const rules = [{ verbs: ["*"], groups: ["*"], resources: ["*"] }];
  const owned = wholes(held);
  return NAMESPACES.filter((one) => owned.includes(one)).map((namespace) => ({
    ...{ namespace, role: { name: "", namespace, rules, isAggregated: false } },
  }));
}

/** The cluster and its namespaces, where everything is his or he makes it so. */
function wholes(held: readonly Held[]): readonly string[] {
  const found = held.flatMap(({ role, namespace }) => {
    if (isEverything(role)) return [namespace ?? "cluster"];
    const { name, isAggregated } = role;
    const isOfCluster = role.namespace === undefined;
    const resource = isOfCluster ? "clusterroles" : "roles";
    const at = isOfCluster ? undefined : namespace;
    // what is made has no name when it is asked about, and takes the labels that the role takes in
    const isTakenIn = isAggregated && can(held, "create", { group: RBAC, resource }) && canEscalate(held, resource);
    const isRewritten =
      can(held, "update|patch", { group: RBAC, resource, namespace: at, name }) &&
      can(held, "escalate", { group: RBAC, resource, namespace: at, name });
    return isTakenIn || isRewritten ? [namespace ?? "cluster"] : [];
  });
  const isMaster = can(held, "impersonate", { resource: "groups", name: "system:masters" }) && isSomebody(held);
  const isIssuer =
    can(held, "create", { group: CERTIFICATES, resource: "certificatesigningrequests" }) &&
    can(held, "update|patch", { group: CERTIFICATES, resource: "certificatesigningrequests/approval", name: "x" }) &&
    can(held, "approve", { group: CERTIFICATES, resource: "signers", name: "kubernetes.io/kube-apiserver-client" });
  const isWebhook = can(held, "create|update|patch", {
    ...{ group: "admissionregistration.k8s.io", resource: "mutatingwebhookconfigurations" },
  });
  const made = NAMESPACES.filter((namespace) =>
    [
      ["create|escalate", "roles"],
      ["bind", "roles"],
      ["create", "rolebindings"],
    ].every(([verbs = "", resource = ""]) =>
      verbs.split("|").every((verb) => may(held, { verb, group: RBAC, resource, namespace })),
    ),
  );
  return [...found, ...made, ...(isMaster || isIssuer || isWebhook ? ["cluster"] : [])];
}

function canEscalate(held: readonly Held[], resource: string): boolean {
  return can(held, "escalate", { group: RBAC, resource });
}

/** Nobody acts in a group alone: there has to be a user or an account to be. */
function isSomebody(held: readonly Held[]): boolean {
  return [undefined, ...NAMESPACES].some((namespace) =>
    ["users", "serviceaccounts"].some((resource) =>
      can(held, "impersonate", { resource, name: ANY, namespace: resource === "users" ? undefined : namespace }),
    ),
  );
}

/** Those to whom something is bound. */
function people(held: readonly Held[], { bindings }: ClusterPlan): readonly string[] {
  return bindings.flatMap(({ subject: { kind, name } }) => {
    if (kind === "service-account") return [];
    const isOne = can(held, "impersonate", { resource: `${kind}s`, name });
    return isOne && (kind === "user" || isSomebody(held)) ? [`${kind}s/${name}`] : [];
  });
}

function within(held: readonly Held[], namespace: Namespace, plan: ClusterPlan): readonly string[] {
  const things = plan.things.filter((one) => one.namespace === namespace);
  const isMade = MADE.some(([resource, group]) => can(held, "create", { resource, group, namespace }));
  const changed = things.filter(
    ({ kind, name }) =>
      TEMPLATES[kind] !== undefined &&
      can(held, "update|patch", { resource: `${kind}s`, group: TEMPLATES[kind], namespace, name }),
  );
  // a deployment has a replica set, whose name is none that a plan has
  const isReplicated =
    things.some(({ kind }) => kind === "deployment") &&
    can(held, "update|patch", { resource: "replicasets", group: "apps", namespace, name: "" });
  const isFilled =
    can(held, "create", { resource: "secrets", namespace }) &&
    can(held, "get|list|watch", { resource: "secrets", namespace });
  const isRun = isMade || changed.length > 0 || isReplicated || isFilled;
  const accounts = ACCOUNTS.filter(
    (name) =>
      isRun ||
      can(held, "create", { resource: "serviceaccounts/token", namespace, name }) ||
      can(held, "impersonate", { resource: "serviceaccounts", namespace, name }),
  );
  const isOut = isMade || changed.length > 0;
  const isUnguarded =
    plan.enforces[namespace] === "privileged" ||
    can(held, "update|patch", { resource: "namespaces", namespace, name: namespace });
  const taken = isOut && isUnguarded ? plan.things : [];
  return [
    ...accounts.map((name) => `${namespace}/serviceaccounts/${name}`),
    ...changed.map(({ kind, name }) => `${namespace}/${kind}s/${name}`),
    ...things.flatMap((one) => {
      const { kind, name, machine } = one;
      if (kind === "service-account-token")
        return can(held, "get|list|watch", { resource: "secrets", namespace, name })
          ? [`${namespace}/tokens/${name}`]
          : [];
      return kind === "pod" && isEntered(held, namespace, name, machine) ? [`${namespace}/pods/${name}`] : [];
    }),
    ...taken.flatMap((one) => (one.kind === "pod" ? [`${one.namespace}/pods/${one.name}`] : [])),
  ];
}

function isEntered(held: readonly Held[], namespace: Namespace, name: string, machine: string): boolean {
  return (
    can(held, "create|get", { resource: "pods/exec", namespace, name }) ||
    can(held, "update|patch", { resource: "pods/ephemeralcontainers", namespace, name }) ||
    can(held, "update|patch", { resource: "pods", namespace, name }) ||
    can(held, "create|get", { resource: "nodes/proxy", name: machine })
  );
}
