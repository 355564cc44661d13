// EKS: clusters with node groups, Pod Identity and access entries, one of them with nothing in it.
import type { Scripts } from "../../tools/model-server.js";
import { policy, REGION, type Seeds } from "../seeds/seeding.js";

const AT = "2026-03-01T08:00:00Z";

export async function scriptKubernetes(seeds: Seeds): Promise<Scripts> {
  const control = await seeds.role("eks-control", "eks.amazonaws.com");
  const node = await seeds.role("eks-node", "ec2.amazonaws.com");
  const clusters = new Map(["prod", "empty"].map((name) => [name, toCluster(seeds, name, control)]));
  const groups = new Map(["spot", "workers"].map((name) => [name, toGroup(seeds, name, node)]));
  const associations = await associationsOf(seeds);
  const entries = await entriesOf(seeds, node);
  for (const { arn } of clusters.values()) seeds.expected.runsAs.push(`${arn} -> ${control}`);
  for (const { nodegroupArn: arn } of groups.values()) {
    seeds.expected.runsAs.push(`${arn} -> ${node}`);
    seeds.expected.alone.push(`${arn} scaling`);
  }
  const isProd = ({ clusterName }: { readonly [name: string]: unknown }) => clusterName === "prod";
  const summaryOf = (association: { readonly [name: string]: unknown }) => {
    const names = ["clusterName", "namespace", "serviceAccount", "associationArn", "associationId"];
    return Object.fromEntries(names.map((name) => [name, association[name]]));
  };
  return {
    "eks:ListClusters": {
      answer: (_, region) => ({ clusters: region === REGION ? [...clusters.keys()] : [] }),
    },
    "eks:DescribeCluster": { answer: ({ name }) => wrap("cluster", clusters.get(String(name))) },
    "eks:ListNodegroups": { answer: (input) => ({ nodegroups: isProd(input) ? [...groups.keys()] : [] }) },
    "eks:DescribeNodegroup": { answer: ({ nodegroupName }) => wrap("nodegroup", groups.get(String(nodegroupName))) },
    "eks:ListPodIdentityAssociations": {
      answer: (input) => ({ associations: isProd(input) ? associations.map(summaryOf) : [] }),
    },
    "eks:DescribePodIdentityAssociation": {
      answer: ({ associationId: id }) =>
        wrap(
          "association",
          associations.find((one) => one["associationId"] === id),
        ),
    },
    "eks:ListAccessEntries": { answer: (input) => ({ accessEntries: isProd(input) ? [...entries.keys()] : [] }) },
    "eks:DescribeAccessEntry": {
      answer: ({ principalArn }) => wrap("accessEntry", entries.get(String(principalArn))),
    },
    "eks:ListAssociatedAccessPolicies": {
      answer: ({ principalArn }) => ({ clusterName: "prod", principalArn, associatedAccessPolicies: [VIEWS] }),
    },
  };
}

function wrap(name: string, value: object | undefined): object | undefined {
  return value === undefined ? undefined : { [name]: value };
}

function toCluster(seeds: Seeds, name: string, roleArn: string) {
  return {
    name,
    arn: seeds.arn("eks", `cluster/${name}`),
    createdAt: AT,
    version: "1.33",
    roleArn,
    status: "ACTIVE",
    identity: { oidc: { issuer: `https://oidc.eks.us-east-1.amazonaws.com/id/${ISSUERS[name]}` } },
    accessConfig: { authenticationMode: "API_AND_CONFIG_MAP", bootstrapClusterCreatorAdminPermissions: false },
    resourcesVpcConfig: { endpointPublicAccess: name === "prod", endpointPrivateAccess: true },
    tags: { owner: "platform" },
  };
}

const ISSUERS: { readonly [cluster: string]: string } = {
  prod: "4C2F8A1E9B7D3056A1B2C3D4E5F60718",
  empty: "0A1B2C3D4E5F60718293A4B5C6D7E8F9",
};

/** The issuer of the cluster that has pods. */
export const ISSUER = `oidc.eks.us-east-1.amazonaws.com/id/${ISSUERS["prod"]}`;

function toGroup(seeds: Seeds, name: string, nodeRole: string) {
  return {
    nodegroupName: name,
    nodegroupArn: seeds.arn("eks", `nodegroup/prod/${name}/8ac6ff6e-1234`),
    clusterName: "prod",
    status: "ACTIVE",
    createdAt: AT,
    nodeRole,
    scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 2 },
  };
}

/** One that gets its role, one that gets a role through another, one whose session is narrowed. */
async function associationsOf(seeds: Seeds): Promise<readonly { readonly [name: string]: unknown }[]> {
  const plain = await seeds.role("pod-plain", "pods.eks.amazonaws.com");
  const bridge = await seeds.role("pod-bridge", "pods.eks.amazonaws.com");
  const target = await seeds.role("pod-target", "pods.eks.amazonaws.com");
  const toAssociation = (id: string, account: string, more: object) => ({
    clusterName: "prod",
    namespace: "shop",
    serviceAccount: account,
    associationArn: seeds.arn("eks", `podidentityassociation/prod/${id}`),
    associationId: id,
    createdAt: AT,
    modifiedAt: AT,
    disableSessionTags: false,
    ...more,
  });
  const session = policy([{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }]);
  const associations = [
    toAssociation("a-plain11111111111", "web", { roleArn: plain }),
    toAssociation("a-bridge1111111111", "batch", { roleArn: bridge, targetRoleArn: target, externalId: "eks-4711" }),
    toAssociation("a-narrow1111111111", "report", { roleArn: plain, policy: session, disableSessionTags: true }),
  ];
  const arn = (at: number) => associations[at]?.associationArn ?? "";
  seeds.expected.runsAs.push(`${arn(0)} -> ${plain}`, `${arn(1)} -> ${target}`, `${arn(2)} -> ${arn(2)}/session`);
  seeds.expected.references.push(`${arn(1)} -> ${bridge} source-role`);
  return associations;
}

const VIEWS = {
  policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
  accessScope: { type: "namespace", namespaces: ["shop"] },
  associatedAt: AT,
  modifiedAt: AT,
};

/** One of people with a policy, one of the machines. */
async function entriesOf(seeds: Seeds, node: string): Promise<ReadonlyMap<string, object>> {
  const viewer = await seeds.role("eks-viewer", "ec2.amazonaws.com");
  const idOf = (name: string) => seeds.arn("eks", `access-entry/prod/role/${seeds.account}/${name}/0cc6ff6e-1234`);
  seeds.expected.references.push(
    `${idOf("eks-viewer")} -> ${viewer} principal`,
    `${idOf("eks-node")} -> ${node} principal`,
  );
  const toEntry = (principalArn: string, name: string, more: object) => ({
    clusterName: "prod",
    principalArn,
    accessEntryArn: idOf(name),
    createdAt: AT,
    modifiedAt: AT,
    tags: {},
    ...more,
  });
  const session = `arn:aws:sts::${seeds.account}:assumed-role/eks-viewer/{{SessionName}}`;
  return new Map<string, object>([
    [viewer, toEntry(viewer, "eks-viewer", { kubernetesGroups: ["viewers"], username: session, type: "STANDARD" })],
    [
      node,
      toEntry(node, "eks-node", {
        kubernetesGroups: ["system:nodes"],
        username: "system:node:{{EC2PrivateDNSName}}",
        type: "EC2_LINUX",
      }),
    ],
  ]);
}
