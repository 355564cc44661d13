// aws/sso:permission-sets: which people and groups get which roles in which accounts, by Identity Center. Read in the account
// that owns the instance.
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toPolicy } from "../resource-policy.js";
import { toResource } from "../service.js";
import { DELEGATION_CALLS, delegatedTo } from "../sso-administrators.js";
import { ASSIGNMENT_CALLS, addAssignments, type Instance, rolePrefix } from "../sso-assignments.js";

const DATA_SET = "aws/sso:permission-sets";

const LIST_INSTANCES: AwsCall = {
  call: "sso:ListInstances",
  path: ["sso-admin", "list-instances"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["Instances"],
  next: "NextToken",
};

const LIST_SETS = toCall("ListPermissionSets", "list-permission-sets", "1 per instance", "PermissionSets");
const DESCRIBE_SET = toCall("DescribePermissionSet", "describe-permission-set");
const GET_INLINE = toCall("GetInlinePolicyForPermissionSet", "get-inline-policy-for-permission-set");
const GET_BOUNDARY = toCall("GetPermissionsBoundaryForPermissionSet", "get-permissions-boundary-for-permission-set");
const LIST_MANAGED = toCall(
  "ListManagedPoliciesInPermissionSet",
  "list-managed-policies-in-permission-set",
  "1 per permission set",
  "AttachedManagedPolicies",
);
const LIST_CUSTOMER_MANAGED = toCall(
  "ListCustomerManagedPolicyReferencesInPermissionSet",
  "list-customer-managed-policy-references-in-permission-set",
  "1 per permission set",
  "CustomerManagedPolicyReferences",
);

function toCall(operation: string, command: string, count = "1 per permission set", list?: string): AwsCall {
  const call = { call: `sso:${operation}`, path: ["sso-admin", command] as const, dataSet: DATA_SET, count };
  return list === undefined ? call : { ...call, lists: [list], next: "NextToken" };
}

export const ssoPermissionSets = toResource({
  dataSet: DATA_SET,
  calls: [
    LIST_INSTANCES,
    LIST_SETS,
    DESCRIBE_SET,
    GET_INLINE,
    GET_BOUNDARY,
    LIST_MANAGED,
    LIST_CUSTOMER_MANAGED,
    ...ASSIGNMENT_CALLS,
    ...DELEGATION_CALLS,
  ],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_INSTANCES)) {
      for (const fields of listOf(page["Instances"]).map(fieldsOf)) {
        const instance = toInstance(fields);
        // Every account sees the instance of its organisation; only its owner may look inside.
        if (instance === undefined || instance.owner !== reader.account.account) continue;
        // A replica in another region holds the same.
        if ((textOf(fields["PrimaryRegion"]) ?? reader.region) !== reader.region) continue;
        const sets = await setsOf(reader, instance);
        // an instance of one account alone has none, and nobody else administers it
        const delegated = sets.length === 0 ? undefined : await delegatedTo(reader, instance.id);
        yield { nodes: [toNode(fields, instance, delegated)] };
        yield* reader.each(sets, "permission sets", (set, out) => addSet(reader, instance, set, out));
      }
    }
  },
});

function toInstance(fields: Fields): Instance | undefined {
  const id = textOf(fields["InstanceArn"]);
  const owner = textOf(fields["OwnerAccountId"]);
  return id === undefined ? undefined : { id, owner, store: textOf(fields["IdentityStoreId"]) };
}

/** `delegated`: accounts that administer it besides its owner; undefined when that was not read. */
function toNode(fields: Fields, { id, store }: Instance, delegated: readonly string[] | undefined) {
  return {
    id,
    kind: "resource",
    type: "aws.sso-instance",
    name: textOf(fields["Name"]) ?? id.slice(id.lastIndexOf("/") + 1),
    properties: properties({
      identity_store: store,
      status: textOf(fields["Status"]),
      delegated_administrators: delegated,
    }),
  } as const;
}

async function setsOf(reader: Reader, instance: Instance): Promise<readonly string[]> {
  const { id } = instance;
  const answer = await reader.detail(LIST_SETS, { subject: id, name: lastOf(id), input: { InstanceArn: id } });
  return listOf(fieldsOf(answer)["PermissionSets"])
    .flatMap((arn) => textOf(arn) ?? [])
    .sort();
}

async function addSet(reader: Reader, instance: Instance, id: string, out: PartBuilder): Promise<void> {
  const about = { subject: id, name: lastOf(id), input: { InstanceArn: instance.id, PermissionSetArn: id } };
  const set = fieldsOf(fieldsOf(await reader.detail(DESCRIBE_SET, about))["PermissionSet"]);
  const inline = await reader.detail(GET_INLINE, about);
  const policy = toPolicy(reader, id, fieldsOf(inline)["InlinePolicy"], out);
  const bounded = await reader.detail(GET_BOUNDARY, about);
  const boundary = fieldsOf(fieldsOf(bounded)["PermissionsBoundary"]);
  const attached = await reader.detail(LIST_MANAGED, about);
  const managed = listOf(fieldsOf(attached)["AttachedManagedPolicies"]).map(fieldsOf);
  const named = await reader.detail(LIST_CUSTOMER_MANAGED, about);
  const own = listOf(fieldsOf(named)["CustomerManagedPolicyReferences"]).map(fieldsOf);
  const name = textOf(set["Name"]);
  const known: { [key: string]: JsonRecord[string] | undefined } = {
    role_prefix: name === undefined ? undefined : rolePrefix(name),
    session_duration: textOf(set["SessionDuration"]),
    managed_policies: managed.flatMap((one) => textOf(one["Arn"]) ?? []).sort(),
    customer_managed_policies: own.flatMap((one) => toPolicyName(one) ?? []).sort(),
    boundary:
      textOf(boundary["ManagedPolicyArn"]) ?? toPolicyName(fieldsOf(boundary["CustomerManagedPolicyReference"])),
    // what is left out above is then not known to be missing
    policies_unread: [inline, bounded, attached, named].includes("unread") ? true : undefined,
    created_at: toIso(set["CreatedDate"]),
    ...policy.properties,
  };
  // undefined where it is not known which accounts have it
  const { accounts, isWhole } = await addAssignments(reader, { instance, set: id, name }, out);
  out.nodes.push({
    id,
    kind: "grant",
    type: "aws.permission-set",
    name: name ?? lastOf(id),
    parent: instance.id,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({ ...known, accounts, assignments_unread: isWhole ? undefined : true }),
  });
}

/** As ARNs of policies end, which have no first slash: `team/deploy`, and the path is / where none is told. */
function toPolicyName(reference: Fields): string | undefined {
  const name = textOf(reference["Name"]);
  return name === undefined ? undefined : `${textOf(reference["Path"]) ?? "/"}${name}`.slice(1);
}

function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
