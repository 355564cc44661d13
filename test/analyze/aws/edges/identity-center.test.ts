// What the administration of IAM Identity Center gives: where it is done from, which accounts it reaches, who can sign in to take it.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { shippedTechniques } from "../../../shipped.js";
import {
  ADMIN,
  addCenter,
  addRole,
  addSet,
  assign,
  group,
  INSTANCE,
  ORGANIZATION,
  organization,
  roleArn,
  setArn,
  THIRD,
} from "./center-account.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, OTHER, type Scene } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

type Statement = ReturnType<typeof allow>;

/** Whom one step of administering Identity Center gets the source to: target → how surely. */
function taken(scene: Scene, source: string): { readonly [target: string]: string } {
  const { edges } = analyzeScene(scene, techniques);
  const own = edges.filter(({ kind, technique }) => kind === "includes" || technique?.startsWith("sso-"));
  const steps = stepsFrom(own, source, ["escalates_to", "adds_credential"]);
  return Object.fromEntries([...steps].map(([target, state]) => [target, strength(state)]));
}

const ALL = allow(["sso:*", "sso-directory:*", "identitystore:*"]);
const ASSIGN = allow([
  "sso:CreatePermissionSet",
  "sso:AttachManagedPolicyToPermissionSet",
  "sso:CreateAccountAssignment",
]);

interface Odd {
  readonly center?: JsonRecord;
  readonly external?: JsonRecord;
}

/** ACCOUNT manages; OTHER and THIRD are members. `Reader` is in OTHER, `Boss` in ACCOUNT and OTHER. */
function estate({ center = { delegated_administrators: [] }, external }: Odd = {}): Scene {
  const scene = organization([ACCOUNT, OTHER, THIRD]);
  addCenter(scene, center);
  addSet(scene, "Reader", { accounts: [OTHER] });
  addSet(scene, "Boss", { accounts: [ACCOUNT, OTHER], managed_policies: [ADMIN] });
  for (const [set, account] of [
    ["Reader", OTHER],
    ["Boss", OTHER],
    ["Boss", ACCOUNT],
  ] as const) {
    addRole(scene, set, account);
    assign(scene, set, account, set.toLowerCase(), external);
  }
  return scene;
}

/** A role of Identity Center that holds the statements. */
function person(scene: Scene, account: string, ...statements: Statement[]): string {
  addSet(scene, "Own", { accounts: [account] });
  addRole(scene, "Own", account, statements);
  assign(scene, "Own", account, "own");
  return roleArn("Own", account);
}

