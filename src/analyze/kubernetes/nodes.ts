// Machines of clusters and the pods on them: whoever has a machine has the tokens of all pods that run there, and no others (the
// authorizer of nodes and NodeRestriction keep a kubelet to its own pods); a pod that has its machine has the pods beside it. Pure.
// "Using Node Authorization" and "Admission Controllers", Kubernetes documentation
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, uncertain } from "../aws/edges/evaluation/decision.js";
import { isRecord, textOf, textsOf } from "../properties.js";
import type { World } from "../scoped/world.js";
import type { Host } from "./hosts.js";

const POD = "kubernetes.pod";
const METADATA = "unless a network policy keeps its pods from the metadata service of the machine, which was not read";
const NETWORK = "unless its machine keeps what is in its network from its metadata service, which was not read";
const PROCESSES =
  "as root it sees the processes of its machine, and reads files and variables of containers that may do no more than itself";
const LOGS =
  "it writes among the logs of its machine and reads logs through the kubelet, which follows links, unless the kubelet serves none";
const CONTROL = "it has keys and sign-ins of the control plane, which root alone may read";
const ROOT = "it has files of its machine that root alone may read, and whom its image runs as is not known";
/** Components of the control plane by their label: with the files of either the cluster is had. */
const CONTROL_PLANE = new Set<unknown>(["etcd", "kube-apiserver"]);
/** What a role of machines rests on. */
export const KUBELET =
  "its session is the kubelet of the machine that it is named after, and has the pods of that one alone";
export const WHERE = "which pods run on it was not read";

/** A machine of a cluster as the cluster knows it: what runs there. */
export interface ClusterMachine {
  readonly scope: string;
  readonly name: string;
  readonly pods: readonly StoredNode[];
  /** Node id of the set of its pods: whoever has the machine has it. */
  readonly set: string;
  /** The API server of the cluster or its database runs there. */
  readonly isControlPlane: boolean;
}

/**
 * In: machines as the cluster and as clouds know them, whether the account of a pod reads logs of machines. Draws what each machine
 * has and what has each of them.
 */
export function drawNodes(
  machines: ReadonlyMap<string, ClusterMachine>,
  hosts: readonly Host[],
  readsLogs: (pod: StoredNode) => boolean,
  world: Pick<World, "node">,
  drawing: Drawing,
): void {
  const byMachine = new Map<string, Host[]>();
  for (const host of hosts) {
    const key = `${host.scope} ${host.name ?? ""}`;
    if (machines.has(key)) addTo(byMachine, key, host);
    else drawSomewhere(host, world, drawing);
  }
  for (const [key, machine] of machines) drawMachine(machine, byMachine.get(key) ?? [], readsLogs, drawing);
}

/** In: pods of all clusters. Out: scope and name of a machine → what runs on it. */
export function readClusterMachines(input: AnalysisInput): ReadonlyMap<string, ClusterMachine> {
  const machines = new Map<string, StoredNode[]>();
  if (!input.types("workload").includes(POD)) return new Map();
  for (const pod of input.nodes([POD])) {
    const { node, state } = pod.properties;
    if (typeof node !== "string" || state === "Succeeded" || state === "Failed") continue;
    addTo(machines, `${pod.scope} ${node}`, pod);
  }
  return new Map(
    [...machines].map(([key, pods]) => {
      const scope = pods[0]?.scope ?? "";
      const name = key.slice(scope.length + 1);
      const set = `set:${scope}/nodes/${name}/pods`;
      return [key, { scope, name, pods, set, isControlPlane: pods.some(isOfControlPlane) }];
    }),
  );
}

/** A static pod, which its machine owns, as kubeadm and what follows it label them. "Static Pods", Kubernetes documentation */
function isOfControlPlane({ properties }: StoredNode): boolean {
  const component = isRecord(properties["tags"]) ? properties["tags"]["component"] : undefined;
  const isStatic = textOf(properties["owner"])?.startsWith("Node/") === true;
  return isStatic && properties["namespace"] === "kube-system" && CONTROL_PLANE.has(component);
}

