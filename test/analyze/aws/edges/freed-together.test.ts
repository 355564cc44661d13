// Several things hold a role or user back: its boundary and a Deny, or two Denies. It has what they keep it from once all of them are
// gone, by whoever may take them away and in whichever order; with one of them left it has not.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { BUCKET, CALLER, LITTLE, READS, ROLE, type Statement, UNREAD, USER } from "./limited.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { allow, arn, controlled, deny, type Holder, root, Scene, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const UNBINDS = allow("iam:DeleteRolePermissionsBoundary", ROLE);
const DETACHES = allow("iam:DetachRolePolicy", ROLE);
const DELETES = allow("iam:DeleteRolePolicy", ROLE);
const ASSUMES = allow("sts:AssumeRole", ROLE);
const BOTH_ACTIONS = ["iam:DeleteRolePermissionsBoundary", "iam:DetachRolePolicy"];

/** What of a principal the start gets to that reads the bucket: what is gone of it. */
function reading(scene: Scene, start: string): readonly string[] {
  scene.node("resource", "aws.s3-bucket", BUCKET).node("resource", "aws.s3-bucket", "arn:aws:s3:::other");
  const { edges } = analyzeScene(scene, techniques);
  const found = new Set([start]);
  for (const id of found)
    for (const [to, state] of stepsFrom(edges, id, ["escalates_to", "can_assume", "adds_credential"]))
      if (state === "none" || state === "met") found.add(to);
  return [...found]
    .filter((id) => stepsFrom(edges, id, ["permits"]).has(BUCKET))
    .map((id) => id.slice(id.indexOf("#") + 1))
    .sort();
}

const BOTH = ["without:boundary,policy/guard"];

/** A role that reads but for `policy/guard` and a boundary that lets the actions through. */
function bound(own: readonly Statement[], guard: readonly Statement[], within: readonly string[]): Scene {
  return new Scene()
    .managed("guard", guard)
    .managed("cap", [allow([...within, "s3:ListAllMyBuckets"])])
    .role("limited", [trusts(root())], { inline: [READS, ...own], managed: ["guard"], boundary: "cap" });
}

describe("a role with a boundary and a Deny", () => {
  const own = [UNBINDS, DETACHES];
  it.each<[string, Scene, readonly string[]]>([
    ["rids itself of both", bound(own, [UNREAD], BOTH_ACTIONS), BOTH],
    ["of the boundary first, where that keeps it from the other", bound(own, [UNREAD], [BOTH_ACTIONS[0] ?? ""]), BOTH],
    [
      "of the Deny first, where that keeps it from the other",
      bound(own, [deny(["s3:GetObject", "iam:DeleteRolePermissionsBoundary"])], BOTH_ACTIONS),
      BOTH,
    ],
    ["of none, where the Deny covers both", bound(own, [UNREAD, deny(BOTH_ACTIONS)], BOTH_ACTIONS), []],
    ["of none, where the boundary covers both", bound(own, [UNREAD], []), []],
    ["of none, where each keeps it from the other", bound(own, [UNREAD, deny(BOTH_ACTIONS[0] ?? "")], []), []],
    ["of the boundary alone", bound([UNBINDS], [UNREAD], BOTH_ACTIONS), []],
    ["of the Deny alone", bound([DETACHES], [UNREAD], BOTH_ACTIONS), []],
    ["not below a control policy", controlled(bound(own, [UNREAD], BOTH_ACTIONS), ["s3:GetObject"]), []],
  ])("%s", (_, scene, expected) => {
    expect(reading(scene, ROLE)).toEqual(expected);
  });
});

