// Machines of clusters and the pods on them: whoever has a machine has the tokens of all pods that run there, and no others (the
// authorizer of nodes and NodeRestriction keep a kubelet to its own pods); a pod that has its machine has the pods beside it. Pure.
// "Using Node Authorization" and "Admission Controllers", Kubernetes documentation
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Drawing } from "../access/drawing.js";
import { GRANTED, uncertain } from "../access/judge.js";
import { textsOf } from "../properties.js";
import type { World } from "../scoped/world.js";
import type { Host } from "./hosts.js";

const POD = "kubernetes.pod";
const METADATA = "unless a network policy keeps its pods from the metadata service of the machine, which was not read";
const ROOT = "it has files of its machine that root alone may read, and whom its image runs as is not known";
/** What a role of machines rests on. */
export const KUBELET =
  "its session is the kubelet of the machine that it is named after, and has the pods of that one alone";
export const WHERE = "which pods run on it was not read";

/** A machine of a cluster as the cluster knows it: what runs there. */
interface Machine {
  readonly scope: string;
  readonly name: string;
  readonly pods: readonly StoredNode[];
}

/** In: machines of clouds that are in crawled clusters. Draws what each of them has and what has each of them. */
export function drawNodes(
  input: AnalysisInput,
  hosts: readonly Host[],
  world: Pick<World, "node">,
  drawing: Drawing,
): void {
  const machines = readMachinesOf(input);
  const byMachine = new Map<string, Host[]>();
  for (const host of hosts) {
    const key = `${host.scope} ${host.name ?? ""}`;
    if (machines.has(key)) addTo(byMachine, key, host);
    else drawSomewhere(host, world, drawing);
  }
  for (const [key, machine] of machines) drawMachine(machine, byMachine.get(key) ?? [], drawing);
}

/** Scope and name of a machine → what runs on it. */
function readMachinesOf(input: AnalysisInput): ReadonlyMap<string, Machine> {
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
      return [key, { scope, name: key.slice(scope.length + 1), pods }];
    }),
  );
}

/** One set a machine, drawn where something leads to it. */
function drawMachine({ scope, name, pods }: Machine, hosts: readonly Host[], drawing: Drawing): void {
  const escaping = pods.filter(({ properties }) => textsOf(properties["host_control"]) !== undefined);
  if (hosts.length === 0 && escaping.length === 0) return;
  const id = `set:${scope}/nodes/${name}/pods`;
  drawing.node({ id, kind: "set", type: "kubernetes.all", name: `pods on the machine ${name}`, scope, properties: {} });
  for (const pod of pods) drawing.edge({ kind: "includes", from: id, to: pod.id, judgement: GRANTED });
  for (const host of hosts) drawing.edge({ kind: "runs_code_in", from: host.id, to: id, judgement: GRANTED });
  for (const pod of escaping) {
    const judgement = pod.properties["host_control_open"] === true ? uncertain(ROOT) : GRANTED;
    for (const to of [id, ...hosts.map((host) => host.id)])
      drawing.edge({ kind: "runs_code_in", from: pod.id, to, judgement, because: [pod.id] });
  }
  for (const { id: to } of hosts.filter(({ answersPods }) => answersPods)) {
    for (const { id: from } of pods) drawing.edge({ kind: "runs_code_in", from, to, judgement: uncertain(METADATA) });
  }
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
