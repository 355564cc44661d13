// What a way needs in the region of its target: a maintenance window that is on, an active trigger. Elsewhere, or turned off, it is of no
// use; where it was not read, nobody knows.
import { beforeAll, expect, test } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()).filter(({ id }) => id === "ssm-007"));
});

const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
const windowIn = (region: string) => `arn:aws:ssm:${region}:${ACCOUNT}:maintenancewindow/mw-1`;

/** How surely the caller gets to run code on the instance. */
function reach(add: (scene: Scene) => void): string {
  const scene = new Scene();
  scene.role("machine", [trusts(service("ec2.amazonaws.com"))], { inline: [allow("*")] });
  scene.workload("aws.ec2-instance", INSTANCE, "machine");
  scene.user("caller", { inline: [allow("ssm:RegisterTaskWithMaintenanceWindow")] });
  add(scene);
  const { edges } = analyzeScene(scene, techniques);
  return stepsFrom(edges, arn("user/caller"), ["runs_code_in"]).get(INSTANCE) ?? "no";
}

const read = (scene: Scene) => scene.account(ACCOUNT, [{ dataSet: "aws/ssm:maintenance-windows", state: "complete" }]);
const windowOf = (scene: Scene, region: string, properties: { readonly enabled?: boolean }) =>
  scene.workload("aws.ssm-maintenance-window", windowIn(region), undefined, properties);

test("a window that is on in the region of the instance will do", () => {
  expect(reach((scene) => windowOf(read(scene), "eu-west-1", { enabled: true }))).toBe("none");
});

test("one of another region, one that is off, and none will not", () => {
  expect(reach((scene) => windowOf(read(scene), "us-east-1", { enabled: true }))).toBe("no");
  expect(reach((scene) => windowOf(read(scene), "eu-west-1", { enabled: false }))).toBe("no");
  expect(reach(read)).toBe("no");
});

test("windows that were not read, and one of which nobody knows whether it is on, leave it open", () => {
  expect(reach(() => undefined)).toBe("unknown");
  expect(reach((scene) => windowOf(scene, "us-east-1", { enabled: true }))).toBe("unknown");
  expect(reach((scene) => windowOf(read(scene), "eu-west-1", {}))).toBe("unknown");
});
