// Stack sets with service-managed permissions: who may make them in the management account has the accounts of its organisation.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { addLinkedRole, delegate, organization, THIRD } from "./center-account.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, OTHER, type Scene } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const SERVICE = "stacksets.cloudformation.amazonaws.com";
const MAKE = allow(["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"]);

/** Accounts that one step of stack sets gets the source to: account → how surely. */
function taken(scene: Scene, source: string): { readonly [account: string]: string } {
  const { edges } = analyzeScene(scene, techniques);
  const own = edges.filter(({ kind, technique }) => kind === "includes" || technique?.startsWith("cloudformation-01"));
  const steps = [...stepsFrom(own, source, ["escalates_to"])].filter(([target]) => /^aws:\d{12}$/.test(target));
  return Object.fromEntries(steps.map(([target, state]) => [target, strength(state)]));
}

/** ACCOUNT manages, OTHER and THIRD are members; the organisation trusts stack sets. */
const trusting = () => addLinkedRole(organization([ACCOUNT, OTHER, THIRD]), SERVICE);
const MEMBERS = { [`aws:${OTHER}`]: "met", [`aws:${THIRD}`]: "met" };

describe("who may make stack sets and their instances", () => {
  it.each([
    ["and no more", MAKE],
    ["and everything else", EVERYTHING],
  ])("in the management account, %s, has every member", (_, statement) => {
    expect(taken(trusting().user("caller", { inline: [statement] }), arn("user/caller"))).toEqual(MEMBERS);
  });

  it("of which several may, each has them", () => {
    const scene = trusting()
      .user("one", { inline: [MAKE] })
      .user("two", { inline: [MAKE] });
    for (const name of ["one", "two"]) expect(taken(scene, arn(`user/${name}`))).toEqual(MEMBERS);
  });

  it.each<[string, Scene, string]>([
    ["in a member account", trusting().user("caller", { inline: [MAKE] }, OTHER), arn("user/caller", OTHER)],
    [
      "where the organisation does not trust stack sets",
      organization([ACCOUNT, OTHER, THIRD]).user("caller", { inline: [MAKE] }),
      arn("user/caller"),
    ],
    [
      "where it trusts another service",
      addLinkedRole(organization([ACCOUNT, OTHER]), "guardduty.amazonaws.com").user("caller", { inline: [MAKE] }),
      arn("user/caller"),
    ],
    [
      "and may make no instances",
      trusting().user("caller", { inline: [allow("cloudformation:CreateStackSet")] }),
      arn("user/caller"),
    ],
  ])("%s has none", (_, scene, source) => {
    expect(taken(scene, source)).toEqual({});
  });

  it("where the roles of the management account were not read has them perhaps", () => {
    const scene = organization([ACCOUNT, OTHER]).user("caller", { inline: [MAKE] });
    const scope = scene.scopes.get(ACCOUNT);
    if (scope) scene.scopes.set(ACCOUNT, { ...scope, coverage: [] });
    expect(taken(scene, arn("user/caller"))).toEqual({ [`aws:${OTHER}`]: "unknown" });
  });

  it("has no account of another organisation", () => {
    const scene = trusting()
      .account("888800001111")
      .user("caller", { inline: [MAKE] });
    const foreign = scene.scopes.get("888800001111");
    if (foreign) scene.scopes.set("888800001111", { ...foreign, properties: { organization: "o-others" } });
    expect(taken(scene, arn("user/caller"))).toEqual(MEMBERS);
  });
});

describe("who may change a stack set and deploy it", () => {
  const CHANGE = allow(["cloudformation:UpdateStackSet", "cloudformation:CreateStackInstances"]);
  const withSet = (permission_model: string, held = CHANGE) =>
    trusting()
      .workload("aws.cloudformation-stack-set", `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stackset/s:1`, undefined, {
        permission_model,
      })
      .user("caller", { inline: [held] });

  it("has every member where it is one with service-managed permissions", () => {
    expect(taken(withSet("SERVICE_MANAGED"), arn("user/caller"))).toEqual(MEMBERS);
  });

  it.each([
    ["one with roles of its own", withSet("SELF_MANAGED")],
    ["one that it may not change", withSet("SERVICE_MANAGED", allow("cloudformation:CreateStackInstances"))],
  ])("has no member with %s", (_, scene) => {
    expect(taken(scene, arn("user/caller"))).toEqual({});
  });

  it("has them perhaps where it may not deploy it, but it may have stacks there", () => {
    const scene = withSet("SERVICE_MANAGED", allow("cloudformation:UpdateStackSet"));
    expect(taken(scene, arn("user/caller"))).toEqual({ [`aws:${OTHER}`]: "unknown", [`aws:${THIRD}`]: "unknown" });
  });

  it("has them perhaps where stack sets were not read", () => {
    const scene = trusting().user("caller", { inline: [CHANGE] });
    expect(taken(scene, arn("user/caller"))).toEqual({ [`aws:${OTHER}`]: "unknown", [`aws:${THIRD}`]: "unknown" });
  });
});

