// A cluster as its API server answers: lists by path of the API. A marker stands wherever something secret may be.

/** No fragment of this may be anywhere after a crawl. */
export const MARKER = "MARKERmarkerMARKERmarkerEXAMPLE";
export const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const GROUP = "admissionregistration.k8s.io";
const ADMISSION = `/apis/${GROUP}/v1`;
/** What spire-controller-manager brings along; most clusters answer with 404 there. */
export const SPIRE = "/apis/spire.spiffe.io/v1alpha1";

/** The config map by which EKS lets roles of IAM in. */
export const AWS_AUTH = "/api/v1/namespaces/kube-system/configmaps";

type Item = { readonly [field: string]: unknown };

let next = 0;

/** Metadata as the API server writes it, with what nhi must not keep. */
export function metadata(name: string, namespace?: string, more: Item = {}): Item {
  next += 1;
  const { annotations = {}, ...rest } = more as { readonly annotations?: Item };
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: `00000000-0000-4000-8000-${String(next).padStart(12, "0")}`,
    creationTimestamp: "2025-03-01T08:00:00Z",
    resourceVersion: "1",
    managedFields: [{ manager: MARKER }],
    annotations: { "kubectl.kubernetes.io/last-applied-configuration": `{"data":"${MARKER}"}`, ...annotations },
    ...rest,
  };
}

function list(kind: string, apiVersion: string, items: readonly Item[]): Item {
  return { kind: `${kind}List`, apiVersion, metadata: { resourceVersion: "42" }, items };
}

export function account(namespace: string, name: string, more: Item = {}, annotations: Item = {}): Item {
  return { metadata: metadata(name, namespace, { annotations }), ...more };
}

export function binding(name: string, role: string, subjects: readonly Item[], namespace?: string): Item {
  const [kind, of] = role.split("/");
  return {
    metadata: metadata(name, namespace),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: of },
    subjects,
  };
}

export function subject(kind: string, name: string, namespace?: string): Item {
  return namespace === undefined ? { kind, name, apiGroup: "rbac.authorization.k8s.io" } : { kind, name, namespace };
}

export function role(name: string, rules: readonly Item[], namespace?: string, more: Item = {}): Item {
  return { metadata: metadata(name, namespace, more), rules };
}

function pod(namespace: string, name: string, spec: Item, more: Item = {}): Item {
  return {
    metadata: metadata(name, namespace, more),
    spec: { containers: [{ name: "main", image: "x", env: [{ name: "PASSWORD", value: MARKER }] }], ...spec },
    status: { phase: "Running" },
  };
}

const template = (account: string, labels: Item = {}): Item => ({
  template: {
    metadata: { labels },
    spec: {
      serviceAccountName: account,
      containers: [{ name: "main", image: "x", env: [{ name: "PASSWORD", value: MARKER }] }],
    },
  },
});

const owner = (kind: string, apiVersion: string, name: string): Item => ({
  kind,
  apiVersion,
  name,
  uid: "00000000-0000-4000-8000-0000000000aa",
  controller: true,
});

const ON_PODS = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"], scope: "*" };

function webhook(name: string, failurePolicy: string): Item {
  return {
    name,
    failurePolicy,
    admissionReviewVersions: ["v1"],
    sideEffects: "None",
    clientConfig: { caBundle: MARKER, service: { namespace: "admission", name: "webhook", path: `/${MARKER}` } },
    rules: [ON_PODS],
    namespaceSelector: { matchExpressions: [{ key: "admission/ignore", operator: "DoesNotExist" }] },
  };
}

const EVERYTHING = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];
const DEFAULTS = { labels: { "kubernetes.io/bootstrapping": "rbac-defaults" } };

