// Who may take away a policy that denies, of itself or of whom it acts as, has the ways that the Deny keeps it from; a Deny that nobody
// may take away stays.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { BUCKET, CALLER, READS, ROLE, type Statement, UNREAD, USER } from "./limited.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { allow, arn, controlled, deny, type Holder, root, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const DETACHES = allow("iam:DetachRolePolicy", ROLE);
const detaches = (policy: string, effect = allow) =>
  effect("iam:DetachRolePolicy", ROLE, { Condition: { ArnEquals: { "iam:PolicyARN": arn(`policy/${policy}`) } } });

/** Steps to somebody without something, as `what technique state reads`; what itself reads comes first. */
function freed(scene: Scene, from: string, of = from): readonly string[] {
  scene.node("resource", "aws.s3-bucket", BUCKET).node("resource", "aws.s3-bucket", "arn:aws:s3:::other");
  const { edges, nodes } = analyzeScene(scene, techniques);
  const reads = (id: string) => (stepsFrom(edges, id, ["permits"]).has(BUCKET) ? "reads" : "no");
  const steps = edges.flatMap(({ from: start, to, technique, state }) => {
    if (start !== from || !to.startsWith(`${of}#without:`)) return [];
    expect(nodes.some(({ id }) => id === to)).toBe(true);
    return [`${to.slice(of.length + "#without:".length)} ${technique} ${state} ${reads(to)}`];
  });
  return [reads(of), ...steps];
}

/** A role with inline statements and `policy/guard`. */
function role(own: readonly Statement[], guard: readonly Statement[], more: Holder = {}): Scene {
  return new Scene()
    .managed("guard", guard)
    .managed("cap", [READS])
    .managed("open", [allow("*")])
    .managed("unread", [allow("*"), UNREAD])
    .role("limited", [trusts(root()), trusts(service("lambda"))], { inline: own, managed: ["guard"], ...more });
}

const GUARD = "policy/guard iam-048 none";
const ITSELF = ["no"];

