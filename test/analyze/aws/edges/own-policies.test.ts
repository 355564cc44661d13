// Permission sets that name customer managed policies: what they give is what the account's policy of that path and name says.
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../../src/model/words.js";
import { shippedTechniques } from "../../../shipped.js";
import { ADMIN, addCenter, addRole, addSet, assign, organization, roleArn, THIRD } from "./center-account.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, deny, EVERYTHING, OTHER, type Scene } from "./scene.js";

const techniques = await shippedTechniques();

const READ = allow(["s3:Get*", "s3:List*"]);
const ASSIGN = allow("sso:CreateAccountAssignment");

/** ACCOUNT manages, OTHER and THIRD are members; the permission set `Team` is in neither. */
function estate(properties: JsonRecord): Scene {
  const scene = organization([ACCOUNT, OTHER, THIRD]);
  addCenter(scene, { delegated_administrators: [] });
  return addSet(scene, "Team", { accounts: [], ...properties });
}

/** Accounts that a role of Identity Center in ACCOUNT which holds the statements controls by one step: account → how surely. */
function taken(scene: Scene, ...statements: ReturnType<typeof allow>[]): JsonRecord {
  addSet(scene, "Own", { accounts: [ACCOUNT] });
  addRole(scene, "Own", ACCOUNT, statements);
  assign(scene, "Own", ACCOUNT, "own");
  const { edges } = analyzeScene(scene, techniques);
  const own = edges.filter(({ kind, technique }) => kind === "includes" || technique?.startsWith("sso-"));
  const steps = stepsFrom(own, roleArn("Own", ACCOUNT), ["escalates_to"]);
  return Object.fromEntries(
    [...steps].filter(([target]) => target.startsWith("aws:")).map(([target, state]) => [target, strength(state)]),
  );
}

/** The account refused its details. */
function unread(scene: Scene, account: string): Scene {
  const scope = scene.scopes.get(account);
  const coverage = [{ dataSet: "aws/iam:account-authorization-details", state: "denied" as const }];
  if (scope) scene.scopes.set(account, { ...scope, coverage });
  return scene;
}

const NAMING: JsonRecord = { customer_managed_policies: ["team/Boss"] };

describe("a permission set that names a customer managed policy", () => {
  it("is an administrator's only where the account's policy of that name allows everything", () => {
    const scene = estate(NAMING).managed("team/Boss", [EVERYTHING], OTHER).managed("team/Boss", [READ], THIRD);
    expect(taken(scene, ASSIGN)).toEqual({ [`aws:${OTHER}`]: "met" });
  });

  it("goes into no account without such a policy", () => {
    expect(taken(estate(NAMING).managed("Boss", [EVERYTHING], OTHER), ASSIGN)).toEqual({});
  });

  it("is not known where the account, or the policy, was not read", () => {
    const scene = unread(estate(NAMING), THIRD);
    scene.node("grant", "aws.managed-policy", `arn:aws:iam::${OTHER}:policy/team/Boss`, { account: OTHER });
    expect(taken(scene, ASSIGN)).toEqual({ [`aws:${OTHER}`]: "unknown", [`aws:${THIRD}`]: "unknown" });
  });

  it("gives nothing to who may assign only another one", () => {
    const scene = addSet(estate(NAMING), "Plain", { accounts: [] }).managed("team/Boss", [EVERYTHING], OTHER);
    const others = deny("sso:CreateAccountAssignment", "arn:aws:sso:::permissionSet/*/ps-Team");
    expect(taken(scene, ASSIGN, others)).toEqual({});
  });

  it("is less than AdministratorAccess beside it where the policy denies something", () => {
    const scene = estate({ ...NAMING, managed_policies: [ADMIN] })
      .managed("team/Boss", [deny("aws-portal:*")], OTHER)
      .managed("team/Boss", [READ], THIRD);
    expect(taken(scene, ASSIGN)).toEqual({ [`aws:${OTHER}`]: "unknown", [`aws:${THIRD}`]: "met" });
  });

  it("is worth that once its permissions boundary is off", () => {
    const boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    const scene = () =>
      estate({ ...NAMING, boundary })
        .managed("team/Boss", [EVERYTHING], OTHER)
        .managed("team/Boss", [READ], THIRD);
    const free = allow("sso:DeletePermissionsBoundaryFromPermissionSet");
    expect(taken(scene(), ASSIGN, free)).toEqual({ [`aws:${OTHER}`]: "met" });
    expect(taken(scene(), ASSIGN)).toEqual({});
  });
});

describe("naming a customer managed policy in a permission set", () => {
  const NAME = allow("sso:AttachCustomerManagedPolicyReferenceToPermissionSet");

  it("gives an account that has an administrator policy of its own, and no other", () => {
    const scene = estate({}).managed("Whole", [EVERYTHING], OTHER).managed("Half", [READ], THIRD);
    expect(taken(scene, ASSIGN, NAME)).toEqual({ [`aws:${OTHER}`]: "met" });
  });

  it("is not known of an account that was not read", () => {
    expect(taken(unread(estate({}), THIRD), ASSIGN, NAME)).toEqual({ [`aws:${THIRD}`]: "unknown" });
  });

  it("finds no policy of AWS by its name", () => {
    const scene = estate({});
    scene.node("grant", "aws.managed-policy", ADMIN, { document: [EVERYTHING], account: OTHER });
    expect(taken(scene, ASSIGN, NAME)).toEqual({});
  });
});

describe("a permissions boundary that is a customer managed policy", () => {
  const CAPPED: JsonRecord = { managed_policies: [ADMIN], boundary: "team/Cap" };
  const other = `aws:${OTHER}`;
  const third = `aws:${THIRD}`;
  const split = (properties: JsonRecord) =>
    estate(properties).managed("team/Cap", [EVERYTHING], OTHER).managed("team/Cap", [READ], THIRD);

  it("caps an administrator's only where the account's policy of that name does", () => {
    expect(taken(split(CAPPED), ASSIGN)).toEqual({ [other]: "met" });
  });

  it("keeps it out of accounts without such a policy, another path being another policy", () => {
    expect(taken(estate(CAPPED).managed("Cap", [EVERYTHING], OTHER), ASSIGN)).toEqual({});
  });

  it("is not known where the policy, or the account, was not read", () => {
    const scene = unread(estate(CAPPED), THIRD);
    scene.node("grant", "aws.managed-policy", `arn:aws:iam::${OTHER}:policy/team/Cap`, { account: OTHER });
    expect(taken(scene, ASSIGN)).toEqual({ [other]: "unknown", [third]: "unknown" });
  });

  it("lets who attaches a policy have everything where it lets everything through", () => {
    const attach = allow("sso:AttachManagedPolicyToPermissionSet");
    // its own set has none
    const notOwn = deny("sso:AttachManagedPolicyToPermissionSet", "arn:aws:sso:::permissionSet/*/ps-Own");
    expect(taken(split({ boundary: "team/Cap" }), ASSIGN, attach, notOwn)).toEqual({ [other]: "met" });
    expect(taken(split({ boundary: "team/Cap" }), ASSIGN)).toEqual({});
  });

  it("is taken off where it caps, or is of no account", () => {
    const free = allow("sso:DeletePermissionsBoundaryFromPermissionSet");
    expect(taken(split(CAPPED), ASSIGN, free)).toEqual({ [other]: "met", [third]: "met" });
    expect(taken(estate(CAPPED), ASSIGN, free)).toEqual({ [other]: "met", [third]: "met" });
    expect(taken(estate(CAPPED), ASSIGN)).toEqual({});
  });
});
