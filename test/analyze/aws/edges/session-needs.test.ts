// Trusts that ask for tags of the session, or a source identity: what they take besides sts:AssumeRole.
import { describe, expect, it } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, root, Scene } from "./scene.js";

const techniques = await shippedTechniques();
const ROLE = arn("role/target");
const TAGGED = { StringEquals: { "aws:RequestTag/project": "x" } };
const WHO = { StringLike: { "sts:SourceIdentity": "*" } };
const SESSION = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];

const trust = (principal: object, actions: string | readonly string[], condition?: object) => ({
  Effect: "Allow",
  Principal: principal,
  Action: actions,
  ...(condition && { Condition: condition }),
});

const CALLER = arn("user/caller");
const named = { AWS: CALLER };

type Held = ReturnType<typeof allow>;

function stateFor(statements: readonly object[], held: readonly Held[], from = CALLER): string | undefined {
  const scene = new Scene().user("caller", { inline: held }).role("target", statements as never);
  return stepsFrom(analyzeScene(scene).edges, from, ["can_assume"]).get(ROLE);
}

describe("a role whose trust asks for a tag of the session", () => {
  it.each<[string, readonly object[], readonly Held[], string | undefined]>([
    ["named, and tags are let in", [trust(named, SESSION, TAGGED)], [], "attacker-settable"],
    ["named, and may assume only", [trust(named, SESSION, TAGGED)], [allow("sts:AssumeRole")], "attacker-settable"],
    [
      "named, tags let in by a statement of their own",
      [trust(named, "sts:AssumeRole", TAGGED), trust(named, "sts:TagSession")],
      [],
      "attacker-settable",
    ],
    ["named, tags let in by none", [trust(named, "sts:AssumeRole", TAGGED)], [allow("sts:*")], undefined],
    ["named, denied tags", [trust(named, SESSION, TAGGED)], [deny("sts:TagSession")], undefined],
    [
      "named, denied tags at another role",
      [trust(named, SESSION, TAGGED)],
      [deny("sts:TagSession", arn("role/other"))],
      "attacker-settable",
    ],
    ["through the account, may do both", [trust(root(), SESSION, TAGGED)], [allow(SESSION, ROLE)], "attacker-settable"],
    [
      "through the account, may assume only",
      [trust(root(), SESSION, TAGGED)],
      [allow("sts:AssumeRole", ROLE)],
      undefined,
    ],
    [
      "through the account, tags at another role",
      [trust(root(), SESSION, TAGGED)],
      [allow("sts:AssumeRole"), allow("sts:TagSession", arn("role/other"))],
      undefined,
    ],
    [
      "a transitive tag, named, and tags are let in",
      [trust(named, SESSION, { "ForAnyValue:StringEquals": { "sts:TransitiveTagKeys": ["project"] } })],
      [],
      "attacker-settable",
    ],
    [
      "a transitive tag, through the account, may assume only",
      [trust(root(), SESSION, { "ForAnyValue:StringEquals": { "sts:TransitiveTagKeys": ["project"] } })],
      [allow("sts:AssumeRole", ROLE)],
      undefined,
    ],
    [
      "no other transitive tags, or none",
      [trust(named, "sts:AssumeRole", { "ForAllValues:StringEquals": { "sts:TransitiveTagKeys": ["project"] } })],
      [],
      "met",
    ],
    [
      "a tag that may be absent",
      [trust(named, "sts:AssumeRole", { StringEqualsIfExists: { "aws:RequestTag/project": "x" } })],
      [],
      "met",
    ],
    [
      "tags of a list, or none",
      [trust(named, "sts:AssumeRole", { "ForAllValues:StringEquals": { "aws:TagKeys": ["project"] } })],
      [],
      "met",
    ],
    [
      "tags of a list, and one at least",
      [trust(named, "sts:AssumeRole", { "ForAnyValue:StringEquals": { "aws:TagKeys": ["project"] } })],
      [],
      undefined,
    ],
    [
      "another way in without tags",
      [trust(named, "sts:AssumeRole", TAGGED), trust(named, "sts:AssumeRole")],
      [],
      "met",
    ],
  ])("%s", (_, statements, held, state) => {
    expect(stateFor(statements, held) ?? "blocked").toBe(state ?? "blocked");
  });

  it("says which action is missing", () => {
    const scene = new Scene()
      .user("caller", { inline: [deny("sts:TagSession")] })
      .role("target", [trust(named, SESSION, TAGGED)] as never);
    expect(analyzeScene(scene).edges).toEqual([
      expect.objectContaining({ to: ROLE, state: "blocked", condition: "sts:TagSession is denied by identity" }),
    ]);
  });

  it("is asked about for each of many callers, and each of many roles", () => {
    const scene = new Scene();
    for (let at = 0; at < 6; at++) {
      scene
        .user(`both-${at}`, { inline: [allow(SESSION)] })
        .user(`assume-${at}`, { inline: [allow("sts:AssumeRole")] });
      scene.user(`one-${at}`, { inline: [allow("sts:AssumeRole"), allow("sts:TagSession", arn(`role/r${at}`))] });
      scene.role(`r${at}`, [trust(root(), SESSION, TAGGED)] as never);
    }
    const { edges } = analyzeScene(scene);
    const of = (name: string) =>
      [...stepsFrom(edges, arn(`user/${name}`), ["can_assume"])].flatMap(([to, state]) =>
        state === "attacker-settable" && to.includes(":role/") ? [to.slice(to.lastIndexOf("/") + 1)] : [],
      );
    expect(of("both-3").sort()).toEqual(["r0", "r1", "r2", "r3", "r4", "r5"]);
    expect(of("assume-3")).toEqual([]);
    expect(of("one-3")).toEqual(["r3"]);
  });

  /** A control policy that denies tags stops nobody who brings none, whether the trust is asked for all or for each. */
  const ofOne = { ArnLike: { "aws:PrincipalArn": arn("user/one*") } };
  const asked = { StringEquals: { "aws:RequestTag/team": "x" } };
  it.each<[string, object | undefined, string]>([
    ["asks for none", undefined, "met"],
    ["tells callers apart", ofOne, "met"],
    ["asks for a tag", asked, "blocked"],
    ["tells callers apart and asks for a tag", { ...ofOne, ...asked }, "blocked"],
  ])("which a control policy denies, where the trust %s", (_, condition, state) => {
    const policy = "arn:aws:organizations::1:policy/p-1";
    const denied = deny("sts:AssumeRole", "*", { Condition: { Null: { "aws:RequestTag/team": "false" } } });
    const scene = new Scene()
      .account()
      .organized([ACCOUNT])
      .node("grant", "aws.scp", policy, { account: "o-1", document: [allow("*"), denied] })
      .edge("references", policy, "r-1")
      .edge("references", policy, `aws:${ACCOUNT}`)
      .user("one", { inline: [allow(SESSION)] })
      .user("one-more", { inline: [allow(SESSION)] })
      .role("target", [trust(root(), SESSION, condition)] as never);
    const steps = stepsFrom(analyzeScene(scene).edges, arn("user/one"), ["can_assume"]);
    expect(steps.get(ROLE) ?? "blocked").toBe(state);
  });

  it("of an account that was not read: its own side may let it, the trust has to", () => {
    const other = root(OTHER);
    expect(stateFor([trust(other, SESSION, TAGGED)], [], other.AWS)).toBe("attacker-settable");
    expect(stateFor([trust(other, "sts:AssumeRole", TAGGED)], [], other.AWS)).toBeUndefined();
  });
});

