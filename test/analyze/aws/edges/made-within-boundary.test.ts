// Who may make roles or users within a boundary alone, or attach named policies alone to itself, has what these let through.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { LITTLE, type Statement } from "./limited.js";
import { analyzeScene } from "./reachable.js";
import { allow, arn, deny, EVERYTHING, root, Scene, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const CALLER = arn("user/caller");
const BOSS = allow("sts:AssumeRole", arn("role/boss"));

/** A caller with a boundary or policy `limit` to name, and an administrator to assume. */
function adminWith(
  own: readonly Statement[],
  limit: readonly Statement[],
  version: readonly Statement[] = [LITTLE],
): unknown {
  const scene = new Scene()
    .account()
    .managed("limit", limit)
    .version("limit", version)
    .managed("little", [LITTLE])
    .role("boss", [trusts(root())], { inline: [EVERYTHING] })
    .user("caller", { inline: own });
  return analyzeScene(scene, techniques).facts.find(({ node, columns }) => node === CALLER && "admin" in columns)
    ?.columns["admin"];
}

describe("who makes identities within a boundary alone", () => {
  const within = (actions: string | readonly string[], on = "*", boundary = "limit") =>
    allow(actions, on, { Condition: { StringEquals: { "iam:PermissionsBoundary": arn(`policy/${boundary}`) } } });
  const ROLES = within(["iam:CreateRole", "iam:PutRolePolicy"], arn("role/app-*"));
  const USERS = within(["iam:CreateUser", "iam:AttachUserPolicy"]);
  const KEY = allow("iam:CreateAccessKey");
  const rewrites = (policy: string) => allow("iam:CreatePolicyVersion", arn(`policy/${policy}`));
  const unbinds = (on: string) => allow("iam:DeleteRolePermissionsBoundary", arn(on));
  const UNBINDS = unbinds("role/*");
  const OTHERS_DENIED = [
    allow(["iam:CreateRole", "iam:PutRolePolicy"]),
    deny(["iam:CreateRole", "iam:PutRolePolicy"], "*", {
      Condition: { StringNotEquals: { "iam:PermissionsBoundary": arn("policy/limit") } },
    }),
  ];

  it.each<[string, readonly Statement[], readonly Statement[]]>([
    ["a role, whose boundary lets an administrator be assumed", [ROLES], [BOSS]],
    ["a user", [USERS, KEY], [BOSS]],
    ["a role, where all other boundaries are denied", OTHERS_DENIED, [BOSS]],
    ["a role whose boundary it rewrites", [ROLES, rewrites("limit")], [LITTLE]],
    [
      "a role, where all other boundaries are denied, and rewrites that one",
      [...OTHERS_DENIED, rewrites("*")],
      [LITTLE],
    ],
    ["a role whose boundary it takes off again", [ROLES, unbinds("role/app-*")], [LITTLE]],
    ["a user whose boundary it takes off again", [USERS, KEY, allow("iam:DeleteUserPermissionsBoundary")], [LITTLE]],
    ["a role, where all others are denied at the making alone", [...OTHERS_DENIED, UNBINDS], [LITTLE]],
    ["a role to which it gives another boundary", [ROLES, allow("iam:PutRolePermissionsBoundary")], [LITTLE]],
    ["a role that may take its boundary off", [ROLES], [allow("iam:DeleteRolePermissionsBoundary")]],
    ["a role that may make one without a boundary", [ROLES], [allow(["iam:CreateRole", "iam:PutRolePolicy"])]],
    [
      "a role, asked for the boundary at the making alone",
      [within("iam:CreateRole"), allow("iam:PutRolePolicy", arn("role/app-*"))],
      [BOSS],
    ],
  ])("%s", (_, own, limit) => {
    expect(adminWith(own, limit)).toBe("reaches");
  });

  it.each<[string, readonly Statement[], readonly Statement[]]>([
    ["a role whose boundary lets little through", [ROLES], [LITTLE]],
    ["a role, where all other boundaries are denied and that one lets little through", OTHERS_DENIED, [LITTLE]],
    ["a role whose boundary denies the way on", [ROLES], [BOSS, deny("sts:AssumeRole")]],
    ["a role within another boundary", [within(["iam:CreateRole", "iam:PutRolePolicy"], "*", "little")], [BOSS]],
    ["a role that it may not give anything", [within("iam:CreateRole")], [BOSS]],
    [
      "a role of one name, and gives to another",
      [within("iam:CreateRole", arn("role/a-*")), within("iam:PutRolePolicy", arn("role/b-*"))],
      [BOSS],
    ],
    ["a user without a key", [USERS], [BOSS]],
    ["a role whose boundary is another policy than the one it rewrites", [ROLES, rewrites("little")], [LITTLE]],
    [
      "a role, where taking boundaries off is denied",
      [ROLES, UNBINDS, deny("iam:DeleteRolePermissionsBoundary")],
      [LITTLE],
    ],
    ["a role of one name, and takes off the boundaries of others", [ROLES, unbinds("role/b-*")], [LITTLE]],
    ["a role, and may set that one boundary alone", [ROLES, within("iam:PutRolePermissionsBoundary")], [LITTLE]],
    ["a user, and takes boundaries off roles", [USERS, KEY, UNBINDS], [LITTLE]],
    ["a role, which is denied", [ROLES, deny("iam:CreateRole")], [BOSS]],
    [
      "a role, denied that boundary",
      [
        ROLES,
        deny("iam:CreateRole", "*", {
          Condition: { StringEquals: { "iam:PermissionsBoundary": arn("policy/limit") } },
        }),
      ],
      [BOSS],
    ],
  ])("%s: no way", (_, own, limit) => {
    expect(adminWith(own, limit)).toBe("no");
  });

  const sets = (policy: string) => allow("iam:SetDefaultPolicyVersion", arn(`policy/${policy}`));

  it.each<[string, readonly Statement[], readonly Statement[], string]>([
    ["one that allows everything", [ROLES, sets("limit")], [EVERYTHING], "reaches"],
    ["one that allows little", [ROLES, sets("limit")], [LITTLE], "no"],
    ["of another policy", [ROLES, sets("little")], [EVERYTHING], "no"],
    ["which is denied", [ROLES, sets("limit"), deny("iam:SetDefaultPolicyVersion")], [EVERYTHING], "no"],
    ["and the caller may not", [ROLES], [EVERYTHING], "no"],
  ])("the boundary has another version: %s", (_, own, version, expected) => {
    expect(adminWith(own, [LITTLE], version)).toBe(expected);
  });

  describe("named by a pattern", () => {
    const MAKES = ["iam:CreateRole", "iam:PutRolePolicy"];
    const like = (operator: string, pattern = "policy/lim*") =>
      allow(MAKES, "*", { Condition: { [operator]: { "iam:PermissionsBoundary": arn(pattern) } } });
    const anyAccount = allow(MAKES, "*", {
      Condition: { ArnLike: { "iam:PermissionsBoundary": "arn:aws:iam::*:policy/lim*" } },
    });
    const WRITES = allow("iam:CreatePolicy", arn("policy/new-*"));
    const NOT_LIKE = [
      allow(MAKES),
      deny(MAKES, "*", { Condition: { StringNotLike: { "iam:PermissionsBoundary": arn("policy/lim*") } } }),
    ];
    const within = (boundary: string, effect = deny) =>
      effect(MAKES, "*", { Condition: { StringEquals: { "iam:PermissionsBoundary": arn(`policy/${boundary}`) } } });

    it.each<[string, readonly Statement[], readonly Statement[], string]>([
      ["one that fits lets an administrator be assumed", [like("StringLike")], [BOSS], "reaches"],
      ["an ARN operator compares patterns as well", [like("ArnEquals")], [BOSS], "reaches"],
      ["of whichever account", [anyAccount], [BOSS], "reaches"],
      ["all others are denied", NOT_LIKE, [BOSS], "reaches"],
      ["the one that fits lets little through", [like("StringLike")], [LITTLE], "no"],
      ["all others are denied, and that one lets little through", NOT_LIKE, [LITTLE], "no"],
      ["none fits", [like("StringLike", "policy/other*")], [BOSS], "no"],
      ["a star is a star where no pattern is compared", [like("StringEquals")], [BOSS], "no"],
      ["one that it writes", [like("StringLike", "policy/new-*"), WRITES], [LITTLE], "reaches"],
      ["one that it writes, of another name", [like("StringLike", "policy/other*"), WRITES], [LITTLE], "no"],
      [
        "one that it is denied to write",
        [like("StringLike", "policy/new-*"), WRITES, deny("iam:CreatePolicy")],
        [LITTLE],
        "no",
      ],
      ["the one that is worth it is denied", [like("StringLike", "policy/li*"), within("limit")], [BOSS], "no"],
    ])("%s", (_, own, limit, expected) => {
      expect(adminWith(own, limit)).toBe(expected);
    });

    it("is not known where one that fits was not read", () => {
      const scene = new Scene()
        .account()
        .managed("little", [LITTLE])
        .node("grant", "aws.managed-policy", arn("policy/limit"))
        .role("boss", [trusts(root())], { inline: [EVERYTHING] })
        .user("caller", { inline: [like("StringLike")] });
      const admin = analyzeScene(scene, techniques).facts.find(
        ({ node, columns }) => node === CALLER && "admin" in columns,
      );
      expect(admin?.columns["admin"]).toBe("unknown");
    });

    it("is one of many: the widest are looked at, and no more of them than a few", () => {
      const scene = new Scene()
        .account()
        .managed("lim-zz", [BOSS, LITTLE, allow("s3:GetObject"), allow("iam:GetUser")]);
      for (let nth = 0; nth < 60; nth++) scene.managed(`lim-${nth}`, [allow("s3:GetObject", `arn:aws:s3:::b${nth}/*`)]);
      scene.role("boss", [trusts(root())], { inline: [EVERYTHING] }).user("caller", { inline: [like("StringLike")] });
      const { facts, nodes } = analyzeScene(scene, techniques);
      expect(facts.find(({ node, columns }) => node === CALLER && "admin" in columns)?.columns["admin"]).toBe(
        "reaches",
      );
      expect(nodes.filter(({ id }) => id.includes("<new>")).length).toBeLessThan(60);
    });
  });

  it("is not known where the boundary was not read", () => {
    expect(adminWith([within(["iam:CreateRole", "iam:PutRolePolicy"], "*", "unread")], [BOSS])).toBe("unknown");
  });
});

describe("who attaches named policies alone to itself", () => {
  const attach = (policy = "limit", on = CALLER) =>
    allow("iam:AttachUserPolicy", on, { Condition: { ArnEquals: { "iam:PolicyARN": arn(`policy/${policy}`) } } });

  const WRITES = allow("iam:CreatePolicy", arn("policy/other*"));

  it.each<[string, readonly Statement[], readonly Statement[], string]>([
    ["one that lets an administrator be assumed", [attach()], [BOSS], "reaches"],
    ["one that is worth little", [attach()], [LITTLE], "no"],
    ["another", [attach("little")], [BOSS], "no"],
    ["one that a pattern fits", [attach("lim*")], [BOSS], "reaches"],
    ["one that a pattern fits not", [attach("other*")], [BOSS], "no"],
    ["one that it writes", [attach("other*"), WRITES], [BOSS], "reaches"],
    ["one that it writes, of another name", [attach("third*"), WRITES], [BOSS], "no"],
    ["one that was not read", [attach("unread")], [BOSS], "unknown"],
    ["to another user", [attach("limit", arn("user/second"))], [BOSS], "no"],
    ["denied it", [attach(), deny("iam:AttachUserPolicy")], [BOSS], "no"],
    ["denied what it gives", [attach(), deny("sts:AssumeRole")], [BOSS], "no"],
  ])("%s", (_, own, limit, expected) => {
    expect(adminWith(own, limit)).toBe(expected);
  });
});

describe("who may attach one policy alone", () => {
  const attaches = (policy: string, operator = "ArnEquals") =>
    allow("iam:AttachUserPolicy", CALLER, { Condition: { [operator]: { "iam:PolicyARN": arn(`policy/${policy}`) } } });
  const may = (action: string, policy: string) => allow(`iam:${action}`, arn(`policy/${policy}`));

  it.each<[string, readonly Statement[], string]>([
    ["and writes a version of it", [attaches("limit"), may("CreatePolicyVersion", "limit")], "reaches"],
    ["and writes versions of all", [attaches("limit"), may("CreatePolicyVersion", "*")], "reaches"],
    [
      "by a pattern, and writes one that fits",
      [attaches("li*t", "ArnLike"), may("CreatePolicyVersion", "limit")],
      "reaches",
    ],
    [
      "and sets another version of it, which allows everything",
      [attaches("limit"), may("SetDefaultPolicyVersion", "limit")],
      "reaches",
    ],
    ["and writes a version of another", [attaches("limit"), may("CreatePolicyVersion", "little")], "no"],
    ["and sets a version of another", [attaches("limit"), may("SetDefaultPolicyVersion", "little")], "no"],
    [
      "by a pattern that the one it writes does not fit",
      [attaches("limi*", "ArnLike"), may("CreatePolicyVersion", "little")],
      "no",
    ],
    ["and no more", [attaches("limit")], "no"],
    [
      "and writes a version of it, which is denied",
      [attaches("limit"), may("CreatePolicyVersion", "*"), deny("iam:CreatePolicyVersion", arn("policy/limit"))],
      "no",
    ],
    [
      "and writes a version of it, but may attach it to another alone",
      [
        allow("iam:AttachUserPolicy", arn("user/other"), {
          Condition: { ArnEquals: { "iam:PolicyARN": arn("policy/limit") } },
        }),
        may("CreatePolicyVersion", "limit"),
      ],
      "no",
    ],
  ])("%s", (_, own, expected) => {
    expect(adminWith(own, [LITTLE], [EVERYTHING])).toBe(expected);
  });

  it("is told from another with the same right to attach, who may not write it", () => {
    const toOther = allow("iam:AttachUserPolicy", arn("user/robot"), {
      Condition: { ArnEquals: { "iam:PolicyARN": arn("policy/limit") } },
    });
    const keys = allow("iam:CreateAccessKey", arn("user/robot"));
    const scene = new Scene()
      .account()
      .managed("limit", [LITTLE])
      .user("robot", { inline: [LITTLE] })
      .user("a-writer", { inline: [toOther, keys, may("CreatePolicyVersion", "limit")] })
      .user("b-plain", { inline: [toOther, keys] });
    const { facts } = analyzeScene(scene, techniques);
    const adminOf = (name: string) =>
      facts.find(({ node, columns }) => node === arn(`user/${name}`) && "admin" in columns)?.columns["admin"];
    expect([adminOf("a-writer"), adminOf("b-plain")]).toEqual(["reaches", "no"]);
  });
});
