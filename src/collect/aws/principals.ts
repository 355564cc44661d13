// Users, roles and groups of GetAccountAuthorizationDetails as nodes and edges. Pure.
import { addAll } from "../../model/add-all.js";
import type { GraphNode } from "../../model/batch.js";
import type { JsonRecord } from "../../model/words.js";
import { arnName } from "../arn.js";
import { type Fields, fieldsOf, isFields, listOf, properties, proseOf, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { toIso } from "../time.js";
import { oddStatements } from "../trusted-parties.js";
import type { PolicyDocuments } from "./documents.js";
import { DETAILS, toInlinePolicies } from "./policies.js";
import { toSessionHours } from "./session-hours.js";
import { toTags } from "./tags.js";
import { toTrusts } from "./trusts.js";

/** A user; its groups come as names and are resolved by the caller, who sees all groups. */
export function toUser(raw: unknown, documents: PolicyDocuments, out: PartBuilder): UserFacts | undefined {
  const user = toPrincipal(raw, USER);
  if (user === undefined) return undefined;
  out.nodes.push(user.node);
  toHoldings(user, "UserPolicyList", documents, out);
  const groups = listOf(user.fields["GroupList"]).filter((name) => typeof name === "string");
  return { arn: user.node.id, name: user.node.name, id: user.node.incarnation, groups };
}

/** What later data sets need of a user. */
export interface UserFacts {
  readonly arn: string;
  readonly name: string;
  /** Unique id (AIDA…). */
  readonly id: string | undefined;
  readonly groups: readonly string[];
}

/** A group with its policies, added to `out`; undefined where the answer does not name one. */
export function toGroup(raw: unknown, documents: PolicyDocuments, out: PartBuilder): GraphNode | undefined {
  const group = toPrincipal(raw, GROUP);
  if (group === undefined) return undefined;
  out.nodes.push(group.node);
  toHoldings(group, "GroupPolicyList", documents, out);
  return group.node;
}

/** A role with its trusts and instance profiles. A trust policy that does not parse, or not whole, is a gap; the role stays. */
export function toRole(raw: unknown, documents: PolicyDocuments, out: PartBuilder): GraphNode | undefined {
  const role = toPrincipal(raw, ROLE);
  if (role === undefined) return undefined;
  const { fields, node } = role;
  const document = documents.keep(fields["AssumeRolePolicyDocument"], "aws.trust", out.documents);
  if (document !== undefined) node.document = document.hash;
  const odd = document === undefined ? [] : oddStatements(document.value);
  const isInPart = document === undefined || odd.length > 0;
  out.nodes.push(isInPart ? { ...node, properties: { ...node.properties, trust_in_part: true } } : node);
  if (document === undefined) {
    out.gaps.push({ dataSet: DETAILS, subject: node.id, message: "its trust policy is missing or does not parse" });
  } else {
    const trusts = toTrusts({ arn: node.id, name: node.name }, document);
    // of a policy with trusts analysis says so, which reads all of its statements
    if (odd.length > 0 && trusts.nodes.length === 0) {
      const message = `of its trust policy no. ${odd.join(" and ")} ${odd.length === 1 ? "is no statement and was" : "are no statements and were"} left out`;
      out.gaps.push({ dataSet: DETAILS, subject: node.id, message });
    }
    addAll(out.nodes, trusts.nodes);
    addAll(out.edges, trusts.edges);
  }
  toHoldings(role, "RolePolicyList", documents, out);
  for (const profile of listOf(fields["InstanceProfileList"])) toInstanceProfile(profile, node.id, out);
  return node;
}

/** How the answer writes one kind of principal. */
interface PrincipalKind {
  readonly list: string;
  readonly type: string;
  /** What the names of its fields begin with. */
  readonly prefix: string;
  readonly toProperties: (fields: Fields) => JsonRecord;
}

const USER: PrincipalKind = { list: "UserDetailList", type: "aws.iam-user", prefix: "User", toProperties };
const GROUP: PrincipalKind = { list: "GroupDetailList", type: "aws.iam-group", prefix: "Group", toProperties };
const ROLE: PrincipalKind = {
  list: "RoleDetailList",
  type: "aws.iam-role",
  prefix: "Role",
  toProperties: toRoleProperties,
};

interface Principal {
  readonly fields: Fields;
  readonly node: { -readonly [key in keyof GraphNode]: GraphNode[key] };
}

function toPrincipal(raw: unknown, { type, prefix, toProperties }: PrincipalKind): Principal | undefined {
  const fields = fieldsOf(raw);
  const arn = textOf(fields["Arn"]);
  if (arn === undefined) return undefined;
  const node: Principal["node"] = {
    id: arn,
    kind: "principal",
    type,
    name: textOf(fields[`${prefix}Name`]) ?? arnName(arn),
    properties: toProperties(fields),
  };
  const incarnation = textOf(fields[`${prefix}Id`]);
  if (incarnation !== undefined) node.incarnation = incarnation;
  return { fields, node };
}

function toProperties(fields: Fields): JsonRecord {
  return properties({
    boundary: boundaryOf(fields),
    created_at: toIso(fields["CreateDate"]),
    path: textOf(fields["Path"]),
    tags: toTags(fields["Tags"]),
  });
}

function toRoleProperties(role: Fields): JsonRecord {
  const path = textOf(role["Path"]);
  const lastUsed = fieldsOf(role["RoleLastUsed"]);
  return properties({
    boundary: boundaryOf(role),
    created_at: toIso(role["CreateDate"]),
    description: proseOf(role["Description"]),
    is_reserved: path?.startsWith("/aws-reserved/") ?? false,
    is_service_linked: path?.startsWith("/aws-service-role/") ?? false,
    last_used_at: toIso(lastUsed["LastUsedDate"]),
    // An empty RoleLastUsed says "not in the tracking period"; a missing one says nothing.
    last_used_known: isFields(role["RoleLastUsed"]) ? true : undefined,
    last_used_region: textOf(lastUsed["Region"]),
    max_session_hours: toSessionHours(role["MaxSessionDuration"]),
    path,
    tags: toTags(role["Tags"]),
  });
}

/** Attached and inline policies and the boundary of a principal. */
function toHoldings(principal: Principal, inlineList: string, documents: PolicyDocuments, out: PartBuilder): void {
  const { fields, node } = principal;
  for (const attached of listOf(fields["AttachedManagedPolicies"])) {
    const arn = textOf(fieldsOf(attached)["PolicyArn"]);
    if (arn !== undefined) out.edge("has_grant", node.id, arn);
  }
  toInlinePolicies(node, listOf(fields[inlineList]), documents, out);
  const boundary = boundaryOf(fields);
  if (boundary !== undefined) out.edge("references", node.id, boundary, { properties: { role: "boundary" } });
}

/** moto lists every profile of the account on every role; the profile's own Roles decides where it is given. */
function toInstanceProfile(raw: unknown, holder: string, out: PartBuilder): void {
  const profile = fieldsOf(raw);
  const arn = textOf(profile["Arn"]);
  const roles = listOf(profile["Roles"]).map((role) => textOf(fieldsOf(role)["Arn"]));
  if (arn === undefined || (roles.length > 0 && !roles.includes(holder))) return;
  const incarnation = textOf(profile["InstanceProfileId"]);
  out.nodes.push({
    id: arn,
    kind: "resource",
    type: "aws.instance-profile",
    name: textOf(profile["InstanceProfileName"]) ?? arnName(arn),
    ...(incarnation === undefined ? {} : { incarnation }),
    properties: properties({
      created_at: toIso(profile["CreateDate"]),
      path: textOf(profile["Path"]),
      role: holder,
    }),
  });
}

function boundaryOf(fields: Fields): string | undefined {
  return textOf(fieldsOf(fields["PermissionsBoundary"])["PermissionsBoundaryArn"]);
}
