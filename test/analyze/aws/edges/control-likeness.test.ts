// Callers who hold the same are not alike where a control policy excepts some of them: by name, tag, path or MFA.
import { describe, expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, type Holder, OTHER, root, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");

const TARGETS = [arn("user/first"), arn("user/second")];
const CALLERS: { readonly [name: string]: Holder } = {
  aaa: { tags: { team: "web" } },
  "admin-a": { tags: { team: "platform" } },
  zzz: {},
};

type Condition = { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };

/** An account whose organisation denies what changes users, but where the condition does not hold. */
function underControl(kind: "role" | "user", condition: Condition, own: readonly object[] = []): Scene {
  const control = { Effect: "Deny", Action: "iam:*", Resource: "*", Condition: condition };
  const scene = new Scene().account();
  const held = [allow("iam:CreateAccessKey", TARGETS), ...own];
  scene.managed("shared", held as ReturnType<typeof allow>[]);
  for (const target of TARGETS) scene.user(target.slice(target.lastIndexOf("/") + 1), { inline: [EVERYTHING] });
  for (const [name, holder] of Object.entries(CALLERS)) {
    if (kind === "role") scene.role(name, [trusts(root())], { ...holder, managed: ["shared"] });
    else scene.user(name, { ...holder, managed: ["shared"] });
    const node = scene.nodes.find(({ id }) => id === arn(`user/${name}`));
    Object.assign(node?.supplements ?? {}, { "aws/iam:credential-report": { mfa_active: name === "admin-a" } });
  }
  return organized(scene, control);
}

function organized(scene: Scene, control: object): Scene {
  scene.organized([...scene.scopes.keys()]);
  const document = [EVERYTHING, control] as ReturnType<typeof allow>[];
  scene.node("grant", "aws.scp", "arn:aws:organizations::1:policy/p-1", { account: "o-1", document });
  return scene.edge("references", "arn:aws:organizations::1:policy/p-1", "r-1");
}

/** Names of the callers who get to both targets. */
function lets(kind: "role" | "user", scene: Scene): string[] {
  const { edges } = analyzeScene(scene, techniques);
  return Object.keys(CALLERS).filter((name) => {
    const steps = stepsFrom(edges, arn(`${kind}/${name}`), ["adds_credential"]);
    return TARGETS.every((target) => steps.has(target));
  });
}

const UNLESS_MFA = {
  Effect: "Deny",
  NotAction: "iam:ListMFADevices",
  Resource: "*",
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
};

describe.each(["role", "user"] as const)("of a %s", (kind) => {
  test.each<[string, Condition, readonly string[]]>([
    ["a name", { ArnNotLike: { "aws:PrincipalArn": arn(`${kind}/admin-*`) } }, ["admin-a"]],
    ["no name of theirs", { ArnNotLike: { "aws:PrincipalArn": arn(`${kind}/owner-*`) } }, []],
    ["a name that is meant", { ArnLike: { "aws:PrincipalArn": arn(`${kind}/admin-*`) } }, ["aaa", "zzz"]],
    ["a tag", { StringNotEquals: { "aws:PrincipalTag/team": "platform" } }, ["admin-a"]],
    ["a tag that some lack", { Null: { "aws:PrincipalTag/team": "true" } }, ["aaa", "admin-a"]],
    ["the account", { StringNotEquals: { "aws:PrincipalAccount": "111122223333" } }, ["aaa", "admin-a", "zzz"]],
  ])("%s counts for each", (_, condition, expected) => {
    expect(lets(kind, underControl(kind, condition))).toEqual(expected);
  });
});

test("so it does beside a policy that asks MFA, which who has a device shows", () => {
  const named = (name: string) => ({ ArnNotLike: { "aws:PrincipalArn": arn(`user/${name}`) } });
  expect(lets("user", underControl("user", named("admin-*"), [UNLESS_MFA]))).toEqual(["admin-a"]);
  expect(lets("user", underControl("user", named("*"), [UNLESS_MFA]))).toEqual(["admin-a"]);
  expect(lets("user", underControl("user", named("zzz"), [UNLESS_MFA]))).toEqual([]);
});

test("an organisation that asks MFA lets through who has a device", () => {
  const asks = { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } };
  expect(lets("user", underControl("user", asks))).toEqual(["admin-a"]);
});

test("who is not excepted has one hub with the others", () => {
  const scene = underControl("role", { ArnNotLike: { "aws:PrincipalArn": arn("role/many-*") } });
  const condition = { ArnLike: { "aws:PrincipalArn": arn("role/admin-*") } };
  const wide = underControl("role", condition);
  for (let at = 0; at < 20; at++) wide.role(`many-${at}`, [trusts(root())], { managed: ["shared"] });
  const { edges } = analyzeScene(wide, techniques);
  const hubs = new Set(
    edges.filter(({ to, technique }) => to.startsWith("set:") && technique === "iam-002").map(({ to }) => to),
  );
  expect(hubs.size).toBe(1);
  expect(lets("role", scene)).toEqual([]);
});

