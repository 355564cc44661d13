// Who may change the boundary of a role or user and act as it has what the boundary keeps it from; nobody has who may do one of the two.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { BUCKET, CALLER, LITTLE, READS, ROLE, type Statement, USER } from "./limited.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, controlled, deny, EVERYTHING, OTHER, root, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const without = (id: string) => `${id}#without-boundary`;

/** A role and a user that read a bucket but for their boundary. */
function limited(scene = new Scene()): Scene {
  return scene
    .account()
    .managed("limit", [LITTLE])
    .managed("wide", [EVERYTHING])
    .managed("none-wider", [LITTLE])
    .role("limited", [trusts(root()), trusts(service("lambda"))], { inline: [READS], boundary: "limit" })
    .user("limited", { inline: [READS], boundary: "limit" })
    .node("resource", "aws.s3-bucket", BUCKET)
    .node("resource", "aws.s3-bucket", "arn:aws:s3:::other");
}

/** The technique and state by which the caller gets to a principal without its boundary; and whether that reads the bucket. */
function step(scene: Scene, target: string, caller = CALLER): readonly (string | boolean)[] {
  const { edges, nodes } = analyzeScene(scene, techniques);
  const own = edges.filter(({ from, to }) => from === caller && to === without(target));
  const isThere = nodes.some(({ id }) => id === without(target));
  expect(edges.some(({ from }) => from === without(target))).toBe(isThere);
  return [
    own.map(({ technique, state }) => `${technique} ${state}`).join(),
    stepsFrom(edges, without(target), ["permits"]).has(BUCKET),
  ];
}

const of = (inline: readonly Statement[], boundary?: string) =>
  limited()
    .managed("guard", [allow("*"), deny("iam:*PermissionsBoundary")])
    .user("caller", { inline, ...(boundary !== undefined && { boundary }) });

const DELETES = allow("iam:DeleteRolePermissionsBoundary", ROLE);
const ASSUMES = allow("sts:AssumeRole", ROLE);
const puts = (boundary: string) =>
  allow("iam:PutRolePermissionsBoundary", ROLE, { Condition: { ArnEquals: { "iam:PermissionsBoundary": boundary } } });
const NONE = ["", false];

