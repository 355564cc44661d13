// Pods that get at the machine they are on, as the API server shows them to expressions: numbers as CEL has them, what is not set left
// out. Whoever makes pods writes all of it. "Pod Security Standards", Kubernetes documentation

/** An object as expressions see it. */
export interface Shown {
  readonly [field: string]: unknown;
}

export interface TakeoverPod {
  /** For people: a privileged pod. */
  readonly word: string;
  readonly spec: Shown;
}

const IMAGE = { image: "registry.k8s.io/pause:3.10", imagePullPolicy: "IfNotPresent" };
const LIMITS = { cpu: "100m", memory: "64Mi" };
const RESOURCES = { resources: { limits: LIMITS, requests: LIMITS } };
/** Root with nothing else: enough for files of root. */
const PLAIN = {
  privileged: false,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsUser: 0n,
  capabilities: { drop: ["ALL"] },
};

function container(name: string, securityContext: Shown, more: Shown = {}): Shown {
  return { name, ...IMAGE, ...RESOURCES, securityContext, ...more };
}

const main = container("main", PLAIN);

/** Each by one way alone: what refuses one of them may let another through. */
export const TAKEOVER_PODS: readonly TakeoverPod[] = [
  { word: "a privileged pod", spec: spec({ containers: [container("main", { privileged: true })] }) },
  {
    word: "a pod with the files of its machine",
    spec: spec({
      containers: [container("main", PLAIN, { volumeMounts: [{ name: "host", mountPath: "/host" }] })],
      volumes: [{ name: "host", hostPath: { path: "/", type: "" } }],
    }),
  },
  {
    word: "a pod that sees the processes of its machine",
    spec: spec({
      hostPID: true,
      containers: [container("main", { capabilities: { add: ["SYS_ADMIN", "SYS_PTRACE"] } })],
    }),
  },
  {
    word: "a pod that begins with a privileged container",
    spec: spec({ initContainers: [container("first", { privileged: true })], containers: [main] }),
  },
];

function spec(more: Shown): Shown {
  return {
    serviceAccountName: "default",
    automountServiceAccountToken: false,
    restartPolicy: "Never",
    dnsPolicy: "ClusterFirst",
    terminationGracePeriodSeconds: 30n,
    securityContext: {},
    ...more,
  };
}

/** The request that makes one, without who asks for it: that is not known here. */
export function requestFor(pod: TakeoverPod, namespace: string, labels: ReadonlyMap<string, string>): Shown {
  const kind = { group: "", version: "v1", kind: "Pod" };
  const resource = { group: "", version: "v1", resource: "pods" };
  const name = "pod";
  const metadata = { name, namespace, labels: { app: name } };
  return {
    object: { apiVersion: "v1", kind: "Pod", metadata, spec: pod.spec },
    oldObject: null,
    request: { kind, resource, requestKind: kind, requestResource: resource, operation: "CREATE", namespace, name },
    namespaceObject: {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: Object.fromEntries(labels) },
    },
  };
}
