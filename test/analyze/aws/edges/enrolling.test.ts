// A user who may make itself an MFA device has a session with MFA; who may do one half of it, or only with MFA, has not.
import { describe, expect, it } from "vitest";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { allow, arn, controlled, deny, type Holder, root, Scene, service, trusts } from "./scene.js";

type Statement = ReturnType<typeof allow>;

const TARGET = arn("role/target");
const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const MAKES = allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/*");
const ENABLES = allow("iam:EnableMFADevice", arn(`user/$${"{aws:username}"}`));
const SELF = [MAKES, ENABLES];
const NAMED = [allow("iam:CreateVirtualMFADevice", arn(`mfa/$${"{aws:username}"}`)), ENABLES];
const ASSUMES = allow("sts:AssumeRole", TARGET);
/** As AWS's own example of a policy for people who look after their devices themselves; `also`: what they need no MFA for besides. */
const unlessMfa = (...also: readonly string[]): Statement => ({
  Effect: "Deny",
  NotAction: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", ...also],
  Resource: "*",
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
});

/** State of the way of a user to a role that trusts it; `asks`: with MFA. */
function wayOf(
  holder: Holder,
  hasMfa: boolean | undefined,
  asks: Statement | undefined = MFA,
  wrap = (one: Scene) => one,
) {
  const scene = new Scene()
    .managed("cap", [allow(["sts:AssumeRole", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice"])])
    .managed("tight", [allow("sts:AssumeRole")])
    .group("people", { inline: SELF })
    .user("caller", holder)
    .role("target", [trusts({ AWS: arn("user/caller") }, asks)]);
  const user = scene.nodes.find(({ id }) => id === arn("user/caller"));
  if (hasMfa !== undefined)
    Object.assign(user?.supplements ?? {}, { "aws/iam:credential-report": { mfa_active: hasMfa } });
  return stepsFrom(analyzeScene(wrap(scene)).edges, arn("user/caller"), ["can_assume"]).get(TARGET);
}

const NO = undefined;

/** With the role trusting all of its account. */
function trusting(scene: Scene): Scene {
  const role = scene.nodes.find(({ id }) => id === TARGET);
  const text = scene.documents.get(role?.document ?? "") ?? "";
  scene.documents.set(role?.document ?? "", text.replace(arn("user/caller"), root().AWS));
  return scene;
}

describe("a user of whom a role asks MFA", () => {
  it.each<[string, readonly Statement[], without: string | undefined, having: string]>([
    ["may make itself a device", SELF, "met", "met"],
    ["may not", [], NO, "needs-actor"],
    ["may make one, and not enable it", [MAKES], NO, "needs-actor"],
    ["may enable one, and not make it", [ENABLES], NO, "needs-actor"],
    ["may enable that of another", [MAKES, allow("iam:EnableMFADevice", arn("user/other"))], NO, "needs-actor"],
    ["may only with MFA", [MAKES, { ...ENABLES, Condition: MFA }], NO, "needs-actor"],
    ["is denied it", [...SELF, deny("iam:EnableMFADevice", arn("user/*"))], NO, "needs-actor"],
    // AWS says that no policy controls it, and its examples except it from a Deny
    ["is denied the session", [...SELF, deny("sts:GetSessionToken")], "unknown", "needs-actor"],
    ["may make one of its name, which another may have", NAMED, "met", "needs-actor"],
  ])("%s", (_, statements, without, having) => {
    expect(wayOf({ inline: statements }, false)).toBe(without);
    expect(wayOf({ inline: statements }, true)).toBe(having);
    expect(wayOf({ inline: statements }, undefined)).toBe(having);
  });

  it("and which looks at something else of the caller, where its own policies ask MFA", () => {
    const ofTeam = { StringEquals: { "aws:PrincipalTag/team": "web" } };
    const own = { tags: { team: "web" } };
    const asked = [ASSUMES, unlessMfa("sts:GetSessionToken")];
    expect(wayOf({ ...own, inline: [...SELF, ...asked] }, false, ofTeam, trusting)).toBe("met");
    expect(wayOf({ ...own, inline: asked }, false, ofTeam, trusting)).toBe(NO);
    expect(wayOf({ tags: { team: "ops" }, inline: [...SELF, ...asked] }, false, ofTeam, trusting)).toBe(NO);
  });

  it("has MFA that is new", () => {
    const young = { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } };
    expect(wayOf({ inline: SELF }, false, young)).toBe("met");
    expect(wayOf({}, false, young)).toBe(NO);
  });

  it("may by way of a group, and within a boundary", () => {
    expect(wayOf({ groups: ["people"] }, false)).toBe("met");
    expect(wayOf({ inline: SELF, boundary: "cap" }, false)).toBe("met");
    expect(wayOf({ inline: SELF, boundary: "tight" }, false)).toBe(NO);
  });

  it("may not where its organisation denies it", () => {
    const denied = (action: string) => (scene: Scene) => controlled(scene, [action]);
    // what its resource control policies say was not read
    expect(wayOf({ inline: SELF }, false, MFA, denied("ec2:*"))).toBe("unknown");
    expect(wayOf({ inline: SELF }, false, MFA, denied("iam:EnableMFADevice"))).toBe(NO);
  });
});

describe("a user who is denied everything without MFA but to look after its devices", () => {
  const way = (hasMfa: boolean, ...statements: readonly Statement[]) =>
    wayOf({ inline: [ASSUMES, ...statements] }, hasMfa, {});
  it("makes itself one, surely where it may have a session", () => {
    expect(way(false, ...SELF, unlessMfa("sts:GetSessionToken"))).toBe("met");
    expect(way(true, ...SELF, unlessMfa("sts:GetSessionToken"))).toBe("met");
    expect(way(false, unlessMfa("sts:GetSessionToken"))).toBe(NO);
    expect(way(true, unlessMfa("sts:GetSessionToken"))).toBe("needs-actor");
    expect(way(false, ...SELF, unlessMfa())).toBe("unknown");
  });
});

it("is told, and rests on what allows it", () => {
  const scene = new Scene().user("caller", { inline: SELF }).role("target", [trusts({ AWS: arn("user/caller") }, MFA)]);
  const [edge] = analyzeScene(scene).edges.filter(({ kind }) => kind === "can_assume");
  expect(edge?.condition).toContain("it makes itself an MFA device first, by iam:EnableMFADevice");
  expect(edge?.because).toEqual(expect.arrayContaining([0, 1].map((at) => `${arn("user/caller")}/inline/own#${at}`)));
});

it("is nothing that a role can do", () => {
  const scene = new Scene()
    .role("caller", [trusts(service("lambda"))], { inline: [allow("iam:*"), ASSUMES] })
    .role("target", [trusts(root(), MFA)]);
  expect(stepsFrom(analyzeScene(scene).edges, arn("role/caller"), ["can_assume"]).get(TARGET)).toBe(NO);
});