describe("who takes both from another", () => {
  const of = (...inline: readonly Statement[]) => bound([], [UNREAD], BOTH_ACTIONS).user("caller", { inline });
  it.each<[string, readonly Statement[], readonly string[]]>([
    ["and assumes it", [UNBINDS, DETACHES, ASSUMES], BOTH],
    ["and does no more", [UNBINDS, DETACHES], []],
    ["the boundary alone", [UNBINDS, ASSUMES], []],
    ["the Deny alone", [DETACHES, ASSUMES], []],
    ["denied one", [UNBINDS, DETACHES, ASSUMES, deny("iam:DetachRolePolicy", ROLE)], []],
    ["one of another role", [UNBINDS, allow("iam:DetachRolePolicy", arn("role/other")), ASSUMES], []],
  ])("%s", (_, statements, expected) => {
    expect(reading(of(...statements), CALLER)).toEqual(expected);
  });

  it("is one caller", () => {
    const scene = () => of(UNBINDS, ASSUMES).user("second", { inline: [DETACHES, ASSUMES] });
    expect(reading(scene(), CALLER)).toEqual([]);
    expect(reading(scene(), arn("user/second"))).toEqual([]);
  });

  it("is many callers of many roles, through a hub", () => {
    const scene = of(UNBINDS, DETACHES, ASSUMES);
    const all = allow([...BOTH_ACTIONS, "sts:AssumeRole"], arn("role/app-*"));
    for (const name of ["app-a", "app-b"])
      scene.role(name, [trusts(root())], { inline: [READS], managed: ["guard"], boundary: "cap" });
    for (const name of ["c1", "c2"]) scene.user(name, { inline: [all] });
    const { edges } = analyzeScene(scene, techniques);
    for (const caller of ["c1", "c2"]) {
      const steps = stepsFrom(edges, arn(`user/${caller}`), ["escalates_to"]);
      const ends = [...steps.keys()].filter((id) => id.endsWith(`#${BOTH[0]}`)).sort();
      expect(ends).toEqual(["app-a", "app-b"].map((name) => `${arn(`role/${name}`)}#${BOTH[0]}`));
    }
  });

  it("is told all that goes first, and rests on all statements", () => {
    const { edges } = analyzeScene(of(UNBINDS, DETACHES, ASSUMES), techniques);
    const edge = edges.find(({ from, to }) => from === CALLER && to.endsWith(`#${BOTH[0]}`));
    expect(edge?.condition).toContain("its permissions boundary goes first, by iam:DeleteRolePermissionsBoundary");
    expect(edge?.condition).toContain(
      "its policy goes first, or another version of it is put in force, by iam:DetachRolePolicy",
    );
    const statements = [0, 1, 2].map((at) => `${CALLER}/inline/own#${at}`);
    expect(edge?.because).toEqual(expect.arrayContaining(statements));
  });

  it("or takes one, and the role the other", () => {
    const scene = (...inline: readonly Statement[]) =>
      bound([UNBINDS], [UNREAD, deny(BOTH_ACTIONS[0] ?? "")], BOTH_ACTIONS).user("caller", { inline });
    expect(reading(scene(DETACHES, ASSUMES), CALLER)).toEqual(BOTH);
    expect(reading(scene(DETACHES, ASSUMES), ROLE)).toEqual([]);
    expect(reading(scene(ASSUMES), CALLER)).toEqual([]);
  });
});

describe("two Denies that go by two actions", () => {
  const TWO = ["without:inline/own,policy/guard"];
  const two = (own: readonly Statement[], inline: readonly Statement[]) =>
    new Scene()
      .managed("guard", [UNREAD])
      .managed("own", [READS, ...own])
      .role("limited", [trusts(root())], { inline: [UNREAD], managed: ["own", "guard"] })
      .user("caller", { inline });
  it.each<[string, Scene, string, readonly string[]]>([
    ["by itself", two([DETACHES, DELETES], []), ROLE, TWO],
    ["by itself, one", two([DETACHES], []), ROLE, []],
    ["by another", two([], [DETACHES, DELETES, ASSUMES]), CALLER, TWO],
    ["by another, one", two([], [DETACHES, ASSUMES]), CALLER, []],
    ["by another, one, and itself", two([DELETES], [DETACHES, ASSUMES]), CALLER, TWO],
  ])("%s", (_, scene, start, expected) => {
    expect(reading(scene, start)).toEqual(expected);
  });

  it("of a user and its group", () => {
    const scene = (...inline: readonly Statement[]) =>
      new Scene()
        .managed("guard", [UNREAD])
        .group("held", { inline: [UNREAD] })
        .user("limited", { inline: [READS], managed: ["guard"], groups: ["held"] })
        .user("caller", { inline: [allow("iam:CreateAccessKey", USER), ...inline] });
    const leaves = allow("iam:RemoveUserFromGroup", arn("group/held"));
    const detaches = allow("iam:DetachUserPolicy", USER);
    expect(reading(scene(leaves, detaches), CALLER)).toEqual(["without:group/held,policy/guard"]);
    expect(reading(scene(leaves), CALLER)).toEqual([]);
    expect(reading(scene(detaches), CALLER)).toEqual([]);
  });
});

