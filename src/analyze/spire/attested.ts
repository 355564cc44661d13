// Which pods and service accounts of clusters the selectors of a registration entry match: what runs there gets the SPIFFE id.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { ConditionState } from "../../model/words.js";
import type { CiDrawing } from "../ci/drawing.js";
import { textOf, textsOf } from "../properties.js";
import { AGENT } from "./clusters.js";

/** Draws `federates` from pods and accounts to entries; selectors of hosts and containers have nothing here that they would match. */
export function drawAttested(input: AnalysisInput, entries: readonly StoredNode[], drawing: CiDrawing): void {
  drawPods(input, entries, drawing);
  drawAccounts(input, entries, drawing);
}

function drawAccounts(input: AnalysisInput, entries: readonly StoredNode[], drawing: CiDrawing): void {
  const clusters = new Map<string, string>();
  for (const { id, type, name } of input.scopes()) if (type === "kubernetes.cluster") clusters.set(id, name);
  const wanted = entries.filter(isOfAccounts);
  if (clusters.size === 0 || wanted.length === 0) return;
  for (const account of input.nodes(["kubernetes.service-account"])) {
    const cluster = clusters.get(account.scope);
    if (cluster === undefined) continue;
    for (const entry of wanted) {
      const known = [...clusters.values()];
      const match = isMatched(account, entry) ? placeOf(entry, cluster, known) : undefined;
      if (match !== undefined)
        drawing.edge({ kind: "federates", from: account.id, to: entry.id, ...match, because: [entry.id] });
    }
  }
}

/** Pods by the uid that entries name: those that spire-controller-manager makes name nothing else, and no other pod ever has it. */
function drawPods(input: AnalysisInput, entries: readonly StoredNode[], drawing: CiDrawing): void {
  const wanted = new Map<string, StoredNode[]>();
  for (const entry of entries) {
    const uid = textOf(entry.properties["k8s_pod"]);
    if (uid !== undefined && entry.properties["is_node"] === false) addTo(wanted, uid, entry);
  }
  if (wanted.size === 0) return;
  for (const { id, incarnation } of input.nodes(["kubernetes.pod"])) {
    for (const entry of wanted.get(incarnation ?? "") ?? [])
      drawing.edge({ kind: "federates", from: id, to: entry.id, because: [entry.id] });
  }
}

/** Entries that name a namespace or an account; one for a host is matched by the host alone. */
function isOfAccounts({ properties }: StoredNode): boolean {
  const { is_node: isNode, k8s_pod: pod, k8s_namespace: namespace, k8s_account: account } = properties;
  return isNode === false && textOf(pod) === undefined && (textOf(namespace) ?? textOf(account)) !== undefined;
}

/** All selectors have to hold, those that name neither are conditions of the edge. */
function isMatched(account: StoredNode, { properties }: StoredNode): boolean {
  const { k8s_namespace: namespace, k8s_account: name } = properties;
  const fits = (wanted: unknown, has: unknown): boolean => textOf(wanted) === undefined || wanted === has;
  return fits(namespace, account.properties["namespace"]) && fits(name, account.properties["account"]);
}

const NAMING = /^k8s:(?:ns|sa):/;

/** Whether the agent that asks is one of this cluster; undefined where it is one of another. */
function placeOf(
  { properties }: StoredNode,
  cluster: string,
  known: readonly string[],
): { readonly state: ConditionState; readonly condition?: string } | undefined {
  const named = AGENT.exec(textOf(properties["parent_id"]) ?? "")?.[1];
  if (named !== undefined && named !== cluster && known.includes(named)) return undefined;
  const others = (textsOf(properties["selectors"]) ?? []).filter((one) => !NAMING.test(one));
  const conditions = [
    ...(named === cluster ? [] : [`whether an agent of the trust domain runs in cluster ${cluster}, no entry says`]),
    ...(others.length > 0 ? [`only what has ${others.join(", ")} as well`] : []),
  ];
  return conditions.length === 0 ? { state: "none" } : { state: "unknown", condition: conditions.join("; ") };
}
