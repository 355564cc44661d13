// Who may give itself, or a role or user that it acts as, whatever it wants, has all that the boundary of that one lets through; what
// the boundary, a Deny or the organisation keeps stays kept.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { BUCKET, LITTLE, READS, ROLE, type Statement, USER } from "./limited.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import {
  ACCOUNT,
  allow,
  arn,
  controlled,
  deny,
  EVERYTHING,
  type Holder,
  root,
  Scene,
  service,
  trusts,
  WITH_FUNCTIONS,
} from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const PUTS = allow("iam:PutRolePolicy", ROLE);
const EC2 = [trusts(service("ec2"))];
const SESSION = `${ROLE}#within-boundary`;

/** A role within a boundary, and a bucket; of functions there are none. */
function account(own: readonly Statement[] | Holder, boundary: readonly Statement[], trust = EC2): Scene {
  return new Scene()
    .account(ACCOUNT, WITH_FUNCTIONS)
    .managed("limit", boundary)
    .managed("held", [LITTLE])
    .managed("loose", [LITTLE])
    .role("limited", trust, { boundary: "limit", ...("length" in own ? { inline: own } : own) })
    .node("resource", "aws.s3-bucket", BUCKET);
}

/** Ways from an identity to what it is with all that its boundary lets through: technique and state. */
function given(scene: Scene, from = ROLE, to = SESSION): readonly string[] {
  const { edges, nodes } = analyzeScene(scene, techniques);
  const ways = edges.filter((edge) => edge.from === from && edge.to === to && edge.state !== "blocked");
  if (from === ROLE) expect(nodes.filter(({ id }) => id === to)).toHaveLength(ways.length > 0 ? 1 : 0);
  return ways.map(({ technique, state }) => `${technique} ${state}`);
}

const reads = (scene: Scene, from = SESSION): string =>
  stepsFrom(analyzeScene(scene, techniques).edges, from, ["permits"]).get(BUCKET) ?? "no";

const adminOf = (scene: Scene, id = ROLE) =>
  analyzeScene(scene, techniques).facts.find(({ node, columns }) => node === id && "admin" in columns)?.columns[
    "admin"
  ];

describe("a role within its boundary gives itself everything", () => {
  it.each<[string, Parameters<typeof account>, readonly string[]]>([
    ["by an inline policy", [[PUTS], [PUTS, READS]], ["iam-005 none"]],
    [
      "by attaching any policy",
      [[allow("iam:AttachRolePolicy", ROLE)], [allow("iam:Attach*"), READS]],
      ["iam-009 none"],
    ],
    [
      "by rewriting a policy that it holds",
      [
        { inline: [allow("iam:CreatePolicyVersion", arn("policy/held"))], managed: ["held"] },
        [allow("iam:CreatePolicyVersion", arn("policy/held")), READS],
      ],
      ["iam-001 none"],
    ],
    [
      "by attaching one that allows everything",
      [
        [
          allow("iam:AttachRolePolicy", ROLE, {
            Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" } },
          }),
        ],
        [allow("iam:Attach*"), READS],
      ],
      ["iam-009 met"],
    ],
  ])("%s", (_, args, expected) => {
    const scene = account(...args);
    expect(given(scene)).toEqual(expected);
    expect([reads(scene), reads(scene, ROLE), adminOf(scene)]).toEqual(["none", "no", "no"]);
  });

  it.each<[string, Parameters<typeof account>]>([
    ["where the boundary does not let it", [[PUTS], [READS]]],
    ["where the boundary denies it", [[PUTS], [allow("*"), deny("iam:Put*")]]],
    ["where its policies do not let it", [[LITTLE], [allow("iam:*"), READS]]],
    [
      "where a policy of it denies it",
      [
        [PUTS, deny("iam:PutRolePolicy")],
        [allow("iam:*"), READS],
      ],
    ],
    ["to another role only", [[allow("iam:PutRolePolicy", arn("role/other"))], [allow("iam:*"), READS]]],
    ["to users only", [[allow("iam:PutUserPolicy")], [allow("iam:*"), READS]]],
    [
      "by a policy that it does not hold",
      [[allow("iam:CreatePolicyVersion", arn("policy/loose"))], [allow("iam:*"), READS]],
    ],
    [
      "where only a policy that is worth little may be attached",
      [
        [
          allow("iam:AttachRolePolicy", ROLE, {
            Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
          }),
        ],
        [allow("iam:*"), READS],
      ],
    ],
    [
      "where only who has no such boundary may be changed",
      [
        [
          allow("iam:PutRolePolicy", ROLE, {
            Condition: { StringEquals: { "iam:PermissionsBoundary": arn("policy/other") } },
          }),
        ],
        [allow("iam:*"), READS],
      ],
    ],
  ])("never %s", (_, args) => {
    const scene = account(...args);
    expect(given(scene)).toEqual([]);
    expect([reads(scene), adminOf(scene)]).toEqual(["no", "no"]);
  });

  it("never where the organisation denies it", () => {
    expect(given(controlled(account([PUTS], [PUTS, READS]), ["iam:PutRolePolicy"]))).toEqual([]);
  });

  it("has no more than the boundary lets through", () => {
    expect(reads(account([PUTS], [PUTS, LITTLE]))).toBe("no");
    expect(reads(account([PUTS], [PUTS, READS, deny("s3:GetObject")]))).toBe("no");
  });

  it("has nothing that another policy of it denies, or the organisation", () => {
    expect(reads(account([PUTS, deny("s3:GetObject")], [PUTS, READS]))).toBe("no");
    expect(reads(controlled(account([PUTS], [PUTS, READS]), ["s3:GetObject"]))).toBe("no");
  });

  it("needs nobody's gift for what it has already", () => {
    const scene = account([PUTS, READS], [PUTS, READS]);
    expect([given(scene), reads(scene, ROLE)]).toEqual([["iam-005 none"], "none"]);
  });
});