describe("another version of the policy that denies", () => {
  const CHOOSES = (policy = "guard") => allow("iam:SetDefaultPolicyVersion", arn(`policy/${policy}`));
  const EXCHANGED = ["without:policy/guard@v1"];
  const versioned = (own: readonly Statement[], v1: readonly Statement[], more: Holder = {}) =>
    new Scene()
      .managed("guard", [UNREAD])
      .version("guard", v1)
      .managed("cap", [READS, allow(["iam:SetDefaultPolicyVersion", "iam:DeleteRolePermissionsBoundary"])])
      .managed("tight", [LITTLE, allow("iam:DeleteRolePermissionsBoundary")])
      .role("limited", [trusts(root())], { inline: [READS, ...own], managed: ["guard"], ...more })
      .user("caller", { inline: [CHOOSES(), ASSUMES] })
      .user("second", { inline: [CHOOSES()] });
  it.each<[string, Scene, string, readonly string[]]>([
    ["denies nothing", versioned([CHOOSES()], [LITTLE]), ROLE, EXCHANGED],
    ["denies something else", versioned([CHOOSES()], [deny("s3:GetObject", "arn:aws:s3:::other/*")]), ROLE, EXCHANGED],
    ["denies the same", versioned([CHOOSES()], [UNREAD]), ROLE, []],
    ["denies the same and allows more", versioned([CHOOSES()], [UNREAD, LITTLE]), ROLE, []],
    ["may not be chosen", versioned([], [LITTLE]), ROLE, []],
    ["may be chosen of another policy", versioned([CHOOSES("other")], [LITTLE]), ROLE, []],
    ["is chosen within a boundary", versioned([CHOOSES()], [LITTLE], { boundary: "cap" }), ROLE, EXCHANGED],
    ["may not be chosen within a boundary", versioned([CHOOSES()], [LITTLE], { boundary: "tight" }), ROLE, []],
    [
      "is chosen once the boundary is off",
      versioned([CHOOSES(), UNBINDS], [LITTLE], { boundary: "tight" }),
      ROLE,
      ["without:boundary,policy/guard@v1"],
    ],
    ["is chosen by who assumes the role", versioned([], [LITTLE]), CALLER, EXCHANGED],
    ["is chosen by who does no more", versioned([], [LITTLE]), arn("user/second"), []],
  ])("%s", (_, scene, start, expected) => {
    expect(reading(scene, start)).toEqual(expected);
  });

  it("is no way where it denies the same", () => {
    const { edges } = analyzeScene(versioned([CHOOSES()], [UNREAD, LITTLE]), techniques);
    expect(edges.filter(({ to }) => to.includes("#without:"))).toEqual([]);
  });
});

describe("another version of a policy that allows more", () => {
  const CHOOSES = (policy = "work") => allow("iam:SetDefaultPolicyVersion", arn(`policy/${policy}`));
  const EXCHANGED = ["without:policy/work@v1"];
  const working = (own: readonly Statement[], inForce: readonly Statement[], more: Holder = {}) =>
    new Scene()
      .managed("work", inForce)
      .managed("cap", [READS, allow("iam:SetDefaultPolicyVersion")])
      .managed("tight", [LITTLE, allow("iam:SetDefaultPolicyVersion")])
      .role("limited", [trusts(root())], { inline: own, managed: ["work"], ...more })
      .user("caller", { inline: [CHOOSES(), ASSUMES] })
      .user("second", { inline: [CHOOSES()] });
  const READS_ELSEWHERE = allow("s3:GetObject", "arn:aws:s3:::other/*");

  it.each<[string, Scene, string, readonly string[]]>([
    ["lets it read", working([CHOOSES()], [LITTLE]).version("work", [READS]), ROLE, EXCHANGED],
    ["lets it read here", working([CHOOSES()], [READS_ELSEWHERE]).version("work", [READS]), ROLE, EXCHANGED],
    ["lets it read elsewhere", working([CHOOSES()], [LITTLE]).version("work", [READS_ELSEWHERE]), ROLE, []],
    ["lets it do little", working([CHOOSES()], [LITTLE]).version("work", [LITTLE]), ROLE, []],
    ["may not be chosen", working([], [LITTLE]).version("work", [READS]), ROLE, []],
    ["may be chosen of another policy", working([CHOOSES("cap")], [LITTLE]).version("work", [READS]), ROLE, []],
    ["is denied besides", working([CHOOSES(), UNREAD], [LITTLE]).version("work", [READS]), ROLE, []],
    [
      "lets it read within a boundary",
      working([CHOOSES()], [LITTLE], { boundary: "cap" }).version("work", [READS]),
      ROLE,
      EXCHANGED,
    ],
    [
      "not within its boundary",
      working([CHOOSES()], [LITTLE], { boundary: "tight" }).version("work", [READS]),
      ROLE,
      [],
    ],
    ["is chosen by who assumes the role", working([], [LITTLE]).version("work", [READS]), CALLER, EXCHANGED],
    ["is chosen by who does no more", working([], [LITTLE]).version("work", [READS]), arn("user/second"), []],
    [
      "is of a policy that it does not hold",
      working([CHOOSES("x")], [])
        .managed("x", [])
        .version("x", [READS]),
      ROLE,
      [],
    ],
  ])("%s", (_, scene, start, expected) => {
    expect(reading(scene, start)).toEqual(expected);
  });

  it("is none where it allows the same", () => {
    const { edges } = analyzeScene(working([CHOOSES()], [READS]).version("work", [READS]), techniques);
    expect(edges.filter(({ to }) => to.includes("#without:"))).toEqual([]);
  });
});
