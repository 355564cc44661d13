// The cluster of a technique's cases: an account with the permissions of the case, a target that fits the technique in one
// namespace, and a neighbour of the same make in another that nobody may get to.
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { DerivedEdge, StoredNode } from "../../../src/model/analysis.js";
import type { ScopedTechnique } from "../../../src/model/scoped-technique.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const SCOPE = "kubernetes:test";
const CALLER = `${SCOPE}/namespaces/away/serviceaccounts/caller`;
const READ = [
  ...["core:namespaces", "core:service-accounts", "core:pods", "rbac:roles", "rbac:cluster-roles"],
  ...["apps:deployments", "apps:daemonsets", "apps:statefulsets", "batch:cronjobs"],
  ...["validating-webhooks", "mutating-webhooks", "validating-policies", "validating-policy-bindings"].map(
    (one) => `admission:${one}`,
  ),
];
const ON_PODS = [{ groups: [""], versions: ["v1"], resources: ["pods"], operations: ["CREATE"] }];

/** What else refuses pods that get at their machine, by its word in cases. */
const GUARDS: { readonly [guarded: string]: () => readonly StoredNode[] } = {
  webhook: () => [
    make(`${SCOPE}/validatingwebhookconfigurations/engine`, "kubernetes.validating-webhooks", "resource", {
      webhooks: [{ name: "validation.example.com", rules: ON_PODS }],
    }),
  ],
  "admission-policy": () => [
    make(`${SCOPE}/validatingadmissionpolicies/none`, "kubernetes.admission-policy", "resource", {
      matched: { rules: ON_PODS },
      validations: ["object.spec.containers.all(c, c.image == 'nothing')"],
    }),
    make(`${SCOPE}/validatingadmissionpolicybindings/none`, "kubernetes.admission-policy-binding", "resource", {
      policy_id: `${SCOPE}/validatingadmissionpolicies/none`,
      matched: {},
      actions: ["Deny"],
    }),
  ],
};

const BOUND_AT: { readonly [kind: string]: string } = {
  "kubernetes.cluster-role": "clusterroles",
  "kubernetes.cluster-role-in-namespace": "clusterroles",
  "kubernetes.role": "roles",
};

const namespaceOf = (name: string): string => `${SCOPE}/namespaces/${name}`;

const GKE = "projects/octo/locations/europe-west1/clusters/test";
const POOL = `gcp:container.googleapis.com/${GKE}/nodePools/default`;

const AWS_AUTH = "kubernetes.aws-auth";
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

function eksCluster(mode: string): StoredNode {
  const properties = { issuer: EKS, authentication_mode: mode };
  const id = "arn:aws:eks:eu-west-1:111122223333:cluster/test";
  return node(id, "aws.eks-cluster", { kind: "workload", scope: "aws:111122223333", properties });
}

/** How surely the technique gets the caller to the target with these permissions: met, unknown, needs-actor or no. */
export function answerOf(technique: ScopedTechnique, holds: readonly string[], guarded?: string): string {
  const target = toTarget(technique, "target");
  const isEks = technique.types?.includes(AWS_AUTH) === true;
  const input = toInput({
    scopes: [
      {
        id: SCOPE,
        type: "kubernetes.cluster",
        name: "test",
        parent: undefined,
        properties: { version: "v1.33.2", issuer: isEks ? EKS : `container.googleapis.com/v1/${GKE}` },
        coverage: complete(...READ.map((one) => `kubernetes/${one}`)),
      },
    ],
    nodes: [
      ...["target", "elsewhere", "away"].map((name) =>
        make(namespaceOf(name), "kubernetes.namespace", "resource", {
          pod_security: guarded === "pod-security" ? "baseline" : "privileged",
        }),
      ),
      make(CALLER, "kubernetes.service-account", "principal", {}),
      ...(GUARDS[guarded ?? ""]?.() ?? []),
      ...target.nodes,
      ...(isEks ? [eksCluster(guarded === "entries-only" ? "API" : "API_AND_CONFIG_MAP")] : []),
      ...toTarget(technique, "elsewhere").nodes,
      // what is changed is there beside the target alone
      ...(technique.exists ?? []).map((kind) =>
        make(`${namespaceOf("target")}/${kind.slice("kubernetes.".length)}s/existing`, kind, "workload", {}),
      ),
      ...holds.flatMap((text, at) => toHolding(text, at, technique)),
    ],
    tables: { scopedTechniques: [technique] },
  });
  return stateOf(analyzeKubernetes(input).edges ?? [], technique, target.node);
}