describe("what the boundary lets through is a way on", () => {
  const boss = (scene: Scene) =>
    scene.role("boss", [trusts(root()), trusts(service("lambda"))], { inline: [EVERYTHING] });
  const within = (...boundary: readonly Statement[]) => boss(account([PUTS], [PUTS, ...boundary]));

  it.each<[string, readonly Statement[]]>([
    ["an administrator to assume", [allow("sts:AssumeRole", arn("role/boss"))]],
    ["an administrator to pass on", [allow("iam:PassRole", arn("role/boss")), allow("lambda:*")]],
    ["the trust of an administrator", [allow("iam:UpdateAssumeRolePolicy", arn("role/boss"))]],
    ["a new role without a boundary", [allow(["iam:CreateRole", "iam:PutRolePolicy"])]],
    ["a new user without a boundary", [allow(["iam:CreateUser", "iam:PutUserPolicy", "iam:CreateAccessKey"])]],
    ["the boundary itself, to take off", [allow("iam:DeleteRolePermissionsBoundary", ROLE)]],
    ["the boundary itself, to rewrite", [allow("iam:CreatePolicyVersion", arn("policy/limit"))]],
    ["everything but one thing", [allow("*"), deny("organizations:LeaveOrganization")]],
  ])("%s", (_, boundary) => {
    expect(adminOf(within(...boundary))).toBe("reaches");
    // without the gift there is none
    expect(adminOf(boss(account([LITTLE], [PUTS, ...boundary])))).toBe("no");
  });

  it.each<[string, readonly Statement[]]>([
    ["another role to assume", [allow("sts:AssumeRole", arn("role/other"))]],
    ["passing on without a service to use", [allow("iam:PassRole", arn("role/boss"))]],
    ["a service without a role to pass on", [allow("lambda:*")]],
    [
      "new roles with the boundary only",
      [
        allow(["iam:CreateRole", "iam:PutRolePolicy", "iam:CreateUser", "iam:PutUserPolicy"], "*", {
          Condition: { StringEquals: { "iam:PermissionsBoundary": arn("policy/limit") } },
        }),
        allow("iam:CreateAccessKey"),
      ],
    ],
    ["everything, administrators denied", [allow("*"), deny(["iam:*", "sts:AssumeRole"])]],
  ])("none by %s", (_, boundary) => {
    expect(adminOf(within(...boundary))).toBe("no");
  });

  it("none by what another policy of it denies", () => {
    const assumes = allow("sts:AssumeRole", arn("role/boss"));
    const made = (policy: Holder) => boss(account(policy, [PUTS, assumes])).managed("denial", [deny("sts:AssumeRole")]);
    expect(adminOf(made({ inline: [PUTS], managed: ["denial"] }))).toBe("no");
    // an inline policy is put anew under its name
    expect(adminOf(made({ inline: [PUTS, deny("sts:AssumeRole")] }))).toBe("reaches");
  });

  it("what another policy denies, where it may take that away by then", () => {
    const own: Holder = { inline: [PUTS], managed: ["denial"] };
    const scene = (...more: readonly Statement[]) =>
      boss(account(own, [PUTS, allow("sts:AssumeRole", arn("role/boss")), ...more])).managed("denial", [
        deny("sts:AssumeRole"),
      ]);
    expect(adminOf(scene(allow("iam:DetachRolePolicy", ROLE)))).toBe("reaches");
    expect(adminOf(scene())).toBe("no");
  });

  it("is told with its evidence: the gift, then the statement of the boundary", () => {
    const { edges, nodes } = analyzeScene(within(allow("sts:AssumeRole", arn("role/boss"))), techniques);
    expect(edges.find(({ from, to }) => from === ROLE && to === SESSION)?.because).toEqual([`${ROLE}/inline/own#0`]);
    expect(edges.find(({ from, to }) => from === SESSION && to === arn("role/boss"))?.because).toContain(
      `${arn("policy/limit")}#1`,
    );
    expect(nodes.find(({ id }) => id === SESSION)?.name).toBe("limited with all that its boundary lets through");
  });
});

