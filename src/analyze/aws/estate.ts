// What the evaluator knows about an estate, built from the graph: principals with their compiled policies, resources with
// theirs, and the control policies of organisations.
//
// Nodes and edges read (collectors write them so):
//   principals   aws.iam-user, aws.iam-role, aws.iam-group, aws.root-user; id = ARN, incarnation = unique id,
//                properties tags (map), path, is_service_linked. A role's trust policy is its `document`, or that of its
//                aws.role-trust nodes (parent = role).
//   policies     aws.managed-policy, aws.inline-policy with `document`; edges has_grant (holder → policy),
//                member_of (user → group), references (principal → boundary policy, properties.role = "boundary").
//   resources    aws.s3-bucket, aws.lambda-function, aws.kms-key, aws.secret, aws.sqs-queue, aws.sns-topic,
//                aws.ecr-repository, … (every type of RESOURCE_TYPES): id = ARN, scope = aws:<owner account>,
//                `document` = hash of the resource policy, left out when there is none; properties.policy_unread = true when
//                it could not be read; properties.tags (map) when tags were read. Grants of a key: aws.kms-grant (parent = key)
//                with a `document` that allows the same; properties.grants_unread = true where some were not read.
//                Access points: aws.s3-access-point with properties.bucket (ARN) and network_origin.
//   organisation scope aws:o-… with properties.management_account; scope aws:<account> with properties.organization;
//                nodes aws.organization-root (id r-…, scope aws:o-…) and
//                aws.organizational-unit (id ou-…); edges contains (root or unit → unit or aws:<account>);
//                nodes aws.scp and aws.rcp (kind grant, `document`); edges references (policy → r-…, ou-… or aws:<account>).
//                Not FullAWSAccess alone: every attached policy counts, a level without any says that the data is incomplete.
//                The data sets are in organization.ts; a complete one without policies says that none is in use.
import type { AnalysisGap, AnalysisInput, StoredHolder, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import {
  ACCESS_POINT,
  leavesToAccessPoints,
  readAccessPoints,
  speaksOfAccessPoints,
  type Way,
} from "./access-points.js";
import {
  type AttachedPolicy,
  accountOfArn,
  accountOfScope,
  compileDocument,
  createPolicyReader,
  type PolicyReader,
} from "./attached-policy.js";
import { type Organizations, readOrganizations } from "./organization.js";
import { partitionOf } from "./partition.js";
import { createPolicyCompiler, type PolicyCompiler } from "./policy/compile.js";
import type { Policy } from "./policy/policy.js";
import { readAccounts } from "./read-accounts.js";

const GROUP = "aws.iam-group";
const PRINCIPAL_TYPES = [GROUP, "aws.iam-role", "aws.iam-user", "aws.root-user"];
const RESOURCE_TYPES = [
  "aws.backup-vault",
  "aws.dynamodb-table",
  "aws.ecr-repository",
  "aws.efs-file-system",
  "aws.event-bus",
  "aws.kms-key",
  "aws.lambda-function",
  "aws.opensearch-domain",
  ACCESS_POINT,
  "aws.s3-bucket",
  "aws.secret",
  "aws.sns-topic",
  "aws.sqs-queue",
];

export type Tags = { readonly [key: string]: string };

export interface AwsPrincipal {
  /** Position in `Estate.principals`. */
  readonly index: number;
  /** ARN. */
  readonly id: string;
  readonly kind: "user" | "role" | "root";
  readonly account: string;
  readonly name: string;
  readonly uniqueId: string | undefined;
  readonly isServiceLinked: boolean;
  readonly tags: Tags;
  /** Inline and managed policies, those of groups included. */
  readonly policies: readonly AttachedPolicy[];
  readonly boundary: AttachedPolicy | undefined;
  /** Trust policy of a role. */
  readonly trust: AttachedPolicy | undefined;
  /** Whether a user has an MFA device; undefined when that was not read. */
  readonly hasMfa: boolean | undefined;
  /** Set for a role's session that something narrows, and for whoever has lost its boundary; it acts as the principal, within the limits. */
  readonly session?: SessionLimits;
}

/** A session of a role with policies of its own: what it may do is what both allow. Or a user or role without its boundary. */
export interface SessionLimits {
  /** ARN of the role; of the user, where it is one without its boundary. */
  readonly of: string;
  /** Together they are the limit: what one of them allows. None, where there is no limit. */
  readonly limits: readonly AttachedPolicy[];
}

/** A group cannot act, but what it grants is worth knowing. */
export interface AwsGroup {
  readonly id: string;
  readonly account: string;
  readonly policies: readonly AttachedPolicy[];
}

export interface AwsResource {
  readonly id: string;
  readonly account: string;
  /** Empty when it has none or was not read. */
  readonly region: string;
  readonly policy: AttachedPolicy | undefined;
  /** The policy could not be read. */
  readonly isUnread: boolean;
  /** Grants of a key, each as the policy that allows the same; none of them denies. */
  readonly grants: readonly AttachedPolicy[];
  /** There may be more of them. */
  readonly areGrantsUnread: boolean;
  /** Undefined when tags were not read. */
  readonly tags: Tags | undefined;
  /** Where an access point leads; undefined for everything else. */
  readonly way: Way | undefined;
  /** For a bucket whose policy speaks of access points: those that lead to it. */
  readonly accessPoints: readonly string[];
  /** It speaks of more of them than were read. */
  readonly areAccessPointsUnread: boolean;
}

export interface Estate {
  readonly now: Date;
  readonly compiler: PolicyCompiler;
  /** In the order of the input: by ARN. */
  readonly principals: readonly AwsPrincipal[];
  readonly groups: readonly AwsGroup[];
  readonly organizations: Organizations;
  /** Documents that were not read or not understood. */
  readonly gaps: readonly AnalysisGap[];
  principal(arn: string): AwsPrincipal | undefined;
  /** The resource itself, or the nearest one that holds it (the bucket of an object, the function of an alias). */
  resource(arn: string): AwsResource | undefined;
  /** Managed policies that were read, by ARN, whether anybody holds them or not. */
  managedPolicies(): ReadonlyMap<string, Policy>;
  /** Tags of a workload; undefined when they were not read. */
  workloadTags(arn: string): Tags | undefined;
  /** Partition of an ARN or account; that of the first principal for others. */
  partitionOf(text: string): string;
  /** Whether users and roles of the account were read: one that is not in the estate does not exist. */
  hasAccount(account: string): boolean;
  /** Accounts that were looked at and whose users and roles were not read, or not to the end; sorted. */
  readonly unreadAccounts: readonly string[];
}

/**
 * Builds the estate; compiles every attached policy. `compiler`: shared with others that read the same documents. `see` is shown
 * every principal and group as it is read, sorted by id: for a large estate a second reading takes long.
 */
export function buildEstate(
  input: AnalysisInput,
  compiler: PolicyCompiler = createPolicyCompiler(),
  see: (node: StoredNode) => void = () => {},
): Estate {
  const gaps: AnalysisGap[] = [];
  const policies = createPolicyReader(input, compiler, gaps);
  const { principals, groups } = readPrincipals(input, policies, see);
  const byArn = new Map(principals.map((principal) => [principal.id, principal]));
  const resources = readResources(input, policies, gaps);
  const accounts = readAccounts(input, principals);
  // asked by few questions, and then it costs a walk over all principals
  const partitions = once(() => new Map(principals.map(({ account, id }) => [account, partitionOf(id)])));
  // asked only where a condition reads the tag of what is neither a principal nor has a policy of its own
  const workloads = once(() => readWorkloadTags(input));
  // asked only where a condition limits which policy a caller may pick
  const managed = once(() => readManaged(input, compiler));
  const [first] = principals;
  const common = first === undefined ? "aws" : partitionOf(first.id);
  return {
    now: input.now,
    compiler,
    principals,
    groups,
    organizations: readOrganizations(input, policies),
    gaps,
    partitionOf: (text) => (text.startsWith("arn:") ? partitionOf(text) : (partitions().get(text) ?? common)),
    principal: (arn) => byArn.get(arn),
    resource: (arn) => nearest(resources, arn),
    managedPolicies: managed,
    workloadTags: (arn) => workloads().get(arn),
    hasAccount: (account) => accounts.read.has(account),
    unreadAccounts: accounts.unread,
  };
}

interface Attachments {
  readonly grants: ReadonlyMap<string, readonly string[]>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly boundaries: ReadonlyMap<string, string>;
  grant(id: string, scope: string): AttachedPolicy;
  /** Trust policy of a role whose node does not say it. */
  trust(role: string): PolicyNode | undefined;
}

type PolicyNode = StoredHolder;

function readPrincipals(
  input: AnalysisInput,
  policies: PolicyReader,
  see: (node: StoredNode) => void,
): Pick<Estate, "principals" | "groups"> {
  const attachments = readAttachments(input, policies);
  const principals: AwsPrincipal[] = [];
  const groups: { readonly id: string; readonly scope: string }[] = [];
  for (const node of input.nodes(PRINCIPAL_TYPES)) {
    see(node);
    const { id, scope } = node;
    if (node.type === GROUP) groups.push({ id, scope });
    else principals.push(toPrincipal(node, principals.length, attachments, policies));
  }
  return { principals, groups: groups.map((group) => toGroup(group, attachments)) };
}

function toGroup({ id, scope }: { readonly id: string; readonly scope: string }, attachments: Attachments): AwsGroup {
  return { id, account: accountOfArn(id), policies: policiesOf([id], scope, attachments) };
}

function policiesOf(holders: readonly string[], scope: string, { grants, grant }: Attachments): AttachedPolicy[] {
  const held: AttachedPolicy[] = [];
  for (const holder of holders) for (const id of grants.get(holder) ?? []) held.push(grant(id, scope));
  return held;
}

function readAttachments(input: AnalysisInput, policies: PolicyReader): Attachments {
  // tens of thousands of grants: kept small, and replaced by what they compile to
  const held = new Map<string, PolicyNode | AttachedPolicy>();
  for (const policy of input.holders(["aws.inline-policy", "aws.managed-policy"])) held.set(policy.id, policy);
  const grants = new Map<string, string[]>();
  const groups = new Map<string, string[]>();
  const boundaries = new Map<string, string>();
  for (const [kind, from, to] of input.links(["has_grant", "member_of"])) {
    addTo(kind === "has_grant" ? grants : groups, from, to);
  }
  for (const { from, to, properties } of input.edges(["references"])) {
    if (properties["role"] === "boundary") boundaries.set(from, to);
  }
  const grant = (id: string, scope: string): AttachedPolicy => {
    const found = held.get(id);
    if (found && "policy" in found) return found;
    const attached = policies(found ?? { id, scope, document: undefined });
    held.set(id, attached);
    return attached;
  };
  let trusts: ReadonlyMap<string, PolicyNode> | undefined;
  const trust = (role: string): PolicyNode | undefined => {
    trusts ??= readTrusts(input);
    return trusts.get(role);
  };
  return { grants, groups, boundaries, grant, trust };
}

function readTrusts(input: AnalysisInput): Map<string, PolicyNode> {
  const trusts = new Map<string, PolicyNode>();
  for (const { parent, scope, document } of input.nodes(["aws.role-trust"])) {
    if (parent !== undefined && document !== undefined && !trusts.has(parent))
      trusts.set(parent, { id: parent, scope, document });
  }
  return trusts;
}

const KINDS: { readonly [type: string]: AwsPrincipal["kind"] } = {
  "aws.iam-user": "user",
  "aws.iam-role": "role",
  "aws.root-user": "root",
};

function toPrincipal(node: StoredNode, index: number, attachments: Attachments, policies: PolicyReader): AwsPrincipal {
  const { groups, boundaries, grant } = attachments;
  const boundary = boundaries.get(node.id);
  const kind = KINDS[node.type] ?? "user";
  const trust = kind === "role" ? (node.document === undefined ? attachments.trust(node.id) : node) : undefined;
  return {
    index,
    id: node.id,
    kind,
    account: accountOfArn(node.id),
    name: node.name,
    uniqueId: node.incarnation,
    isServiceLinked: node.properties["is_service_linked"] === true || node.id.includes(":role/aws-service-role/"),
    tags: toTags(node.properties["tags"]) ?? {},
    policies: policiesOf([node.id, ...(groups.get(node.id) ?? [])], node.scope, attachments),
    boundary: boundary === undefined ? undefined : grant(boundary, node.scope),
    trust:
      kind === "role" && trust ? policies({ id: node.id, scope: node.scope, document: trust.document }) : undefined,
    hasMfa: readMfa(node),
  };
}

function readMfa(node: StoredNode): boolean | undefined {
  const value = node.supplements["aws/iam:credential-report"]?.["mfa_active"];
  return typeof value === "boolean" ? value : undefined;
}

function toTags(value: unknown): Tags | undefined {
  return isTags(value) ? value : undefined;
}

function isTags(value: unknown): value is Tags {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === "string");
}