/** Path of the API → answer. */
export function clusterAnswers(): { [path: string]: Item } {
  next = 0;
  return {
    "/version": {
      major: "1",
      minor: "33",
      gitVersion: "v1.33.2",
      gitCommit: "0".repeat(40),
      gitTreeState: "clean",
      buildDate: "2025-06-17T18:32:14Z",
      goVersion: "go1.24.4",
      compiler: "gc",
      platform: "linux/amd64",
    },
    "/.well-known/openid-configuration": { issuer: `https://${ISSUER}`, jwks_uri: "https://x/openid/v1/jwks" },
    "/api/v1/namespaces": list("Namespace", "v1", [
      { metadata: metadata("kube-system") },
      { metadata: metadata("shop", undefined, { labels: { env: "production" } }) },
      { metadata: metadata("ci", undefined, { labels: { "pod-security.kubernetes.io/enforce": "restricted" } }) },
    ]),
    "/api/v1/serviceaccounts": list("ServiceAccount", "v1", [
      account("kube-system", "namespace-controller"),
      account("shop", "default"),
      account("shop", "api", {}, { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/shop-api" }),
      account("shop", "web", { automountServiceAccountToken: false }),
      account("ci", "deployer"),
    ]),
    "/api/v1/secrets": list("Secret", "v1", [
      {
        metadata: metadata("deployer-token", "ci", {
          annotations: { "kubernetes.io/service-account.name": "deployer" },
          labels: { "kubernetes.io/legacy-token-last-used": "2025-04-01" },
        }),
        type: "kubernetes.io/service-account-token",
        data: { token: MARKER },
      },
      {
        metadata: metadata("web-token-abcde", "shop", {
          annotations: { "kubernetes.io/service-account.name": "web" },
          labels: { "kubernetes.io/legacy-token-invalid-since": "2025-01-01" },
        }),
        type: "kubernetes.io/service-account-token",
        data: { token: MARKER },
      },
      { metadata: metadata("database", "shop"), type: "Opaque", data: { password: MARKER } },
    ]),
    [`${RBAC}/clusterroles`]: list("ClusterRole", "rbac.authorization.k8s.io/v1", [
      role("cluster-admin", EVERYTHING, undefined, DEFAULTS),
      role("view", [{ verbs: ["get", "list", "watch"], apiGroups: [""], resources: ["pods"] }], undefined, DEFAULTS),
    ]),
    [`${RBAC}/roles`]: list("Role", "rbac.authorization.k8s.io/v1", [
      role("all", [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }], "shop"),
    ]),
    [`${RBAC}/clusterrolebindings`]: list("ClusterRoleBinding", "rbac.authorization.k8s.io/v1", [
      binding("cluster-admin", "ClusterRole/cluster-admin", [subject("Group", "system:masters")]),
      binding("system:namespaces", "ClusterRole/cluster-admin", [
        subject("ServiceAccount", "namespace-controller", "kube-system"),
      ]),
      binding("deployers", "ClusterRole/cluster-admin", [
        subject("User", "system:serviceaccount:ci:deployer"),
        subject("ServiceAccount", "gone", "ci"),
      ]),
    ]),
    [`${RBAC}/rolebindings`]: list("RoleBinding", "rbac.authorization.k8s.io/v1", [
      binding("all", "Role/all", [subject("ServiceAccount", "api", "shop")], "shop"),
      binding("web-view", "ClusterRole/view", [subject("ServiceAccount", "web", "shop")], "shop"),
    ]),
    "/api/v1/pods": list("Pod", "v1", [
      pod(
        "shop",
        "api-7d9f-x1",
        { serviceAccountName: "api" },
        {
          labels: { "pod-template-hash": "7d9f" },
          ownerReferences: [owner("ReplicaSet", "apps/v1", "api-7d9f")],
        },
      ),
      pod(
        "shop",
        "web-0",
        { serviceAccountName: "web", automountServiceAccountToken: true },
        {
          ownerReferences: [owner("StatefulSet", "apps/v1", "web")],
        },
      ),
      pod("ci", "nightly-29000000-a", {}, { ownerReferences: [owner("Job", "batch/v1", "nightly-29000000")] }),
    ]),
    "/apis/apps/v1/deployments": list("Deployment", "apps/v1", [
      {
        metadata: metadata("api", "shop"),
        spec: { selector: { matchLabels: { app: "api" } }, ...template("api", { app: "api" }) },
      },
    ]),
    "/apis/apps/v1/daemonsets": list("DaemonSet", "apps/v1", []),
    "/apis/apps/v1/statefulsets": list("StatefulSet", "apps/v1", [
      {
        metadata: metadata("web", "shop"),
        spec: { selector: { matchLabels: { app: "web" } }, ...template("web", { app: "web" }) },
      },
    ]),
    "/apis/batch/v1/jobs": list("Job", "batch/v1", []),
    "/apis/batch/v1/cronjobs": list("CronJob", "batch/v1", [
      {
        metadata: metadata("nightly", "ci"),
        spec: { schedule: "0 2 * * *", jobTemplate: { spec: template("deployer") } },
      },
    ]),
    [AWS_AUTH]: list("ConfigMap", "v1", [
      {
        metadata: metadata("aws-auth", "kube-system"),
        data: {
          mapRoles: [
            "- rolearn: arn:aws:iam::111122223333:role/shop-node",
            "  username: system:node:{{EC2PrivateDNSName}}",
            "  groups: [system:bootstrappers, system:nodes]",
            "- rolearn: arn:aws:iam::111122223333:role/shop-deploy",
            "  username: deploy",
            "  groups:",
            "    - deployers",
          ].join("\n"),
          mapUsers: "- userarn: arn:aws:iam::111122223333:user/ops\n  username: ops\n  groups: [system:masters]\n",
          mapAccounts: "- 444455556666\n",
          other: MARKER,
        },
      },
    ]),
    [`${ADMISSION}/validatingwebhookconfigurations`]: list("ValidatingWebhookConfiguration", `${GROUP}/v1`, [
      { metadata: metadata("gatekeeper"), webhooks: [webhook("validation.gatekeeper.sh", "Fail")] },
    ]),
    [`${ADMISSION}/mutatingwebhookconfigurations`]: list("MutatingWebhookConfiguration", `${GROUP}/v1`, [
      { metadata: metadata("pod-identity-webhook"), webhooks: [webhook("iam-for-pods.amazonaws.com", "Ignore")] },
    ]),
    [`${ADMISSION}/validatingadmissionpolicies`]: list("ValidatingAdmissionPolicy", `${GROUP}/v1`, [
      {
        metadata: metadata("no-host-paths"),
        spec: {
          failurePolicy: "Fail",
          matchConstraints: { resourceRules: [ON_PODS], namespaceSelector: {}, matchPolicy: "Equivalent" },
          matchConditions: [{ name: "people", expression: "!has(object.metadata.deletionTimestamp)" }],
          variables: [{ name: "volumes", expression: "has(object.spec.volumes) ? object.spec.volumes : []" }],
          validations: [{ expression: "variables.volumes.all(v, !has(v.hostPath))", message: MARKER }],
        },
      },
    ]),
    [`${ADMISSION}/validatingadmissionpolicybindings`]: list("ValidatingAdmissionPolicyBinding", `${GROUP}/v1`, [
      {
        metadata: metadata("no-host-paths"),
        spec: {
          policyName: "no-host-paths",
          validationActions: ["Deny", "Audit"],
          matchResources: { namespaceSelector: { matchLabels: { env: "production" } } },
        },
      },
    ]),
    [`${SPIRE}/clusterspiffeids`]: list("ClusterSPIFFEID", "spire.spiffe.io/v1alpha1", [
      {
        metadata: metadata("mesh"),
        spec: {
          spiffeIDTemplate: "spiffe://{{ .TrustDomain }}/ns/{{ .PodMeta.Namespace }}",
          podSelector: { matchLabels: { mesh: "on" }, matchExpressions: [{ key: "tier", operator: "Exists" }] },
          workloadSelectorTemplates: ["k8s:sa:{{ .PodSpec.ServiceAccountName }}", `docker:env:TOKEN=${MARKER}`],
          ttl: "1h30m0s",
          federatesWith: ["partner.example"],
          admin: true,
          dnsNameTemplates: [MARKER],
        },
        status: { stats: { namespacesSelected: 3, namespacesIgnored: 1, podsSelected: 2, entriesToSet: 2 } },
      },
    ]),
    [`${SPIRE}/clusterstaticentries`]: list("ClusterStaticEntry", "spire.spiffe.io/v1alpha1", [
      {
        metadata: metadata("node"),
        spec: {
          spiffeID: "spiffe://shop.example/batch",
          parentID: "spiffe://shop.example/hosts",
          selectors: ["k8s:ns:batch"],
          downstream: true,
          x509SVIDTTL: "0s",
        },
        status: { rendered: true, masked: false, set: true },
      },
    ]),
    [`${SPIRE}/clusterfederatedtrustdomains`]: list("ClusterFederatedTrustDomain", "spire.spiffe.io/v1alpha1", [
      {
        metadata: metadata("partner"),
        spec: {
          trustDomain: "partner.example",
          bundleEndpointURL: "https://spire.partner.example/bundle",
          bundleEndpointProfile: { type: "https_spiffe", endpointSPIFFEID: "spiffe://partner.example/spire/server" },
          trustDomainBundle: MARKER,
        },
      },
    ]),
  };
}

/** The same as files of a bundle, as `kubectl get -A -o json` writes them. */
export function clusterFiles(cluster: string, answers = clusterAnswers()): { [path: string]: unknown } {
  return Object.fromEntries(
    Object.entries(answers).map(([path, answer]) => [`kubernetes/${cluster}${path}.json`, answer]),
  );
}
