// Roles that trust everybody, passed to a service: whether `*` in a trust policy names services too AWS does not say, so that what comes of
// it is not known. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import { expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { allow, arn, EVERYTHING, Scene, service, trusts } from "./scene.js";

const shipped = await shippedTechniques();
const techniques = shipped.filter(({ id }) => id === "lambda-001");

type Statement = ReturnType<typeof allow>;

/** How surely the caller gets to a role with such a trust by passing it. */
function passing(trust: readonly Statement[]): string {
  const scene = new Scene()
    .user("caller", { inline: [allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])] })
    .role("passed", trust, { inline: [EVERYTHING] });
  const { edges } = analyzeScene(scene, techniques);
  return strength(stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(arn("role/passed")));
}

const OF_SERVICES = { Bool: { "aws:PrincipalIsAWSService": "true" } };
const OF_ORGANISATION = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };
const DENIED = { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" };

test.each<[string, readonly Statement[], string]>([
  ["everybody", [trusts("*")], "unknown"],
  ["everybody, in other words", [trusts({ AWS: "*" })], "unknown"],
  ["all but somebody", [{ ...trusts("*"), Principal: undefined, NotPrincipal: { AWS: arn("user/x") } }], "unknown"],
  ["everybody that is a service", [trusts("*", OF_SERVICES)], "unknown"],
  ["the service, beside everybody", [trusts("*"), trusts(service("lambda"))], "met"],
  ["another service, beside everybody", [trusts("*"), trusts(service("ec2"))], "unknown"],
  ["everybody, and denies everybody", [trusts("*"), DENIED], "no"],
  ["everybody, and denies services", [trusts("*"), { ...DENIED, Condition: OF_SERVICES }], "no"],
  ["everybody of an organisation, in which no service is", [trusts("*", OF_ORGANISATION)], "no"],
  ["all but the service", [{ ...trusts("*"), Principal: undefined, NotPrincipal: service("lambda") }], "no"],
  ["another service alone", [trusts(service("ec2"))], "no"],
])("a role that trusts %s", (_, trust, expected) => {
  expect(passing(trust)).toBe(expected);
});

test("no session is made of a role for a service that its trust lets in never", () => {
  const all = (condition?: Statement) =>
    analyzeScene(new Scene().role("open", [trusts("*", condition)], { inline: [EVERYTHING] }), shipped).nodes.filter(
      ({ id }) => id.includes("/session/"),
    ).length;
  expect(all()).toBeGreaterThan(0);
  expect(all(OF_ORGANISATION)).toBe(0);
});