describe("a role without its boundary", () => {
  it.each<[string, readonly Statement[], readonly (string | boolean)[]]>([
    ["is who may take it off and assume the role", [DELETES, ASSUMES], ["iam-034 met", true]],
    [
      "is who may replace it by one that lets everything through",
      [puts(arn("policy/wide")), ASSUMES],
      ["iam-035 met", true],
    ],
    ["is not who may only put one there that lets through no more", [puts(arn("policy/none-wider")), ASSUMES], NONE],
    ["is not who may only put the one there that it has", [puts(arn("policy/limit")), ASSUMES], NONE],
    [
      "is who may rewrite the policy that it is",
      [allow("iam:CreatePolicyVersion", arn("policy/limit")), ASSUMES],
      ["iam-036 met", true],
    ],
    ["is not who may rewrite another policy", [allow("iam:CreatePolicyVersion", arn("policy/wide")), ASSUMES], NONE],
    [
      "is who may take it off and run code as the role",
      [DELETES, allow("iam:PassRole", ROLE), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])],
      ["lambda-001 met", true],
    ],
    ["is not who may only take it off", [DELETES], NONE],
    ["is not who may only assume the role", [ASSUMES], NONE],
    [
      "is not who may take off that of another",
      [allow("iam:DeleteRolePermissionsBoundary", arn("role/other")), ASSUMES],
      NONE,
    ],
    [
      "is not who is denied taking it off",
      [allow("iam:DeleteRolePermissionsBoundary"), deny("iam:DeleteRolePermissionsBoundary", ROLE), ASSUMES],
      NONE,
    ],
    [
      "is not who may take off only other boundaries",
      [
        allow("iam:DeleteRolePermissionsBoundary", ROLE, {
          Condition: { ArnEquals: { "iam:PermissionsBoundary": arn("policy/none-wider") } },
        }),
        ASSUMES,
      ],
      NONE,
    ],
  ])("%s", (_, statements, expected) => {
    expect(step(of(statements), ROLE)).toEqual(expected);
  });

  it("is not who is kept from taking it off by a boundary of its own", () => {
    expect(step(of([DELETES, ASSUMES], "wide"), ROLE)).toEqual(["iam-034 met", true]);
    expect(step(of([DELETES, ASSUMES], "guard"), ROLE)).toEqual(NONE);
  });

  it("is not who is kept from it by a control policy of the organisation", () => {
    const scene = (denied: string) => controlled(of([DELETES, ASSUMES]), [denied]);
    expect(step(scene("ec2:*"), ROLE)[1]).toBe(true);
    expect(step(scene("iam:DeleteRolePermissionsBoundary"), ROLE)).toEqual(NONE);
  });

  it("is whom its trust policy names, without a permission to assume it", () => {
    const scene = (named: string) =>
      new Scene()
        .account()
        .managed("limit", [LITTLE])
        .role("limited", [trusts({ AWS: arn(`user/${named}`) })], { inline: [READS], boundary: "limit" })
        .node("resource", "aws.s3-bucket", BUCKET)
        .user("caller", { inline: [DELETES] })
        .user("other");
    expect(step(scene("caller"), ROLE)).toEqual(["iam-034 met", true]);
    expect(step(scene("other"), ROLE)).toEqual(NONE);
  });

  it("is nobody where one may take it off and another assume the role", () => {
    const scene = of([DELETES]).user("second", { inline: [ASSUMES] });
    expect(step(scene, ROLE)).toEqual(NONE);
    expect(step(scene, ROLE, arn("user/second"))).toEqual(NONE);
  });

  it("is had by whoever controls the account, where it leads to another account", () => {
    const scene = (boundary: readonly Statement[]) =>
      limited()
        .account(OTHER)
        .managed("tight", boundary)
        .user("caller", { inline: [allow("iam:DeleteRolePermissionsBoundary", arn("role/across"))] })
        .user("boss", { inline: [EVERYTHING] })
        .role("across", [trusts(service("lambda"))], { inline: [allow("sts:AssumeRole")], boundary: "tight" })
        .role("far", [trusts({ AWS: arn("role/across") })], { inline: [EVERYTHING] }, OTHER)
        .user("boss", { inline: [EVERYTHING] }, OTHER);
    const ways = (made: Scene) =>
      analyzeScene(made, techniques).edges.flatMap(({ kind, from, to }) =>
        kind === "contains" && from === `aws:${ACCOUNT}` ? [to] : [],
      );
    expect(ways(scene([LITTLE]))).toEqual([without(arn("role/across"))]);
    expect(ways(scene([EVERYTHING]))).toEqual([arn("role/across")]);
    expect(ways(scene([allow("sts:AssumeRole")]))).toEqual([arn("role/across")]);
  });

  it("may take the boundary off a further one", () => {
    const scene = new Scene()
      .account()
      .managed("limit", [LITTLE])
      .role("first", [trusts(root())], { inline: [DELETES, ASSUMES], boundary: "limit" })
      .role("limited", [trusts(root())], { inline: [READS], boundary: "limit" })
      .node("resource", "aws.s3-bucket", BUCKET)
      .user("caller", {
        inline: [allow(["iam:DeleteRolePermissionsBoundary", "sts:AssumeRole"], arn("role/first"))],
      });
    expect(step(scene, arn("role/first"))[0]).toBe("iam-034 met");
    expect(step(scene, ROLE, without(arn("role/first")))).toEqual(["iam-034 met", true]);
  });
});

describe("a user without its boundary", () => {
  it.each<[string, readonly Statement[], readonly (string | boolean)[]]>([
    [
      "is who may take it off and make a key of it",
      [allow(["iam:DeleteUserPermissionsBoundary", "iam:CreateAccessKey"], USER)],
      ["iam-042 met", true],
    ],
    ["is not who may only make a key of it", [allow("iam:CreateAccessKey", USER)], NONE],
    ["is not who may do it to a role", [allow("iam:CreateAccessKey", USER), DELETES], NONE],
  ])("%s", (_, statements, expected) => {
    expect(step(of(statements), USER)).toEqual(expected);
  });

  const itself = (own: readonly Statement[], boundary: readonly Statement[]) =>
    step(
      new Scene()
        .account()
        .managed("limit", boundary)
        .user("limited", { inline: [READS, ...own], boundary: "limit" })
        .node("resource", "aws.s3-bucket", BUCKET),
      USER,
      USER,
    );
  const OWN = allow("iam:DeleteUserPermissionsBoundary", "arn:aws:iam::*:user/${aws:username}");

  it("is itself, where its policies and its boundary let it", () => {
    expect(itself([OWN], [OWN])).toEqual(["iam-027 met", true]);
    expect(itself([OWN], [LITTLE])).toEqual(NONE);
    expect(itself([], [OWN])).toEqual(NONE);
    expect(itself([OWN], [allow("*"), deny("iam:DeleteUserPermissionsBoundary")])).toEqual(NONE);
  });

  it("is a user still: trusts and policies that name it mean it", () => {
    const scene = new Scene()
      .account()
      .managed("limit", [allow("iam:*")])
      .user("limited", { inline: [OWN, allow("sts:AssumeRole")], boundary: "limit" })
      .role("named", [trusts(root(), { StringEquals: { "aws:username": "limited" } })])
      .role("other", [trusts(root(), { StringEquals: { "aws:username": "other" } })]);
    const { edges } = analyzeScene(scene, techniques);
    const found = stepsFrom(edges, without(USER), ["can_assume"]);
    expect([found.get(arn("role/named")), found.get(arn("role/other"))]).toEqual(["met", undefined]);
    expect(stepsFrom(edges, USER, ["can_assume"]).size).toBe(0);
  });
});

