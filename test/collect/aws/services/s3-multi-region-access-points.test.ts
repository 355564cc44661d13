// Multi-region access points: where they lead, and the policy that is in force; AWS answers in one region.
import { expect, it } from "vitest";
import { ACCOUNT, DENIED, gatherRegion, policy } from "./bundle.js";

const DATA_SET = "aws/s3:multi-region-access-points";
const IN = "/s3control";
const arn = (alias: string) => `arn:aws:s3::${ACCOUNT}:accesspoint/${alias}`;
const LIST = {
  [`${IN}/list-multi-region-access-points.json`]: {
    AccessPoints: [
      {
        Name: "world",
        Alias: "mabc123.mrap",
        Status: "READY",
        Regions: [
          { Bucket: "data-us", Region: "us-east-1" },
          { Bucket: "data-eu", Region: "eu-west-1" },
        ],
      },
      { Name: "bare", Alias: "mdef456.mrap", Status: "READY", Regions: [{ Bucket: "data-us", Region: "us-east-1" }] },
    ],
  },
  [`${IN}/get-multi-region-access-point-policy/bare.json`]: { Policy: {} },
};
const WORLD = `${IN}/get-multi-region-access-point-policy/world`;

it("lead to buckets in several regions; a policy that is proposed is not in force", async () => {
  const proposed = { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }) };
  const graph = await gatherRegion({
    ...LIST,
    [`${WORLD}.json`]: { Policy: { Established: { Policy: JSON.stringify(policy(ACCOUNT)) }, Proposed: proposed } },
  });
  const [world, bare] = [graph.node(arn("mabc123.mrap")), graph.node(arn("mdef456.mrap"))];
  expect([world?.type, world?.name, world?.properties]).toEqual([
    "aws.s3-access-point",
    "world",
    { buckets: ["arn:aws:s3:::data-eu", "arn:aws:s3:::data-us"], status: "READY" },
  ]);
  expect(JSON.parse(graph.documents.get(world?.document ?? "") ?? "{}")).toEqual(policy(ACCOUNT));
  expect(bare?.document).toBeUndefined();
  expect(bare?.properties).not.toHaveProperty("policy_unread");
  expect(graph.state(DATA_SET)).toBe("complete");
});

it("a policy that is refused is said to be unread", async () => {
  const graph = await gatherRegion({ ...LIST, [`${WORLD}.error.json`]: DENIED });
  expect(graph.node(arn("mabc123.mrap"))?.properties).toMatchObject({ policy_unread: true });
  expect(graph.state(DATA_SET)).toBe("partial");
});
