// Machines of clouds that say by themselves which cluster they are in: instances of EC2 by the tags that EKS and its tools give them,
// instances of Google by the labels of GKE. "Tagging your Amazon EKS resources", Amazon EKS User Guide; "Cluster and node labels", GKE
// documentation.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { isRecord, textOf } from "../properties.js";
import type { KubernetesEstate } from "./estate.js";

export const EC2 = "aws.ec2-instance";
const GCE = "gcp.instance";
export const POOL = "gcp.node-pool";
/** Issuers of GKE name the cluster, as its API does. */
export const GKE_ISSUER = "container.googleapis.com/v1/";

/** A machine of a crawled cluster. */
export interface Host {
  /** Node id. */
  readonly id: string;
  /** Vendor type. */
  readonly type: string;
  /** Scope of the cluster. */
  readonly scope: string;
  /** What the cluster calls it; undefined where that was not read. */
  readonly name: string | undefined;
  /** Its metadata service answers pods as it answers the machine. */
  readonly answersPods: boolean;
  /** It answers those that are in the network of the machine, whatever keeps others from it. */
  readonly answersNetwork: boolean;
}

/** In: instances of EC2 of clusters, and the scopes of each cluster where it was crawled. */
export function readHosts(
  input: AnalysisInput,
  { clusters }: KubernetesEstate,
  crawled: ReadonlyMap<string, readonly string[]>,
): readonly Host[] {
  const there = new Set(input.types("workload"));
  const hosts: Host[] = [];
  if (there.has(EC2) && crawled.size > 0) {
    for (const node of input.nodes([EC2])) {
      const name = textOf(node.properties["private_name"])?.toLowerCase();
      const answersPods = node.properties["metadata_v1"] === true || node.properties["metadata_forwarded"] === true;
      const answersNetwork = answersPods || node.properties["metadata_on"] === true;
      for (const scope of crawled.get(eksClusterOf(node) ?? "") ?? [])
        hosts.push({ id: node.id, type: EC2, scope, name, answersPods, answersNetwork });
    }
  }
  const byIssuer = new Map<string, string[]>();
  for (const { id, issuer } of clusters.values()) if (issuer?.startsWith(GKE_ISSUER)) addTo(byIssuer, issuer, id);
  if (!there.has(GCE) || byIssuer.size === 0) return hosts;
  const pools = openPools(input);
  for (const node of input.nodes([GCE])) {
    const issuer = gkeIssuerOf(node);
    const answersPods = pools.has(`${issuer} ${textOf(tagsOf(node.properties)["goog-k8s-node-pool-name"])}`);
    // the server of GKE stands before pods with an address of their own alone
    for (const scope of byIssuer.get(issuer ?? "") ?? [])
      hosts.push({ id: node.id, type: GCE, scope, name: node.name, answersPods, answersNetwork: true });
  }
  return hosts;
}

/** Issuer of the cluster and name of each node pool of GKE in which no server of GKE stands before the metadata of the machine. */
function openPools(input: AnalysisInput): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { id, properties } of input.nodes([POOL])) {
    const cluster = textOf(properties["cluster"]) ?? "";
    if (properties["metadata_mode"] === "GCE_METADATA")
      found.add(`${`${GKE_ISSUER}${cluster}`.toLowerCase()} ${id.slice(id.lastIndexOf("/") + 1)}`);
  }
  return found;
}

/** ARN of the cluster that an instance says it is in: clusters have machines of their own account and region. */
export function eksClusterOf({ id, properties }: StoredNode): string | undefined {
  const tags = tagsOf(properties);
  const owned = Object.keys(tags).find((key) => key.startsWith("kubernetes.io/cluster/"));
  const name = textOf(tags["eks:cluster-name"]) ?? textOf(tags["aws:eks:cluster-name"]) ?? owned?.split("/")[2];
  const [, partition = "aws", , region = "", account = ""] = id.split(":");
  return name === undefined ? undefined : `arn:${partition}:eks:${region}:${account}:cluster/${name}`;
}

/** Issuer of the tokens of the cluster that an instance says it is in. */
function gkeIssuerOf({ scope, properties }: StoredNode): string | undefined {
  const labels = tagsOf(properties);
  const [name, place] = [textOf(labels["goog-k8s-cluster-name"]), textOf(labels["goog-k8s-cluster-location"])];
  if (name === undefined || place === undefined) return undefined;
  return `${GKE_ISSUER}${scope.replace(/^gcp:/, "")}/locations/${place}/clusters/${name}`.toLowerCase();
}

/** Tags of an instance, or its labels. */
export function tagsOf({ tags }: StoredNode["properties"]): JsonRecord {
  return isRecord(tags) ? tags : {};
}
