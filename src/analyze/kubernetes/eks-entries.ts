// Access entries of EKS: which user or role of IAM is which user of which cluster, in which groups, and with which access policies
// of AWS. "Grant IAM users access to Kubernetes with EKS access entries", Amazon EKS User Guide
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo, groupBy } from "../../model/group-by.js";
import { GRANTED, type Judgement } from "../aws/edges/evaluation/decision.js";
import { recordsOf, textOf, textsOf } from "../properties.js";
import type { Role } from "./estate.js";
import { allowedBy, isEverything, parseAction, type Rule } from "./rbac.js";

/** A user or role of IAM that a cluster lets in. */
export interface Entry {
  /** Node id of what lets it in. */
  readonly id: string;
  /** Node id of the user or role. */
  readonly principal: string;
  /** User name in the cluster, with what a session fills in: `{{SessionName}}`. */
  readonly username: string | undefined;
  readonly groups: readonly string[];
  readonly policies: readonly AccessPolicy[];
  /** Whether its policies were asked for and not read. */
  readonly arePoliciesUnread?: boolean;
  /** Whether it counts. */
  readonly judgement: Judgement;
}

/** What a path through an entry rests on, as fixes name it. */
export function entryFix(id: string): string {
  return `${id}#entry`;
}

export interface AccessPolicy {
  readonly role: Role;
  /** Names, with `*` for any characters; undefined: all of the cluster. */
  readonly namespaces: readonly string[] | undefined;
}

const CREATE_PODS = parseAction("create pods");

/** Whether a role of Kubernetes, or what stands for an access policy, lets somebody make pods. */
export function makesPods({ rules }: Role): boolean {
  return rules?.some((rule) => allowedBy(rule, CREATE_PODS) === "any") === true;
}

export interface EksCluster {
  /** ARN. */
  readonly id: string;
  readonly name: string;
  /** Scope of its account. */
  readonly scope: string;
  /** Which of access entries and aws-auth count: API, API_AND_CONFIG_MAP, CONFIG_MAP. */
  readonly mode: string | undefined;
  /** Issuer of its tokens without scheme, in lower case. */
  readonly issuer: string | undefined;
  /** Scopes of the same cluster, where it was crawled itself. */
  readonly crawled: readonly string[];
  readonly entries: readonly Entry[];
  /** Node ids of all who have an entry, machines and those that no longer get in by it among them. */
  readonly withEntry: ReadonlySet<string>;
  /** Node ids of roles that its machines have, by their entries. */
  readonly nodeRoles: readonly string[];
  /** Whether the list of entries was read whole. */
  readonly areEntriesRead: boolean;
  /** Whether who has an entry was asked for, and was not read of everybody. */
  readonly mayHaveMoreEntries: boolean;
  /** Whether its issuer and its mode were asked for and not read. */
  readonly areDetailsUnread: boolean;
  /** The same of which of its pods get roles. */
  readonly arePodRolesUnread: boolean;
  /** Whoever made it administers it, and no API tells who that was. */
  readonly hasUnknownCreator: boolean;
}

/** Clusters of EKS that were read, with their access entries. */
export function readEksClusters(input: AnalysisInput): readonly EksCluster[] {
  const nodes = [...input.nodes(["aws.eks-cluster"])];
  if (nodes.length === 0) return [];
  const scopes = new Map<string, string[]>();
  for (const { id, type, properties } of input.scopes()) {
    const issuer = textOf(properties["issuer"])?.toLowerCase();
    if (type === "kubernetes.cluster" && issuer !== undefined) addTo(scopes, issuer, id);
  }
  const listed = groupBy(
    input.nodes(["aws.eks-access-entry"]),
    ({ properties }) => textOf(properties["cluster"]) ?? "",
  );
  const entries = readEntries(input, [...listed.values()].flat());
  const read = readRegions(input);
  return nodes.map(({ id, name, scope, region, properties, supplements }) => {
    const issuer = textOf(properties["issuer"])?.toLowerCase();
    const mode = textOf(properties["authentication_mode"]);
    return {
      id,
      name,
      scope,
      mode,
      issuer,
      crawled: scopes.get(issuer ?? "") ?? [],
      entries: mode === "CONFIG_MAP" ? [] : (entries.get(id) ?? []),
      withEntry: new Set((listed.get(id) ?? []).flatMap(({ parent }) => parent ?? [])),
      nodeRoles:
        mode === "CONFIG_MAP" ? [] : (listed.get(id) ?? []).filter(isOfMachines).flatMap(({ parent }) => parent ?? []),
      areEntriesRead: read.has(`${scope} ${region}`),
      mayHaveMoreEntries: mode !== "CONFIG_MAP" && supplements["aws/eks:access-entries"]?.["entries_unread"] === true,
      areDetailsUnread: properties["details_unread"] === true,
      arePodRolesUnread: supplements["aws/eks:clusters"]?.["pod_identities_unread"] === true,
      // With access entries its maker has one as others have.
      hasUnknownCreator: mode === "CONFIG_MAP" && properties["creator_is_admin"] !== false,
    };
  });
}