describe("callers and roles", () => {
  const ROLES = ["r0", "r1", "r2", "r3"];
  const CALLERS = ["c0", "c1", "c2", "c3"];
  const ACTIONS = ["iam:DeleteRolePermissionsBoundary", "sts:AssumeRole"];
  const ON = ["role/*", "role/r0", "role/r1", "role/r?"];
  const held = fc.array(
    fc.record({ action: fc.nat(1), on: fc.nat(3), isDeny: fc.nat(5).map((n) => n === 0), isBoth: fc.boolean() }),
    { maxLength: 4 },
  );
  type Held = typeof held extends fc.Arbitrary<infer T> ? T : never;

  const toStatements = (list: Held, rename: (name: string) => string): readonly Statement[] =>
    list.map(({ action, on, isDeny, isBoth }) => {
      const actions = isBoth ? ACTIONS : [ACTIONS[action] ?? ""];
      const resource = arn((ON[on] ?? "").replace(/r[01]$/, rename));
      return isDeny ? deny(actions, resource) : allow(actions, resource);
    });
  const isAllowed = (list: Held, action: number, role: string): boolean => {
    const about = list.filter(
      (one) => (one.isBoth || one.action === action) && (ON[one.on]?.endsWith(role) || /[*?]$/.test(ON[one.on] ?? "")),
    );
    return about.some(({ isDeny }) => !isDeny) && !about.some(({ isDeny }) => isDeny);
  };
  const pairs = (plan: readonly Held[], rename = (name: string) => name): string[] => {
    const scene = new Scene().account().managed("limit", [LITTLE]);
    for (const role of ROLES) scene.role(rename(role), [trusts(root())], { inline: [READS], boundary: "limit" });
    for (const [at, caller] of CALLERS.entries())
      scene.user(rename(caller), { inline: toStatements(plan[at] ?? [], rename) });
    scene.node("resource", "aws.s3-bucket", BUCKET);
    const used = techniques.filter(({ changes }) => changes === "boundary");
    const { edges } = analyzeScene(scene, used);
    return CALLERS.flatMap((caller) => {
      const found = stepsFrom(edges, arn(`user/${rename(caller)}`), ["escalates_to"]);
      return ROLES.filter((role) => found.has(without(arn(`role/${rename(role)}`)))).map((role) => `${caller} ${role}`);
    });
  };
  const plans = fc.array(held, { minLength: 4, maxLength: 4 });
  const runs = { numRuns: 60, seed: 7 };

  it("are joined where one caller may do both to one role, through hubs as well", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const expected = CALLERS.flatMap((caller, at) =>
          ROLES.filter((role) => [0, 1].every((action) => isAllowed(plan[at] ?? [], action, role))).map(
            (role) => `${caller} ${role}`,
          ),
        );
        expect(pairs(plan)).toEqual(expected);
      }),
      runs,
    );
  });

  it("are no more with a Deny or without a permission, and the same under other names", () => {
    fc.assert(
      fc.property(plans, fc.nat(3), fc.nat(3), fc.nat(3), (plan, at, which, on) => {
        const had = pairs(plan);
        const change = (made: (list: Held) => Held) => plan.map((list, index) => (index === at ? made(list) : list));
        const denied = change((list) => [...list, { action: which % 2, on, isDeny: true, isBoth: false }]);
        expect(pairs(denied).filter((one) => !had.includes(one))).toEqual([]);
        const fewer = change((list) => list.filter((one, index) => one.isDeny || index !== which));
        expect(pairs(fewer).filter((one) => !had.includes(one))).toEqual([]);
        expect(pairs(plan, (name) => name.replace(/\d/, (digit) => "wxyz"[Number(digit)] ?? ""))).toEqual(had);
      }),
      runs,
    );
  });
});
