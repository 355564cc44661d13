// Deployment groups of CodeDeploy: which machines they run code in, by tags and scaling groups, and how surely.
import { expect, it } from "vitest";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, EVERYTHING, Scene, service, trusts } from "./scene.js";

const GROUP = `arn:aws:codedeploy:eu-west-1:${ACCOUNT}:deploymentgroup:shop/prod`;
const ASG = `arn:aws:autoscaling:eu-west-1:${ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/shop`;
const machine = (name: string, region = "eu-west-1") => `arn:aws:ec2:${region}:${ACCOUNT}:instance/i-${name}`;
const only = (key: string | null, value: string | null) => ({ key, value });

/** Machines that the group runs code in, with a question mark where nobody knows whether their agent runs. */
function reached(group: { readonly [property: string]: unknown }): readonly string[] {
  const scene = new Scene().account().role("machine", [trusts(service("ec2"))], { inline: [EVERYTHING] });
  const add = (name: string, tags: { readonly [key: string]: string }, region?: string) =>
    scene.workload("aws.ec2-instance", machine(name, region), "machine", { tags });
  add("shop", { app: "shop", env: "prod" });
  add("test", { app: "shop", env: "test" });
  add("scaled", { "aws:autoscaling:groupName": "shop" });
  add("far", { app: "shop", env: "prod" }, "us-west-2");
  add("bare", {});
  scene.node("workload", "aws.auto-scaling-group", ASG, { name: "shop", region: "eu-west-1" });
  scene.workload("aws.codedeploy-deployment-group", GROUP, undefined, {
    compute_platform: "Server",
    tag_sets: [],
    scaling_groups: [],
    deployed_to: [],
    ...JSON.parse(JSON.stringify(group)),
  });
  const { edges } = analyzeScene(scene);
  return edges
    .filter(({ kind, from }) => kind === "runs_code_in" && from === GROUP)
    .map(
      ({ to, state }) =>
        `${to === ASG ? "group shop" : to.slice(to.indexOf("/i-") + 3)}${state === "unknown" ? "?" : ""}`,
    )
    .sort();
}

it.each<[string, object, readonly string[]]>([
  ["by a tag; in its own region", { tag_sets: [[only("app", "shop")]] }, ["shop?", "test?"]],
  ["by a key alone", { tag_sets: [[only("env", null)]] }, ["shop?", "test?"]],
  ["by a value alone", { tag_sets: [[only(null, "test")]] }, ["test?"]],
  ["by one filter of a set", { tag_sets: [[only("env", "prod"), only("env", "test")]] }, ["shop?", "test?"]],
  ["by all sets", { tag_sets: [[only("app", "shop")], [only("env", "test")]] }, ["test?"]],
  ["by a tag that nobody has", { tag_sets: [[only("app", "docs")]] }, []],
  ["without any filter nothing", {}, []],
  ["by a scaling group, which it deploys to as well", { scaling_groups: ["shop"] }, ["group shop?", "scaled?"]],
  ["by a scaling group that is not there", { scaling_groups: ["docs"] }, []],
  [
    "surely where a deployment got there",
    { tag_sets: [[only("app", "shop")]], deployed_to: ["i-shop"] },
    ["shop", "test?"],
  ],
  [
    "a scaling group surely where one got to a machine",
    { scaling_groups: ["shop"], deployed_to: ["i-scaled"] },
    ["group shop", "scaled"],
  ],
  ["not where a deployment got once, and no tag leads now", { deployed_to: ["i-bare"] }, []],
  [
    "what it deploys to are containers",
    { compute_platform: "ECS", tag_sets: [[only("app", "shop")]], deployed_to: ["i-shop"] },
    [],
  ],
  ["what was deployed to was not read", { tag_sets: [[only("env", "prod")]], deployed_to: undefined }, ["shop?"]],
])("%s", (_, group, expected) => {
  expect(reached({ ...group })).toEqual(expected);
});
