// By what a pod has its machine, and by what it has not. Cases are those that the baseline of the Pod Security Standards refuses, and
// what it lets through.
import { expect, test } from "vitest";
import { hostControlOf } from "../../../src/collect/kubernetes/host-control.js";

const mounting = (
  path: string,
  { readOnly = false, pod = {}, own = {} }: { readOnly?: boolean; pod?: object; own?: object } = {},
) => ({
  securityContext: pod,
  containers: [{ name: "main", securityContext: own, volumeMounts: [{ name: "host", readOnly }] }],
  volumes: [{ name: "host", hostPath: { path } }],
});
const having = (securityContext: object, more: object = {}) => ({ ...more, containers: [{ securityContext }] });

test.each<[string, object, readonly string[]]>([
  ["a privileged container", having({ privileged: true }), ["privileged"]],
  ["mounts", having({ capabilities: { add: ["CAP_SYS_ADMIN"] } }), ["capability SYS_ADMIN"]],
  ["all", having({ capabilities: { add: ["all"] } }), ["capability ALL"]],
  ["other processes", having({ capabilities: { add: ["SYS_PTRACE"] } }, { hostPID: true }), ["capability SYS_PTRACE"]],
  [
    "a sidecar",
    { initContainers: [{ restartPolicy: "Always", securityContext: { privileged: true } }] },
    ["privileged"],
  ],
  ["what looks into it", { ephemeralContainers: [{ securityContext: { privileged: true } }] }, ["privileged"]],
  ["files of root, as root", mounting("/", { pod: { runAsUser: 0 } }), ["host path /"]],
])("%s has the machine", (_, spec, ways) => {
  expect(hostControlOf({ ...spec })).toMatchObject({ ways, isOpen: false });
});

test.each<[string, object]>([
  ["tokens of pods, read-only", mounting("/var/lib/kubelet", { readOnly: true })],
  ["the socket of its runtime", mounting("/var/run/containerd/containerd.sock")],
  ["the socket of its runtime, as k3s has it", mounting("/run/k3s/containerd/containerd.sock")],
  ["plug-ins of the network", mounting("/opt/cni/bin")],
  ["those of GKE", mounting("/home/kubernetes/bin/")],
  ["programs, as older machines call their folder", mounting("/bin")],
  ["services of the machine", mounting("/lib")],
  ["what runs when a process crashes", mounting("/proc")],
])("%s: whom the image runs as decides", (_, spec) => {
  expect(hostControlOf({ ...spec })).toMatchObject({ ways: [expect.stringMatching(/^host path \//)], isOpen: true });
});

test.each<[string, object]>([
  ["nothing", having({ privileged: false })],
  ["a capability that every container has", having({ capabilities: { add: ["NET_BIND_SERVICE"] } })],
  ["tracing of its own processes", having({ capabilities: { add: ["SYS_PTRACE"] } })],
  ["what is over before it starts", { initContainers: [{ securityContext: { privileged: true } }] }],
  ["seeing processes alone", having({}, { hostPID: true })],
  ["a privileged one that is not root", having({ privileged: true, runAsNonRoot: true })],
  ["logs", mounting("/var/log/pods")],
  ["homes, which are those of GKE or of people", mounting("/home")],
  ["modules of the kernel", mounting("/lib/modules")],
  ["processes, read-only", mounting("/proc", { readOnly: true })],
  ["plug-ins of the network, read-only", mounting("/opt/cni/bin", { readOnly: true })],
  ["files of root, as somebody else", mounting("/", { pod: { runAsUser: 0 }, own: { runAsUser: 1000 } })],
  ["a folder whose name begins alike", mounting("/var/lib/kube")],
])("%s is not the machine", (_, spec) => {
  expect(hostControlOf({ ...spec })).toMatchObject({ ways: [], isOpen: false });
});

test("a volume that no container mounts is nothing", () => {
  const spec = { ...mounting("/"), containers: [{ name: "main" }] };
  expect(hostControlOf(spec).ways).toEqual([]);
});

test.each<[string, object, readonly string[]]>([
  ["its processes", having({}, { hostPID: true }), ["processes"]],
  ["its network", having({}, { hostNetwork: true }), ["network"]],
  ["its network, as anybody", having({ runAsNonRoot: true }, { hostNetwork: true, hostPID: true }), ["network"]],
  ["logs that it writes", mounting("/var/log/app/"), ["logs"]],
  ["logs that it reads", mounting("/var/log", { readOnly: true }), []],
  ["logs, as somebody else", mounting("/var/log", { own: { runAsUser: 1000 } }), []],
  ["keys of the control plane", mounting("/etc/kubernetes/pki", { readOnly: true }), ["control-plane"]],
  ["a folder beside them", mounting("/etc/kubernetes/addons", { readOnly: true }), []],
  ["nothing of it", having({}), []],
])("%s: what it is near to", (_, spec, near) => {
  expect(hostControlOf({ ...spec }).near).toEqual(near);
});
