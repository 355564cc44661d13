// Roles of the caller's account that trust everyone: to assume one takes no permission of the caller's own, so that whoever may change
// what such a role is allowed controls the account. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import { expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, root, Scene, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ id }) => id === "iam-016");
const REWRITES = allow("iam:CreatePolicyVersion", arn("policy/work"));
const OPEN = trusts("*");
const within = (account: string) => trusts("*", { StringEquals: { "aws:PrincipalAccount": account } });

type Statement = ReturnType<typeof allow>;

/** How surely the caller, beside another one who may rewrite the policy and is denied the role, controls the account. */
function controls(own: readonly Statement[], trust: Statement, boundary?: readonly Statement[]): string {
  const scene = new Scene()
    .user("caller", { inline: own })
    .user("another", { inline: [REWRITES, deny("sts:*")] })
    .managed("work", [allow("s3:GetObject")])
    .managed("limit", boundary ?? [])
    .role("worker", [trust], { managed: ["work"], ...(boundary && { boundary: "limit" }) });
  const { edges } = analyzeScene(scene, techniques);
  expect(stepsFrom(edges, arn("user/another"), ["escalates_to"]).has(`aws:${ACCOUNT}`)).toBe(false);
  return strength(stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(`aws:${ACCOUNT}`));
}

test.each<[string, readonly Statement[], Statement, string]>([
  ["trusts everyone", [REWRITES], OPEN, "met"],
  ["trusts everyone of the account", [REWRITES], within(ACCOUNT), "met"],
  [
    "trusts everyone, and the caller may assume another",
    [REWRITES, allow("sts:AssumeRole", arn("role/x"))],
    OPEN,
    "met",
  ],
  ["trusts everyone of another account", [REWRITES], within("777788889999"), "no"],
  ["trusts the account, where it takes a permission", [REWRITES], trusts(root()), "no"],
  ["trusts everyone, and the caller is denied it", [REWRITES, deny("sts:AssumeRole")], OPEN, "no"],
  [
    "trusts everyone, and the caller rewrites another policy",
    [allow("iam:CreatePolicyVersion", arn("policy/x"))],
    OPEN,
    "no",
  ],
])("the role %s", (_, own, trust, expected) => {
  expect(controls(own, trust)).toBe(expected);
});

test("the role trusts everyone within a boundary", () => {
  expect(controls([REWRITES], OPEN, [allow("s3:*")])).toBe("no");
});