describe("a role that may detach what denies it", () => {
  it.each<[string, Scene, readonly string[]]>([
    ["from itself", role([READS, DETACHES], [UNREAD]), ["no", `${GUARD} reads`]],
    ["that policy alone", role([READS, detaches("guard")], [UNREAD]), ["no", "policy/guard iam-048 met reads"]],
    ["another policy alone", role([READS, detaches("other")], [UNREAD]), ITSELF],
    ["from another", role([READS, allow("iam:DetachRolePolicy", arn("role/other"))], [UNREAD]), ITSELF],
    ["not at all", role([READS], [UNREAD]), ITSELF],
    ["but for that Deny", role([READS, DETACHES], [deny(["s3:GetObject", "iam:DetachRolePolicy"])]), ITSELF],
    ["with nothing behind it", role([DETACHES], [UNREAD]), ITSELF],
    ["with what it is denied by the same policy alone", role([DETACHES], [READS, UNREAD]), ITSELF],
    ["with nothing denied", role([READS, DETACHES], [allow("s3:List*")]), ["reads"]],
    ["that allows as well", role([READS, DETACHES], [UNREAD, allow("iam:PassRole")]), ["no", `${GUARD} reads`]],
    ["within a boundary", role([READS, DETACHES], [UNREAD], { boundary: "open" }), ["no", `${GUARD} reads`]],
    ["not within its boundary", role([READS, DETACHES], [UNREAD], { boundary: "cap" }), ITSELF],
    ["which its boundary denies too", role([READS, DETACHES], [UNREAD], { boundary: "unread" }), ["no", `${GUARD} no`]],
    ["denied by its organisation", controlled(role([READS, DETACHES], [UNREAD]), ["iam:DetachRolePolicy"]), ITSELF],
  ])("%s", (_, scene, expected) => {
    expect(freed(scene, ROLE)).toEqual(expected);
  });

  it("and gains nothing where its organisation denies the same", () => {
    const scene = (denied: string) => controlled(role([READS, DETACHES], [UNREAD]), [denied]);
    expect(freed(scene("ec2:*"), ROLE)[1]).toMatch(/reads$/);
    expect(freed(scene("s3:*"), ROLE)[1]).toMatch(/no$/);
  });

  it("by way of one that keeps it from the other", () => {
    const two = (second: Statement) =>
      role([READS, DETACHES], [UNREAD], { managed: ["guard", "second"] }).managed("second", [second]);
    expect(freed(two(detaches("guard", deny)), ROLE)).toEqual(["no", "policy/guard,policy/second iam-048 met reads"]);
    expect(freed(two(deny("iam:DetachRolePolicy")), ROLE)).toEqual(ITSELF);
    expect(freed(two(detaches("second", deny)), ROLE)).toEqual(["no", "policy/guard iam-048 met reads"]);
  });

  it("and an inline policy only where it may delete that", () => {
    const inline = (action: string) =>
      new Scene()
        .managed("own", [READS, allow(action, ROLE)])
        .role("limited", [trusts(service("lambda"))], { inline: [UNREAD], managed: ["own"] });
    expect(freed(inline("iam:DeleteRolePolicy"), ROLE)).toEqual(["no", "inline/own iam-050 none reads"]);
    expect(freed(inline("iam:DetachRolePolicy"), ROLE)).toEqual(ITSELF);
  });

  it("is not sure where the Deny of it cannot be decided", () => {
    const night = deny("iam:DetachRolePolicy", "*", { Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } });
    const [, step = ""] = freed(role([READS, DETACHES, night], [UNREAD]), ROLE);
    expect(step).toMatch(/^policy\/guard iam-048 (unknown|attacker-settable) reads$/);
  });

  it("raises itself then, where it may", () => {
    const PUTS = (to: string) => allow("iam:PutRolePolicy", to);
    const admin = (own: readonly Statement[], denied: readonly string[]) =>
      analyzeScene(role(own, [deny(denied)]), techniques).facts.find(({ node }) => node === ROLE)?.columns["admin"];
    expect(admin([PUTS(ROLE), DETACHES], ["iam:PutRolePolicy"])).toBe("reaches");
    expect(admin([PUTS(ROLE), DETACHES], ["iam:PutRolePolicy", "iam:DetachRolePolicy"])).toBe("no");
    expect(admin([PUTS(arn("role/other")), DETACHES], ["iam:PutRolePolicy"])).toBe("no");
    expect(admin([PUTS(ROLE)], ["iam:PutRolePolicy"])).toBe("no");
  });

  it("rewrites no policy then that it no longer holds", () => {
    const own = (policy: string) => [DETACHES, allow("iam:CreatePolicyVersion", arn(`policy/${policy}`))];
    const scene = (policy: string) =>
      role(own(policy), [deny("iam:CreatePolicyVersion")], { managed: ["guard", "held"] }).managed("held", [READS]);
    const admin = (policy: string) =>
      analyzeScene(scene(policy), techniques).facts.find(({ node }) => node === ROLE)?.columns["admin"];
    expect(admin("held")).toBe("reaches");
    expect(admin("guard")).toBe("no");
  });
});

describe("a user whose group denies it something", () => {
  const user = (action: string, group: string, held: Holder = { inline: [UNREAD] }) =>
    new Scene()
      .managed("guard", [UNREAD])
      .group("held", held)
      .group("other")
      .user("limited", { inline: [READS, allow(action, arn(`group/${group}`))], groups: ["held", "other"] });
  const GUARDED = { managed: ["guard"] };

  it.each<[string, Scene, readonly string[]]>([
    ["leaves it", user("iam:RemoveUserFromGroup", "held"), ["no", "group/held iam-051 none reads"]],
    ["leaves another", user("iam:RemoveUserFromGroup", "other"), ITSELF],
    ["deletes the policy", user("iam:DeleteGroupPolicy", "held"), ["no", "group/held/inline/own iam-053 none reads"]],
    ["deletes what is attached", user("iam:DeleteGroupPolicy", "held", GUARDED), ITSELF],
    [
      "detaches it",
      user("iam:DetachGroupPolicy", "held", GUARDED),
      ["no", "group/held/policy/guard iam-052 none reads"],
    ],
    ["detaches what is inline", user("iam:DetachGroupPolicy", "held"), ITSELF],
  ])("%s", (_, scene, expected) => {
    expect(freed(scene, USER)).toEqual(expected);
  });
});

