// An Identity Center that was not read to the end: who may get to control by it is not known to get to none.
import { beforeAll, describe, expect, it } from "vitest";
import type { Coverage } from "../../../../src/model/batch.js";
import type { Technique } from "../../../../src/model/technique.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { shippedTechniques } from "../../../shipped.js";
import { addCenter, addRole, addSet, assign, group, organization, THIRD } from "./center-account.js";
import type { Statement } from "./limited.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, type Holder, OTHER, type Scene } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const SETS = "aws/sso:permission-sets";
const ASSIGN = allow([
  "sso:CreatePermissionSet",
  "sso:AttachManagedPolicyToPermissionSet",
  "sso:CreateAccountAssignment",
]);
const ALL = [ACCOUNT, OTHER, THIRD];
type Rows = readonly (readonly [state: Coverage["state"], region?: string])[];

/** What became of permission sets in an account. */
function ask(scene: Scene, account: string, ...rows: Rows): Scene {
  const scope = scene.scopes.get(account);
  const more = rows.map(
    ([state, region]): Coverage => ({ dataSet: SETS, state, ...(region !== undefined && { region }) }),
  );
  if (scope) scene.scopes.set(account, { ...scope, coverage: [...scope.coverage, ...more] });
  return scene;
}

/** What an account told of its users and roles. */
function told(scene: Scene, account: string, state: Coverage["state"]): Scene {
  const scope = scene.scopes.get(account);
  const coverage = [{ dataSet: "aws/iam:account-authorization-details", state }];
  if (scope) scene.scopes.set(account, { ...scope, coverage: [...scope.coverage, ...coverage] });
  return scene;
}

/** Callers in each account who may assign permission sets, and one in each who may only look at them. */
function people(scene: Scene): Scene {
  for (const account of ALL) {
    scene.user("assigner", { inline: [ASSIGN] }, account);
    scene.user("looker", { inline: [allow(["sso:List*", "sso:Describe*"])] }, account);
  }
  return scene;
}

/** Accounts whose assigner is undecided. */
function open(scene: Scene): readonly string[] {
  const { undecided } = analyzeScene(people(scene), techniques);
  expect(undecided.filter((id) => id.endsWith("looker"))).toEqual([]);
  return ALL.filter((account) => undecided.includes(arn("user/assigner", account)));
}

describe("who may assign permission sets, of an instance that was not found", () => {
  it.each<[what: string, of: string, rows: Rows, accounts: readonly string[]]>([
    ["the managing account refused", ACCOUNT, [["denied"]], ALL],
    [
      "one region of it refused",
      ACCOUNT,
      [
        ["denied", "eu-west-1"],
        ["complete", "us-east-1"],
      ],
      ALL,
    ],
    [
      "it has none",
      ACCOUNT,
      [
        ["complete", "eu-west-1"],
        ["complete", "us-east-1"],
      ],
      [],
    ],
    ["it was not asked", ACCOUNT, [], []],
    ["a member refused, which owns none", OTHER, [["denied"]], []],
  ])("%s", (_, of, rows, accounts) => {
    expect(open(ask(organization(ALL), of, ...rows))).toEqual(accounts);
  });

  it("an account of another organisation, or of none, has nothing of it", () => {
    const scene = ask(organization([ACCOUNT, OTHER]), ACCOUNT, ["denied"]);
    scene.account(THIRD, [{ dataSet: "aws/organizations:accounts", state: "complete" }]);
    expect(open(scene)).toEqual([ACCOUNT, OTHER]);
  });
});

