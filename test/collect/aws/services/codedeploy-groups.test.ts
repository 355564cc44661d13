// Deployment groups of CodeDeploy: what they deploy to, as which service role, from where, and which machines have the agent.
import { expect, it } from "vitest";
import { arn, DENIED, edgesOf, gatherRegion, role } from "./bundle.js";

const DATA_SET = "aws/codedeploy:deployment-groups";
const SHOP = arn("codedeploy", "deploymentgroup:shop/prod");

const group = (name: string, more: object) => ({
  [`deploy/get-deployment-group/shop%2F${name}.json`]: {
    deploymentGroupInfo: {
      applicationName: "shop",
      deploymentGroupId: `id-${name}`,
      deploymentGroupName: name,
      serviceRoleArn: role("deploys"),
      ...more,
    },
  },
});

const MACHINES = group("prod", {
  computePlatform: "Server",
  ec2TagFilters: [
    { Key: "app", Value: "shop", Type: "KEY_AND_VALUE" },
    { Key: "any", Type: "KEY_ONLY" },
    { Value: "shop", Type: "VALUE_ONLY" },
  ],
  autoScalingGroups: [{ name: "shop-asg", hook: "h" }],
  targetRevision: { revisionType: "S3", s3Location: { bucket: "builds", key: "shop.zip", bundleType: "zip" } },
  lastSuccessfulDeployment: { deploymentId: "d-1ABC", status: "Succeeded", createTime: "2026-01-02T03:04:05Z" },
});
const LISTS = {
  "deploy/list-applications.json": { applications: ["shop"] },
  "deploy/list-deployment-groups/shop.json": { applicationName: "shop", deploymentGroups: ["prod", "api"] },
};
const CONTAINERS = group("api", {
  computePlatform: "ECS",
  ecsServices: [{ serviceName: "api", clusterName: "main" }],
  lastSuccessfulDeployment: { deploymentId: "d-2ABC" },
});

it("groups of machines and of containers, with where the code comes from", async () => {
  const graph = await gatherRegion({
    ...LISTS,
    ...MACHINES,
    ...CONTAINERS,
    "deploy/list-deployment-targets/d-1ABC.json": { targetIds: ["i-0abc", "press-in-the-office"] },
  });
  expect(graph.ofType("aws.codedeploy-deployment-group").map(({ name, properties }) => [name, properties])).toEqual([
    [
      "shop/prod",
      {
        application: "shop",
        compute_platform: "Server",
        tag_sets: [
          [
            { key: "app", value: "shop" },
            { key: "any", value: null },
            { key: null, value: "shop" },
          ],
        ],
        scaling_groups: ["shop-asg"],
        revision: "s3://builds/shop.zip",
        last_deployed_at: "2026-01-02T03:04:05Z",
        deployed_to: ["i-0abc"],
      },
    ],
    ["shop/api", { application: "shop", compute_platform: "ECS", services: ["main/api"] }],
  ]);
  expect(edgesOf(graph).filter((edge) => edge.includes(`${SHOP} ->`))).toEqual([
    `references ${SHOP} -> ${role("deploys")} (service-role)`,
    `references ${SHOP} -> arn:aws:s3:::builds (code)`,
  ]);
  expect(graph.supplements).toContainEqual(
    expect.objectContaining({ node: arn("ec2", "instance/i-0abc"), properties: { codedeploy_agent: true } }),
  );
  expect(graph.state(DATA_SET)).toBe("complete");
});

it("a revision that is pinned to what it was is no way in", async () => {
  const pinned = group("prod", {
    computePlatform: "Server",
    targetRevision: { revisionType: "S3", s3Location: { bucket: "builds", key: "shop.zip", eTag: "0a1b" } },
  });
  const graph = await gatherRegion({ ...LISTS, ...CONTAINERS, ...pinned });
  expect(graph.node(SHOP)?.properties).not.toHaveProperty("revision");
});

it("sets of filters stand beside each other", async () => {
  const graph = await gatherRegion({
    ...LISTS,
    ...CONTAINERS,
    ...group("prod", {
      computePlatform: "Server",
      ec2TagSet: {
        ec2TagSetList: [
          [{ Key: "app", Value: "shop", Type: "KEY_AND_VALUE" }],
          [{ Key: "env", Value: "prod", Type: "KEY_AND_VALUE" }],
        ],
      },
    }),
  });
  expect(graph.node(SHOP)?.properties).toMatchObject({
    tag_sets: [[{ key: "app", value: "shop" }], [{ key: "env", value: "prod" }]],
    deployed_to: [],
  });
  expect(graph.state(DATA_SET)).toBe("complete");
});

it("machines of a deployment that were refused are not none", async () => {
  const graph = await gatherRegion({
    ...LISTS,
    ...MACHINES,
    ...CONTAINERS,
    "deploy/list-deployment-targets/d-1ABC.error.json": DENIED,
  });
  expect(graph.node(SHOP)?.properties).not.toHaveProperty("deployed_to");
  expect(graph.supplements).toEqual([]);
  expect(graph.state(DATA_SET)).toBe("partial");
});

it("a group that was refused is known by name, and nothing else", async () => {
  const graph = await gatherRegion({
    ...LISTS,
    ...CONTAINERS,
    "deploy/get-deployment-group/shop%2Fprod.error.json": DENIED,
  });
  expect(graph.node(SHOP)?.properties).toEqual({ application: "shop" });
  expect(graph.state(DATA_SET)).toBe("partial");
});
