// Access points: where they lead, from where, and their policies.
import { expect, it } from "vitest";
import { ACCOUNT, arn, DENIED, gatherRegion, NOT_FOUND, policy } from "./bundle.js";

const DATA_SET = "aws/s3:access-points";
const LIST = {
  "s3control/list-access-points.json": {
    AccessPointList: [
      { Name: "in", NetworkOrigin: "Internet", Bucket: "data", AccessPointArn: arn("s3", "accesspoint/in") },
      { Name: "net", NetworkOrigin: "VPC", VpcConfiguration: { VpcId: "vpc-1" }, Bucket: "data" },
    ],
  },
};

it("access points lead to buckets and have a policy or none", async () => {
  const graph = await gatherRegion({
    ...LIST,
    "s3control/get-access-point-policy/in.json": { Policy: JSON.stringify(policy(ACCOUNT)) },
    "s3control/get-access-point-policy/net.error.json": { ...NOT_FOUND, code: "NoSuchAccessPointPolicy" },
  });
  expect(graph.ofType("aws.s3-access-point").map(({ id, properties }) => [id, properties])).toEqual([
    [arn("s3", "accesspoint/in"), { bucket: "arn:aws:s3:::data", network_origin: "Internet" }],
    [arn("s3", "accesspoint/net"), { bucket: "arn:aws:s3:::data", network_origin: "VPC" }],
  ]);
  const [first, second] = graph.ofType("aws.s3-access-point");
  expect(JSON.parse(graph.documents.get(first?.document ?? "") ?? "{}")).toEqual(policy(ACCOUNT));
  expect(second?.document).toBeUndefined();
  expect(graph.state(DATA_SET)).toBe("complete");
});

it("a policy that is refused is said to be unread", async () => {
  const graph = await gatherRegion({
    ...LIST,
    "s3control/get-access-point-policy/in.error.json": DENIED,
    "s3control/get-access-point-policy/net.error.json": { ...NOT_FOUND, code: "NoSuchAccessPointPolicy" },
  });
  expect(graph.node(arn("s3", "accesspoint/in"))?.properties).toMatchObject({ policy_unread: true });
  expect(graph.node(arn("s3", "accesspoint/net"))?.properties).not.toHaveProperty("policy_unread");
  expect(graph.state(DATA_SET)).toBe("partial");
});