function readResources(input: AnalysisInput, policies: PolicyReader, gaps: AnalysisGap[]): Map<string, AwsResource> {
  const resources = new Map<string, AwsResource>();
  const points = readAccessPoints(input);
  const grants = new Map<string, AttachedPolicy[]>();
  for (const node of input.nodes(["aws.kms-grant"])) {
    if (node.parent !== undefined) addTo(grants, node.parent, policies(node));
  }
  for (const node of input.nodes(RESOURCE_TYPES)) {
    const isUnread = node.properties["policy_unread"] === true;
    const policy = node.document === undefined ? undefined : policies(node);
    const speaks = policy !== undefined && node.type === "aws.s3-bucket" && speaksOfAccessPoints(policy.policy);
    const missing = speaks ? points.missingFor(policy.policy) : undefined;
    if (missing !== undefined && policy && leavesToAccessPoints(policy))
      gaps.push({ scope: node.scope, subject: node.id, message: missing });
    resources.set(node.id, {
      id: node.id,
      account: accountOfScope(node.scope),
      region: node.region,
      policy,
      isUnread,
      grants: grants.get(node.id) ?? [],
      areGrantsUnread: node.properties["grants_unread"] === true,
      tags: toTags(node.properties["tags"]),
      way: points.ways.get(node.id),
      accessPoints: speaks ? points.of(node.id) : [],
      areAccessPointsUnread: missing !== undefined,
    });
  }
  return resources;
}

