// Principals of an estate: users, roles and root users with their compiled policies, and groups with what they grant.
import type { AnalysisInput, StoredHolder, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { type AttachedPolicy, accountOfArn, type PolicyReader } from "./attached-policy.js";
import { type Tags, toTags } from "./tags.js";

const GROUP = "aws.iam-group";
/** Of these every one is judged. */
export const PRINCIPAL_TYPES: readonly string[] = [GROUP, "aws.iam-role", "aws.iam-user", "aws.root-user"];

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
  /** Whether a user signs in to the console; undefined when that was not read. */
  readonly hasPassword?: boolean | undefined;
  /** Set for somebody whom no policy names and who answers for several users alike: one of these. */
  readonly standsFor?: AwsPrincipal;
  /** Of who stands for callers: id of one of them, who may begin what each may, as far as services then call for them. */
  readonly beginsAs?: string;
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

interface Attachments {
  readonly grants: ReadonlyMap<string, readonly string[]>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly boundaries: ReadonlyMap<string, string>;
  grant(id: string, scope: string): AttachedPolicy;
  /** Trust policy of a role whose node does not say it. */
  trust(role: string): StoredHolder | undefined;
}

/**
 * In the order of the input, by ARN; `see` is shown every node as it is read. A policy that many hold is compiled once, and one that
 * was not read is there as an opaque one.
 */
export function readPrincipals(
  input: AnalysisInput,
  policies: PolicyReader,
  see: (node: StoredNode) => void,
): {
  readonly principals: readonly AwsPrincipal[];
  readonly groups: readonly AwsGroup[];
  /** Groups of each user, sorted. */
  readonly memberships: ReadonlyMap<string, readonly string[]>;
} {
  const attachments = readAttachments(input, policies);
  const principals: AwsPrincipal[] = [];
  const groups: { readonly id: string; readonly scope: string }[] = [];
  for (const node of input.nodes(PRINCIPAL_TYPES)) {
    see(node);
    const { id, scope } = node;
    if (node.type === GROUP) groups.push({ id, scope });
    else principals.push(toPrincipal(node, principals.length, attachments, policies));
  }
  return {
    principals,
    groups: groups.map((group) => toGroup(group, attachments)),
    memberships: attachments.groups,
  };
}

function toGroup({ id, scope }: { readonly id: string; readonly scope: string }, attachments: Attachments): AwsGroup {
  return { id, account: accountOfArn(id), policies: policiesOf([id], scope, attachments) };
}

function policiesOf(holders: readonly string[], scope: string, { grants, grant }: Attachments): AttachedPolicy[] {
  const held: AttachedPolicy[] = [];
  for (const holder of holders) for (const id of grants.get(holder) ?? []) held.push(grant(id, scope));
  // copied: a list that grew has room for seventeen
  return held.slice();
}

function readAttachments(input: AnalysisInput, policies: PolicyReader): Attachments {
  // tens of thousands of grants: kept small, and replaced by what they compile to
  const held = new Map<string, StoredHolder | AttachedPolicy>();
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
  let trusts: ReadonlyMap<string, StoredHolder> | undefined;
  const trust = (role: string): StoredHolder | undefined => {
    trusts ??= readTrusts(input);
    return trusts.get(role);
  };
  return { grants, groups, boundaries, grant, trust };
}

function readTrusts(input: AnalysisInput): Map<string, StoredHolder> {
  const trusts = new Map<string, StoredHolder>();
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

const NO_TAGS: Tags = {};

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
    tags: toTags(node.properties["tags"]) ?? NO_TAGS,
    policies: policiesOf([node.id, ...(groups.get(node.id) ?? [])], node.scope, attachments),
    boundary: boundary === undefined ? undefined : grant(boundary, node.scope),
    trust:
      kind === "role" && trust ? policies({ id: node.id, scope: node.scope, document: trust.document }) : undefined,
    hasMfa: readReport(node, "mfa_active"),
    hasPassword: readReport(node, "password_enabled"),
  };
}

function readReport(node: StoredNode, column: "mfa_active" | "password_enabled"): boolean | undefined {
  const value = node.supplements["aws/iam:credential-report"]?.[column];
  return typeof value === "boolean" ? value : undefined;
}