describe("assigning permission sets", () => {
  it("gives every account of the organisation but the one that manages it", () => {
    const scene = estate();
    expect(taken(scene, person(scene, ACCOUNT, ASSIGN))).toEqual({
      [`aws:${OTHER}`]: "met",
      [`aws:${THIRD}`]: "met",
      [roleArn("Boss", OTHER)]: "met",
      [roleArn("Reader", OTHER)]: "met",
    });
  });

  it("reaches into no other organisation, and perhaps into an account of which nobody knows the organisation", () => {
    const scene = estate().account("888800001111").account("888800002222").account("888800003333");
    const [foreign, alone] = ["888800001111", "888800003333"].map((id) => scene.scopes.get(id));
    if (foreign) scene.scopes.set("888800001111", { ...foreign, properties: { organization: "o-others" } });
    if (alone)
      scene.scopes.set("888800003333", {
        ...alone,
        coverage: [{ dataSet: "aws/organizations:accounts", state: "complete" }],
      });
    const found = taken(scene, person(scene, ACCOUNT, ASSIGN));
    expect(Object.fromEntries(Object.entries(found).filter(([target]) => target.startsWith("aws:")))).toEqual({
      [`aws:${OTHER}`]: "met",
      [`aws:${THIRD}`]: "met",
      "aws:888800002222": "unknown",
    });
  });

  it.each<[string, Statement[], string]>([
    ["somebody else who may do nothing but that", [ASSIGN], "needs-actor"],
    ["who can make a user, but no password", [ASSIGN, allow("identitystore:CreateUser")], "needs-actor"],
    [
      "who can make a user and a password, wherever users are kept",
      [ASSIGN, allow(["identitystore:CreateUser", "sso-directory:UpdatePassword"])],
      "unknown",
    ],
    [
      "who can make a user of another identity store",
      [
        ASSIGN,
        allow("identitystore:CreateUser", `arn:aws:identitystore::${ACCOUNT}:identitystore/d-other`),
        allow("sso-directory:UpdatePassword"),
      ],
      "needs-actor",
    ],
    ["who may do all of Identity Center", [ALL], "met"],
    ["PowerUserAccess", [{ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }], "met"],
    ["an administrator", [EVERYTHING], "met"],
  ])("%s", (_, statements, expected) => {
    const scene = estate().user("caller", { inline: statements });
    expect(taken(scene, arn("user/caller"))[`aws:${THIRD}`]).toBe(expected);
  });

  it("is open where a condition asks for tags of permission sets, which are not read", () => {
    const tagged = { Condition: { StringEquals: { "aws:ResourceTag/team": "dev" } } };
    const scene = estate();
    const source = person(
      scene,
      ACCOUNT,
      allow("sso:CreateAccountAssignment", [INSTANCE, `arn:aws:sso:::account/${THIRD}`]),
      allow("sso:CreateAccountAssignment", "arn:aws:sso:::permissionSet/*", tagged),
      allow("sso:PutInlinePolicyToPermissionSet", ["arn:aws:sso:::permissionSet/*", INSTANCE]),
    );
    expect(taken(scene, source)).toEqual({ [`aws:${THIRD}`]: "unknown" });
  });

  it("rests on the statements of the one who takes it, where several may do the same", () => {
    const scene = estate()
      .user("one", { inline: [ASSIGN] })
      .user("two", { inline: [ASSIGN] });
    const { edges } = analyzeScene(scene, techniques);
    const hubs = edges.filter(({ kind, to }) => kind === "escalates_to" && to.startsWith("set:"));
    const statementsOf = (name: string) =>
      hubs.filter(({ from }) => from === arn(`user/${name}`)).flatMap(({ because }) => because);
    expect(statementsOf("one")).toContain(`${arn("user/one")}/inline/own#0`);
    expect(statementsOf("two")).toContain(`${arn("user/two")}/inline/own#0`);
    expect(statementsOf("two").join()).not.toContain("user/one");
    const shared = edges.filter(({ kind, from }) => kind === "includes" && hubs.some(({ to }) => to === from));
    expect(shared.length).toBeGreaterThan(1);
    expect(shared.flatMap(({ because }) => because).filter((id) => id.includes(":user/"))).toEqual([]);
  });

  it.each<[string, Scene]>([
    ["in a member account", estate().user("caller", { inline: [EVERYTHING] }, THIRD)],
    [
      "of an instance of one account alone",
      addCenter(organization([OTHER, ACCOUNT, THIRD]), {}, ACCOUNT).user("caller", { inline: [EVERYTHING] }),
    ],
    ["of an instance that was not read", organization([ACCOUNT, OTHER]).user("caller", { inline: [EVERYTHING] })],
  ])("nothing for an administrator %s", (_, scene) => {
    expect(
      taken(scene, arn("user/caller", scene.nodes.some(({ id }) => id.includes(THIRD)) ? THIRD : ACCOUNT)),
    ).toEqual({});
  });
});

