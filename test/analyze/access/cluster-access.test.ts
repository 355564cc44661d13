// Making oneself administrator of a Kubernetes cluster: it works where AWS's access entries let people in, and nowhere else.
import { beforeAll, expect, it } from "vitest";
import { loadTechniques } from "../../../src/catalog/techniques.js";
import type { Technique } from "../../../src/model/technique.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await loadTechniques("rules/techniques")).filter(({ id }) => id === "eks-003"));
});

const PODS = `arn:aws:eks:eu-west-1:${ACCOUNT}:podidentityassociation/prod/a-1`;

it.each([
  ["API", "met"],
  ["API_AND_CONFIG_MAP", "met"],
  ["CONFIG_MAP", "no"],
  [undefined, "unknown"],
])("authentication mode %s: %s", (mode, expected) => {
  const scene = new Scene()
    .user("caller", { inline: [allow(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"], "arn:aws:eks:*:*:*")] })
    .role("pod", [trusts(service("pods.eks"))], { inline: [EVERYTHING] })
    .workload("aws.eks-pod-identity", PODS, "pod", {
      cluster: "prod",
      ...(mode === undefined ? {} : { authentication_mode: mode }),
    });
  const { edges } = analyzeScene(scene, techniques);
  const state = stepsFrom(edges, arn("user/caller"), ["runs_code_in"]).get(PODS) ?? "no";
  expect(state === "none" ? "met" : state).toBe(expected);
});
