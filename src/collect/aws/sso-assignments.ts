// Who is assigned to a permission set of Identity Center, account by account.
import type { GraphNode } from "../../model/batch.js";
import { type Fields, fieldsOf, listOf, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import type { AwsCall } from "./call.js";
import type { Reader } from "./reader.js";

const DATA_SET = "aws/sso:permission-sets";

const LIST_ACCOUNTS: AwsCall = {
  call: "sso:ListAccountsForProvisionedPermissionSet",
  path: ["sso-admin", "list-accounts-for-provisioned-permission-set"],
  dataSet: DATA_SET,
  count: "1 per permission set",
  lists: ["AccountIds"],
  next: "NextToken",
};

const LIST_ASSIGNMENTS: AwsCall = {
  call: "sso:ListAccountAssignments",
  path: ["sso-admin", "list-account-assignments"],
  dataSet: DATA_SET,
  count: "1 per permission set and account that has it",
  lists: ["AccountAssignments"],
  next: "NextToken",
};

const DESCRIBE_GROUP: AwsCall = {
  call: "identitystore:DescribeGroup",
  path: ["identitystore", "describe-group"],
  dataSet: DATA_SET,
  count: "1 per assigned group",
};

export const ASSIGNMENT_CALLS: readonly AwsCall[] = [LIST_ACCOUNTS, LIST_ASSIGNMENTS, DESCRIBE_GROUP];

export interface Instance {
  /** ARN. */
  readonly id: string;
  readonly owner: string | undefined;
  /** Identity store of its users and groups. */
  readonly store: string | undefined;
}

export interface PermissionSet {
  readonly instance: Instance;
  /** ARN. */
  readonly set: string;
  /** Undefined when it was not read. */
  readonly name: string | undefined;
}

/**
 * Adds every assignment of a permission set with the people and groups it is for.
 * @returns accounts that have its role, sorted, undefined when they were not read; and whether all their assignments were
 */
export async function addAssignments(
  reader: Reader,
  of: PermissionSet,
  out: PartBuilder,
): Promise<{ readonly accounts: readonly string[] | undefined; readonly isWhole: boolean }> {
  const { instance, set } = of;
  const name = set.slice(set.lastIndexOf("/") + 1);
  const input = { InstanceArn: instance.id, PermissionSetArn: set };
  const listed = await reader.detail(LIST_ACCOUNTS, { subject: set, name, input });
  const accounts = listOf(fieldsOf(listed)["AccountIds"]).flatMap((account) => textOf(account) ?? []);
  let isWhole = listed !== "unread";
  for (const account of accounts) {
    const answer = await reader.detail(LIST_ASSIGNMENTS, {
      subject: `${set} in ${account}`,
      name: `${name}/${account}`,
      input: { ...input, AccountId: account },
    });
    if (answer === "unread") isWhole = false;
    for (const assignment of listOf(fieldsOf(answer)["AccountAssignments"]).map(fieldsOf)) {
      await addAssignment(reader, of, account, assignment, out);
    }
  }
  return { accounts: listed === "unread" ? undefined : accounts.sort(), isWhole };
}

/** What the roles of a permission set are called in every account, but for sixteen more characters. */
export function rolePrefix(name: string): string {
  return `AWSReservedSSO_${name}_`;
}

async function addAssignment(
  reader: Reader,
  { instance, set, name }: PermissionSet,
  account: string,
  assignment: Fields,
  out: PartBuilder,
): Promise<void> {
  const key = textOf(assignment["PrincipalId"]);
  const kind = textOf(assignment["PrincipalType"]);
  if (key === undefined || kind === undefined) return;
  const principal = await toPrincipal(reader, instance, { key, isGroup: kind === "GROUP" });
  const id = `${set}/${account}/${kind}/${key}`;
  out.nodes.push(principal, {
    id,
    kind: "grant",
    type: "aws.sso-assignment",
    name: `${name ?? set.slice(set.lastIndexOf("/") + 1)} in ${account}`,
    parent: principal.id,
    properties: { account, permission_set: set, ...(name !== undefined && { role_prefix: rolePrefix(name) }) },
  });
  out.edge("has_grant", principal.id, id);
  out.edge("references", id, set);
}

/** A group by its name. People stay numbers here: nhi is about other identities, and their names are theirs. */
async function toPrincipal(
  reader: Reader,
  { store }: Instance,
  { key, isGroup }: { readonly key: string; readonly isGroup: boolean },
): Promise<GraphNode> {
  const type = isGroup ? "group" : "user";
  const id = `arn:${reader.account.partition}:identitystore:::${type}/${key}`;
  const frame = { id, kind: "principal", type: `aws.sso-${type}`, properties: { human: true } } as const;
  if (!isGroup || store === undefined) return { ...frame, name: key };
  const groups = reader.account.facts.at(reader.region).groups;
  const known =
    groups.get(key) ??
    reader.detail(DESCRIBE_GROUP, { subject: id, name: key, input: { IdentityStoreId: store, GroupId: key } });
  groups.set(key, known);
  const answer = await known;
  if (typeof answer === "string") return { ...frame, name: key };
  const fields = fieldsOf(answer);
  // one that an identity provider keeps has the provider's id
  const isExternal = listOf(fields["ExternalIds"]).length > 0;
  return { ...frame, name: textOf(fields["DisplayName"]) ?? key, properties: { human: true, external: isExternal } };
}
