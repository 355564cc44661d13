// Allows of which one holds where another does not: together they let somebody through for sure, whichever is the case.
import { expect, test } from "vitest";
import type { JsonRecord } from "../../../../src/model/words.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { allow, arn, deny, EVERYTHING, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ id }) => id === "lambda-001");
const PASSES = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"];
const DEVICE = { mfa_active: true, password_enabled: true };

const passes = (operator: string, value: string, key = "aws:MultiFactorAuthPresent") =>
  allow(PASSES, "*", { Condition: { [operator]: { [key]: value } } });
const from = (operator: string, block = "10.0.0.0/8") => passes(operator, block, "aws:SourceIp");

type Statement = ReturnType<typeof allow>;

/** How surely users who hold the statements, each in a policy of its own, get to a role by passing it; those of whom one is asked about. */
function passing(inline: readonly Statement[], report: JsonRecord = DEVICE, more: readonly Statement[] = []): string {
  const scene = new Scene().role("passed", [trusts(service("lambda"))], { inline: [EVERYTHING] });
  for (const name of ["caller", "another"]) {
    scene.user(name, { inline: name === "caller" ? [...inline, ...more] : inline });
    const node = scene.nodes.find(({ id }) => id === arn(`user/${name}`));
    Object.assign(node?.supplements ?? {}, { "aws/iam:credential-report": report });
  }
  const { edges } = analyzeScene(scene, techniques);
  return strength(stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(arn("role/passed")));
}

test.each<[string, readonly Statement[], string]>([
  ["with MFA and without", [passes("Bool", "true"), passes("BoolIfExists", "false")], "met"],
  ["in three words", [passes("Bool", "true"), passes("Bool", "false"), passes("Null", "true")], "met"],
  ["from a network and from elsewhere", [from("IpAddress"), from("NotIpAddress")], "met"],
  [
    "by services and else, of which it chooses",
    [passes("Bool", "true", "aws:ViaAWSService"), passes("Bool", "false", "aws:ViaAWSService")],
    "attacker-settable",
  ],
  ["twin: with MFA alone", [passes("Bool", "true")], "needs-actor"],
  ["twin: with MFA, twice", [passes("Bool", "true"), passes("BoolIfExists", "TRUE")], "needs-actor"],
  ["twin: with MFA, and a session without", [passes("Bool", "true"), passes("Bool", "false")], "needs-actor"],
  [
    "twin: from a network, and from elsewhere than another",
    [from("IpAddress"), from("NotIpAddress", "0.0.0.0/1")],
    "unknown",
  ],
])("allowed %s", (_, inline, expected) => {
  expect(passing(inline)).toBe(expected);
});

test("what somebody holds beside them is not taken for what others hold", () => {
  const both = [passes("Bool", "true"), passes("BoolIfExists", "false")];
  expect(passing(both, DEVICE, [deny("iam:PassRole", arn("role/passed"))])).toBe("no");
  expect(passing([passes("Bool", "true")], DEVICE, [passes("BoolIfExists", "false")])).toBe("met");
});
