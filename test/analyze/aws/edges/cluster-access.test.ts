// Making oneself administrator of a Kubernetes cluster: it works where AWS's access entries let people in or the caller turns them on.
import { beforeAll, expect, it } from "vitest";
import { administratorsOf } from "../../../../src/analyze/aws/edges/compute/eks-administrators.js";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, Scene } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()).filter(({ id }) => id === "eks-003" || id === "eks-004"));
});

const CLUSTER = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod`;
const MAKING = ["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"];
const SWITCHING = [...MAKING, "eks:UpdateClusterConfig"];

it.each([
  ["API", MAKING, "met"],
  ["API_AND_CONFIG_MAP", MAKING, "met"],
  ["CONFIG_MAP", MAKING, "no"],
  ["CONFIG_MAP", SWITCHING, "met"],
  ["CONFIG_MAP", ["eks:CreateAccessEntry", "eks:UpdateClusterConfig"], "no"],
  [undefined, MAKING, "unknown"],
])("authentication mode %s, allowed %s: %s", (mode, allowed, expected) => {
  const scene = new Scene()
    .user("caller", { inline: [allow(allowed, "arn:aws:eks:*:*:*")] })
    .workload("aws.eks-cluster", CLUSTER, undefined, mode === undefined ? {} : { authentication_mode: mode });
  const { edges } = analyzeScene(scene, techniques);
  const state = stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(administratorsOf(CLUSTER)) ?? "no";
  expect(state === "none" ? "met" : state).toBe(expected);
});
