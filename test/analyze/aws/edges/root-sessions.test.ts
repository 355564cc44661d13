// sts:AssumeRoot: who may let the root user of a member account have a password again has the account perhaps, as it is not read
// whether such sessions are turned on, nor who reads the mail.
import { beforeAll, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { delegate, organization, THIRD } from "./center-account.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, OTHER, type Scene } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()).filter(({ id }) => id === "sts-001"));
});

const OPEN = allow("sts:AssumeRoot");

function taken(scene: Scene, source = arn("user/caller")): { readonly [account: string]: string } {
  const steps = stepsFrom(analyzeScene(scene, techniques).edges, source, ["escalates_to"]);
  return Object.fromEntries([...steps].map(([target, state]) => [target, strength(state)]));
}

const managing = () => organization([ACCOUNT, OTHER, THIRD]);

/** A service control policy on a member. */
function controlled(scene: Scene, account: string, ...statements: object[]): Scene {
  const place = { account: "o-acme" };
  const whole = { Effect: "Allow", Action: "*", Resource: "*" };
  scene.node("scope", "aws.organization-root", "r-root", place);
  for (const member of [ACCOUNT, OTHER, THIRD]) scene.edge("contains", "r-root", `aws:${member}`);
  scene.node("grant", "aws.scp", "p-full", { ...place, document: [whole] as never });
  for (const target of ["r-root", `aws:${OTHER}`, `aws:${THIRD}`]) scene.edge("references", "p-full", target);
  scene.node("grant", "aws.scp", "p-root", { ...place, document: statements as never });
  return scene.edge("references", "p-root", `aws:${account}`);
}

it("is each member's, from the management account", () => {
  const scene = managing().user("caller", { inline: [OPEN] });
  expect(taken(scene)).toEqual({ [`aws:${OTHER}`]: "unknown", [`aws:${THIRD}`]: "unknown" });
});

it("is that of the member that is named", () => {
  const scene = managing().user("caller", { inline: [allow("sts:AssumeRoot", `arn:aws:iam::${THIRD}:root`)] });
  expect(taken(scene)).toEqual({ [`aws:${THIRD}`]: "unknown" });
});

it("is none's from a member, and none's of the management account", () => {
  const scene = managing().user("caller", { inline: [OPEN] }, OTHER);
  expect(taken(scene, arn("user/caller", OTHER))).toEqual({});
});

it("is not that of a member whose root user is denied everything", () => {
  const root = { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } };
  const denied = { Effect: "Deny", Action: "*", Resource: "*", Condition: root };
  const scene = controlled(managing(), OTHER, denied).user("caller", { inline: [OPEN] });
  expect(taken(scene)).toEqual({ [`aws:${THIRD}`]: "unknown" });
});

it("is that of one whose root user is denied it but in such sessions", () => {
  const root = { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" }, Null: { "aws:AssumedRoot": "true" } };
  const denied = { Effect: "Deny", Action: "*", Resource: "*", Condition: root };
  const scene = controlled(managing(), OTHER, denied).user("caller", { inline: [OPEN] });
  expect(taken(scene)).toEqual({ [`aws:${OTHER}`]: "unknown", [`aws:${THIRD}`]: "unknown" });
});

/** "Centralize root access for member accounts", IAM User Guide. */
it.each<[string, { readonly [service: string]: readonly string[] }, readonly string[]]>([
  ["one that administers IAM", { "iam.amazonaws.com": [OTHER] }, [OTHER, THIRD]],
  ["one beside that which does", { "iam.amazonaws.com": [THIRD] }, []],
  [
    "one that administers stack sets",
    { "iam.amazonaws.com": [], "member.org.stacksets.cloudformation.amazonaws.com": [OTHER] },
    [],
  ],
])("is each member's, from %s for the organisation", (_, services, accounts) => {
  const scene = delegate(managing(), services).user("caller", { inline: [OPEN] }, OTHER);
  expect(taken(scene, arn("user/caller", OTHER))).toEqual(
    Object.fromEntries(accounts.map((account) => [`aws:${account}`, "unknown"])),
  );
});