describe("a role whose trust asks for a source identity", () => {
  it.each<[string, readonly object[], readonly Held[], string]>([
    ["let in", [trust(named, SESSION, WHO)], [], "attacker-settable"],
    ["let in by no statement", [trust(named, ["sts:AssumeRole", "sts:TagSession"], WHO)], [], "blocked"],
    ["denied", [trust(named, SESSION, WHO)], [deny("sts:SetSourceIdentity")], "blocked"],
    [
      "with tags, and only tags let in",
      [trust(named, ["sts:AssumeRole", "sts:TagSession"], { ...WHO, ...TAGGED })],
      [],
      "blocked",
    ],
  ])("%s", (_, statements, held, state) => {
    expect(stateFor(statements, held) ?? "blocked").toBe(state);
  });
});

/** Whether a user that holds it controls its account. */
const controls = (held: readonly Held[]): boolean => {
  const scene = new Scene().account().user("caller", { inline: held });
  return stepsFrom(analyzeScene(scene, techniques).edges, CALLER, ["escalates_to"]).has(`aws:${ACCOUNT}`);
};

/** "Tag IAM users", IAM User Guide: making a user with tags takes iam:TagUser as well. */
describe("a user that is made with tags", () => {
  const made = arn("user/made/*");
  const making = (condition: object, more: readonly Held[] = []) => [
    allow("iam:CreateUser", made, { Condition: condition }),
    allow(["iam:AttachUserPolicy", "iam:CreateAccessKey"], made),
    ...more,
  ];
  const some = { "ForAnyValue:StringEquals": { "aws:TagKeys": ["project"] } };

  it.each<[string, readonly Held[], boolean]>([
    ["a tag asked for, and it may tag", making(TAGGED, [allow("iam:TagUser", made)]), true],
    ["a tag asked for, and it may not", making(TAGGED), false],
    ["a tag asked for, and it may tag others", making(TAGGED, [allow("iam:TagUser", arn("user/old/*"))]), false],
    ["some name asked for, and it may tag", making(some, [allow("iam:TagUser", made)]), true],
    ["some name asked for, and it may not", making(some), false],
    ["a limit to names, which no tag meets", making({ "ForAllValues:StringEquals": { "aws:TagKeys": ["x"] } }), true],
  ])("%s", (_, held, expected) => {
    expect(controls(held)).toBe(expected);
  });
});

/** "Tag IAM roles": making a role with tags takes iam:TagRole as well, at the role. */
describe("a role that is made with tags", () => {
  const made = arn("role/made/*");
  const making = (condition: object, more: readonly Held[] = []) => [
    allow("iam:CreateRole", made, { Condition: condition }),
    allow(["iam:AttachRolePolicy", "iam:PutRolePolicy"], made),
    ...more,
  ];

  it.each<[string, readonly Held[], boolean]>([
    ["a tag asked for, and it may tag", making(TAGGED, [allow("iam:TagRole", made)]), true],
    ["a tag asked for, and it may not", making(TAGGED), false],
    ["a tag asked for, and it may tag others", making(TAGGED, [allow("iam:TagRole", arn("role/old/*"))]), false],
    ["a tag asked for, and it may tag users", making(TAGGED, [allow("iam:TagUser")]), false],
    ["a limit to names, which no tag meets", making({ "ForAllValues:StringEquals": { "aws:TagKeys": ["x"] } }), true],
  ])("%s", (_, held, expected) => {
    expect(controls(held)).toBe(expected);
  });
});
