// aws/eks:access-entries: who of IAM may enter a Kubernetes cluster, under which name, in which groups and with which access
// policies of AWS. What the cluster's own aws-auth says is read in the cluster. "Grant IAM users access to Kubernetes with EKS
// access entries", Amazon EKS User Guide
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { askOne } from "../read.js";
import type { About, Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { LIST_CLUSTERS } from "./eks-clusters.js";

const DATA_SET = "aws/eks:access-entries";

const LIST_ENTRIES = toCall("ListAccessEntries", "list-access-entries", "1 per cluster", "accessEntries");
const DESCRIBE_ENTRY: AwsCall = toCall("DescribeAccessEntry", "describe-access-entry", "1 per access entry");
const LIST_POLICIES = toCall(
  "ListAssociatedAccessPolicies",
  "list-associated-access-policies",
  "1 per access entry that is no node's",
  "associatedAccessPolicies",
);

function toCall(operation: string, command: string, count: string, list?: string): AwsCall {
  const call = { call: `eks:${operation}`, path: ["eks", command] as const, dataSet: DATA_SET, count };
  return list === undefined ? call : { ...call, lists: [list], next: "nextToken" };
}

export const eksAccessEntries = toResource({
  dataSet: DATA_SET,
  calls: [LIST_CLUSTERS, LIST_ENTRIES, DESCRIBE_ENTRY, LIST_POLICIES],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const names = new Set<string>();
    for await (const page of reader.pages(LIST_CLUSTERS, {}, LIST_ENTRIES)) {
      for (const name of listOf(page["clusters"])) if (typeof name === "string") names.add(name);
    }
    for (const name of await reader.unlisted(LIST_ENTRIES, names)) names.add(name);
    yield* reader.each([...names].sort(), "clusters with access entries", (name, out) => addEntries(reader, name, out));
  },
});

async function addEntries(reader: Reader, cluster: string, out: PartBuilder): Promise<void> {
  const about = { subject: reader.arn("eks", `cluster/${cluster}`), name: cluster, input: { clusterName: cluster } };
  const listed = await reader.detail(LIST_ENTRIES, about, () => askFor(reader, about));
  let isWhole = listed !== "unread";
  for (const principal of listOf(fieldsOf(listed)["accessEntries"])) {
    if (typeof principal !== "string") continue;
    if (!(await addEntry(reader, { cluster, principal, subject: about.subject }, out))) isWhole = false;
  }
  if (!isWhole) out.supplements.push({ node: about.subject, properties: { entries_unread: true } });
}

/** A cluster that takes aws-auth alone refuses to say its entries: it has none. */
async function askFor(reader: Reader, about: About): Promise<Page | AnswerFault> {
  const answer = await askOne(reader.account, LIST_ENTRIES, about);
  const isOff = answer instanceof AnswerFault && /authentication mode must be set to/.test(answer.message);
  return isOff ? { accessEntries: [] } : answer;
}

interface Asked {
  /** Name of the cluster. */
  readonly cluster: string;
  /** ARN of the user or role. */
  readonly principal: string;
  /** ARN of the cluster. */
  readonly subject: string;
}

/** Whether the entry was read, its policies aside. */
async function addEntry(reader: Reader, { cluster, principal, subject }: Asked, out: PartBuilder): Promise<boolean> {
  const about = {
    subject: `${subject} access entry ${principal}`,
    name: `${cluster}/${principal}`,
    input: { clusterName: cluster, principalArn: principal },
  };
  const answer = await reader.detail(DESCRIBE_ENTRY, about);
  const entry = fieldsOf(fieldsOf(answer)["accessEntry"]);
  const id = textOf(entry["accessEntryArn"]);
  if (id === undefined) return answer !== "unread";
  const type = textOf(entry["type"]) ?? "STANDARD";
  // AWS gives nodes what they need, and takes no other policy for them.
  const isNode = type !== "STANDARD";
  const policies = isNode ? undefined : await reader.detail(LIST_POLICIES, { ...about, subject: id });
  out.nodes.push({
    id,
    kind: "grant",
    type: "aws.eks-access-entry",
    name: `${cluster}/${principal.slice(principal.lastIndexOf("/") + 1)}`,
    parent: principal,
    properties: properties({
      cluster: subject,
      entry_type: type,
      username: textOf(entry["username"]),
      groups: textsOf(entry["kubernetesGroups"]),
      policies: isNode ? undefined : listOf(fieldsOf(policies)["associatedAccessPolicies"]).flatMap(toPolicy),
      policies_unread: policies === "unread" ? true : undefined,
      created_at: toIso(entry["createdAt"]),
      tags: toTags(entry["tags"]),
    }),
  });
  // Analysis says whether it lets the principal in: the mode of the cluster decides.
  out.edge("references", id, principal, { properties: { role: "principal" } });
  return true;
}

function toPolicy(raw: unknown) {
  const association: Fields = fieldsOf(raw);
  const policy = textOf(association["policyArn"]);
  const scope = fieldsOf(association["accessScope"]);
  if (policy === undefined) return [];
  // Without namespaces it holds in all of the cluster.
  const namespaces = scope["type"] === "namespace" ? textsOf(scope["namespaces"]) : undefined;
  return [properties({ policy: policy.slice(policy.lastIndexOf("/") + 1), namespaces })];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((one): one is string => typeof one === "string");
}
