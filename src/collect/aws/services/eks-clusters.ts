// aws/eks:clusters: clusters, the roles of their nodes, and the roles that pods get by pod identity. Roles that pods get by the
// cluster's own issuer are trusts of those roles.
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { Detail } from "../../reader.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toPolicy } from "../resource-policy.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/eks:clusters";

export const LIST_CLUSTERS = toCall("ListClusters", "list-clusters", "1 per region", "clusters");
const DESCRIBE_CLUSTER = toCall("DescribeCluster", "describe-cluster", "1 per cluster");
const LIST_NODEGROUPS = toCall("ListNodegroups", "list-nodegroups", "1 per cluster", "nodegroups");
const DESCRIBE_NODEGROUP = toCall("DescribeNodegroup", "describe-nodegroup", "1 per node group");
const LIST_ASSOCIATIONS = toCall(
  "ListPodIdentityAssociations",
  "list-pod-identity-associations",
  "1 per cluster",
  "associations",
);
const DESCRIBE_ASSOCIATION = toCall(
  "DescribePodIdentityAssociation",
  "describe-pod-identity-association",
  "1 per association",
);

function toCall(operation: string, command: string, count: string, list?: string): AwsCall {
  const call = { call: `eks:${operation}`, path: ["eks", command] as const, dataSet: DATA_SET, count };
  return list === undefined ? call : { ...call, lists: [list], next: "nextToken" };
}

export const eksClusters = toResource({
  dataSet: DATA_SET,
  calls: [
    LIST_CLUSTERS,
    DESCRIBE_CLUSTER,
    LIST_NODEGROUPS,
    DESCRIBE_NODEGROUP,
    LIST_ASSOCIATIONS,
    DESCRIBE_ASSOCIATION,
  ],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const names = new Set<string>();
    for await (const page of reader.pages(LIST_CLUSTERS, {}, DESCRIBE_CLUSTER)) {
      for (const name of listOf(page["clusters"])) if (typeof name === "string") names.add(name);
    }
    for (const name of await reader.unlisted(DESCRIBE_CLUSTER, names)) names.add(name);
    yield* reader.each([...names].sort(), "Kubernetes clusters", (name, out) => addCluster(reader, name, out));
  },
});

