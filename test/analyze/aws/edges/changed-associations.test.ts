// A pod identity association that is there is given another role: "an association can't be moved between clusters, namespaces, or service
// accounts", so that pods have to be made in its namespace.
import { beforeAll, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, Scene, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()).filter(({ id }) => id === "eks-011"));
});

const EKS = `arn:aws:eks:eu-west-1:${ACCOUNT}`;
const CALLER = arn("user/caller");
const EDITS = { policy: "AmazonEKSEditPolicy" };

function reached(policy: JsonRecord, { namespace = "web", makes = "prod", isThere = true } = {}): string {
  const scene = new Scene()
    .user("caller", { inline: [allow(["iam:PassRole", "eks:UpdatePodIdentityAssociation"])] })
    .role("target", [trusts({ Service: "pods.eks.amazonaws.com" })], { inline: [allow("*")] });
  scene.account(ACCOUNT, [
    { dataSet: "aws/iam:account-authorization-details", state: "complete" },
    { dataSet: "aws/eks:clusters", state: "complete" },
    { dataSet: "aws/eks:access-entries", state: "complete", region: "eu-west-1" },
  ]);
  for (const name of ["prod", "other"])
    scene.workload("aws.eks-cluster", `${EKS}:cluster/${name}`, undefined, { authentication_mode: "API" });
  if (isThere)
    scene.workload("aws.eks-pod-identity", `${EKS}:podidentityassociation/prod/a-1`, undefined, { namespace });
  scene.node("grant", "aws.eks-access-entry", `${EKS}:access-entry/${makes}/user/${ACCOUNT}/caller/u`, {
    parent: CALLER,
    properties: {
      cluster: `${EKS}:cluster/${makes}`,
      entry_type: "STANDARD",
      groups: [],
      policies: [policy],
    },
  });
  const { edges } = analyzeScene(scene, techniques);
  const state = stepsFrom(edges, CALLER, ["escalates_to"]).get(arn("role/target")) ?? "no";
  return state === "none" ? "met" : state;
}

it.each<[expected: string, what: string, policy: JsonRecord, more?: Parameters<typeof reached>[1]]>([
  ["met", "it makes pods in all of the cluster", EDITS],
  ["met", "in the namespace of the association", { ...EDITS, namespaces: ["web"] }],
  ["met", "in namespaces of which that is one", { ...EDITS, namespaces: ["we*"] }],
  ["no", "in another namespace alone", { ...EDITS, namespaces: ["jobs"] }],
  ["no", "it reads alone", { policy: "AmazonEKSViewPolicy" }],
  ["no", "it makes pods in another cluster", EDITS, { makes: "other" }],
  ["no", "no association is there", EDITS, { isThere: false }],
])("%s: %s", (expected, _, policy, more = {}) => {
  expect(reached(policy, more)).toBe(expected);
});
