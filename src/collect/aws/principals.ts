// Users, roles and groups of GetAccountAuthorizationDetails as nodes and edges. Pure.
import { addAll } from "../../model/add-all.js";
import type { GraphNode } from "../../model/batch.js";
import type { JsonRecord } from "../../model/words.js";
import { arnName } from "../arn.js";
import { type Fields, fieldsOf, isFields, listOf, properties, proseOf, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { toIso } from "../time.js";
import type { PolicyDocuments } from "./documents.js";
import { DETAILS, toInlinePolicies } from "./policies.js";
import { toSessionHours } from "./session-hours.js";
import { toTags } from "./tags.js";
import { toTrusts } from "./trusts.js";

/** A user; its groups come as names and are resolved by the caller, who sees all groups. */
export function toUser(raw: unknown, documents: PolicyDocuments, out: PartBuilder): UserFacts | undefined {
  const user = toPrincipal(raw, "UserDetailList", "aws.iam-user", "User", out);
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

export function toGroup(raw: unknown, documents: PolicyDocuments, out: PartBuilder): GraphNode | undefined {
  const group = toPrincipal(raw, "GroupDetailList", "aws.iam-group", "Group", out);
  if (group === undefined) return undefined;
  out.nodes.push(group.node);
  toHoldings(group, "GroupPolicyList", documents, out);
  return group.node;
}

/** A role with its trusts and instance profiles. A trust policy that does not parse is a gap; the role stays. */
export function toRole(raw: unknown, documents: PolicyDocuments, out: PartBuilder): GraphNode | undefined {
  const role = toPrincipal(raw, "RoleDetailList", "aws.iam-role", "Role", out);
  if (role === undefined) return undefined;
  const { fields, node } = role;
  const document = documents.keep(fields["AssumeRolePolicyDocument"], "aws.trust", out.documents);
  const known: GraphNode = {
    ...node,
    properties: { ...node.properties, ...toRoleProperties(fields, node.properties["path"]) },
    ...(document === undefined ? {} : { document: document.hash }),
  };
  out.nodes.push(known);
  if (document === undefined) {
    out.gaps.push({ dataSet: DETAILS, subject: node.id, message: "its trust policy is missing or does not parse" });
  } else {
    const trusts = toTrusts({ arn: node.id, name: node.name }, document);
    addAll(out.nodes, trusts.nodes);
    addAll(out.edges, trusts.edges);
  }
  toHoldings(role, "RolePolicyList", documents, out);
  for (const profile of listOf(fields["InstanceProfileList"])) toInstanceProfile(profile, node.id, out);
  return known;
}

interface Principal {
  readonly fields: Fields;
  readonly node: GraphNode;
}

function toPrincipal(
  raw: unknown,
  list: string,
  type: string,
  prefix: string,
  out: PartBuilder,
): Principal | undefined {
  const fields = fieldsOf(raw);
  const arn = textOf(fields["Arn"]);
  if (arn === undefined) {
    const name = textOf(fields[`${prefix}Name`]) ?? "?";
    out.gaps.push({ dataSet: DETAILS, subject: `${list} ${name}`, message: "an element without an Arn was left out" });
    return undefined;
  }
  const incarnation = textOf(fields[`${prefix}Id`]);
  const node: GraphNode = {
    id: arn,
    kind: "principal",
    type,
    name: textOf(fields[`${prefix}Name`]) ?? arnName(arn),
    ...(incarnation === undefined ? {} : { incarnation }),
    properties: properties({
      path: textOf(fields["Path"]),
      created_at: toIso(fields["CreateDate"]),
      tags: toTags(fields["Tags"]),
      boundary: boundaryOf(fields),
    }),
  };
  return { fields, node };
}

function toRoleProperties(role: Fields, path: unknown): JsonRecord {
  const lastUsed = role["RoleLastUsed"];
  const text = typeof path === "string" ? path : "/";
  return properties({
    description: proseOf(role["Description"]),
    max_session_hours: toSessionHours(role["MaxSessionDuration"]),
    is_service_linked: text.startsWith("/aws-service-role/"),
    is_reserved: text.startsWith("/aws-reserved/"),
    // An empty RoleLastUsed says "not in the tracking period"; a missing one says nothing.
    last_used_known: isFields(lastUsed) ? true : undefined,
    last_used_at: toIso(fieldsOf(lastUsed)["LastUsedDate"]),
    last_used_region: textOf(fieldsOf(lastUsed)["Region"]),
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
      path: textOf(profile["Path"]),
      created_at: toIso(profile["CreateDate"]),
      role: holder,
    }),
  });
}

function boundaryOf(fields: Fields): string | undefined {
  return textOf(fieldsOf(fields["PermissionsBoundary"])["PermissionsBoundaryArn"]);
}