it("a boundary that was not read leaves it open", () => {
  const scene = new Scene().account().role("limited", EC2, { inline: [PUTS], boundary: "unread" });
  expect(adminOf(scene)).toBe("unknown");
  expect(adminOf(new Scene().account().role("limited", EC2, { inline: [LITTLE], boundary: "unread" }))).toBe("no");
});

describe("a user within its boundary gives itself everything", () => {
  const user = (own: Holder, boundary: readonly Statement[]) =>
    new Scene()
      .account()
      .managed("limit", boundary)
      .group("team")
      .user("limited", { boundary: "limit", ...own })
      .role("boss", [trusts(root())], { inline: [EVERYTHING] });
  const assumes = allow("sts:AssumeRole");
  const puts = allow(["iam:PutUserPolicy", "iam:PutGroupPolicy"]);

  it.each<[string, Holder]>([
    ["by an inline policy", { inline: [allow("iam:PutUserPolicy", USER)] }],
    ["by its own name in a pattern", { inline: [allow("iam:PutUserPolicy", arn("user/${aws:username}"))] }],
    ["by a policy of its group", { inline: [allow("iam:PutGroupPolicy", arn("group/team"))], groups: ["team"] }],
  ])("%s", (_, own) => {
    expect(adminOf(user(own, [puts, assumes]), USER)).toBe("reaches");
    expect(adminOf(user(own, [puts]), USER)).toBe("no");
    expect(adminOf(user(own, [assumes]), USER)).toBe("no");
  });

  it("not by a policy of a group that it is not in", () => {
    const own = { inline: [allow("iam:PutGroupPolicy", arn("group/team"))] };
    expect(adminOf(user(own, [puts, assumes]), USER)).toBe("no");
  });
});

describe("who gives a role within its boundary everything and acts as it", () => {
  const CALLER = arn("user/caller");
  const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:app`;
  const scene = (
    own: readonly Statement[],
    boundary: readonly Statement[] = [READS],
    trust = [trusts(service("lambda")), trusts(root())],
  ) =>
    account([LITTLE], boundary, trust)
      .workload("aws.lambda-function", FUNCTION, "limited")
      .user("caller", { inline: own });
  const assumes = allow("sts:AssumeRole", ROLE);

  it.each<[string, readonly Statement[], string]>([
    ["assumes it", [PUTS, assumes], "iam-017 met"],
    ["attaches to it and assumes it", [allow("iam:AttachRolePolicy", ROLE), assumes], "iam-014 met"],
    [
      "changes code that has it",
      [PUTS, allow(["lambda:UpdateFunctionCode", "lambda:InvokeFunction"], FUNCTION)],
      "lambda-003 met",
    ],
    ["rewrites its trust", [PUTS, allow("iam:UpdateAssumeRolePolicy", ROLE)], "iam-021 met"],
  ])("%s", (_, own, way) => {
    const seen = scene(own);
    expect(given(seen, CALLER)).toContain(way);
    expect(reads(seen)).toBe("none");
    expect(adminOf(seen, CALLER)).toBe("no");
  });

  it.each<[string, readonly Statement[]]>([
    ["only gives", [PUTS]],
    ["only acts as it", [assumes]],
    ["gives to another", [allow("iam:PutRolePolicy", arn("role/other")), assumes]],
    ["is denied the giving", [allow("iam:PutRolePolicy"), deny("iam:PutRolePolicy", ROLE), assumes]],
    ["is denied the acting", [PUTS, allow("sts:AssumeRole"), deny("sts:AssumeRole", ROLE)]],
  ])("is nobody who %s", (_, own) => {
    expect(given(scene(own), CALLER)).toEqual([]);
  });

  it("is nobody where one gives and another acts", () => {
    const both = scene([PUTS]).user("second", { inline: [assumes] });
    expect([given(both, CALLER), given(both, arn("user/second"))]).toEqual([[], []]);
  });

  it("has what the boundary lets through of control of the account", () => {
    const unbinds = allow("iam:DeleteRolePermissionsBoundary", ROLE);
    expect(adminOf(scene([PUTS, assumes], [unbinds]), CALLER)).toBe("reaches");
    expect(adminOf(scene([PUTS], [unbinds]), CALLER)).toBe("no");
  });

  it("may be one that was given everything itself", () => {
    const SECOND = arn("role/second");
    const chain = (...second: readonly Statement[]) =>
      account(
        [PUTS],
        [PUTS, allow(["iam:PutRolePolicy", "iam:DeleteRolePermissionsBoundary", "sts:AssumeRole"], SECOND)],
      )
        .managed("other", [LITTLE, ...second])
        .role("second", [trusts(root())], { inline: [EVERYTHING], boundary: "other" })
        .role("boss", [trusts(root())], { inline: [EVERYTHING] });
    expect(adminOf(chain())).toBe("reaches");
    const gives = account([PUTS], [PUTS, allow(["iam:PutRolePolicy", "sts:AssumeRole"], SECOND)])
      .managed("other", [READS])
      .role("second", [trusts(root())], { boundary: "other" });
    expect([given(gives, SESSION, `${SECOND}#within-boundary`), adminOf(gives)]).toEqual([["iam-017 met"], "no"]);
    expect(reads(gives, `${SECOND}#within-boundary`)).toBe("none");
  });

  it("reaches each of several by way of a hub, where several may", () => {
    const own = [allow("iam:PutRolePolicy"), allow("sts:AssumeRole")];
    const many = scene(own)
      .user("second", { inline: own })
      .role("third", [trusts(root())], { inline: [LITTLE], boundary: "limit" });
    for (const caller of [CALLER, arn("user/second")]) {
      const steps = stepsFrom(analyzeScene(many, techniques).edges, caller, ["escalates_to"]);
      expect([steps.get(SESSION), steps.get(`${arn("role/third")}#within-boundary`)]).toEqual(["met", "met"]);
    }
  });
});

