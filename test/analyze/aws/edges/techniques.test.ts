// Every technique of the catalogue: a principal with just its actions gets to admin, and not when one is taken away.
import { beforeAll, describe, expect, it } from "vitest";
import { ADMINISTRATORS } from "../../../../src/analyze/aws/edges/compute/eks-administrators.js";
import { isBeyondAccount } from "../../../../src/analyze/aws/edges/identity-center/center-targets.js";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { isOfEntries } from "./entered-clusters.js";
import { CALLER, reachOf, type Surrounding } from "./minimal.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, OTHER, root, Scene, service, trusts, WITH_FUNCTIONS } from "./scene.js";

const techniques: Technique[] = [];

beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

function surroundingOf({ requires, types, changes, target, actions }: Technique): Surrounding {
  const isOfBoundary = actions.some(({ on }) => on === "target-boundary");
  const all = techniques.flatMap((one) => [
    ...(one.types ?? []),
    ...(one.requires?.exists ?? []),
    ...(one.requires?.same_region?.types ?? []),
    ...one.actions.flatMap((action) => action.types ?? []),
  ]);
  return {
    caller: requires?.caller ?? "user",
    keys: requires?.access_keys === "full" ? 2 : 0,
    hasPassword: requires?.login_profile === true,
    types: [...new Set([...all, ...(types ?? [])])],
    ...(requires?.runs !== undefined && { runs: requires.runs }),
    ...(changes !== undefined && {
      heldBack: {
        who: target === "self" ? "caller" : "target",
        by: changes === "version" && isOfBoundary ? "boundary-version" : changes,
        gone: actions[0]?.action ?? "",
      },
    }),
  };
}

const actionsOf = ({ actions }: Technique) => [...new Set(actions.map(({ action }) => action))];

