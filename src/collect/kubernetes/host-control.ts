// By what a pod gets at the machine that it is on: privileges, capabilities, files of the machine. "Pod Security Standards",
// Kubernetes documentation (what the baseline refuses); capabilities(7) says what each of them opens.
import { type Fields, fieldsOf, listOf, textOf } from "../fields.js";
import type { Kept } from "./kept.js";

const USER: Kept = { runAsUser: true, runAsNonRoot: true };
const CONTAINER: Kept = {
  securityContext: { ...USER, privileged: true, capabilities: { add: true } },
  volumeMounts: { name: true, readOnly: true },
};

/** What is looked at of the specification of a pod. */
export const HOST_FIELDS: Kept = {
  hostPID: true,
  securityContext: USER,
  containers: CONTAINER,
  volumes: { name: true, hostPath: { path: true } },
};

export interface HostControl {
  /** What it has of the machine, in words, sorted; empty where it has nothing of it. */
  readonly ways: readonly string[];
  /** All of it takes root, and whom its image runs as is not known. */
  readonly isOpen: boolean;
}

/** Each of them alone is enough: mounts, modules of the kernel, files by handle. */
const CAPABILITIES = new Set(["ALL", "SYS_ADMIN", "SYS_MODULE", "DAC_READ_SEARCH"]);
/** With these in reach tokens of all pods of the machine are read, or its runtime is told what to do. */
const READ = [
  "/var/lib/kubelet/pods",
  "/var/lib/kubelet/pki",
  "/run/containerd/containerd.sock",
  "/run/crio/crio.sock",
  "/run/docker.sock",
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
];

/** In: the specification of a pod. A container that says it is not root has nothing. */
export function hostControlOf(spec: Fields): HostControl {
  const certain = new Set<string>();
  const open = new Set<string>();
  for (const container of listOf(spec["containers"]).map(fieldsOf)) {
    const user = userOf(container, spec);
    if (user === "other") continue;
    for (const way of privilegesOf(container, spec)) certain.add(way);
    for (const path of pathsOf(container, spec)) (user === "root" ? certain : open).add(`host path ${path}`);
  }
  return { ways: [...new Set([...certain, ...open])].sort(), isOpen: certain.size === 0 && open.size > 0 };
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

/** Paths of the machine that a container mounts and that are enough, read-only ones where reading is. */
function pathsOf(container: Fields, spec: Fields): readonly string[] {
  const paths = new Map(
    listOf(spec["volumes"])
      .map(fieldsOf)
      .map(({ name, hostPath }) => [name, textOf(fieldsOf(hostPath)["path"])]),
  );
  return listOf(container["volumeMounts"])
    .map(fieldsOf)
    .flatMap(({ name, readOnly }) => {
      const path = paths.get(name);
      const wanted = readOnly === true ? READ : [...READ, ...WRITTEN];
      return path !== undefined && wanted.some((one) => isAtOrAbove(path, one)) ? [path] : [];
    });
}

/** Whether a path is the other or a folder that it is in; /var/run is /run. */
function isAtOrAbove(path: string, other: string): boolean {
  const plain = path.replace(/^\/var\/run(?=\/|$)/, "/run").replace(/\/+$/, "");
  return other === plain || other.startsWith(`${plain}/`);
}
