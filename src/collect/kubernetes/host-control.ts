// By what a pod gets at the machine that it is on: privileges, capabilities, files of the machine. "Pod Security Standards",
// Kubernetes documentation (what the baseline refuses); capabilities(7) says what each of them opens.
import { type Fields, fieldsOf, listOf, textOf } from "../fields.js";
import type { Kept } from "./kept.js";

const USER: Kept = { runAsUser: true, runAsNonRoot: true };
const CONTAINER: Kept = {
  image: true,
  securityContext: { ...USER, privileged: true, capabilities: { add: true } },
  volumeMounts: { name: true, readOnly: true },
};

/** What is looked at of the specification of a pod. */
export const HOST_FIELDS: Kept = {
  hostPID: true,
  hostNetwork: true,
  securityContext: USER,
  containers: CONTAINER,
  initContainers: { ...CONTAINER, restartPolicy: true },
  ephemeralContainers: CONTAINER,
  volumes: { name: true, hostPath: { path: true } },
};

export interface HostControl {
  /** What it has of the machine, in words, sorted; empty where it has nothing of it. */
  readonly ways: readonly string[];
  /** All of it takes root, and whom its image runs as is not known. */
  readonly isOpen: boolean;
  /** What it is near to of the machine without having it, sorted. */
  readonly near: readonly Near[];
}

/**
 * control-plane: files that are keys to the cluster where the machine runs its API server; logs: a folder of them that it writes;
 * network: its addresses, its metadata service among them; processes: all of them.
 */
type Near = "control-plane" | "logs" | "network" | "processes";

/** Each of them alone is enough: mounts, modules of the kernel, files by handle. */
const CAPABILITIES = new Set(["ALL", "SYS_ADMIN", "SYS_MODULE", "DAC_READ_SEARCH"]);
/** With these in reach tokens of all pods of the machine are read, or its runtime is told what to do. */
const READ = [
  "/var/lib/kubelet/pods",
  "/var/lib/kubelet/pki",
  "/run/containerd/containerd.sock",
  "/run/cri-dockerd.sock",
  "/run/crio/crio.sock",
  "/run/docker.sock",
  "/run/k3s/containerd/containerd.sock",
];
/** What is written there, the machine runs. */
const WRITTEN = [
  "/etc/cron.d",
  "/etc/kubernetes/manifests",
  "/etc/systemd/system",
  "/opt/cni/bin",
  // what it names is run by root of the machine when a process crashes
  "/proc/sys/kernel/core_pattern",
  "/root/.ssh",
  "/usr/bin",
  "/usr/lib/systemd/system",
  "/usr/local/bin",
  "/usr/sbin",
  // files of running containers
  "/var/lib/containerd",
  "/var/lib/docker",
  "/var/spool/cron",
];
/** Certificates, keys and sign-ins of the control plane, and all that its database holds. */
const OF_CONTROL_PLANE = [
  "/etc/kubernetes/admin.conf",
  "/etc/kubernetes/controller-manager.conf",
  "/etc/kubernetes/pki",
  "/var/lib/etcd",
];
const LOGS = "/var/log";
/** Machines of GKE have their kubelet here, and what it runs for the network. */
const OF_GKE = /^\/home\/kubernetes(?:\/bin)?\/*$/;

/** In: the specification of a pod. A container that says it is not root has nothing. */
export function hostControlOf(spec: Fields): HostControl {
  const certain = new Set<string>();
  const open = new Set<string>();
  const near = new Set<Near>(spec["hostNetwork"] === true ? ["network"] : []);
  for (const container of runningIn(spec)) {
    const user = userOf(container, spec);
    if (user === "other") continue;
    for (const way of privilegesOf(container, spec)) certain.add(way);
    const mounts = mountsOf(container, spec);
    for (const path of mounts.filter(isEnough).map(pathOf)) (user === "root" ? certain : open).add(`host path ${path}`);
    if (spec["hostPID"] === true) near.add("processes");
    if (mounts.some(({ path }) => OF_CONTROL_PLANE.some((one) => isAtOrAbove(path, one)))) near.add("control-plane");
    if (mounts.some((one) => !one.isReadOnly && isOfLogs(one.path))) near.add("logs");
  }
  const ways = [...new Set([...certain, ...open])].sort();
  return { ways, isOpen: certain.size === 0 && open.size > 0, near: [...near].sort() };
}

/**
 * Containers that run as long as their pod: also those that start before the others and stay ("Sidecar Containers", Kubernetes
 * documentation), and those that somebody added to look into it.
 */
function runningIn(spec: Fields): readonly Fields[] {
  const sidecars = listOf(spec["initContainers"])
    .map(fieldsOf)
    .filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...[...listOf(spec["containers"]), ...listOf(spec["ephemeralContainers"])].map(fieldsOf), ...sidecars];
}

/** What a container says wins over what its pod says; unsaid, the image decides. */
function userOf(container: Fields, spec: Fields): "root" | "other" | "unsaid" {
  const [own, whole] = [fieldsOf(container["securityContext"]), fieldsOf(spec["securityContext"])];
  const user = own["runAsUser"] ?? whole["runAsUser"];
  if (typeof user === "number") return user === 0 ? "root" : "other";
  return (own["runAsNonRoot"] ?? whole["runAsNonRoot"]) === true ? "other" : "unsaid";
}

function privilegesOf(container: Fields, spec: Fields): readonly string[] {
  const context = fieldsOf(container["securityContext"]);
  const capabilities = listOf(fieldsOf(context["capabilities"])["add"]).map((one) =>
    (textOf(one) ?? "").toUpperCase().replace(/^CAP_/, ""),
  );
  const enough = capabilities.filter(
    (one) => CAPABILITIES.has(one) || (one === "SYS_PTRACE" && spec["hostPID"] === true),
  );
  return [...(context["privileged"] === true ? ["privileged"] : []), ...enough.map((one) => `capability ${one}`)];
}

interface Mount {
  /** Of the machine. */
  readonly path: string;
  readonly isReadOnly: boolean;
}

/** Paths of the machine that a container mounts. */
function mountsOf(container: Fields, spec: Fields): readonly Mount[] {
  const paths = new Map(
    listOf(spec["volumes"])
      .map(fieldsOf)
      .map(({ name, hostPath }) => [name, textOf(fieldsOf(hostPath)["path"])]),
  );
  return listOf(container["volumeMounts"])
    .map(fieldsOf)
    .flatMap(({ name, readOnly }) => {
      const path = paths.get(name);
      return path === undefined ? [] : [{ path, isReadOnly: readOnly === true }];
    });
}

function pathOf({ path }: Mount): string {
  return path;
}

/** Whether the machine is had by it: of what is mounted to read where reading is enough. */
function isEnough({ path, isReadOnly }: Mount): boolean {
  if (!isReadOnly && OF_GKE.test(path)) return true;
  return (isReadOnly ? READ : [...READ, ...WRITTEN]).some((one) => isAtOrAbove(path, one));
}

function isOfLogs(path: string): boolean {
  return isAtOrAbove(path, LOGS) || path.startsWith(`${LOGS}/`);
}

/** Whether a path is the other or a folder that it is in; /var/run is /run, and /bin, /lib and /sbin are those of /usr. */
function isAtOrAbove(path: string, other: string): boolean {
  const plain = path
    .replace(/^\/var\/run(?=\/|$)/, "/run")
    .replace(/^\/(?=(?:bin|lib|sbin)(?:\/|$))/, "/usr/")
    .replace(/\/+$/, "");
  return other === plain || other.startsWith(`${plain}/`);
}
