// Stack sets with service-managed permissions: who may make them in the management account has the accounts of its organisation.
import { beforeAll, describe, expect, it } from "vitest";
import { loadTechniques } from "../../../src/catalog/techniques.js";
import type { Technique } from "../../../src/model/technique.js";
import { addLinkedRole, organization, THIRD } from "./center-account.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, OTHER, type Scene } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await loadTechniques("rules/techniques")));
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
    ["one that it may not deploy", withSet("SERVICE_MANAGED", allow("cloudformation:UpdateStackSet"))],
  ])("has no member with %s", (_, scene) => {
    expect(taken(scene, arn("user/caller"))).toEqual({});
  });

  it("has them perhaps where stack sets were not read", () => {
    const scene = trusting().user("caller", { inline: [CHANGE] });
    expect(taken(scene, arn("user/caller"))).toEqual({ [`aws:${OTHER}`]: "unknown", [`aws:${THIRD}`]: "unknown" });
  });
});
