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
import type { AnalysisGap, AnalysisInput, StoredNode } from "../../model/analysis.js";
import { once } from "../../model/once.js";
import { compileDocument, createPolicyReader } from "./attached-policy.js";
import { type Organizations, readOrganizations } from "./organization.js";
import { partitionOf } from "./partition.js";
import { createPolicyCompiler, type PolicyCompiler } from "./policy/compile.js";
import { type Policy, unreadPolicy } from "./policy/policy.js";
import { type AwsGroup, type AwsPrincipal, readPrincipals } from "./principals.js";
import { readAccounts } from "./read-accounts.js";
import { type AwsResource, nearest, readResources } from "./resources.js";
import { type Tags, toTags } from "./tags.js";

export type { AwsGroup, AwsPrincipal } from "./principals.js";
export type { AwsResource } from "./resources.js";

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
  /** Groups that a user is in, by ARN. */
  groupsOf(user: string): readonly string[];
  /** The resource itself, or the nearest one that holds it (the bucket of an object, the function of an alias). */
  resource(arn: string): AwsResource | undefined;
  /** Everything that may have a policy of its own, in the order of the input. */
  resources(): Iterable<AwsResource>;
  /** Managed policies, by ARN, whether anybody holds them or not; one whose document was not read or not understood is opaque. */
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
  const { principals, groups, memberships } = readPrincipals(input, policies, see);
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
    groupsOf: (user) => memberships.get(user) ?? [],
    resource: (arn) => nearest(resources, arn),
    resources: () => resources.values(),
    managedPolicies: managed,
    workloadTags: (arn) => workloads().get(arn),
    hasAccount: (account) => accounts.read.has(account),
    unreadAccounts: accounts.unread,
  };
}

function readManaged(input: AnalysisInput, compiler: PolicyCompiler): ReadonlyMap<string, Policy> {
  const found = new Map<string, Policy>();
  for (const { id, document } of input.holders(["aws.managed-policy"])) {
    const policy = document === undefined ? undefined : compileDocument(document, input, compiler);
    found.set(id, policy ?? unreadPolicy(id, "the policy was not read"));
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