describe("an account that Identity Center is delegated to", () => {
  const delegated = { center: { delegated_administrators: [THIRD] } };

  it("gives the member accounts, and of existing permission sets only those that the management account has not", () => {
    const scene = estate(delegated);
    expect(taken(scene, person(scene, THIRD, ASSIGN))).toEqual({
      [`aws:${OTHER}`]: "met",
      [`aws:${THIRD}`]: "met",
      [roleArn("Reader", OTHER)]: "met",
    });
  });

  it("may not rewrite or assign a permission set that the management account has", () => {
    const scene = estate(delegated);
    const change = ["sso:PutInlinePolicyToPermissionSet", "sso:CreateAccountAssignment"];
    const on = (set: string) => allow(change, [setArn(set), INSTANCE, "arn:aws:sso:::account/*"]);
    const boss = person(scene, THIRD, on("Boss"));
    expect(taken(scene, boss)).toEqual({});
    const other = estate(delegated);
    expect(taken(other, person(other, THIRD, on("Reader")))).toMatchObject({ [`aws:${THIRD}`]: "met" });
  });

  it("may edit groups, those of the management account too", () => {
    const scene = estate(delegated);
    expect(taken(scene, person(scene, THIRD, allow("identitystore:CreateGroupMembership")))).toEqual({
      [group("boss")]: "met",
      [group("own")]: "met",
      [group("reader")]: "met",
    });
  });

  it("is held by the service control policies of the organisation", () => {
    const scene = estate(delegated);
    const source = person(scene, THIRD, ASSIGN);
    scene.node("scope", "aws.organization-root", "r-root", { account: ORGANIZATION });
    for (const account of [ACCOUNT, OTHER, THIRD]) scene.edge("contains", "r-root", `aws:${account}`);
    const scp = (name: string, statement: Statement) => {
      scene.node("grant", "aws.scp", name, { document: [statement], account: ORGANIZATION });
      return scene.edge("references", name, "r-root");
    };
    scp("p-all", allow("*"));
    scene.edge("references", "p-all", `aws:${THIRD}`);
    expect(taken(scene, source)).toHaveProperty([`aws:${OTHER}`], "met");
    scp("p-none", deny("sso:CreateAccountAssignment"));
    expect(taken(scene, source)).toEqual({});
  });

  it.each<[string, JsonRecord]>([
    ["others", { delegated_administrators: [OTHER] }],
    ["nobody", { delegated_administrators: [] }],
    ["nobody knows whom", {}],
  ])("not when it is delegated to %s", (_, center) => {
    const scene = estate({ center });
    expect(taken(scene, person(scene, THIRD, ALL))).toEqual({});
  });
});

describe("groups", () => {
  it.each<[string, JsonRecord, string]>([
    ["of Identity Center", { external: false }, "met"],
    ["that an identity provider keeps", { external: true }, "unknown"],
    ["that were not read", {}, "unknown"],
  ])("%s", (_, external, expected) => {
    const scene = estate({ external });
    const source = person(scene, ACCOUNT, allow("sso-directory:AddMemberToGroup"));
    expect(taken(scene, source)[group("reader")]).toBe(expected);
  });

  it("adding somebody takes somebody", () => {
    const scene = estate().user("caller", { inline: [allow("identitystore:CreateGroupMembership")] });
    expect(taken(scene, arn("user/caller"))).toEqual({
      [group("boss")]: "needs-actor",
      [group("reader")]: "needs-actor",
    });
  });
});

describe("permission sets as they are", () => {
  const only = allow("sso:CreateAccountAssignment", [setArn("Worth"), INSTANCE, `arn:aws:sso:::account/${THIRD}`]);
  it.each<[string, JsonRecord, readonly Statement[] | undefined, string | undefined]>([
    ["AdministratorAccess", { managed_policies: [ADMIN] }, undefined, "met"],
    ["a policy that allows everything", {}, [EVERYTHING], "met"],
    ["behind a boundary that allows everything", { managed_policies: [ADMIN], boundary: ADMIN }, undefined, "met"],
    ["behind another boundary", { managed_policies: [ADMIN], boundary: "limit" }, undefined, undefined],
    ["little", { managed_policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }, undefined, undefined],
    ["what an account named so", { managed_policies: [arn("policy/AdministratorAccess")] }, undefined, undefined],
    ["everything but something", { managed_policies: [ADMIN] }, [deny("s3:*")], "unknown"],
    ["what was not read", { policies_unread: true }, undefined, "unknown"],
  ])("%s", (_, properties, document, expected) => {
    const scene = estate();
    addSet(scene, "Worth", { ...properties, accounts: [] }, document);
    expect(taken(scene, person(scene, ACCOUNT, only))[`aws:${THIRD}`]).toBe(expected);
  });
});

