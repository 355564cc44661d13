// Who gets to machines by a pod, by what a cluster refuses of pods: what is known to let them through is certain, what is known to
// refuse them ends it, what cannot be told is named. kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables, shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques: all } = await shippedTechniqueLists();
const TECHNIQUES = all.filter(({ id }) => id.startsWith("kubernetes-nodes-"));
const { admissionWebhooks } = await shippedTables();
const AT = "kubernetes:prod";
const MAKER = `${AT}/namespaces/shop/serviceaccounts/ci`;
const ADMISSION = ["validating-webhooks", "mutating-webhooks", "validating-policies", "validating-policy-bindings"];

interface Scene {
  readonly issuer?: string;
  readonly version?: string | null;
  /** Data sets of admission that were read. */
  readonly read?: readonly string[];
  readonly level?: string;
  /** Whether namespaces were refused. */
  readonly areNamespacesUnread?: boolean;
  readonly tags?: JsonRecord;
  readonly others?: readonly StoredNode[];
  /** What the maker may do besides making pods in its namespace: verb, group, resource; in the cluster or the namespace. */
  readonly also?: readonly (readonly [
    verb: string,
    group: string,
    resource: string,
    where: "cluster" | "shop",
    name?: string,
  ])[];
}

const make = (path: string, type: string, properties: JsonRecord, kind: StoredNode["kind"] = "resource"): StoredNode =>
  node(`${AT}/${path}`, `kubernetes.${type}`, { kind, scope: AT, properties });

/** The surest way of the maker to the pods of another namespace, with what is open about it. */
function way({
  issuer,
  version = "v1.33.2",
  read = ADMISSION,
  level,
  areNamespacesUnread = false,
  tags = {},
  others = [],
  also = [],
}: Scene): string {
  const grants = [["create", "", "pods", "shop"] as const, ...also].flatMap(
    ([verb, group, resource, where, name], at) => {
      const id = where === "cluster" ? `clusterroles/r${at}` : `namespaces/shop/roles/r${at}`;
      const rule = {
        verbs: [verb],
        groups: [group],
        resources: [resource],
        ...(name !== undefined && { names: [name] }),
      };
      return [
        make(id, where === "cluster" ? "cluster-role" : "role", { rules: [rule] }),
        make(
          `b${at}`,
          where === "cluster" ? "cluster-role-binding" : "role-binding",
          {
            binding: `${AT}/b${at}`,
            subject: MAKER,
            subject_kind: "service-account",
            subject_name: "shop/ci",
            role_id: `${AT}/${id}`,
            ...(where === "shop" && { namespace: "shop" }),
          },
          "grant",
        ),
      ];
    },
  );
  const sets = [
    ...(areNamespacesUnread ? [] : ["core:namespaces"]),
    ...["core:service-accounts", "core:pods", "rbac:roles", "rbac:cluster-roles"],
    ...read.map((one) => `admission:${one}`),
  ];
  const input = toInput({
    scopes: [
      {
        id: AT,
        type: "kubernetes.cluster",
        name: "prod",
        parent: undefined,
        properties: { ...(issuer !== undefined && { issuer }), ...(version !== null && { version }) },
        coverage: complete(...sets.map((one) => `kubernetes/${one}`)),
      },
    ],
    nodes: [
      ...(areNamespacesUnread
        ? []
        : [
            make("namespaces/shop", "namespace", { tags, ...(level !== undefined && { pod_security: level }) }),
            make("namespaces/safe", "namespace", { tags: {}, pod_security: "restricted" }),
          ]),
      make("namespaces/shop/serviceaccounts/ci", "service-account", {}, "principal"),
      make("namespaces/safe/pods/vault", "pod", { role: `${AT}/namespaces/safe/serviceaccounts/vault` }, "workload"),
      ...others,
      ...grants,
    ],
    tables: { scopedTechniques: TECHNIQUES, ...(admissionWebhooks && { admissionWebhooks }) },
  });
  const edges = (analyzeKubernetes(input).edges ?? []).filter(
    ({ from, kind, to }) => from === MAKER && kind === "runs_code_in" && to === `set:${AT}/pods`,
  );
  return edges
    .map(({ state, condition, technique }) => [state, technique?.slice(-3), condition].filter(Boolean).join(" "))
    .join();
}

