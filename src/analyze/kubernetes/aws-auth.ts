// The config map aws-auth of EKS: which roles and users of IAM a cluster that was crawled lets in by it, and whether it counts.
// "Grant IAM users access to Kubernetes with a ConfigMap", Amazon EKS User Guide; kubernetes-sigs/aws-iam-authenticator
import type { AnalysisInput } from "../../model/analysis.js";
import { isEksIssuer } from "../../model/cluster-issuer.js";
import { addTo, groupBy } from "../../model/group-by.js";
import { once, oncePerWord } from "../../model/once.js";
import { GRANTED, type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import { textOf, textsOf } from "../properties.js";
import type { EksCluster, Entry } from "./eks-entries.js";
import type { KubernetesEstate } from "./estate.js";

/** A user of a cluster under whose name somebody of an account gets in. */
interface NamedUser {
  readonly principal: string;
  /** Node id of the user. */
  readonly user: string;
  readonly judgement: Judgement;
}

/** Somebody of an account that is let in as a whole, by the grant that is the account's. */
interface Entering {
  readonly principal: string;
  /** Node id of the grant. */
  readonly grant: string;
  /** Scope of the cluster. */
  readonly cluster: string;
  readonly judgement: Judgement;
}

export interface AwsAuth {
  /** Scope of a cluster → whom its mappings let in. */
  readonly mappings: ReadonlyMap<string, readonly Entry[]>;
  /** Users whose name is the ARN of somebody of an account that is let in as a whole. */
  readonly users: readonly NamedUser[];
  /** Everybody of such an account, where something is bound to all who sign in. */
  readonly everybody: readonly Entering[];
}

/** In: the clusters of EKS that were read, and those that were crawled. */
export function readAwsAuth(input: AnalysisInput, eks: readonly EksCluster[], estate: KubernetesEstate): AwsAuth {
  const counts = oncePerWord((scope) => countsIn(eks.filter(({ crawled }) => crawled.includes(scope))));
  const ids = once(() => idsByArn(input));
  const mappings = new Map<string, Entry[]>();
  for (const { id, scope, properties } of input.nodes(["kubernetes.aws-auth-mapping"])) {
    const arn = textOf(properties["arn"]) ?? "";
    const principal = ids().get(arn.toLowerCase()) ?? arn;
    const judgement = counts(scope)(principal);
    // What is compared has no path: a role that is named with one is never found.
    if (judgement === undefined || /:role\/.*\//.test(arn)) continue;
    const groups = textsOf(properties["groups"]) ?? [];
    addTo(mappings, scope, {
      id,
      principal,
      username: textOf(properties["username"]),
      groups,
      policies: [],
      judgement,
    });
  }
  const users = readUsers(input, estate, { counts, ids });
  return { mappings, users, everybody: readEverybody(input, estate, counts) };
}

/** Scopes of crawled clusters of EKS that let in whom aws-auth names → what is open about that. */
export function takesAwsAuth(
  eks: readonly EksCluster[],
  { clusters }: Pick<KubernetesEstate, "clusters">,
): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const { id, issuer } of clusters.values()) {
    if (issuer === undefined || !isEksIssuer(issuer)) continue;
    const mode = eks.find(({ crawled }) => crawled.includes(id))?.mode;
    if (mode !== "API") found.set(id, mode === undefined ? MODE_UNREAD : undefined);
  }
  return found;
}

const MODE_UNREAD = "whether the cluster still takes aws-auth was not read";

/** Whether a mapping of a principal counts; undefined where it does not. */
type Counts = (principal: string) => Judgement | undefined;

/** Access entries come first where a cluster takes both. */
function countsIn(clusters: readonly EksCluster[]): Counts {
  const [cluster] = clusters;
  if (cluster?.mode === undefined) return () => uncertain(MODE_UNREAD);
  if (cluster.mode === "API") return () => undefined;
  if (cluster.mode === "CONFIG_MAP") return () => GRANTED;
  const { withEntry, areEntriesRead } = cluster;
  const open = uncertain("whether an access entry counts instead was not read");
  return (principal) => (withEntry.has(principal) ? undefined : areEntriesRead ? GRANTED : open);
}

/** ARN in lower case, that of a role without its path → node id. */
function idsByArn(input: AnalysisInput): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { id } of input.nodes(["aws.iam-role", "aws.iam-user"])) {
    ids.set(id.toLowerCase().replace(/(:role\/).*\//, "$1"), id);
  }
  return ids;
}

/** Who gets in with the account is the user that the own ARN names; most are bound to nothing. */
function readUsers(
  input: AnalysisInput,
  { holders }: KubernetesEstate,
  { counts, ids }: { readonly counts: (scope: string) => Counts; readonly ids: () => ReadonlyMap<string, string> },
): readonly NamedUser[] {
  const accounts = [...input.nodes(["kubernetes.aws-auth-account"])];
  if (accounts.length === 0) return [];
  const entering = new Set(accounts.map(({ scope, properties }) => `${scope} ${textOf(properties["account"]) ?? ""}`));
  return [...holders.values()].flatMap(({ id: user, kind, name, cluster }) => {
    const account = /^arn:[^:]+:iam::(\d{12}):(?:role|user)\//.exec(name)?.[1];
    if (kind !== "user" || account === undefined || !entering.has(`${cluster} ${account}`)) return [];
    const principal = ids().get(name.toLowerCase()) ?? name;
    const judgement = counts(cluster)(principal);
    return judgement === undefined ? [] : [{ principal, user, judgement }];
  });
}

/** Where what is bound to system:authenticated is more than every cluster gives: each role and user of the account has it. */
function readEverybody(
  input: AnalysisInput,
  { holders }: KubernetesEstate,
  counts: (scope: string) => Counts,
): readonly Entering[] {
  const accounts = [...input.nodes(["kubernetes.aws-auth-account"])].filter(({ scope }) =>
    holders.get(authenticatedId(scope))?.assignments.some(({ isBuiltIn }) => !isBuiltIn),
  );
  if (accounts.length === 0) return [];
  const principals = groupBy(input.nodes(["aws.iam-role", "aws.iam-user"]), ({ scope }) => scope);
  return accounts.flatMap(({ id: grant, scope, properties }) =>
    (principals.get(`aws:${textOf(properties["account"]) ?? ""}`) ?? []).flatMap(({ id: principal }) => {
      const judgement = counts(scope)(principal);
      return judgement === undefined ? [] : [{ principal, grant, cluster: scope, judgement }];
    }),
  );
}

/** Node id of the group of all who sign in to a cluster. */
export function authenticatedId(cluster: string): string {
  return `${cluster}/groups/system:authenticated`;
}