describe("what lets everyone of the organization in", () => {
  const OURS = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };
  const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:one";
  /** A role and a secret, and callers without a permission of their own, one of whom is bounded. */
  const opened = (condition: Condition, limit: readonly object[] = [EVERYTHING]): Scene => {
    const scene = new Scene().account().managed("limit", limit as ReturnType<typeof allow>[]);
    scene.role("open", [trusts("*", OURS)]);
    const document = [{ ...allow("secretsmanager:GetSecretValue"), Principal: "*", Condition: OURS }];
    scene.node("resource", "aws.secret", SECRET, { document });
    for (const [name, holder] of Object.entries(CALLERS)) scene.role(name, [trusts(service("ec2"))], holder);
    scene.role("bounded", [trusts(service("ec2"))], { boundary: "limit" });
    return organized(scene, { Effect: "Deny", Action: "*", Resource: "*", Condition: condition });
  };
  const letIn = (scene: Scene) => {
    const { edges } = analyzeScene(scene, techniques);
    return [...Object.keys(CALLERS), "bounded"].filter((name) => {
      const steps = stepsFrom(edges, arn(`role/${name}`), ["can_assume", "permits"]);
      expect([name, steps.has(SECRET)]).toEqual([name, steps.has(arn("role/open"))]);
      return steps.has(SECRET);
    });
  };

  test.each<[string, Condition, readonly object[] | undefined, readonly string[]]>([
    ["all but one name", { ArnNotLike: { "aws:PrincipalArn": arn("role/admin-*") } }, undefined, ["admin-a"]],
    ["a name", { ArnLike: { "aws:PrincipalArn": arn("role/zzz") } }, undefined, ["aaa", "admin-a", "bounded"]],
    [
      "those with another tag",
      { StringEquals: { "aws:PrincipalTag/team": "web" } },
      undefined,
      ["admin-a", "bounded", "zzz"],
    ],
    ["nobody", { ArnLike: { "aws:PrincipalArn": arn("role/who") } }, undefined, ["aaa", "admin-a", "bounded", "zzz"]],
    [
      "nobody, where a boundary does",
      { ArnLike: { "aws:PrincipalArn": arn("role/who") } },
      [{ ...EVERYTHING, Effect: "Deny" }],
      ["aaa", "admin-a", "zzz"],
    ],
  ])("does not where a control policy denies %s", (_, condition, limit, expected) => {
    const found = letIn(opened(condition, limit));
    expect(found.sort()).toEqual(expected);
  });
});

test.each<[string, Condition]>([
  ["caller", { Null: { "aws:PrincipalTag/team": "true" } }],
  ["resource", { StringNotEquals: { "aws:ResourceTag/team": "web" } }],
])("who may change a tag of the %s is not held by a control policy that asks for it, others are", (_, condition) => {
  const scene = new Scene().account();
  const held = allow("iam:CreateAccessKey");
  for (const target of TARGETS) scene.user(target.slice(target.lastIndexOf("/") + 1), { inline: [EVERYTHING] });
  scene.role("plain", [trusts(service("ec2"))], { inline: [held] });
  scene.role("tagger", [trusts(service("ec2"))], { inline: [held, allow(["iam:TagRole", "iam:TagUser"])] });
  const { edges } = analyzeScene(
    organized(scene, { Effect: "Deny", Action: "iam:CreateAccessKey", Resource: "*", Condition: condition }),
    techniques,
  );
  const found = ["plain", "tagger"].filter((name) =>
    stepsFrom(edges, arn(`role/${name}`), ["adds_credential"]).has(arn("user/first")),
  );
  expect(found).toEqual(["tagger"]);
});