const ON_PODS = { groups: [""], versions: ["v1"], resources: ["pods"], operations: ["CREATE", "UPDATE"], names: [] };

function webhook(more: JsonRecord = {}, kind: "validating" | "mutating" = "validating"): StoredNode {
  const one = { name: "validation.gatekeeper.sh", failure_policy: "Fail", rules: [ON_PODS], conditions: [], ...more };
  return make(`${kind}webhookconfigurations/engine`, `${kind}-webhooks`, { webhooks: [one] });
}

function policy(validations: readonly string[], more: JsonRecord = {}, bound: JsonRecord = {}): readonly StoredNode[] {
  return [
    make("validatingadmissionpolicies/p", "admission-policy", {
      has_params: false,
      matched: { rules: [ON_PODS], excluded: [] },
      conditions: [],
      variables: [],
      validations,
      ...more,
    }),
    make("validatingadmissionpolicybindings/b", "admission-policy-binding", {
      policy_id: `${AT}/validatingadmissionpolicies/p`,
      matched: { excluded: [] },
      actions: ["Deny"],
      ...bound,
    }),
  ];
}

const CERTAIN = "none 002";
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

test("a namespace that says privileged lets them through; one that says baseline does not; the default is not told", () => {
  expect(way({ level: "privileged" })).toBe(CERTAIN);
  expect(way({ level: "baseline" })).toBe("");
  expect(way({ level: "restricted" })).toBe("");
  expect(way({})).toMatch(/^unknown 002 the default of the API server/);
});

test("the default of EKS refuses nothing, where it is known that the namespace does not either", () => {
  expect(way({ issuer: EKS })).toBe(CERTAIN);
  expect(way({ issuer: EKS, areNamespacesUnread: true })).toMatch(/^unknown 002 .*the namespace was not read/);
  expect(way({ issuer: "container.googleapis.com/v1/projects/p/locations/l/clusters/c" })).toMatch(/^unknown/);
});

test("what was not read, and what older clusters and OpenShift have built in, leaves it open", () => {
  for (const set of ADMISSION) {
    const read = ADMISSION.filter((one) => one !== set);
    expect([set, way({ level: "privileged", read })]).toEqual([
      set,
      expect.stringMatching(/^unknown 002 whether .* was not read$/),
    ]);
  }
  expect(way({ level: "privileged", version: "v1.24.9" })).toMatch(/^unknown 002 a PodSecurityPolicy/);
  expect(way({ level: "privileged", version: "v1.25.0-eks-1" })).toBe(CERTAIN);
  expect(way({ level: "privileged", version: null })).toMatch(/^unknown 002 whether the version/);
  const openshift = [make("namespaces/openshift-kube-apiserver", "namespace", { tags: {} })];
  expect(way({ level: "privileged", others: openshift })).toMatch(/OpenShift/);
});

const open = (more?: JsonRecord, kind?: "validating" | "mutating", scene: Scene = {}): string =>
  way({ level: "privileged", ...scene, others: [webhook(more, kind)] });

test("a webhook that is asked about pods leaves it open, and is named", () => {
  expect(open()).toBe("unknown 002 the webhook validation.gatekeeper.sh of Gatekeeper may refuse it");
  expect(open({ failure_policy: "Ignore" })).toMatch(/may refuse it, except while it does not answer$/);
  expect(open({ name: "check.example.com" })).toBe(
    "unknown 002 what the webhook check.example.com refuses is not known",
  );
  expect(open({ name: "mutate.kyverno.svc-fail" }, "mutating")).toMatch(/mutate\.kyverno\.svc-fail of Kyverno/);
  expect(
    open({ rules: [{ ...ON_PODS, groups: ["*"], versions: ["*"], resources: ["*/*"], operations: ["*"] }] }),
  ).toMatch(/^unknown/);
  expect(open({ rules: [{ ...ON_PODS, groups: ["apps"], resources: ["deployments"] }] })).toMatch(/^unknown/);
});

