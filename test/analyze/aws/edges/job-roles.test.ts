// Jobs that take a role or a script with the request: jobs of EMR on EKS, whose roles are told by a condition and by the service accounts
// that they trust, and jobs of Glue, whose roles have to read the script.
import { beforeAll, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

/** How surely the caller gets to a node in one step. */
function step(scene: Scene, target: string, kind: "escalates_to" | "runs_code_in"): string {
  const found = stepsFrom(analyzeScene(scene, techniques).edges, arn("user/caller"), [kind]).get(target);
  return found === undefined ? "no" : strength(found);
}

const web = (provider: string, condition?: object) => ({
  ...trusts({ Federated: arn(`oidc-provider/${provider}`) }, condition as never),
  Action: "sts:AssumeRoleWithWebIdentity",
});
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/0A1B";
const GITHUB = "token.actions.githubusercontent.com";
const subject = (text: string, provider = EKS) => web(provider, { StringLike: { [`${provider}:sub`]: text } });

it.each([
  [
    "the service accounts of jobs",
    subject("system:serviceaccount:jobs:emr-containers-sa-*-*-111122223333-abc"),
    "unknown",
  ],
  ["every service account of a namespace", subject("system:serviceaccount:jobs:*"), "unknown"],
  ["every service account", web(EKS), "unknown"],
  ["another service account", subject("system:serviceaccount:jobs:app"), "no"],
  ["something else than a cluster", subject("repo:acme/*", GITHUB), "no"],
  ["a service", trusts(service("ec2")), "no"],
])("a role that trusts %s", (_, trust, expected) => {
  const scene = new Scene()
    .account()
    .role("job", [trust], { inline: [EVERYTHING] })
    .user("caller", { inline: [allow("emr-containers:StartJobRun")] });
  expect(step(scene, arn("role/job"), "escalates_to")).toBe(expected);
});

it.each([
  ["reads everything", allow("s3:GetObject"), "met"],
  ["reads some of it", allow("s3:GetObject", "arn:aws:s3:::scripts/*"), "unknown"],
])("a job whose role %s", (_, held, expected) => {
  const job = `arn:aws:glue:eu-west-1:${ACCOUNT}:job/nightly`;
  const scene = new Scene()
    .account()
    .role("job", [trusts(service("glue"))], { inline: [held] })
    .workload("aws.glue-job", job, "job")
    .user("caller", { inline: [allow("glue:StartJobRun", job)] });
  expect(step(scene, job, "runs_code_in")).toBe(expected);
});