describe("who is denied it all the same", () => {
  const ONE = "arn:aws:sso:::permissionSet/ssoins-1/*";
  const scene = () =>
    ask(organization(ALL), ACCOUNT, ["denied"])
      .managed("quarantine", [deny("sso:*")])
      .managed("of-one", [allow("sso:*", ONE)])
      .managed("of-another", [allow("sso:*", "arn:aws:sso:::permissionSet/ssoins-2/*")]);
  const whose = (name: string, operator = "ArnLike") => ({
    Condition: { [operator]: { "aws:PrincipalArn": arn(`user/${name}`) } },
  });
  const over = (statement: Statement): Holder => ({ inline: [ASSIGN, statement] });
  const detach = allow("iam:DetachUserPolicy", arn("user/ann"));
  const undecidedOf = (holder: Holder) => {
    const { undecided, facts } = analyzeScene(scene().user("ann", holder), techniques);
    const { admin } = facts.find(({ node, columns }) => node === arn("user/ann") && "admin" in columns)?.columns ?? {};
    return [undecided.map((id) => id.slice(arn("user/").length)), admin];
  };

  it.each<[what: string, holder: Holder, undecided: readonly string[], admin: string]>([
    ["whatever it asks for", over(deny("sso:*")), [], "no"],
    ["one of the actions", over(deny("sso:CreateAccountAssignment")), [], "no"],
    ["by its boundary", { inline: [ASSIGN], boundary: "quarantine" }, [], "no"],
    ["another action", over(deny("sso:DeletePermissionSet")), ["ann"], "unknown"],
    ["of one resource", over(deny("sso:*", "arn:aws:sso:::instance/ssoins-1")), ["ann"], "unknown"],
    [
      "where a condition is met",
      over(deny("sso:*", "*", { Condition: { Bool: { "aws:SecureTransport": "false" } } })),
      ["ann"],
      "unknown",
    ],
    ["where a condition is met that it meets", over(deny("sso:*", "*", whose("ann"))), [], "no"],
    ["where a condition is met that another meets", over(deny("sso:*", "*", whose("bob"))), ["ann"], "unknown"],
    ["as all but another are", over(deny("sso:*", "*", whose("bob", "ArnNotLike"))), [], "no"],
    ["as all but itself are", over(deny("sso:*", "*", whose("ann", "ArnNotLike"))), ["ann"], "unknown"],
    ["of the resources that it is allowed", { inline: [allow("sso:*", ONE), deny("sso:*", ONE)] }, [], "no"],
    ["of some of them", { inline: [allow("sso:*", "arn:aws:sso:::*"), deny("sso:*", ONE)] }, ["ann"], "unknown"],
    ["by a boundary of other resources", { inline: [allow("sso:*", ONE)], boundary: "of-another" }, [], "no"],
    ["by a boundary of the same resources", { inline: [allow("sso:*", ONE)], boundary: "of-one" }, ["ann"], "unknown"],
    ["by a boundary of some resources", { inline: [allow("sso:*")], boundary: "of-one" }, ["ann"], "unknown"],
    ["by a policy that it cannot take off", { inline: [ASSIGN], managed: ["quarantine"] }, [], "no"],
    [
      "by a policy that it takes off",
      { inline: [ASSIGN, detach], managed: ["quarantine"] },
      ["ann#without:policy/quarantine"],
      "unknown",
    ],
  ])("%s", (_, holder, undecided, admin) => {
    expect(undecidedOf(holder)).toEqual([undecided, admin]);
  });
});

describe("of an instance that was found", () => {
  it.each<[what: string, center: JsonRecord, state: Coverage["state"], accounts: readonly string[]]>([
    ["delegated to nobody", { delegated_administrators: [] }, "partial", [ACCOUNT]],
    ["delegated to another", { delegated_administrators: [THIRD] }, "partial", [ACCOUNT, THIRD]],
    ["delegated to nobody knows whom", {}, "partial", ALL],
    ["read to the end", { delegated_administrators: [THIRD] }, "complete", []],
  ])("%s", (_, center, state, accounts) => {
    expect(open(ask(addCenter(organization(ALL), center), ACCOUNT, [state]))).toEqual(accounts);
  });
});

describe("of an instance that was read to the end", () => {
  it.each<[what: string, of: string, state: Coverage["state"], accounts: readonly string[]]>([
    ["a member did not tell of its roles", OTHER, "denied", [ACCOUNT, THIRD]],
    ["nor of all", OTHER, "partial", [ACCOUNT, THIRD]],
    ["every account told", OTHER, "complete", []],
  ])("%s", (_, of, state, accounts) => {
    const scene = ask(addCenter(organization(ALL), { delegated_administrators: [THIRD] }), ACCOUNT, ["complete"]);
    expect(open(told(scene, of, state))).toEqual(accounts);
  });

  it("an account of another organisation has nothing to do with it", () => {
    const scene = ask(addCenter(organization([ACCOUNT, OTHER]), { delegated_administrators: [] }), ACCOUNT, [
      "complete",
    ]);
    expect(open(told(scene.account(THIRD), THIRD, "denied"))).toEqual([]);
  });
});

describe("people and groups", () => {
  /** `Boss` has a role in OTHER and is assigned to `boss`; `reader` is assigned to another set, which has a role there too. */
  function assigned(more: JsonRecord, lacks: string, state: Coverage["state"]): readonly string[] {
    const scene = addCenter(organization(ALL), { delegated_administrators: [] });
    addSet(scene, "Boss", { accounts: [OTHER], ...more });
    addSet(scene, "Reader", { accounts: [OTHER] });
    for (const name of ["Boss", "Reader"]) {
      addRole(scene, name, OTHER);
      assign(scene, name, OTHER, name.toLowerCase());
    }
    // of the set and of what is assigned to it
    for (const [at, node] of scene.nodes.entries()) {
      if (!node.id.includes("/ps-Boss")) continue;
      const { [lacks]: _, ...properties } = node.properties;
      scene.nodes[at] = { ...node, properties };
    }
    const { undecided } = analyzeScene(ask(scene, ACCOUNT, [state]), techniques);
    return [group("boss"), group("reader")].filter((id) => undecided.includes(id));
  }

  it.each<[what: string, boss: JsonRecord, lacks: string, state: Coverage["state"], undecided: readonly string[]]>([
    ["all was read", {}, "", "complete", []],
    ["something else was not read", {}, "", "partial", []],
    [
      "assignments of a set were not read",
      { assignments_unread: true },
      "",
      "partial",
      [group("boss"), group("reader")],
    ],
    ["accounts of a set were not read", {}, "accounts", "partial", [group("boss"), group("reader")]],
    ["a set was not described", {}, "role_prefix", "partial", [group("boss")]],
  ])("%s", (_, boss, lacks, state, undecided) => {
    expect(assigned(boss, lacks, state)).toEqual(undecided);
  });
});