test("a webhook that is asked about other things, or only adds to pods, does not", () => {
  expect(open({ rules: [{ ...ON_PODS, resources: ["pods/exec", "services"] }] })).toBe(CERTAIN);
  expect(open({ rules: [{ ...ON_PODS, operations: ["UPDATE", "DELETE"] }] })).toBe(CERTAIN);
  expect(open({ rules: [{ ...ON_PODS, groups: ["example.com"] }] })).toBe(CERTAIN);
  expect(open({ rules: [{ ...ON_PODS, scope: "Cluster" }] })).toBe(CERTAIN);
  expect(open({ name: "iam-for-pods.amazonaws.com" }, "mutating")).toBe(CERTAIN);
  expect(open({ name: "rev.namespace.sidecar-injector.istio.io" }, "mutating")).toBe(CERTAIN);
});

const selecting = (key: string, operator: string, ...values: string[]): JsonRecord => ({
  labels: {},
  expressions: [{ key, operator, values }],
});

test("namespaces that a webhook leaves out are past it; labels of a pod are up to who makes it", () => {
  const ignoring = { namespace_selector: selecting("admission/ignore", "DoesNotExist") };
  expect(open(ignoring)).toMatch(/^unknown/);
  expect(open(ignoring, "validating", { tags: { "admission/ignore": "yes" } })).toBe(CERTAIN);
  expect(open({ namespace_selector: selecting("kubernetes.io/metadata.name", "NotIn", "shop") })).toBe(CERTAIN);
  expect(open({ namespace_selector: selecting("kubernetes.io/metadata.name", "NotIn", "test") })).toMatch(/^unknown/);
  expect(open({ object_selector: selecting("exempt", "DoesNotExist") })).toBe(CERTAIN);
});

test("conditions of a webhook are tried on pods that get at their machine", () => {
  expect(open({ conditions: ["has(object.spec.hostPID)"] })).toBe(CERTAIN);
  expect(open({ conditions: ["request.namespace == 'test'"] })).toBe(CERTAIN);
  expect(open({ conditions: ["object.kind == 'Pod'"] })).toMatch(/^unknown/);
  // who asks is not known
  expect(open({ conditions: ["request.userInfo.username != 'system:serviceaccount:shop:ci'"] })).toMatch(/^unknown/);
  expect(open({ conditions: ["has(request.userInfo)"] })).toMatch(/^unknown/);
});

const NOT_PRIVILEGED =
  "object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || !c.securityContext.privileged)";
const bound = (validations: readonly string[], more?: JsonRecord, binding?: JsonRecord, scene: Scene = {}): string =>
  way({ level: "privileged", ...scene, others: policy(validations, more, binding) });

test("an admission policy that lets one such pod through is past; of one that refuses each it is said", () => {
  expect(bound([NOT_PRIVILEGED])).toBe(CERTAIN);
  expect(bound(["object.spec.containers.all(c, c.image.startsWith('registry.example.com/'))"])).toMatch(
    /^unknown 002 the admission policy p \(binding b\) refuses such pods/,
  );
  const whole = [
    NOT_PRIVILEGED,
    "!has(object.spec.hostPID) || !object.spec.hostPID",
    "!has(object.spec.initContainers) || object.spec.initContainers.all(c, !c.securityContext.privileged)",
  ];
  expect(bound(whole)).toBe(CERTAIN);
  expect(
    bound([...whole, "variables.volumes.all(v, !has(v.hostPath))"], {
      variables: [{ name: "volumes", expression: "object.spec.?volumes.orValue([])" }],
    }),
  ).toMatch(/^unknown 002 the admission policy p/);
});

test("two policies that leave different pods through are not past; the same pod has to pass both", () => {
  const second = [
    make("validatingadmissionpolicies/q", "admission-policy", {
      matched: { rules: [ON_PODS] },
      conditions: [],
      validations: [
        "object.spec.containers.exists(c, has(c.securityContext.privileged) && c.securityContext.privileged)",
      ],
    }),
    make("validatingadmissionpolicybindings/c", "admission-policy-binding", {
      policy_id: `${AT}/validatingadmissionpolicies/q`,
      matched: {},
      actions: ["Deny"],
    }),
  ];
  expect(way({ level: "privileged", others: second })).toBe(CERTAIN);
  expect(way({ level: "privileged", others: [...policy([NOT_PRIVILEGED]), ...second] })).toMatch(/^unknown/);
});

