// Clusters of EKS as ways into them ask: who has an entry, which users and groups an entry may name, who makes pods there.
import type { AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import { accountOfScope } from "../aws/attached-policy.js";
import { readAwsAuth } from "../kubernetes/aws-auth.js";
import { type EksCluster, type Entry, makesPods, readEksClusters } from "../kubernetes/eks-entries.js";
import { toEntrant } from "../kubernetes/entrants.js";
import { groupsOf, type KubernetesEstate, readKubernetes } from "../kubernetes/estate.js";
import { type Judgement, uncertain } from "./judgement.js";

/** A user or group of a cluster that something is bound to, and that an entry may name. */
export interface EntryName {
  /** Node id. */
  readonly id: string;
  readonly kind: "user" | "group";
  readonly name: string;
}

export interface EksPlace {
  readonly cluster: EksCluster;
  readonly names: readonly EntryName[];
  /** Whether all that is bound in the cluster was read. */
  readonly areNamesRead: boolean;
}

export interface EksPlaces {
  /** Clusters of an account. */
  of(account: string): readonly EksPlace[];
  /** Whether a cluster lets a user or role in who makes pods there, by its own entry or mapping. */
  makesPods(cluster: string, principal: string): Judgement | undefined;
}

/** In: the stored estate, which is read when it is first asked about. */
export function readEksPlaces(input: AnalysisInput): EksPlaces {
  const eks = once(() => readEksClusters(input));
  const estate = once(() => readKubernetes(input));
  const places = once(() => {
    const found = new Map<string, EksPlace[]>();
    for (const cluster of eks()) addTo(found, accountOfScope(cluster.scope), toPlace(cluster, estate()));
    return found;
  });
  const makers = once(() => readMakers(input, eks(), estate()));
  return {
    of: (account) => places().get(account) ?? [],
    makesPods: (cluster, principal) => makers().get(`${cluster} ${principal}`),
  };
}

const BINDINGS = ["kubernetes/rbac:cluster-role-bindings", "kubernetes/rbac:role-bindings"];

function toPlace(cluster: EksCluster, estate: KubernetesEstate | undefined): EksPlace {
  const { crawled } = cluster;
  const names = [...(estate?.holders.values() ?? [])].flatMap(({ id, kind, name, cluster: scope, assignments }) => {
    const isBound = crawled.includes(scope) && assignments.some(({ isBuiltIn }) => !isBuiltIn);
    return isBound && kind !== "service-account" && !isReserved(kind, name) ? [{ id, kind, name }] : [];
  });
  const isRead = (scope: string) => BINDINGS.every((one) => estate?.clusters.get(scope)?.isRead(one) === true);
  return { cluster, names, areNamesRead: crawled.some(isRead) };
}

/**
 * Names that EKS takes in no entry: "Set a custom username for EKS access entries", Amazon EKS User Guide; of groups
 * CreateAccessEntry refuses those that start with system:.
 */
function isReserved(kind: EntryName["kind"], name: string): boolean {
  return (kind === "user" ? /^(system|eks|aws|amazon|iam):/ : /^system:/).test(name);
}

/** `<cluster> <user or role>` of those who make pods → how surely. */
function readMakers(
  input: AnalysisInput,
  eks: readonly EksCluster[],
  estate: KubernetesEstate | undefined,
): ReadonlyMap<string, Judgement> {
  const makers = new Map<string, Judgement>();
  const mappings = estate && readAwsAuth(input, eks, estate).mappings;
  for (const { id, entries, crawled } of eks) {
    const mapped = crawled.flatMap((scope) => mappings?.get(scope) ?? []);
    for (const entry of [...entries, ...mapped]) {
      const judgement = judgeMaker(entry, crawled, estate);
      if (judgement !== undefined) makers.set(`${id} ${entry.principal}`, judgement);
    }
  }
  return makers;
}

function judgeMaker(
  entry: Entry,
  crawled: readonly string[],
  estate: KubernetesEstate | undefined,
): Judgement | undefined {
  if (entry.policies.some(({ role }) => makesPods(role))) return entry.judgement;
  const isMaking = crawled.some((scope) => {
    if (estate === undefined) return false;
    const { holder } = toEntrant(entry, scope, estate);
    const ofGroups = groupsOf(holder).flatMap((group) => estate.holders.get(group)?.assignments ?? []);
    return [...holder.assignments, ...ofGroups].some(({ role }) => makesPods(role));
  });
  if (isMaking) return entry.judgement;
  const isOpen = crawled.length === 0 && entry.groups.length > 0;
  return isOpen ? uncertain("what its groups may do in the cluster was not read") : undefined;
}