describe("techniques of the catalogue", () => {
  it("are all there, each with words for people", () => {
    expect(techniques.length).toBeGreaterThanOrEqual(65);
    for (const { how, fix, title } of techniques)
      for (const text of [how, fix, title]) expect(text.length).toBeGreaterThan(10);
  });

  it("are found by a principal that holds just their actions", () => {
    // sign-ins by way of a provider or trust anchor are asked of whole bundles, in sessions.test.ts
    // data that a service opens in moved-data.test.ts, a version that a group starts as the latest in what-is-there.test.ts,
    // what Identity Center gives of an organisation in identity-center.test.ts, what administrators of a cluster have in
    // eks-access.test.ts, and what the caller's own entry of one opens in test/fixtures/eks-ways.test.ts; the usual role of stack sets in
    // usual-stack-set-role.test.ts, roles of identity pools in set-pool-roles.test.ts
    const isApart = ({ requires: { role_name: name, identity_pool: pool, is } = {} }: Technique) =>
      name !== undefined || pool !== undefined || is?.["has_usual_role"] !== undefined;
    const asked = techniques.filter(
      (one) =>
        !isBeyondAccount(one) &&
        one.yields !== "data" &&
        one.id !== "ec2-010" &&
        !isApart(one) &&
        one.requires?.unread === undefined &&
        (one.edge !== "adds_credential" || one.target === "user") &&
        one.types?.includes(ADMINISTRATORS) !== true &&
        !isOfEntries(one),
    );
    const missed = asked.filter((one) => reachOf(actionsOf(one), surroundingOf(one), techniques) !== "reaches");
    expect(missed.map(({ id }) => id)).toEqual([]);
  });

  it("are not found without any one action, unless what remains is another technique", () => {
    const sets = techniques.map(actionsOf);
    const wrong = techniques.flatMap((one) =>
      actionsOf(one).flatMap((dropped) => {
        const rest = actionsOf(one).filter((action) => action !== dropped);
        const isAnother = sets.some((set) => set.every((action) => rest.includes(action)));
        // whoever may assume the role that is worth taking needs nothing else
        if (isAnother || rest.includes("sts:AssumeRole")) return [];
        return reachOf(rest, surroundingOf(one), techniques) === "no" ? [] : [`${one.id} without ${dropped}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("need what they build on to be there", () => {
    const existing = techniques.filter((one) => one.target === "workload" || one.requires?.exists);
    const found = existing.filter((one) => {
      const reach = reachOf(actionsOf(one), { ...surroundingOf(one), types: [] }, techniques);
      return reach === "reaches";
    });
    expect(found.map(({ id }) => id)).toEqual([]);
  });
});

/** A user with statements, a role worth taking that trusts Lambda, another that trusts nobody of interest. */
function reach(statements: readonly ReturnType<typeof allow>[], more: (scene: Scene) => void = () => {}): string {
  const scene = new Scene()
    .managed("open", [allow("*")])
    .managed("tight", [allow(["iam:PutUserPolicy", "lambda:*"])])
    .user("caller", { inline: statements })
    .role("admin", [trusts(service("lambda"))], { inline: [EVERYTHING] })
    .role("other", [trusts(service("lambda"))]);
  more(scene);
  const { facts } = analyzeScene(scene, techniques);
  const admin = facts.find(({ node }) => node === CALLER.user)?.columns["admin"];
  return typeof admin === "string" ? admin : "undefined";
}

const FUNCTION = (name: string) => `arn:aws:lambda:*:${ACCOUNT}:function:${name}`;
const CREATE = allow(["lambda:CreateFunction", "lambda:InvokeFunction"]);
const pass = (role: string, condition?: object) =>
  allow("iam:PassRole", arn(role), condition ? { Condition: condition } : {});

describe("passing a second role besides", () => {
  it("takes a service role that may be passed, not one that AWS linked to the service", () => {
    const cluster = (path: string) =>
      reach([allow("iam:PassRole"), allow("elasticmapreduce:RunJobFlow")], (scene) =>
        scene
          .role("worker", [trusts(service("ec2"))], { inline: [EVERYTHING] })
          .instanceProfile("worker")
          .role(`${path}emr`, [trusts(service("elasticmapreduce"))]),
      );
    expect(cluster("")).toBe("reaches");
    expect(cluster("aws-service-role/elasticmapreduce.amazonaws.com/")).toBe("no");
  });
});

describe("passing a role to a service", () => {
  it("is told for each account by its own roles, whoever else is allowed the same", () => {
    const inline = [allow("iam:PassRole"), CREATE];
    const there = (account: string) => {
      const scene = new Scene().account().account(OTHER).user("caller", { inline }).user("caller", { inline }, OTHER);
      scene.role("admin", [trusts(service("lambda"))], { inline: [EVERYTHING] }, account);
      const { facts } = analyzeScene(scene, techniques);
      return [ACCOUNT, OTHER].map((own) => {
        return facts.find(({ node, columns }) => node === arn("user/caller", own) && "admin" in columns)?.columns[
          "admin"
        ];
      });
    };
    expect(there(ACCOUNT)).toEqual(["reaches", "no"]);
    expect(there(OTHER)).toEqual(["no", "reaches"]);
  });

  it.each<[string, readonly ReturnType<typeof allow>[], string]>([
    ["the role that is admin", [pass("role/admin"), CREATE], "reaches"],
    ["only another role", [pass("role/other"), CREATE], "no"],
    ["roles by pattern", [pass("role/a*"), CREATE], "reaches"],
    ["roles by a pattern that misses", [pass("role/b*"), CREATE], "no"],
    [
      "to the service",
      [pass("role/admin", { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }), CREATE],
      "reaches",
    ],
    [
      "to another service",
      [pass("role/admin", { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }), CREATE],
      "no",
    ],
    ["denied on the role", [pass("role/*"), CREATE, deny("iam:PassRole", arn("role/admin"))], "no"],
    ["denied on others", [pass("role/*"), CREATE, deny("iam:PassRole", arn("role/other"))], "reaches"],
    ["nothing to make", [pass("role/admin"), allow("lambda:InvokeFunction")], "no"],
    [
      "one function to make and to call",
      [
        pass("role/admin"),
        allow("lambda:CreateFunction", FUNCTION("dev-*")),
        allow("lambda:InvokeFunction", FUNCTION("dev-*")),
      ],
      "reaches",
    ],
    [
      "functions that overlap",
      [
        pass("role/admin"),
        allow("lambda:CreateFunction", FUNCTION("dev-*")),
        allow("lambda:InvokeFunction", FUNCTION("*-job")),
      ],
      "reaches",
    ],
    [
      "no function both to make and to call, nor to lend",
      [
        pass("role/admin"),
        allow("lambda:CreateFunction", FUNCTION("dev-*")),
        allow("lambda:InvokeFunction", FUNCTION("prod-*")),
      ],
      "no",
    ],
    [
      "an action on resources of another service",
      [pass("role/admin"), allow("lambda:CreateFunction", "arn:aws:s3:::x"), CREATE].slice(0, 2),
      "no",
    ],
    [
      "an address nobody can decide",
      [pass("role/admin", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }), CREATE],
      "unknown",
    ],
  ])("%s", (_, statements, expected) => {
    expect(reach(statements)).toBe(expected);
  });

  it("not where the role trusts another service", () => {
    const scene = new Scene()
      .user("caller", { inline: [pass("role/admin"), CREATE] })
      .role("admin", [trusts(service("glue"))], { inline: [EVERYTHING] });
    const { facts } = analyzeScene(scene, techniques);
    expect(facts.find(({ node }) => node === CALLER.user)?.columns["admin"]).toBe("no");
  });
});

describe("raising one's own rights", () => {
  const self = [allow("iam:PutUserPolicy", arn("user/caller"))];
  it.each<[string, (scene: Scene) => void, readonly ReturnType<typeof allow>[], string]>([
    ["on itself", () => {}, self, "reaches"],
    ["on another, which is no use", () => {}, [allow("iam:PutUserPolicy", arn("user/other"))], "no"],
    [
      "with its own name as a variable",
      () => {},
      [allow("iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}")],
      "reaches",
    ],
    [
      "behind a boundary that lets everything through",
      (scene) => void scene.edge("references", CALLER.user, arn("policy/open"), { role: "boundary" }),
      self,
      "reaches",
    ],
    [
      "behind a boundary that caps it",
      (scene) => {
        scene.account(ACCOUNT, WITH_FUNCTIONS);
        scene.edge("references", CALLER.user, arn("policy/tight"), { role: "boundary" });
      },
      self,
      "no",
    ],
    ["denied", () => {}, [...self, deny("iam:*")], "no"],
  ])("%s", (_, more, statements, expected) => {
    expect(reach(statements, more)).toBe(expected);
  });

  it("keeps what a boundary caps as a blocked edge", () => {
    const scene = new Scene().managed("tight", [allow("iam:*")]).user("caller", { inline: self, boundary: "tight" });
    const ways = analyzeScene(scene, techniques).edges.filter(
      ({ from, kind }) => from === CALLER.user && kind === "escalates_to",
    );
    expect(ways.map(({ to, state }) => [to, state])).toEqual([
      [`${CALLER.user}#within-boundary`, "none"],
      [`aws:${ACCOUNT}`, "blocked"],
    ]);
  });
});

describe("taking over a user", () => {
  const target = (keys: number, password: boolean | undefined) => {
    const scene = new Scene()
      .user("caller", { inline: [allow(["iam:CreateAccessKey", "iam:CreateLoginProfile"], arn("user/boss"))] })
      .user("boss", { inline: [EVERYTHING] });
    for (let key = 0; key < keys; key++) {
      scene.node("credential", "aws.access-key", `AKIA${key}`, { parent: arn("user/boss") });
    }
    const boss = scene.nodes.find(({ id }) => id === arn("user/boss"));
    if (password !== undefined)
      Object.assign(boss?.supplements ?? {}, {
        "aws/iam:credential-report": { password_enabled: password, mfa_active: false },
      });
    const { facts } = analyzeScene(scene, techniques);
    return facts.find(({ node }) => node === CALLER.user)?.columns["admin"];
  };
  it.each([
    ["room for a key", 1, true, "reaches"],
    ["two keys, but no password yet", 2, false, "reaches"],
    ["two keys and a password", 2, true, "no"],
    ["two keys, and nobody read whether there is a password", 2, undefined, "unknown"],
  ])("%s", (_, keys, password, expected) => {
    expect(target(keys, password)).toBe(expected);
  });
});

describe("running code in what is there", () => {
  const fn = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:job`;
  const scene = (statement: ReturnType<typeof allow>, role = "admin") =>
    new Scene()
      .account(ACCOUNT, WITH_FUNCTIONS)
      .user("caller", { inline: [statement] })
      .role("admin", [trusts(service("lambda"))], { inline: [EVERYTHING] })
      .role("plain", [trusts(service("lambda"))])
      .workload("aws.lambda-function", fn, role);
  it.each([
    ["the function", allow("lambda:UpdateFunctionCode", fn), "admin", "reaches"],
    ["every function", allow("lambda:UpdateFunctionCode"), "admin", "reaches"],
    ["another function", allow("lambda:UpdateFunctionCode", `${fn}-2`), "admin", "no"],
    ["a function with a plain role", allow("lambda:UpdateFunctionCode", fn), "plain", "no"],
  ])("%s", (_, statement, role, expected) => {
    const { facts, edges } = analyzeScene(scene(statement, role), techniques);
    expect(facts.find(({ node }) => node === CALLER.user)?.columns["admin"]).toBe(expected);
    if (expected === "reaches")
      expect(edges).toContainEqual(expect.objectContaining({ kind: "runs_code_in", to: fn, technique: "lambda-003" }));
  });
});

describe("roles that are changed and then assumed", () => {
  it("is admin of the account through a role that trusts it", () => {
    const scene = new Scene()
      .user("caller", { inline: [allow(["iam:PutRolePolicy", "sts:AssumeRole"], arn("role/plain"))] })
      .role("plain", [trusts(root())]);
    const { paths } = analyzeScene(scene, techniques);
    expect(paths.map(({ source, target, hops }) => [source, target, hops])).toEqual([
      [CALLER.user, `aws:${ACCOUNT}`, 1],
    ]);
  });

  it("is nothing when the role cannot be assumed", () => {
    const scene = new Scene()
      .user("caller", { inline: [allow(["iam:PutRolePolicy", "sts:AssumeRole"], arn("role/plain"))] })
      .role("plain", [trusts(service("lambda"))]);
    expect(analyzeScene(scene, techniques).paths).toEqual([]);
  });
});

describe("identities that a caller makes", () => {
  const made = allow(["iam:CreateRole", "iam:AttachRolePolicy"], arn("role/made-*"));
  const adminBy = (scene: Scene, caller: string) =>
    analyzeScene(scene, techniques).edges.some(
      ({ from, to, technique, state }) =>
        from === caller && to === `aws:${ACCOUNT}` && technique === "iam-022" && state !== "blocked",
    );

  it("are not held by the caller's own boundary, which is not theirs", () => {
    const boundary = (action: string) =>
      new Scene().managed("cap", [allow(action)]).user("caller", { inline: [made], boundary: "cap" });
    expect(adminBy(boundary("iam:*"), arn("user/caller"))).toBe(true);
    expect(adminBy(boundary("iam:CreateRole"), arn("user/caller"))).toBe(false);
  });
});