/** "Register a delegated administrator member account", AWS CloudFormation User Guide. */
describe("who may make stack sets in a member account", () => {
  const STACK_SETS = "member.org.stacksets.cloudformation.amazonaws.com";
  const delegating = (services: { readonly [service: string]: readonly string[] }, scene = trusting(), held = MAKE) =>
    delegate(scene, services).user("caller", { inline: [held] }, OTHER);
  const caller = arn("user/caller", OTHER);
  const everyMember = (state: string) => ({ [`aws:${OTHER}`]: state, [`aws:${THIRD}`]: state });

  it("that administers them for the organisation has every member, its own account among them", () => {
    expect(taken(delegating({ [STACK_SETS]: [OTHER] }), caller)).toEqual(everyMember("met"));
  });

  it("has them perhaps where the roles of the management account were not read", () => {
    const scene = delegating({ [STACK_SETS]: [OTHER] }, organization([ACCOUNT, OTHER, THIRD]));
    const scope = scene.scopes.get(ACCOUNT);
    if (scope) scene.scopes.set(ACCOUNT, { ...scope, coverage: [] });
    expect(taken(scene, caller)).toEqual(everyMember("unknown"));
  });

  it.each<[string, Scene]>([
    ["where another account administers them", delegating({ [STACK_SETS]: [THIRD] })],
    ["where nobody does", delegating({ [STACK_SETS]: [] })],
    ["that administers another service", delegating({ [STACK_SETS]: [], "iam.amazonaws.com": [OTHER] })],
    [
      "where the organisation does not trust stack sets",
      delegating({ [STACK_SETS]: [OTHER] }, organization([ACCOUNT, OTHER, THIRD])),
    ],
    [
      "and may make no instances",
      delegating({ [STACK_SETS]: [OTHER] }, trusting(), allow("cloudformation:CreateStackSet")),
    ],
  ])("%s has none", (_, scene) => {
    expect(taken(scene, caller)).toEqual({});
  });

  /** Stack sets with service-managed permissions are in the management account, whoever made them: CreateStackSet, `CallAs`. */
  const within = (account: string) => [
    allow("cloudformation:CreateStackSet"),
    allow("cloudformation:CreateStackInstances", `arn:aws:cloudformation:*:${account}:stackset/base-*:*`),
  ];

  it("and instances of stack sets of the management account has every member", () => {
    const scene = delegate(trusting(), { [STACK_SETS]: [OTHER] }).user("caller", { inline: within(ACCOUNT) }, OTHER);
    expect(taken(scene, caller)).toEqual(everyMember("met"));
  });

  it.each([
    ["of its own account", OTHER],
    ["of a third", THIRD],
  ])("and instances of stack sets %s has none", (_, account) => {
    const scene = delegate(trusting(), { [STACK_SETS]: [OTHER] }).user("caller", { inline: within(account) }, OTHER);
    expect(taken(scene, caller)).toEqual({});
  });

  describe("and may change one", () => {
    const inAccount = (account: string) => `arn:aws:cloudformation:eu-west-1:${account}:stackset/s:1`;
    const CHANGE = ["cloudformation:UpdateStackSet", "cloudformation:CreateStackInstances"];
    const changing = (resource: string, model: string | undefined, to: string, where = ACCOUNT) => {
      const scene = delegate(trusting(), { [STACK_SETS]: [to] }).user(
        "caller",
        { inline: [allow(CHANGE, resource)] },
        OTHER,
      );
      if (model === undefined) return scene;
      const properties = { permission_model: model };
      return scene.workload("aws.cloudformation-stack-set", inAccount(where), undefined, properties);
    };

    it.each([
      ["any", "*"],
      ["by its name", "arn:aws:cloudformation:*:*:stackset/s:*"],
      ["that of the management account", inAccount(ACCOUNT)],
    ])("%s, has every member", (_, resource) => {
      expect(taken(changing(resource, "SERVICE_MANAGED", OTHER), caller)).toEqual(everyMember("met"));
    });

    it.each<[string, Scene]>([
      ["with roles of its own", changing("*", "SELF_MANAGED", OTHER)],
      ["of its own account", changing("*", "SELF_MANAGED", OTHER, OTHER)],
      ["that is not there", changing("arn:aws:cloudformation:*:*:stackset/t:*", "SERVICE_MANAGED", OTHER)],
      ["by the id of its own account", changing(inAccount(OTHER), "SERVICE_MANAGED", OTHER)],
      ["that another account administers", changing("*", "SERVICE_MANAGED", THIRD)],
      ["by the id of its own account, where they were not read", changing(inAccount(OTHER), undefined, OTHER)],
    ])("%s, has none", (_, scene) => {
      expect(taken(scene, caller)).toEqual({});
    });

    it("has them perhaps where those of the management account were not read", () => {
      expect(taken(changing("*", undefined, OTHER), caller)).toEqual(everyMember("unknown"));
    });
  });

  const isUndecided = (scene: Scene) => analyzeScene(scene, techniques).undecided.includes(caller);

  it.each<[string, Scene, boolean]>([
    ["is not judged where it was not read who administers them", delegating({ "iam.amazonaws.com": [] }), true],
    ["is where that was read", delegating({ [STACK_SETS]: [THIRD], "iam.amazonaws.com": [] }), false],
    [
      "and no instances is judged without it",
      delegating({ "iam.amazonaws.com": [] }, trusting(), allow("cloudformation:CreateStackSet")),
      false,
    ],
    [
      "is judged where no other member was read",
      delegating({}, addLinkedRole(organization([ACCOUNT, OTHER]), SERVICE)),
      false,
    ],
  ])("%s", (_, scene, expected) => {
    expect(isUndecided(scene)).toBe(expected);
  });
});
