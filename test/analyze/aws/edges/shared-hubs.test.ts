// Callers that get to the same things as surely share a hub: things whose policies name somebody of their own each and leave the rest to
// the account, and callers who hold statements of their own each. Whoever differs in one thing has no part in it.
import { describe, expect, test } from "vitest";
import { ORGANIZATION, organization } from "./center-account.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, root, Scene, service, trusts } from "./scene.js";

const KEY = (at: number) => `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${at}0000000-1111-2222-3333-444444444444`;
const FEW = 4;
const MANY = 12;

const edgesOf = (scene: Scene) => analyzeScene(scene, []).edges;

describe("keys that name one role each and leave the rest to the account", () => {
  /** `apart`: one of those who work on all keys is denied the first by its policy. */
  function sceneOf(count: number, apart = false): Scene {
    const scene = new Scene().account();
    for (let at = 0; at < count; at++) {
      const name = `app-${at}`;
      scene.role(name, [trusts(service("ec2"))], { inline: [allow("kms:Decrypt", KEY(at))] });
      scene.role(`ops-${at}`, [trusts(root())], { inline: [allow("kms:Decrypt")] });
      const denial = { ...deny("kms:Decrypt"), Principal: { AWS: arn("role/ops-1") } };
      const document = [
        { ...allow("kms:*"), Principal: root() },
        { ...allow("kms:Decrypt"), Principal: { AWS: arn(`role/${name}`) } },
        ...(apart && at === 0 ? [denial] : []),
      ];
      scene.node("resource", "aws.kms-key", KEY(at), { document, region: "eu-west-1" });
    }
    return scene;
  }
  const keysOf = (scene: Scene, count: number, role: string) => {
    const steps = stepsFrom(edgesOf(scene), arn(`role/${role}`), ["permits"]);
    return Array.from({ length: count }, (_, at) => at).filter((at) => steps.has(KEY(at)));
  };

  test("lead those who work on all of them to each, and the others to their own", () => {
    const scene = sceneOf(FEW);
    for (let at = 0; at < FEW; at++) {
      expect(keysOf(scene, FEW, `ops-${at}`)).toEqual([0, 1, 2, 3]);
      expect(keysOf(scene, FEW, `app-${at}`)).toEqual([at]);
    }
  });

  test("leave out who is denied one of them", () => {
    const scene = sceneOf(FEW, true);
    expect(keysOf(scene, FEW, "ops-0")).toEqual([0, 1, 2, 3]);
    expect(keysOf(scene, FEW, "ops-1")).toEqual([1, 2, 3]);
  });

  test("take an edge for each key and each caller, not for each pair", () => {
    expect(edgesOf(sceneOf(MANY)).length / edgesOf(sceneOf(FEW)).length).toBeLessThanOrEqual(MANY / FEW);
  });
});

describe("callers with statements of their own each, who may assume the same", () => {
  /** Each names something else besides; the last may not assume the first role. */
  function sceneOf(count: number): Scene {
    const scene = new Scene().account();
    const roles = Array.from({ length: count }, (_, at) => arn(`role/app-${at}`));
    roles.forEach((role, at) => {
      scene.role(role.slice(role.indexOf("/") + 1), [trusts(root())], { inline: [allow("s3:*")] });
      scene.user(`user-${at}`, { inline: [allow("sts:AssumeRole", [...roles, arn(`role/gone-${at}`)])] });
    });
    return scene.user("apart", { inline: [allow("sts:AssumeRole", roles.slice(1))] });
  }
  const takes = (scene: Scene, user: string) => stepsFrom(edgesOf(scene), arn(`user/${user}`), ["can_assume"]);

  test("get to each of them, and who may not to the others alone", () => {
    const scene = sceneOf(FEW);
    const roles = Array.from({ length: FEW }, (_, at) => arn(`role/app-${at}`));
    for (let at = 0; at < FEW; at++) {
      const steps = takes(scene, `user-${at}`);
      expect(roles.filter((role) => steps.has(role))).toEqual(roles);
    }
    expect(roles.filter((role) => takes(scene, "apart").has(role))).toEqual(roles.slice(1));
  });

  test("take an edge each, and each edge names the statement that it rests on", () => {
    const edges = edgesOf(sceneOf(MANY));
    expect(edges.length).toBeLessThan(4 * MANY);
    const own = edges.filter(({ from }) => from === arn("user/user-3"));
    expect(own.map(({ because }) => because)).toEqual([[`${arn("user/user-3")}/inline/own#0`]]);
    const shared = edges.filter(({ kind, from }) => kind === "includes" && own[0]?.to === from);
    expect(shared).toHaveLength(MANY);
    expect(shared.flatMap(({ because }) => because).filter((id) => id.includes("user/"))).toEqual([]);
  });
});

describe("roles of several accounts with the same trust, which tells callers apart", () => {
  const accounts = [ACCOUNT, OTHER, "333333333333"];
  const found = (...names: readonly string[]) => {
    const trust = trusts("*", {
      StringEquals: { "aws:PrincipalOrgID": ORGANIZATION },
      ArnLike: { "aws:PrincipalArn": names.map((name) => arn(`user/${name}`)) },
    });
    const scene = organization(accounts);
    for (const name of ["one", "two", "other"]) scene.user(name, { inline: [allow("sts:AssumeRole")] });
    for (const account of accounts) scene.role("told", [trust], {}, account);
    return edgesOf(scene).filter(({ kind, to }) => kind === "can_assume" || to.endsWith("role/told"));
  };
  const isTrust = (id: string) => id.endsWith("#trust");

  test.each([[["one"]], [["one", "two"]]])("are reached by %j by their own trust each, and no other's", (names) => {
    const edges = found(...names);
    for (const { from, to, because } of edges) {
      expect([from, to, because.filter(isTrust)]).toEqual([from, to, to.startsWith("set:") ? [] : [`${to}#trust`]]);
    }
    const reached = names.flatMap((name) => [...stepsFrom(edges, arn(`user/${name}`), ["can_assume"]).keys()]);
    const roles = accounts.map((account) => arn("role/told", account));
    for (const role of roles) expect(reached.filter((one) => one === role)).toHaveLength(names.length);
    expect(stepsFrom(edges, arn("user/other"), ["can_assume"]).size).toBe(0);
  });
});