test("what only warns, is bound to nothing, or holds elsewhere refuses nothing", () => {
  const none = ["false"];
  expect(bound(none)).toMatch(/^unknown/);
  expect(bound(none, {}, { actions: ["Audit", "Warn"] })).toBe(CERTAIN);
  expect(way({ level: "privileged", others: policy(none).slice(0, 1) })).toBe(CERTAIN);
  expect(bound(none, {}, { policy_id: `${AT}/validatingadmissionpolicies/gone` })).toBe(CERTAIN);
  expect(bound(none, { conditions: ["request.namespace != 'shop'"] })).toBe(CERTAIN);
  expect(bound(none, {}, { matched: { namespace_selector: selecting("env", "In", "production") } })).toBe(CERTAIN);
  expect(
    bound(
      none,
      {},
      { matched: { namespace_selector: selecting("env", "In", "production") } },
      { tags: { env: "production" } },
    ),
  ).toMatch(/^unknown/);
  expect(bound(none, { matched: { rules: [ON_PODS], excluded: [ON_PODS] } })).toBe(CERTAIN);
});

test("what an expression asks for and was not read, and what CEL here does not know, cannot be told", () => {
  for (const text of [
    "params.allowed",
    "authorizer.group('').resource('pods').check('use').allowed()",
    "request.userInfo.groups.exists(g, g == 'admins')",
    "quantity(object.spec.containers[0].resources.limits.cpu).isLessThan(quantity('1'))",
    "object.metadata.name.matches('^(a+)+$')",
    "object.spec.nonsense == 1",
    "this is no expression",
    "[1].all(a, [1].all(b, [1].all(c, [1].all(d, true))))",
  ]) {
    expect([text, bound([text])]).toEqual([
      text,
      expect.stringMatching(/^unknown 002 whether the admission policy p .* cannot be told$/),
    ]);
  }
  expect(bound(["true"], { has_params: true })).toMatch(/cannot be told$/);
});

test("who takes off what refuses gets there for certain, by what it takes off", () => {
  const label = ["patch", "", "namespaces", "shop"] as const;
  expect(way({ level: "restricted", also: [label] })).toBe("none 003");
  expect(way({ also: [label] })).toBe("none 003");
  expect(way({ level: "restricted", also: [["patch", "", "namespaces", "cluster", "shop"]] })).toBe("none 003");
  expect(way({ level: "restricted", also: [["patch", "", "namespaces", "cluster", "safe"]] })).toBe("");
  expect(way({ level: "restricted", also: [["create", "", "namespaces", "shop"]] })).toBe("");
  const group = "admissionregistration.k8s.io";
  const off = ["delete", group, "validatingwebhookconfigurations", "cluster"] as const;
  expect(open({}, "validating", { also: [off] })).toBe("none 003");
  expect(open({}, "validating", { also: [[...off, "engine"]] })).toBe("none 003");
  expect(open({}, "validating", { also: [[...off, "other"]] })).toMatch(/^unknown 002/);
  expect(open({}, "mutating", { also: [off] })).toMatch(/^unknown 002/);
  expect(open({}, "validating", { also: [["delete", group, "validatingwebhookconfigurations", "shop"]] })).toMatch(
    /^unknown 002/,
  );
  // the webhook stays open where only the label is taken off
  expect(open({}, "validating", { level: "restricted", also: [label] })).toMatch(/^unknown 003 the webhook/);
  expect(
    bound(["false"], {}, {}, { also: [["update", group, "validatingadmissionpolicybindings", "cluster", "b"]] }),
  ).toBe("none 003");
  expect(bound(["false"], {}, {}, { also: [["delete", group, "validatingadmissionpolicies", "cluster"]] })).toBe(
    "none 003",
  );
});