/** One set a machine, drawn where something leads to it. */
function drawMachine(
  { scope, name, pods, set, isControlPlane }: ClusterMachine,
  hosts: readonly Host[],
  readsLogs: (pod: StoredNode) => boolean,
  drawing: Drawing,
): void {
  const escaping = pods.filter(({ properties }) => textsOf(properties["host_control"]) !== undefined);
  const reading = pods.flatMap((pod) => [
    ...(isNear(pod, "processes") ? [{ id: pod.id, condition: PROCESSES }] : []),
    ...(isNear(pod, "logs") && readsLogs(pod) ? [{ id: pod.id, condition: LOGS }] : []),
  ]);
  if (hosts.length === 0 && escaping.length === 0 && reading.length === 0 && !isControlPlane) return;
  const label = `pods on the machine ${name}`;
  drawing.node({ id: set, kind: "set", type: "kubernetes.all", name: label, scope, properties: {} });
  for (const pod of pods) drawing.edge({ kind: "includes", from: set, to: pod.id, judgement: GRANTED });
  for (const host of hosts) drawing.edge({ kind: "runs_code_in", from: host.id, to: set, judgement: GRANTED });
  for (const pod of escaping) {
    const judgement = pod.properties["host_control_open"] === true ? uncertain(ROOT) : GRANTED;
    for (const to of [set, ...hosts.map((host) => host.id)])
      drawing.edge({ kind: "runs_code_in", from: pod.id, to, judgement, because: [pod.id] });
  }
  for (const { id: from, condition } of reading)
    drawing.edge({ kind: "runs_code_in", from, to: set, judgement: uncertain(condition), because: [from] });
  for (const host of hosts) drawAnswered(host, pods, drawing);
  if (isControlPlane) drawControlPlane(scope, set, pods, drawing);
}

/** Pods that the metadata service of their machine answers. */
function drawAnswered(
  { id: to, answersPods, answersNetwork }: Host,
  pods: readonly StoredNode[],
  drawing: Drawing,
): void {
  for (const pod of answersNetwork ? pods : []) {
    const isInNetwork = isNear(pod, "network");
    if (!answersPods && !isInNetwork) continue;
    const judgement = uncertain(isInNetwork ? NETWORK : METADATA);
    drawing.edge({ kind: "runs_code_in", from: pod.id, to, judgement });
  }
}

/** Whoever has a machine of the control plane has the keys of the cluster; so has what mounts them there. */
function drawControlPlane(scope: string, set: string, pods: readonly StoredNode[], drawing: Drawing): void {
  drawing.edge({ kind: "escalates_to", from: set, to: scope, judgement: GRANTED, gives: "admin" });
  for (const { id: from } of pods.filter((pod) => isNear(pod, "control-plane"))) {
    const judgement = uncertain(CONTROL);
    drawing.edge({ kind: "escalates_to", from, to: scope, judgement, gives: "admin", because: [from] });
  }
}

function isNear({ properties }: Pick<StoredNode, "properties">, what: string): boolean {
  return textsOf(properties["host_near"])?.includes(what) === true;
}

/** Who may sign in as the kubelet of some machine has the pods of that one; a session of the role of machines says by its name which. */
export function drawKubelets(
  roles: readonly { readonly role: string; readonly scope: string }[],
  world: Pick<World, "node">,
  drawing: Drawing,
): void {
  for (const { role, scope } of roles) {
    const all = world.node(POD, scope);
    if (all !== undefined) drawing.edge({ kind: "runs_code_in", from: role, to: all, judgement: uncertain(KUBELET) });
  }
}

/** A machine that no pod names: what runs there may be any pod of the cluster. */
function drawSomewhere({ id, scope }: Host, world: Pick<World, "node">, drawing: Drawing): void {
  const all = world.node(POD, scope);
  if (all !== undefined) drawing.edge({ kind: "runs_code_in", from: id, to: all, judgement: uncertain(WHERE) });
}