async function addCluster(reader: Reader, name: string, out: PartBuilder): Promise<void> {
  const guess = reader.arn("eks", `cluster/${name}`);
  const answer = await reader.detail(DESCRIBE_CLUSTER, { subject: guess, name, input: { name } });
  const cluster = fieldsOf(fieldsOf(answer)["cluster"]);
  const id = textOf(cluster["arn"]) ?? guess;
  const access = fieldsOf(cluster["accessConfig"]);
  const mode = textOf(access["authenticationMode"]);
  const creator = access["bootstrapClusterCreatorAdminPermissions"];
  const network = fieldsOf(cluster["resourcesVpcConfig"]);
  const isPublic = network["endpointPublicAccess"];
  addWorkload(
    {
      id,
      type: "aws.eks-cluster",
      name,
      runsAs: textOf(cluster["roleArn"]),
      properties: {
        status: textOf(cluster["status"]),
        version: textOf(cluster["version"]),
        created_at: toIso(cluster["createdAt"]),
        issuer: textOf(fieldsOf(fieldsOf(cluster["identity"])["oidc"])["issuer"])?.replace(/^https:\/\//, ""),
        authentication_mode: mode,
        creator_is_admin: typeof creator === "boolean" ? creator : undefined,
        details_unread: answer === "unread" ? true : undefined,
        public_endpoint: typeof isPublic === "boolean" ? isPublic : undefined,
        tags: toTags(cluster["tags"]),
      },
    },
    out,
  );
  await addNodegroups(reader, { id, name, mode }, out);
  await addAssociations(reader, { id, name, mode }, out);
}

interface Cluster {
  readonly id: string;
  readonly name: string;
  /** Whether AWS's own access entries let people in: API, API_AND_CONFIG_MAP, CONFIG_MAP. */
  readonly mode: string | undefined;
}

async function addNodegroups(reader: Reader, cluster: Cluster, out: PartBuilder): Promise<void> {
  const about = { subject: cluster.id, name: cluster.name, input: { clusterName: cluster.name } };
  const listed = await reader.detail(LIST_NODEGROUPS, about);
  for (const name of listOf(fieldsOf(listed)["nodegroups"])) {
    if (typeof name !== "string") continue;
    const answer = await reader.detail(DESCRIBE_NODEGROUP, {
      subject: `${cluster.id} nodegroup ${name}`,
      name: `${cluster.name}/${name}`,
      input: { clusterName: cluster.name, nodegroupName: name },
    });
    const group = fieldsOf(fieldsOf(answer)["nodegroup"]);
    const id = textOf(group["nodegroupArn"]);
    if (id === undefined) continue;
    addWorkload(
      {
        id,
        type: "aws.eks-nodegroup",
        name,
        parent: cluster.id,
        runsAs: textOf(group["nodeRole"]),
        properties: {
          cluster: cluster.name,
          authentication_mode: cluster.mode,
          status: textOf(group["status"]),
          created_at: toIso(group["createdAt"]),
          tags: toTags(group["tags"]),
        },
        triggers: ["scaling"],
      },
      out,
    );
  }
}

async function addAssociations(reader: Reader, cluster: Cluster, out: PartBuilder): Promise<void> {
  const about = { subject: cluster.id, name: cluster.name, input: { clusterName: cluster.name } };
  const listed = await reader.detail(LIST_ASSOCIATIONS, about);
  if (listed === "unread") out.supplements.push({ node: cluster.id, properties: { pod_identities_unread: true } });
  for (const summary of listOf(fieldsOf(listed)["associations"]).map(fieldsOf)) {
    const key = textOf(summary["associationId"]);
    if (key === undefined) continue;
    const answer = await reader.detail(DESCRIBE_ASSOCIATION, {
      subject: textOf(summary["associationArn"]) ?? key,
      name: `${cluster.name}/${key}`,
      input: { clusterName: cluster.name, associationId: key },
    });
    addAssociation(reader, cluster, { summary, answer }, out);
  }
}

/** A service account of the cluster. With a target role its pods get that one, taken on by the other; never the other itself. */
function addAssociation(
  reader: Reader,
  cluster: Cluster,
  { summary, answer }: { readonly summary: Fields; readonly answer: Detail },
  out: PartBuilder,
): void {
  const association = { ...summary, ...fieldsOf(fieldsOf(answer)["association"]) };
  const id = textOf(association["associationArn"]);
  if (id === undefined) return;
  const role = textOf(association["roleArn"]);
  const target = textOf(association["targetRoleArn"]);
  const policy = toPolicy(reader, id, association["policy"], out);
  const gets = target ?? role;
  // what a policy leaves that does not parse nobody knows: not the whole role
  const isNarrowed = policy.document !== undefined || policy.properties["policy_unread"] === true;
  const namespace = textOf(association["namespace"]);
  const account = textOf(association["serviceAccount"]);
  const name = `${cluster.name}/${namespace ?? "?"}/${account ?? "?"}`;
  addWorkload(
    {
      id,
      type: "aws.eks-pod-identity",
      name,
      parent: cluster.id,
      runsAs: !isNarrowed || gets === undefined ? gets : `${id}/session`,
      properties: {
        role: gets,
        cluster: cluster.name,
        authentication_mode: cluster.mode,
        namespace,
        service_account: account,
        source_role: target === undefined ? undefined : role,
        has_external_id: target === undefined ? undefined : association["externalId"] !== undefined,
        session_tags: association["disableSessionTags"] !== true,
        created_at: toIso(association["createdAt"]),
        tags: toTags(association["tags"]),
      },
    },
    out,
  );
  if (target !== undefined && role !== undefined)
    out.edge("references", id, role, { properties: { role: "source-role" } });
  if (isNarrowed && gets !== undefined) addSession({ id, name, role: gets }, policy.document, out);
}

/** What pods get of a role within a policy; nobody knows what that leaves where it was not read. */
function addSession(
  { id, name, role }: { readonly id: string; readonly name: string; readonly role: string },
  document: string | undefined,
  out: PartBuilder,
): void {
  out.nodes.push({
    id: `${id}/session`,
    kind: "session",
    type: "aws.session",
    name: `session of ${name}`,
    parent: role,
    ...(document !== undefined && { document }),
    properties: { role },
  });
}