function readManaged(input: AnalysisInput, compiler: PolicyCompiler): ReadonlyMap<string, Policy> {
  const found = new Map<string, Policy>();
  for (const { id, document } of input.holders(["aws.managed-policy"])) {
    const policy = document === undefined ? undefined : compileDocument(document, input, compiler);
    if (policy !== undefined && !policy.isOpaque) found.set(id, policy);
  }
  return found;
}

/** Tags of workloads. Every answer about an instance says what tags it has: without any it has none. */
function readWorkloadTags(input: AnalysisInput): ReadonlyMap<string, Tags> {
  const tags = new Map<string, Tags>();
  const types = input.types("workload").filter((type) => type.startsWith("aws."));
  if (types.length === 0) return tags;
  for (const { id, type, properties } of input.nodes(types)) {
    const isTold = type === "aws.ec2-instance" && properties["state"] !== undefined;
    const own = toTags(properties["tags"]) ?? (isTold ? {} : undefined);
    if (own !== undefined) tags.set(id, own);
  }
  return tags;
}

/** Walks up the part of the ARN behind the account: the bucket of an object, the function of a version. */
function nearest(resources: ReadonlyMap<string, AwsResource>, arn: string): AwsResource | undefined {
  const start = arn.split(":", 5).join(":").length + 1;
  for (let end = arn.length; end > start; ) {
    const found = resources.get(arn.slice(0, end));
    if (found) return found;
    end = Math.max(arn.lastIndexOf("/", end - 1), arn.lastIndexOf(":", end - 1));
  }
  return undefined;
}
