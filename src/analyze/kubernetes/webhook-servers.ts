// Mutating webhooks from behind: whatever serves one rewrites the pods that it is asked about as others make them, and so runs code as
// every account of their namespaces. Which pods a service leads to is not read: those of its namespace may be behind it. Pure.
// "Dynamic Admission Control" and "Role Based Access Control Good Practices", Kubernetes documentation
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { groupBy } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, uncertain } from "../aws/edges/evaluation/decision.js";
import { recordsOf, textOf } from "../properties.js";
import type { Target, World } from "../scoped/world.js";
import { namesPods, takesIn } from "./admission-match.js";
import type { Cluster, KubernetesEstate } from "./estate.js";
import { labelsOf } from "./label-selector.js";

const WEBHOOKS = "kubernetes.mutating-webhooks";
/** What runs, and what people change to have something else run. */
const SERVERS = ["pod", "deployment", "daemonset", "statefulset"].map((one) => `kubernetes.${one}`);

/** A mutating webhook that is asked about pods, with the set of what serves it. */
export interface WebhookServers extends Target {
  readonly about: StoredNode;
  readonly webhook: JsonRecord;
  readonly name: string;
  /** Namespace and name. */
  readonly service: string;
  readonly cluster: Cluster;
}

/** In: the stored estate. Out: webhooks that change pods and are served in their cluster, each at the place of its service. */
export function readWebhookServers(input: AnalysisInput, { clusters }: KubernetesEstate): readonly WebhookServers[] {
  return [...input.nodes([WEBHOOKS])].flatMap((about) => {
    const cluster = clusters.get(about.scope);
    return recordsOf(about.properties["webhooks"]).flatMap((webhook): WebhookServers[] => {
      const service = textOf(webhook["service"]);
      if (cluster === undefined || service === undefined || !namesPods(webhook)) return [];
      const name = textOf(webhook["name"]) ?? about.name;
      const [namespace, of] = service.split("/");
      const space = `${cluster.id}/namespaces/${namespace}`;
      // nothing is in a namespace that is not there
      if (cluster.namespaces.size > 0 && !cluster.namespaces.has(space)) return [];
      const place = `${space}/services/${of}`;
      return [{ node: `set:${about.id}/${name}/servers`, place, about, webhook, name, service, cluster }];
    });
  });
}

/** In: the stored estate and its webhooks. Draws who may be behind each, and the accounts whose pods it gets. */
export function drawWebhookServers(
  webhooks: readonly WebhookServers[],
  input: AnalysisInput,
  world: Pick<World, "node">,
  drawing: Drawing,
): void {
  if (webhooks.length === 0) return;
  const servers = groupBy(input.nodes(SERVERS), ({ parent }) => parent ?? "");
  for (const one of webhooks) {
    const own = servers.get(`${one.cluster.id}/namespaces/${one.service.split("/")[0]}`) ?? [];
    drawWebhook(one, own, accountsOf(one, world), drawing);
  }
}

/** One set a webhook, so that servers and namespaces are never paired. */
function drawWebhook(
  { node: id, about, name, service }: WebhookServers,
  servers: readonly StoredNode[],
  accounts: readonly string[],
  drawing: Drawing,
): void {
  const label = `what serves the webhook ${name}`;
  drawing.node({ id, kind: "set", type: "kubernetes.all", name: label, scope: about.scope, properties: {} });
  const judgement = uncertain(`whether it is behind the service ${service} of the webhook ${name} was not read`);
  for (const { id: from } of servers)
    drawing.edge({ kind: "runs_code_in", from, to: id, judgement, because: [about.id] });
  for (const to of accounts) drawing.edge({ kind: "escalates_to", from: id, to, judgement: GRANTED, hops: 0 });
}

/** Accounts as which the pods run that it is asked about: of all the cluster, or of the namespaces that it names. */
function accountsOf({ webhook, cluster }: WebhookServers, world: Pick<World, "node">): readonly string[] {
  const { id, namespaces } = cluster;
  const asked = [...namespaces].flatMap(([place, { properties }]) => {
    const name = place.slice(place.lastIndexOf("/") + 1);
    const labels = new Map([...labelsOf(properties["tags"]), ["kubernetes.io/metadata.name", name]]);
    // labels of pods are left out: there are pods that have them, or somebody makes one
    return takesIn({ namespace_selector: webhook["namespace_selector"] ?? null }, labels) ? [place] : [];
  });
  const places = asked.length === namespaces.size ? [id] : asked;
  return places.flatMap((place) => world.node("identity", place) ?? []);
}
