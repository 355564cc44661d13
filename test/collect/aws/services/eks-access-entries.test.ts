// Who of IAM may enter a Kubernetes cluster: entries of people and workloads, of nodes, and clusters that take none.
import { expect, it } from "vitest";
import type { Gathered } from "../../support.js";
import { arn, DENIED, gatherRegion, role } from "./bundle.js";

const DATA_SET = "aws/eks:access-entries";
const DEPLOY = "arn:aws:iam::111122223333:role/ci/deploy";
const NODE = role("node");
const entryOf = (name: string) => arn("eks", `access-entry/prod/role/111122223333/${name}/u-1`);
const at = (principal: string) => encodeURIComponent(`prod/${principal}`);
const OTHER_MODE = {
  status: 400,
  code: "InvalidRequestException",
  message:
    "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
};

const FILES = {
  "eks/list-clusters.json": { clusters: ["old", "prod"] },
  "eks/list-access-entries/old.error.json": OTHER_MODE,
  "eks/list-access-entries/prod.json": { accessEntries: [DEPLOY, NODE] },
  [`eks/describe-access-entry/${at(DEPLOY)}.json`]: {
    accessEntry: {
      clusterName: "prod",
      principalArn: DEPLOY,
      kubernetesGroups: ["deployers"],
      accessEntryArn: entryOf("deploy"),
      createdAt: 1767225600,
      username: "arn:aws:sts::111122223333:assumed-role/deploy/{{SessionName}}",
      type: "STANDARD",
    },
  },
  [`eks/describe-access-entry/${at(NODE)}.json`]: {
    accessEntry: {
      principalArn: NODE,
      kubernetesGroups: ["system:nodes"],
      accessEntryArn: entryOf("node"),
      type: "EC2_LINUX",
    },
  },
};
/** Clusters of which not all entries were read. */
const unread = ({ supplements }: Gathered) =>
  supplements.flatMap(({ node, properties }) => (properties["entries_unread"] === true ? [node] : []));
const POLICIES = `eks/list-associated-access-policies/${at(DEPLOY)}`;

it("an entry has a name, groups and policies; a node's has no policies, and a cluster of another mode no entries", async () => {
  const graph = await gatherRegion({
    ...FILES,
    [`${POLICIES}.json`]: {
      associatedAccessPolicies: [
        {
          policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
          accessScope: { type: "cluster", namespaces: [] },
        },
        {
          policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy",
          accessScope: { type: "namespace", namespaces: ["shop", "dev-*"] },
        },
      ],
    },
  });
  expect(graph.node(entryOf("deploy"))).toMatchObject({
    kind: "grant",
    name: "prod/deploy",
    parent: DEPLOY,
    properties: {
      cluster: arn("eks", "cluster/prod"),
      entry_type: "STANDARD",
      username: "arn:aws:sts::111122223333:assumed-role/deploy/{{SessionName}}",
      groups: ["deployers"],
      policies: [{ policy: "AmazonEKSViewPolicy" }, { policy: "AmazonEKSEditPolicy", namespaces: ["shop", "dev-*"] }],
      created_at: "2026-01-01T00:00:00Z",
    },
  });
  expect(graph.node(entryOf("node"))?.properties).toMatchObject({ entry_type: "EC2_LINUX" });
  expect(graph.node(entryOf("node"))?.properties).not.toHaveProperty("policies");
  expect(graph.state(DATA_SET)).toBe("complete");
  expect(unread(graph)).toEqual([]);
});

it("policies that are refused are said to be unread", async () => {
  const graph = await gatherRegion({ ...FILES, [`${POLICIES}.error.json`]: DENIED });
  expect(graph.node(entryOf("deploy"))?.properties).toMatchObject({ policies_unread: true });
  expect(unread(graph)).toEqual([]);
  expect(graph.state(DATA_SET)).toBe("partial");
});

it("a list that is refused leaves the data set unread", async () => {
  const graph = await gatherRegion({
    "eks/list-clusters.json": { clusters: ["prod"] },
    "eks/list-access-entries/prod.error.json": DENIED,
  });
  expect(graph.ofType("aws.eks-access-entry")).toEqual([]);
  expect(graph.state(DATA_SET)).not.toBe("complete");
  expect(unread(graph)).toEqual([arn("eks", "cluster/prod")]);
});

it("an entry that is refused is one that the cluster may have besides", async () => {
  const described = `eks/describe-access-entry/${at(NODE)}`;
  const graph = await gatherRegion({ ...FILES, [`${described}.json`]: undefined, [`${described}.error.json`]: DENIED });
  expect(graph.node(entryOf("node"))).toBeUndefined();
  expect(unread(graph)).toEqual([arn("eks", "cluster/prod")]);
});

it("a cluster says what of it was refused: itself, and which of its pods get roles", async () => {
  const cluster = arn("eks", "cluster/prod");
  const of = async (files: { readonly [path: string]: unknown }) => {
    const graph = await gatherRegion({ "eks/list-clusters.json": { clusters: ["prod"] }, ...files });
    const { properties } = graph.node(cluster) ?? {};
    return [
      properties?.["details_unread"],
      graph.supplements.find(({ node }) => node === cluster)?.properties["pod_identities_unread"],
    ];
  };
  const described = { "eks/describe-cluster/prod.json": { cluster: { arn: cluster } } };
  const listed = { "eks/list-pod-identity-associations/prod.json": { associations: [] } };
  const others = { ...FILES, "eks/list-clusters.json": { clusters: ["prod"] }, ...described };
  expect(await of({ ...others, ...listed })).toEqual([undefined, undefined]);
  expect(await of({ ...described, "eks/list-pod-identity-associations/prod.error.json": DENIED })).toEqual([
    undefined,
    true,
  ]);
  expect(await of({ "eks/describe-cluster/prod.error.json": DENIED, ...listed })).toEqual([true, undefined]);
});
