// A Kubernetes cluster with many namespaces.
import { EACH, numbersTo, type Planted, uuid, type Write } from "./cloud.js";

const CLUSTER = "kubernetes/big";
/** One namespace in so many has an operator that may do something in every namespace. */
const OPERATORS = 20;
const ACCOUNTS = ["default", "app", "ci", "owner"];
const ENFORCED = "pod-security.kubernetes.io/enforce";

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/**
 * Namespaces with four service accounts, a deployment, its pod and a token each. Everybody's `ci` starts pods in its own namespace;
 * of some the `owner` beside it owns the cluster. Operators of some namespaces start pods or read secrets in all of them.
 */
export function cluster(write: Write, size: number): Planted {
  const numbers = numbersTo(size);
  const namespace = (number: number) => `team-${number}`;
  const made = (kind: number, number: number, name: string, within?: string) => ({
    name,
    ...(within === undefined ? {} : { namespace: within }),
    uid: uuid(kind, number),
    creationTimestamp: "2025-06-01T00:00:00Z",
  });
  const list = (path: string, items: readonly unknown[]) => write(`${CLUSTER}/${path}`, { kind: "List", items });
  const subject = (number: number, name: string): Subject => ({
    kind: "ServiceAccount",
    name,
    namespace: namespace(number),
  });
  const role = (kind: "Role" | "ClusterRole", name: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name });
  const rules = (resources: readonly string[], verbs: readonly string[], apiGroups = [""]) => [
    { apiGroups, resources, verbs },
  ];

  write(`${CLUSTER}/version`, { gitVersion: "v1.31.2", major: "1", minor: "31", platform: "linux/amd64" });
  write(`${CLUSTER}/.well-known/openid-configuration`, { issuer: "https://oidc.big.example/prod" });
  list(
    "api/v1/namespaces",
    // Where privileged pods are refused: otherwise whoever starts pods may get to the machines, and no `ci` were a decoy.
    numbers.map((number) => ({
      metadata: { ...made(1, number, namespace(number)), labels: { [ENFORCED]: "baseline" } },
    })),
  );
  list(
    "api/v1/serviceaccounts",
    numbers.flatMap((number) =>
      ACCOUNTS.map((name, at) => ({ metadata: made(2, number * ACCOUNTS.length + at, name, namespace(number)) })),
    ),
  );
  list(
    "api/v1/secrets",
    numbers.map((number) => {
      const metadata = made(3, number, "ci-token", namespace(number));
      const annotations = { "kubernetes.io/service-account.name": "ci" };
      return { metadata: { ...metadata, annotations }, type: "kubernetes.io/service-account-token" };
    }),
  );
  const container = { name: "app", image: "registry.big.example/app:1" };
  const runs = { serviceAccountName: "app", containers: [container] };
  list(
    "api/v1/pods",
    numbers.map((number) => ({
      metadata: {
        ...made(4, number, "app-1", namespace(number)),
        ownerReferences: [{ kind: "ReplicaSet", name: "app", uid: uuid(5, number), controller: true }],
      },
      spec: runs,
      status: { phase: "Running" },
    })),
  );
  list(
    "apis/apps/v1/deployments",
    numbers.map((number) => ({
      metadata: made(6, number, "app", namespace(number)),
      spec: { template: { metadata: {}, spec: runs } },
    })),
  );
  for (const path of ["apps/v1/statefulsets", "apps/v1/daemonsets", "batch/v1/jobs", "batch/v1/cronjobs"]) {
    list(`apis/${path}`, []);
  }
  for (const name of ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"]) {
    list(`apis/admissionregistration.k8s.io/v1/${name}`, []);
  }
  for (const name of ["validatingadmissionpolicies", "validatingadmissionpolicybindings"]) {
    list(`apis/admissionregistration.k8s.io/v1/${name}`, []);
  }
  for (const name of ["clusterspiffeids", "clusterstaticentries", "clusterfederatedtrustdomains"]) {
    list(`apis/spire.spiffe.io/v1alpha1/${name}`, []);
  }

  const rbac = "apis/rbac.authorization.k8s.io/v1";
  list(
    `${rbac}/roles`,
    numbers.map((number) => ({
      metadata: made(7, number, "deploys", namespace(number)),
      rules: rules(["pods"], ["create"]),
    })),
  );
  list(
    `${rbac}/rolebindings`,
    numbers.flatMap((number) => [
      {
        metadata: made(8, number, "deploys", namespace(number)),
        roleRef: role("Role", "deploys"),
        subjects: [subject(number, "ci")],
      },
      {
        metadata: made(9, number, "views", namespace(number)),
        roleRef: role("ClusterRole", "view"),
        subjects: [subject(number, "app"), { kind: "Group", name: `team-${number}` }],
      },
    ]),
  );
  list(`${rbac}/clusterroles`, [
    { metadata: made(1, 9_000_001, "cluster-admin"), rules: rules(["*"], ["*"], ["*"]) },
    { metadata: made(1, 9_000_002, "view"), rules: rules(["configmaps", "pods"], ["get", "list"]) },
    { metadata: made(1, 9_000_003, "starts-pods"), rules: rules(["pods"], ["create"]) },
    { metadata: made(1, 9_000_004, "reads-secrets"), rules: rules(["secrets"], ["get", "list"]) },
  ]);
  const everywhere = (number: number, name: string, kind: string) => ({
    metadata: made(1, 9_100_000 + number, `${kind}-${number}`),
    roleRef: role("ClusterRole", kind),
    subjects: [subject(number, name)],
  });
  const some = numbers.filter((number) => number % EACH === 0);
  const beside = numbers.filter((number) => number % EACH === 1);
  const operators = numbers.filter((number) => number % OPERATORS === 2);
  list(`${rbac}/clusterrolebindings`, [
    ...some.map((number) => everywhere(number, "owner", "cluster-admin")),
    ...beside.map((number) => everywhere(number, "owner", "view")),
    ...operators.map((number, at) => everywhere(number, "app", at % 2 === 0 ? "starts-pods" : "reads-secrets")),
  ]);
  const account = (number: number) => `kubernetes:big/namespaces/${namespace(number)}/serviceaccounts/ci`;
  return { planted: some.map(account), decoys: beside.map(account) };
}