describe("rewriting a permission set", () => {
  const REWRITE = allow(["sso:PutInlinePolicyToPermissionSet", "sso:ProvisionPermissionSet"]);

  /** Who holds `Own` in the management account, and `Reader` in OTHER; what that gives to the role and to its people. */
  function rewritten(
    own: readonly string[],
    reader: readonly string[],
  ): { readonly [source: string]: string | undefined } {
    const scene = organization([ACCOUNT, OTHER, THIRD]);
    addCenter(scene, { delegated_administrators: [] });
    addSet(scene, "Own", { accounts: [ACCOUNT] });
    addSet(scene, "Reader", { accounts: [OTHER] });
    addRole(scene, "Own", ACCOUNT, [REWRITE]);
    addRole(scene, "Reader", OTHER);
    for (const one of own) assign(scene, "Own", ACCOUNT, one);
    for (const one of reader) assign(scene, "Reader", OTHER, one);
    const found = [roleArn("Own", ACCOUNT), ...own.map(assignee)].map((source) => {
      return [source.slice(source.lastIndexOf("/") + 1), taken(scene, source)[`aws:${OTHER}`]] as const;
    });
    return Object.fromEntries(found.filter(([, state]) => state !== undefined));
  }
  const assignee = (name: string) => (name.startsWith("u-") ? group(name).replace(":group/", ":user/") : group(name));
  const OWN = "AWSReservedSSO_Own_0123456789abcdef";

  it.each<[string, string[], string[], { readonly [source: string]: string }]>([
    ["that everybody who may is assigned to", ["ops"], ["ops", "dev"], { [OWN]: "met" }],
    ["that some of them are assigned to", ["ops", "dev"], ["dev"], { dev: "met" }],
    ["that another group is assigned to, which may have the same people", ["ops"], ["dev"], { [OWN]: "unknown" }],
    ["that another person is assigned to", ["u-1"], ["u-2"], {}],
    ["that nobody is assigned to", ["ops"], [], {}],
  ])("%s", (_, own, reader, expected) => {
    expect(rewritten(own, reader)).toEqual(expected);
  });

  it("gives nothing to who is no person", () => {
    const scene = estate().user("caller", { inline: [REWRITE] });
    expect(taken(scene, arn("user/caller"))).toEqual({});
  });
});

describe("signing in as others", () => {
  it.each(["sso-directory:UpdatePassword", "sso-directory:ImportExternalIdPCertificate", "identitystore:UpdateUser"])(
    "%s",
    (action) => {
      const scene = estate().user("caller", { inline: [allow(action)] });
      expect(taken(scene, arn("user/caller"))).toEqual({ [group("boss")]: "unknown", [group("reader")]: "unknown" });
    },
  );

  it("by another address takes who may be changed, and perhaps somebody of a group", () => {
    const user = (name: string) => `arn:aws:identitystore:::user/${name}`;
    const store = `arn:aws:identitystore::${ACCOUNT}:identitystore/d-0123456789`;
    const change = (...users: string[]) => allow("identitystore:UpdateUser", [store, ...users]);
    const scene = (...held: ReturnType<typeof allow>[]) =>
      assign(assign(estate(), "Reader", OTHER, "u-one"), "Reader", OTHER, "u-two").user("caller", { inline: held });
    const groups = { [group("boss")]: "unknown", [group("reader")]: "unknown" };
    expect(taken(scene(change(user("u-one"))), arn("user/caller"))).toEqual({ ...groups, [user("u-one")]: "unknown" });
    expect(taken(scene(change("arn:aws:identitystore:::group/*")), arn("user/caller"))).toEqual({});
    expect(taken(scene(change(user("*")), deny("*", user("u-two"))), arn("user/caller"))).toEqual({
      ...groups,
      [user("u-one")]: "unknown",
    });
  });
});