describe("who takes it away from another", () => {
  const ASSUMES = allow("sts:AssumeRole", ROLE);
  const PASSES = [allow("iam:PassRole", ROLE), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])];
  const KEY = allow("iam:CreateAccessKey", USER);
  const of = (...inline: readonly Statement[]) =>
    role([READS], [UNREAD])
      .group("held", { inline: [UNREAD] })
      .user("limited", { inline: [READS], managed: ["guard"] })
      .user("grouped", { inline: [READS], groups: ["held"] })
      .user("caller", { inline });

  it.each<[string, readonly Statement[], readonly string[]]>([
    ["and assumes the role", [DETACHES, ASSUMES], ["no", "policy/guard iam-048 met reads"]],
    ["and runs code as it", [DETACHES, ...PASSES], ["no", "policy/guard lambda-001 met reads"]],
    ["that policy alone", [detaches("guard"), ASSUMES], ["no", "policy/guard iam-048 met reads"]],
    ["another policy alone", [detaches("other"), ASSUMES], ITSELF],
    ["and does no more", [DETACHES], ITSELF],
    ["no policy", [ASSUMES], ITSELF],
    ["from another role", [allow("iam:DetachRolePolicy", arn("role/other")), ASSUMES], ITSELF],
    ["denied", [allow("iam:DetachRolePolicy"), deny("iam:DetachRolePolicy", ROLE), ASSUMES], ITSELF],
  ])("%s", (_, statements, expected) => {
    expect(freed(of(...statements), CALLER, ROLE)).toEqual(expected);
  });

  it("is one caller that does both", () => {
    const scene = () => of(DETACHES).user("second", { inline: [ASSUMES] });
    expect(freed(scene(), CALLER, ROLE)).toEqual(ITSELF);
    expect(freed(scene(), arn("user/second"), ROLE)).toEqual(ITSELF);
  });

  it("has a key of a user, too", () => {
    expect(freed(of(allow("iam:DetachUserPolicy", USER), KEY), CALLER, USER)).toEqual([
      "no",
      "policy/guard iam-002 met reads",
    ]);
    expect(freed(of(DETACHES, KEY), CALLER, USER)).toEqual(ITSELF);
    const grouped = arn("user/grouped");
    const leave = (group: string) =>
      of(allow("iam:RemoveUserFromGroup", arn(`group/${group}`)), allow("iam:CreateAccessKey", grouped));
    expect(freed(leave("held"), CALLER, grouped)).toEqual(["no", "group/held iam-002 met reads"]);
    expect(freed(leave("other"), CALLER, grouped)).toEqual(ITSELF);
  });

  it("is told what goes first, and rests on the statements of both", () => {
    const { edges } = analyzeScene(of(DETACHES, ASSUMES), techniques);
    const edge = edges.find(({ from, to }) => from === CALLER && to.startsWith(`${ROLE}#`));
    expect(edge?.condition).toContain(
      "its policy goes first, or another version of it is put in force, by iam:DetachRolePolicy",
    );
    expect(edge?.because).toEqual(expect.arrayContaining([`${CALLER}/inline/own#0`, `${CALLER}/inline/own#1`]));
  });

  it("is joined where one caller may do both to one role, through hubs as well", () => {
    const ROLES = ["r0", "r1", "r2"];
    const CALLERS = ["c0", "c1", "c2"];
    const ON = ["role/*", "role/r0", "role/r1"];
    const held = fc.array(fc.record({ action: fc.nat(1), on: fc.nat(2), isDeny: fc.nat(5).map((n) => n === 0) }), {
      maxLength: 4,
    });
    const ACTIONS = ["iam:DetachRolePolicy", "sts:AssumeRole"];
    fc.assert(
      fc.property(fc.array(held, { minLength: 3, maxLength: 3 }), (plan) => {
        const scene = new Scene().account().managed("guard", [UNREAD]);
        for (const name of ROLES) scene.role(name, [trusts(root())], { inline: [READS], managed: ["guard"] });
        for (const [at, name] of CALLERS.entries())
          scene.user(name, {
            inline: (plan[at] ?? []).map(({ action, on, isDeny }) =>
              (isDeny ? deny : allow)(ACTIONS[action] ?? "", arn(ON[on] ?? "")),
            ),
          });
        scene.node("resource", "aws.s3-bucket", BUCKET);
        const { edges } = analyzeScene(
          scene,
          techniques.filter(({ changes }) => changes === "denial"),
        );
        const isAllowed = (at: number, action: number, name: string): boolean => {
          const about = (plan[at] ?? []).filter(
            (one) => one.action === action && [0, ROLES.indexOf(name) + 1].includes(one.on),
          );
          return about.length > 0 && about.every(({ isDeny }) => !isDeny);
        };
        for (const [at, caller] of CALLERS.entries()) {
          const found = stepsFrom(edges, arn(`user/${caller}`), ["escalates_to"]);
          for (const name of ROLES)
            expect([caller, name, found.has(`${arn(`role/${name}`)}#without:policy/guard`)]).toEqual([
              caller,
              name,
              isAllowed(at, 0, name) && isAllowed(at, 1, name),
            ]);
        }
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});
