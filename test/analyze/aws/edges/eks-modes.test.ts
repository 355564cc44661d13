// Access entries open a cluster only where its authentication mode has them, or where the caller may change that.
// Amazon EKS User Guide, "Change authentication mode to use access entries"
import { expect, it } from "vitest";
import { loadTechniques } from "../../../../src/catalog/techniques.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, Scene, service, trusts } from "./scene.js";

const TECHNIQUES = (await loadTechniques("rules/techniques/aws")).filter(({ id }) => id.startsWith("eks-"));
const CLUSTER = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/`;
const PASSES = allow("iam:PassRole", arn("role/target"));
const ENTRIES = ["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"];
const PODS = "eks:CreatePodIdentityAssociation";
const ALL = allow([PODS, ...ENTRIES]);
const CHANGES = allow("eks:UpdateClusterConfig");

type Statement = ReturnType<typeof allow>;

/** How surely the caller gets to the role, in clusters of these modes; null for one whose mode was not read. */
function reaches(modes: readonly (string | null)[], ...statements: readonly Statement[]): string {
  const scene = new Scene()
    .account(ACCOUNT, [
      { dataSet: "aws/iam:account-authorization-details", state: "complete" },
      { dataSet: "aws/eks:clusters", state: "complete" },
    ])
    .user("caller", { inline: [PASSES, ...statements] })
    .role("target", [trusts(service("pods.eks"))]);
  for (const [i, mode] of modes.entries())
    scene.workload("aws.eks-cluster", `${CLUSTER}c${i}`, undefined, mode === null ? {} : { authentication_mode: mode });
  const { edges } = analyzeScene(scene, TECHNIQUES);
  return strength(stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(arn("role/target")));
}

it.each<[string, readonly (string | null)[], readonly Statement[], string]>([
  ["entries alone", ["API"], [ALL], "met"],
  ["entries and the config map", ["API_AND_CONFIG_MAP"], [ALL], "met"],
  ["the config map alone", ["CONFIG_MAP"], [ALL], "no"],
  ["the config map alone, which the caller may change", ["CONFIG_MAP"], [ALL, CHANGES], "met"],
  ["a mode that was not read", [null], [ALL], "unknown"],
  ["a mode that was not read, and may be changed", [null], [ALL, CHANGES], "met"],
  ["one cluster of two", ["CONFIG_MAP", "API"], [ALL], "met"],
  [
    "one right in each of two clusters",
    ["API", "API"],
    [allow(PODS, `${CLUSTER}c0`), allow("eks:CreateAccessEntry", `${CLUSTER}c1`), allow("eks:AssociateAccessPolicy")],
    "no",
  ],
  ["no cluster", [], [ALL, CHANGES], "no"],
])("%s", (_, modes, statements, expected) => {
  expect(reaches(modes, ...statements)).toBe(expected);
});