/** With the type of a machine an entry is in the group of kubelets; those of Fargate are no machine that anybody gets onto. */
function isOfMachines({ properties }: StoredNode): boolean {
  return ["EC2_LINUX", "EC2_WINDOWS", "EC2", "HYBRID_LINUX"].includes(textOf(properties["entry_type"]) ?? "");
}

/** ARN of a cluster → entries of people and programs; those of its machines are theirs alone. */
function readEntries(input: AnalysisInput, all: readonly StoredNode[]): ReadonlyMap<string, readonly Entry[]> {
  const nodes = all.filter(({ properties }) => properties["entry_type"] === "STANDARD");
  const made = madeAt(input, new Set(nodes.flatMap(({ parent }) => parent ?? [])));
  const roleOf = policyRoles(input);
  const found = new Map<string, Entry[]>();
  for (const node of nodes) {
    const { id, parent, properties } = node;
    const cluster = textOf(properties["cluster"]);
    if (cluster === undefined || parent === undefined || isOfAnother(node, made.get(parent))) continue;
    addTo(found, cluster, {
      id,
      principal: parent,
      username: textOf(properties["username"]),
      groups: textsOf(properties["groups"]) ?? [],
      policies: recordsOf(properties["policies"]).map(({ policy, namespaces }) => ({
        role: roleOf(textOf(policy) ?? ""),
        namespaces: textsOf(namespaces),
      })),
      arePoliciesUnread: properties["policies_unread"] === true,
      judgement: GRANTED,
    });
  }
  return found;
}

/** Accounts with regions of which the entries were read whole. */
function readRegions(input: AnalysisInput): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { id, coverage } of input.scopes()) {
    for (const { dataSet, state, region } of coverage)
      if (dataSet === "aws/eks:access-entries" && state === "complete") found.add(`${id} ${region ?? ""}`);
  }
  return found;
}

/** Roles that stand for access policies; of one that the table does not know the rules are not known. */
function policyRoles(input: AnalysisInput): (policy: string) => Role {
  const known = new Map(
    (input.tables.eksAccessPolicies ?? []).map(({ policy, rules }) => [
      policy,
      rules.map((rule): Rule => ({ ...rule, names: undefined })),
    ]),
  );
  return (policy) => {
    const rules = known.get(policy);
    return {
      id: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
      name: policy,
      rules,
      isEverything: rules?.some(isEverything) === true,
      isMissing: false,
    };
  };
}

/** When users and roles were made. */
function madeAt(input: AnalysisInput, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (wanted.size === 0) return found;
  for (const { id, properties } of input.nodes(["aws.iam-role", "aws.iam-user"])) {
    const at = textOf(properties["created_at"]);
    if (at !== undefined && wanted.has(id)) found.set(id, at);
  }
  return found;
}

/** An entry keeps the unique id of whom it was made for: who was made anew under the same name does not get in. */
function isOfAnother({ properties }: StoredNode, made: string | undefined): boolean {
  const at = textOf(properties["created_at"]);
  return at !== undefined && made !== undefined && Date.parse(made) > Date.parse(at);
}