describe("a policy that denies and is written anew", () => {
  const REWRITES = allow("iam:CreatePolicyVersion", arn("policy/held"));
  const WIDE = [allow("iam:CreatePolicyVersion"), READS];
  const NEW = `${ROLE}#without:policy/held@new`;
  const made = (held: readonly Statement[], inline: readonly Statement[], boundary = WIDE, trust = EC2) => {
    const scene = new Scene().account().managed("limit", boundary).managed("held", held);
    return scene
      .role("limited", trust, { inline, managed: ["held"], boundary: "limit" })
      .node("resource", "aws.s3-bucket", BUCKET);
  };
  const readsAnew = (scene: Scene): readonly string[] => [...given(scene, ROLE, NEW), reads(scene, NEW)];

  it.each<[string, Scene, readonly string[]]>([
    ["denies no more", made([deny("s3:GetObject")], [REWRITES]), ["iam-001 none", "none"]],
    ["denies itself nothing of that", made([REWRITES, deny("s3:*")], [LITTLE]), ["iam-001 none", "none"]],
    ["leaves what another denies", made([deny("s3:GetObject")], [REWRITES, deny("s3:*")]), ["iam-001 none", "no"]],
    [
      "leaves what the boundary denies",
      made([deny("s3:GetObject")], [REWRITES], [...WIDE, deny("s3:*")]),
      ["iam-001 none", "no"],
    ],
    [
      "may not be written",
      made([deny("s3:GetObject")], [allow("iam:CreatePolicyVersion", arn("policy/loose"))]),
      ["no"],
    ],
    ["denies that as well", made([deny("iam:*"), deny("s3:*")], [REWRITES]), ["no"]],
  ])("%s", (_, scene, expected) => {
    expect(readsAnew(scene)).toEqual(expected);
  });

  it.each<[string, readonly Statement[], readonly string[]]>([
    ["goes as an inline policy of the same name", [PUTS, deny("s3:GetObject")], ["iam-005 none", "none"]],
    ["stays where none may be put", [LITTLE, deny("s3:GetObject")], ["no"]],
    ["stays where policies are only attached", [allow("iam:AttachRolePolicy", ROLE), deny("s3:GetObject")], ["no"]],
  ])("%s", (_, inline, expected) => {
    const scene = account(inline, [allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"]), READS]);
    const to = `${ROLE}#without:inline/own@new`;
    expect([...given(scene, ROLE, to), reads(scene, to)]).toEqual(expected);
    expect(reads(scene, SESSION)).toBe("no");
  });

  it("is written by who acts as its holder then", () => {
    const scene = made([deny("s3:GetObject")], [LITTLE], WIDE, [trusts(root())]);
    scene.user("one", { inline: [REWRITES, allow("sts:AssumeRole", ROLE)] }).user("two", { inline: [REWRITES] });
    const { edges } = analyzeScene(scene, techniques);
    expect(stepsFrom(edges, arn("user/one"), ["escalates_to"]).get(NEW)).toBe("met");
    expect(stepsFrom(edges, arn("user/two"), ["escalates_to"]).get(NEW)).toBeUndefined();
    expect(reads(scene, NEW)).toBe("none");
  });
});
