// Roles that AWS keeps to itself: no policy lets anybody change one by IAM, and what is attached to one is not protected so.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { addRole, roleArn } from "./center-account.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, root, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

type Statement = ReturnType<typeof allow>;

/** What is said of whether it gets to admin of its account. */
function adminOf(scene: Scene, node: string) {
  const { facts } = analyzeScene(scene, techniques);
  return facts.find((fact) => fact.node === node && fact.columns["admin"] !== undefined)?.columns["admin"];
}

const PERSON = roleArn("Own", ACCOUNT);
const LITTLE = allow("s3:ListAllMyBuckets");
const person = (...statements: Statement[]) => addRole(new Scene(), "Own", ACCOUNT, statements);
const plain = (...statements: Statement[]) => new Scene().role("own", [trusts(root())], { inline: statements });

describe("a role of Identity Center that may change itself", () => {
  it.each(["iam:PutRolePolicy", "iam:AttachRolePolicy"])("by %s gets nothing, another role may", (action) => {
    expect(adminOf(person(LITTLE, allow(action)), PERSON)).toBe("no");
    expect(adminOf(plain(LITTLE, allow(action)), arn("role/own"))).toBe("reaches");
  });

  it("keeps its boundary", () => {
    const limit = [allow("iam:DeleteRolePermissionsBoundary")];
    const bounded = (name: string) =>
      new Scene().managed("limit", limit).role(name, [trusts(root())], { inline: [EVERYTHING], boundary: "limit" });
    expect(adminOf(bounded(PERSON.slice(PERSON.indexOf("role/") + 5)), PERSON)).toBe("no");
    expect(adminOf(bounded("own"), arn("role/own"))).toBe("reaches");
  });

  it("by a new version of a policy of the account that is attached to it gets everything", () => {
    const scene = person(allow("iam:CreatePolicyVersion")).managed("team", [LITTLE]);
    scene.edge("has_grant", PERSON, arn("policy/team"));
    expect(adminOf(scene, PERSON)).toBe("reaches");
    expect(adminOf(person(allow("iam:CreatePolicyVersion")).managed("team", [LITTLE]), PERSON)).toBe("no");
  });

  it("keeps its tags: a condition on them is met by nobody's tagging", () => {
    const ifAdmin = { Condition: { StringEquals: { "aws:PrincipalTag/level": "admin" } } };
    const held = [
      allow("iam:TagRole"),
      allow(["iam:CreateUser", "iam:PutUserPolicy", "iam:CreateAccessKey"], "*", ifAdmin),
    ];
    expect(adminOf(person(...held), PERSON)).toBe("no");
    expect(adminOf(plain(...held), arn("role/own"))).toBe("reaches");
  });

  it("and all else but for a Deny makes a user instead", () => {
    const scene = person(EVERYTHING, deny("s3:*"));
    expect(adminOf(scene, PERSON)).toBe("reaches");
    expect(adminOf(person(EVERYTHING, deny("iam:*")), PERSON)).toBe("no");
  });
});

describe("who may change trust policies", () => {
  const caller = { inline: [allow(["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"])] };
  const linked = "aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport";

  it.each<[string, Scene, string]>([
    ["a role of Identity Center", addRole(new Scene(), "Boss", ACCOUNT, [EVERYTHING]), "no"],
    [
      "a role that AWS linked to a service",
      new Scene().role(linked, [trusts(service("support"))], { inline: [EVERYTHING] }),
      "no",
    ],
    ["any other role", new Scene().role("boss", [trusts(service("ec2"))], { inline: [EVERYTHING] }), "reaches"],
  ])("%s", (_, scene, expected) => {
    expect(adminOf(scene.user("caller", caller), arn("user/caller"))).toBe(expected);
  });
});