describe("who may change its own tag, below a Deny of whoever lacks one", () => {
  const UNTAGGED = { Null: { "aws:PrincipalTag/team": "true" } };
  const HELD = allow(["iam:CreateAccessKey", "iam:TagRole"]);
  /** Roles that may tag themselves: one that nobody may become, one that a user with the tag and that right may become. */
  const tagging = (control: object, count = 1): Scene => {
    const scene = new Scene().account();
    for (const target of TARGETS) scene.user(target.slice(target.lastIndexOf("/") + 1), { inline: [EVERYTHING] });
    for (let at = 0; at < count; at++) scene.role(`alone-${at}`, [trusts(service("ec2"))], { inline: [HELD] });
    scene.user("tagged", { inline: [allow("iam:TagRole")], tags: { team: "platform" } });
    scene.role("helped", [trusts(arn("user/tagged"))], { inline: [HELD] });
    return organized(scene, { Effect: "Deny", Resource: "*", ...control });
  };
  const gets = (control: object) => {
    const { edges } = analyzeScene(tagging(control), techniques);
    return ["alone-0", "helped"].filter((name) =>
      stepsFrom(edges, arn(`role/${name}`), ["adds_credential"]).has(arn("user/first")),
    );
  };

  test.each<[string, object, readonly string[]]>([
    ["of everything, which denies that as well", { Action: "*", Condition: UNTAGGED }, ["helped"]],
    ["of keys alone", { Action: "iam:CreateAccessKey", Condition: UNTAGGED }, ["alone-0", "helped"]],
    ["of all but tags", { NotAction: "iam:Tag*", Condition: UNTAGGED }, ["alone-0", "helped"]],
    [
      "of what is done to users",
      { Action: "*", Resource: "arn:aws:iam::*:user/*", Condition: UNTAGGED },
      ["alone-0", "helped"],
    ],
    [
      "of everything that has no tag",
      { Action: "*", Condition: { ...UNTAGGED, StringNotEqualsIfExists: { "aws:ResourceTag/team": "open" } } },
      ["helped"],
    ],
  ])("gets past one %s", (_, control, expected) => {
    expect(gets(control)).toEqual(expected);
  });

  test("shares a hub with others where the Deny is of callers from elsewhere", () => {
    const hubs = (account: string) => {
      const condition = { StringNotEquals: { "aws:PrincipalAccount": account, "aws:ResourceTag/team": "open" } };
      const { edges } = analyzeScene(tagging({ Action: "iam:CreateAccessKey", Condition: condition }, 20), techniques);
      const ways = edges.filter(({ from, technique }) => from.includes("role/alone-") && technique === "iam-002");
      return ways.filter(({ to }) => to.startsWith("set:")).length;
    };
    expect(hubs(ACCOUNT)).toBe(20);
    expect(hubs(OTHER)).toBe(0);
  });

  test("shares a hub with others who may, where that is of no use", () => {
    const OUTSIDE = { NotIpAddressIfExists: { "aws:SourceIp": "192.0.2.0/24" } };
    const { edges } = analyzeScene(tagging({ Action: "*", Condition: { ...UNTAGGED, ...OUTSIDE } }, 20), techniques);
    const ways = edges.filter(({ from, technique }) => from.includes("role/alone-") && technique === "iam-002");
    expect(ways).toHaveLength(20);
    expect(new Set(ways.map(({ to, state }) => `${to} ${state}`)).size).toBe(1);
  });
});

describe("a resource control policy", () => {
  /** Of another account, whose role trusts the callers' account. */
  const elsewhere = (condition: Condition, on = `aws:${OTHER}`): Scene => {
    const scene = new Scene().account().account(OTHER);
    scene.role("first", [trusts(root())], { inline: [EVERYTHING] }, OTHER);
    for (const [name, holder] of Object.entries(CALLERS))
      scene.role(name, [trusts(service("ec2"))], { ...holder, inline: [allow("sts:AssumeRole")] });
    organized(scene, { Effect: "Allow", Action: "*", Resource: "*" });
    const own = scene.scopes.get(OTHER);
    if (own) scene.scopes.set(OTHER, { ...own, properties: { ...own.properties, organization: "o-1" } });
    scene.edge("contains", "r-1", `aws:${OTHER}`);
    const control = { Effect: "Deny", Principal: "*", Action: "sts:*", Resource: "*", Condition: condition };
    const document = [{ ...EVERYTHING, Principal: "*" }, control] as ReturnType<typeof allow>[];
    scene.node("grant", "aws.rcp", "arn:aws:organizations::1:policy/p-2", { account: "o-1", document });
    scene.node("grant", "aws.rcp", "arn:aws:organizations::1:policy/p-3", {
      account: "o-1",
      document: document.slice(0, 1),
    });
    for (const place of ["r-1", `aws:${ACCOUNT}`, `aws:${OTHER}`])
      scene.edge("references", `arn:aws:organizations::1:policy/${place === on ? "p-2" : "p-3"}`, place);
    return scene;
  };
  const across = (scene: Scene) => {
    const { edges } = analyzeScene(scene, techniques);
    return Object.keys(CALLERS).filter((name) =>
      stepsFrom(edges, arn(`role/${name}`), ["can_assume"]).has(arn("role/first", OTHER)),
    );
  };
  const UNTAGGED = { Null: { "aws:PrincipalTag/team": "true" } };

  test("of another account counts for each who comes to it", () => {
    expect(across(elsewhere(UNTAGGED))).toEqual(["aaa", "admin-a"]);
    expect(across(elsewhere({ ArnNotLike: { "aws:PrincipalArn": arn("role/z*") } }))).toEqual(["zzz"]);
  });

  test("does not count for who comes to another", () => {
    expect(across(elsewhere(UNTAGGED, `aws:${ACCOUNT}`))).toEqual(["aaa", "admin-a", "zzz"]);
  });
});
