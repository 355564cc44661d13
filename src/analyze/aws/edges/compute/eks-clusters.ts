// Clusters of EKS as ways into them ask: who has an entry, which users and groups an entry may name, who makes pods there.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import { readAwsAuth } from "../../../kubernetes/aws-auth.js";
import { type EksCluster, type Entry, makesPods, readEksClusters } from "../../../kubernetes/eks-entries.js";
import { toEntrant } from "../../../kubernetes/entrants.js";
import { groupsOf, type KubernetesEstate, readKubernetes } from "../../../kubernetes/estate.js";
import { accountOfScope } from "../../attached-policy.js";
import { matchesGlob, toGlob, toGlobText } from "../../policy/glob.js";
import { both, type Judgement, uncertain } from "../evaluation/decision.js";

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
  /** Whether a cluster lets a user or role in who makes pods there, by its own entry or mapping; in some namespace, or in one. */
  makesPods(cluster: string, principal: string, namespace?: string): Judgement | undefined;
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
    makesPods: (cluster, principal, namespace) => makers().get(`${cluster} ${principal}`)?.(namespace),
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

/** How surely somebody makes pods in some namespace, or in one. */
type Maker = (namespace?: string) => Judgement | undefined;

/** `<cluster> <user or role>` of those who make pods. */
function readMakers(
  input: AnalysisInput,
  eks: readonly EksCluster[],
  estate: KubernetesEstate | undefined,
): ReadonlyMap<string, Maker> {
  const makers = new Map<string, Maker>();
  const mappings = estate && readAwsAuth(input, eks, estate).mappings;
  for (const { id, entries, crawled } of eks) {
    const mapped = crawled.flatMap((scope) => mappings?.get(scope) ?? []);
    for (const entry of [...entries, ...mapped]) {
      const judge: Maker = (namespace) => judgeMaker(entry, crawled, estate, namespace);
      if (judge() !== undefined) makers.set(`${id} ${entry.principal}`, judge);
    }
  }
  return makers;
}

function judgeMaker(
  entry: Entry,
  crawled: readonly string[],
  estate: KubernetesEstate | undefined,
  namespace?: string,
): Judgement | undefined {
  if (entry.policies.some(({ role, namespaces }) => makesPods(role) && isAmong(namespaces, namespace)))
    return entry.judgement;
  const isMaking = crawled.some((scope) => {
    if (estate === undefined) return false;
    const { holder } = toEntrant(entry, scope, estate);
    const ofGroups = groupsOf(holder).flatMap((group) => estate.holders.get(group)?.assignments ?? []);
    return [...holder.assignments, ...ofGroups].some(({ role }) => makesPods(role));
  });
  if (isMaking) return namespace === undefined ? entry.judgement : both(entry.judgement, BOUND_SOMEWHERE);
  const isOpen = crawled.length === 0 && entry.groups.length > 0;
  return isOpen ? uncertain("what its groups may do in the cluster was not read") : undefined;
}

const BOUND_SOMEWHERE = uncertain("in which namespaces its roles let it make pods was not worked out");

/** Whether namespaces of an access policy, all where none are named, have a certain one, or there is none to look for. */
function isAmong(namespaces: readonly string[] | undefined, wanted: string | undefined): boolean {
  if (namespaces === undefined || wanted === undefined) return true;
  return namespaces.some((pattern) => matchesGlob(toGlob(toGlobText(pattern)), wanted));
}
