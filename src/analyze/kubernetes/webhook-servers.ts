// Mutating webhooks from behind: whatever serves one rewrites the pods that it is asked about as others make them, and so runs code as
// every account of their namespaces. Which pods a service leads to is not read: those of its namespace may be behind it. Pure.
// "Dynamic Admission Control" and "Role Based Access Control Good Practices", Kubernetes documentation
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { groupBy } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import type { Drawing } from "../access/drawing.js";
import { GRANTED, uncertain } from "../access/judge.js";
import { recordsOf, textOf } from "../properties.js";
import type { World } from "../scoped/world.js";
import { namesPods, takesIn } from "./admission-match.js";
import type { Cluster, KubernetesEstate } from "./estate.js";
import { labelsOf } from "./label-selector.js";

const WEBHOOKS = "kubernetes.mutating-webhooks";
/** What runs, and what people change to have something else run. */
const SERVERS = ["pod", "deployment", "daemonset", "statefulset"].map((one) => `kubernetes.${one}`);

/** In: the stored estate. Draws who may be behind each webhook that changes pods, and the accounts whose pods it gets. */
export function drawWebhookServers(
  input: AnalysisInput,
  { clusters }: KubernetesEstate,
  world: Pick<World, "node">,
  drawing: Drawing,
): void {
  const webhooks = [...input.nodes([WEBHOOKS])];
  if (webhooks.length === 0) return;
  const servers = groupBy(input.nodes(SERVERS), ({ parent }) => parent ?? "");
  for (const node of webhooks) {
    const cluster = clusters.get(node.scope);
    for (const webhook of recordsOf(node.properties["webhooks"])) {
      const service = textOf(webhook["service"]);
      if (cluster === undefined || service === undefined || !namesPods(webhook)) continue;
      const own = servers.get(`${cluster.id}/namespaces/${service.split("/")[0]}`) ?? [];
      drawWebhook({ node, webhook, service }, own, accountsOf(webhook, cluster, world), drawing);
    }
  }
}

interface Webhook {
  readonly node: StoredNode;
  readonly webhook: JsonRecord;
  /** Namespace and name. */
  readonly service: string;
}

/** One set a webhook, so that servers and namespaces are never paired. */
function drawWebhook(
  { node, webhook, service }: Webhook,
  servers: readonly StoredNode[],
  accounts: readonly string[],
  drawing: Drawing,
): void {
  if (servers.length === 0 || accounts.length === 0) return;
  const name = textOf(webhook["name"]) ?? node.name;
  const id = `set:${node.id}/${name}/servers`;
  const label = `what serves the webhook ${name}`;
  drawing.node({ id, kind: "set", type: "kubernetes.all", name: label, scope: node.scope, properties: {} });
  const judgement = uncertain(`whether it is behind the service ${service} of the webhook ${name} was not read`);
  for (const { id: from } of servers)
    drawing.edge({ kind: "runs_code_in", from, to: id, judgement, because: [node.id] });
  for (const to of accounts) drawing.edge({ kind: "escalates_to", from: id, to, judgement: GRANTED, hops: 0 });
}

/** Accounts as which the pods run that it is asked about: of all the cluster, or of the namespaces that it names. */
function accountsOf(webhook: JsonRecord, { id, namespaces }: Cluster, world: Pick<World, "node">): readonly string[] {
  const asked = [...namespaces].flatMap(([place, { properties }]) => {
    const name = place.slice(place.lastIndexOf("/") + 1);
    const labels = new Map([...labelsOf(properties["tags"]), ["kubernetes.io/metadata.name", name]]);
    // labels of pods are left out: there are pods that have them, or somebody makes one
    return takesIn({ namespace_selector: webhook["namespace_selector"] ?? null }, labels) ? [place] : [];
  });
  const places = asked.length === namespaces.size ? [id] : asked;
  return places.flatMap((place) => world.node("identity", place) ?? []);
}
