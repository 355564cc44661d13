// Which identities of Google the service accounts of clusters are: by the pool that every project has for its clusters, and by that of the
// project which hosts the fleet of the cluster. An account is its namespace and name there, whichever of the clusters it is in.
// https://docs.cloud.google.com/iam/docs/principal-identifiers (GKE);
// https://docs.cloud.google.com/kubernetes-engine/fleet-management/docs/about-fleet-workload-identity-federation
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import { GOOGLE_GRANTS } from "../facts/google-grants.js";
import { textOf } from "../properties.js";
import type { Cluster, KubernetesEstate } from "./estate.js";

/** A member of a binding that an account is. */
export interface PoolIdentity {
  /** Node id of the account. */
  readonly account: string;
  readonly member: string;
  /** The binding. */
  readonly grant: StoredNode;
}

const GKE = /^container\.googleapis\.com\/v1\/(projects\/([^/]+)\/.+)$/;
const CONTAINER = "//container.googleapis.com/";
const IN_POOL =
  /^principal(?:Set)?:\/\/iam\.googleapis\.com\/projects\/[^/]+\/locations\/global\/workloadIdentityPools\/(.+)\.svc\.id\.goog\/(.+)$/;

/** In: the stored estate with its clusters. Out: whom bindings name, for each account that it is. */
export function poolIdentities(input: AnalysisInput, { clusters }: KubernetesEstate): readonly PoolIdentity[] {
  const byName = new Map<string, string[]>();
  const fleets = once(() => fleetProjects(input));
  for (const cluster of clusters.values()) {
    const [, name, project] = GKE.exec(cluster.issuer ?? "") ?? [];
    if (name === undefined || project === undefined) continue;
    const pools = new Set([project, fleets().get(name) ?? project]);
    for (const pool of pools) for (const [key, account] of namesOf(cluster)) addTo(byName, `${pool} ${key}`, account);
  }
  if (byName.size === 0) return [];
  const found: PoolIdentity[] = [];
  for (const grant of input.nodes(GOOGLE_GRANTS)) {
    const member = textOf(grant.properties["member"]) ?? "";
    for (const account of byName.get(nameOf(member) ?? "") ?? []) found.push({ account, member, grant });
  }
  return found;
}

/** By what a pool knows the accounts of a cluster: itself, its namespace, its cluster, all of them. */
function* namesOf({ issuer, accounts }: Cluster): Iterable<readonly [name: string, account: string]> {
  for (const { id, incarnation, properties } of accounts) {
    const namespace = textOf(properties["namespace"]) ?? "";
    yield [`subject/ns/${namespace}/sa/${textOf(properties["account"]) ?? ""}`, id];
    yield [`namespace/${namespace}`, id];
    yield [`kubernetes.cluster/https://${issuer ?? ""}`, id];
    yield ["*", id];
    if (incarnation !== undefined) yield [`kubernetes.serviceaccount.uid/${incarnation}`, id];
  }
}

/** Project of the pool, and whom of it a member is: `acme subject/ns/shop/sa/api`. */
function nameOf(member: string): string | undefined {
  const [, project, namespace, account] = /^serviceAccount:(.+)\.svc\.id\.goog\[([^/]+)\/(.+)\]$/.exec(member) ?? [];
  if (project !== undefined) return `${project} subject/ns/${namespace ?? ""}/sa/${account ?? ""}`;
  const [, pool, rest] = IN_POOL.exec(member) ?? [];
  if (pool === undefined || rest === undefined) return undefined;
  const isCluster = rest.startsWith("kubernetes.cluster/");
  return `${pool} ${isCluster ? rest.toLowerCase() : rest}`;
}

/** Cluster of GKE, from its project on, in lower case → project that hosts its fleet, where its accounts are known to Google at all. */
function fleetProjects(input: AnalysisInput): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { properties } of input.scopes()) {
    const number = textOf(properties["number"]);
    const project = textOf(properties["project_id"]);
    if (number !== undefined && project !== undefined) ids.set(number, project);
  }
  const found = new Map<string, string>();
  for (const { properties } of input.nodes(["gcp.kubernetes-cluster"])) {
    const fleet = textOf(properties["fleet_project"]);
    if (fleet === undefined || properties["workload_pool"] === undefined) continue;
    const name = (textOf(properties["full_name"]) ?? "").replace(CONTAINER, "").toLowerCase();
    found.set(name, ids.get(fleet) ?? fleet);
  }
  return found;
}