/** State of the surest way from the caller to the target, through the sets that hold it. */
function stateOf(edges: readonly DerivedEdge[], technique: ScopedTechnique, target: string): string {
  const holders = new Set([target]);
  for (const found of holders) {
    for (const { kind, from, to } of edges) if (kind === "includes" && to === found) holders.add(from);
  }
  const found = edges.filter(({ kind, from, to }) => kind === technique.edge && from === CALLER && holders.has(to));
  const [first] = found;
  if (first === undefined) return "no";
  return found.some(({ state }) => state === "none" || state === "met") ? "met" : first.state;
}

function make(id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode {
  return node(id, type, { kind, scope: SCOPE, properties });
}

function toTarget({ target, types = [] }: ScopedTechnique, name: string) {
  const [kind = "kubernetes.service-account"] = types;
  if (kind === "kubernetes.cluster" || kind === AWS_AUTH) return { node: SCOPE, nodes: [] };
  // all machines of the cluster are where it is
  if (kind === "kubernetes.metadata-service") {
    const properties = { cluster: GKE, metadata_mode: "GCE_METADATA" };
    return { node: POOL, nodes: [make(POOL, "gcp.node-pool", "workload", properties)] };
  }
  if (kind === "kubernetes.webhook-server") {
    const id = `${SCOPE}/mutatingwebhookconfigurations/${name}`;
    const webhooks = [{ name: "inject.example", service: `${name}/injector`, rules: ON_PODS }];
    const properties = { webhooks };
    return {
      node: `set:${id}/inject.example/servers`,
      nodes: [make(id, "kubernetes.mutating-webhooks", "resource", properties)],
    };
  }
  // users and groups are known by what is bound to them
  if (kind === "kubernetes.user" || kind === "kubernetes.group") {
    const of = kind.slice("kubernetes.".length);
    const id = `${SCOPE}/${of}s/${name}`;
    const grant = { subject: id, subject_kind: of, subject_name: name, role_id: `${SCOPE}/clusterroles/plain` };
    return {
      node: id,
      nodes: [make(`${SCOPE}/clusterrolebindings/${name}`, "kubernetes.cluster-role-binding", "grant", grant)],
    };
  }
  // roles are known by who may bind them
  if (BOUND_AT[kind] !== undefined) {
    const isOfNamespace = kind === "kubernetes.role";
    const at = kind === "kubernetes.cluster-role" ? SCOPE : namespaceOf(name);
    const id = `${isOfNamespace ? at : SCOPE}/${BOUND_AT[kind]}/target`;
    const rules = [{ verbs: ["get"], groups: [""], resources: ["pods"] }];
    return {
      node: `bindable:${at}/${BOUND_AT[kind]}/target`,
      nodes: [make(id, isOfNamespace ? kind : "kubernetes.cluster-role", "resource", { rules })],
    };
  }
  if (kind === "kubernetes.namespace") return { node: namespaceOf(name), nodes: [] };
  const resource = kind === "kubernetes.service-account-token" ? "secrets" : `${kind.slice("kubernetes.".length)}s`;
  const id = `${namespaceOf(name)}/${resource.replace("-", "")}/${name}`;
  const nodeKind = target === "identity" ? "principal" : target === "workload" ? "workload" : "credential";
  return { node: id, nodes: [make(id, kind, nodeKind, {})] };
}

/** `VERB RESOURCE on PLACE` as a role and its binding: of the cluster where the target is the cluster or is reached over it. */
function toHolding(text: string, at: number, { types = [], actions }: ScopedTechnique): readonly StoredNode[] {
  const [, verb = "", what = "", on = ""] = /^(\S+) (\S+) on (target|elsewhere|own-role)$/.exec(text) ?? [];
  if (verb === "") throw new Error(`${text}: write it as VERB RESOURCE on target | elsewhere | own-role`);
  const isWide =
    types.includes("kubernetes.cluster") ||
    types.includes("kubernetes.user") ||
    types.includes("kubernetes.cluster-role") ||
    types.includes("kubernetes.group") ||
    actions.some(({ action, on: where }) => action.includes("nodes/") || where === "within");
  const isOwn = on === "own-role";
  const isOfCluster = isWide && (on === "target" || isOwn);
  const [whole = "", part] = what.split("/");
  const dot = whole.indexOf(".");
  const resource = dot < 0 ? whole : whole.slice(0, dot);
  const rule = {
    verbs: [verb],
    groups: [dot < 0 ? "" : whole.slice(dot + 1)],
    resources: [part === undefined ? resource : `${resource}/${part}`],
    // made it has no name yet; what is there is changed by its own
    ...(isOwn && verb !== "create" && { names: ["own"] }),
    ...(verb === "bind" && types.some((one) => one in BOUND_AT) && { names: ["target"] }),
  };
  if (isOwn) return resource === "roles" ? toOwnOfNamespace(at, rule) : toOwn(at, rule);
  const where = types.includes(AWS_AUTH) && on === "target" ? "kube-system" : on;
  const role = isOfCluster ? `${SCOPE}/clusterroles/r${at}` : `${namespaceOf(where)}/roles/r${at}`;
  const grant = { subject: CALLER, subject_kind: "service-account", subject_name: "away/caller", role_id: role };
  return isOfCluster
    ? [
        make(role, "kubernetes.cluster-role", "resource", { rules: [rule] }),
        make(`${SCOPE}/clusterrolebindings/b${at}`, "kubernetes.cluster-role-binding", "grant", grant),
      ]
    : [
        make(role, "kubernetes.role", "resource", { rules: [rule] }),
        make(`${namespaceOf(where)}/rolebindings/b${at}`, "kubernetes.role-binding", "grant", {
          ...grant,
          namespace: where,
        }),
      ];
}

/** A rule of the role `own`, which the caller holds and which takes in others. */
function toOwn(at: number, rule: JsonRecord): readonly StoredNode[] {
  const role = `${SCOPE}/clusterroles/own`;
  const held = `${SCOPE}/clusterroles/r${at}`;
  const grant = { subject: CALLER, subject_kind: "service-account", subject_name: "away/caller" };
  const bind = (to: string, name: string) =>
    make(`${SCOPE}/clusterrolebindings/${name}`, "kubernetes.cluster-role-binding", "grant", { ...grant, role_id: to });
  return [
    make(role, "kubernetes.cluster-role", "resource", { rules: [], aggregated: true }),
    make(held, "kubernetes.cluster-role", "resource", { rules: [rule] }),
    bind(role, "own"),
    bind(held, `b${at}`),
  ];
}

/** A rule of a role of the namespace of the target, which the caller holds there beside the role `own`. */
function toOwnOfNamespace(at: number, rule: JsonRecord): readonly StoredNode[] {
  const space = namespaceOf("target");
  const grant = { subject: CALLER, subject_kind: "service-account", subject_name: "away/caller", namespace: "target" };
  return [["own", []] as const, [`r${at}`, [rule]] as const].flatMap(([name, rules]) => [
    make(`${space}/roles/${name}`, "kubernetes.role", "resource", { rules }),
    make(`${space}/rolebindings/${name}`, "kubernetes.role-binding", "grant", {
      ...{ ...grant, role_id: `${space}/roles/${name}` },
    }),
  ]);
}
