// Conditions on tags of the caller: what they say, who may make them say something else, and what a session may be given.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../../src/model/words.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { allow, arn, deny, root, Scene, trusts } from "./scene.js";

type Statement = ReturnType<typeof allow>;

const ASSUMES = allow("sts:AssumeRole", arn("role/target"));
const ifTeam = (value: string, operator = "StringEquals") => ({ [operator]: { "aws:PrincipalTag/Team": value } });
const TEAM = { "aws:PrincipalTag/Team": "admin" };
const SELF = arn("user/caller");

/** How surely the caller, a user, becomes a role whose trust policy reads the caller's tags. */
function becomes(
  own: readonly Statement[],
  condition: Statement = { StringEquals: TEAM },
  tags: JsonRecord = { Team: "dev" },
): string {
  const scene = new Scene()
    .user("caller", { inline: [ASSUMES, ...own], tags })
    .user("other", { inline: [ASSUMES], tags: { Team: "dev" } })
    .role("target", [trusts(root(), condition)]);
  const { edges } = analyzeScene(scene);
  // who may change nothing gets nothing by it
  const isForOther = stepsFrom(edges, arn("user/other"), ["can_assume"]).has(arn("role/target"));
  expect(isForOther).toBe(
    JSON.stringify(condition).includes("NotEquals") && !JSON.stringify(condition).includes("dev"),
  );
  return strength(stepsFrom(edges, SELF, ["can_assume"]).get(arn("role/target")));
}

const tagging = (condition: Statement, on = SELF) => allow("iam:TagUser", on, { Condition: condition });

describe("a trust policy that reads the tags of a user", () => {
  it.each<[string, readonly Statement[], string]>([
    ["who may not change them", [], "no"],
    ["who may", [allow("iam:TagUser", SELF)], "attacker-settable"],
    ["who may change those of another", [allow("iam:TagUser", arn("user/other"))], "no"],
    ["who may change those of roles", [allow("iam:TagRole", "*")], "no"],
    ["who is denied it", [allow("iam:*"), deny("iam:TagUser")], "no"],
    ["who is denied it on itself", [allow("iam:TagUser"), deny("iam:TagUser", SELF)], "no"],
    [
      "who may give it that value",
      [tagging({ StringEquals: { "aws:RequestTag/Team": ["admin", "dev"] } })],
      "attacker-settable",
    ],
    ["who may give it other values", [tagging({ StringEquals: { "aws:RequestTag/Team": ["dev", "test"] } })], "no"],
    ["who may give it any value but that", [tagging({ StringNotEquals: { "aws:RequestTag/Team": "admin" } })], "no"],
    [
      "who is denied giving it that value",
      [
        allow("iam:TagUser"),
        deny("iam:TagUser", "*", { Condition: { StringLike: { "aws:RequestTag/Team": "adm*" } } }),
      ],
      "no",
    ],
    [
      "who may set that tag",
      [tagging({ "ForAllValues:StringEquals": { "aws:TagKeys": ["Team", "Owner"] } })],
      "attacker-settable",
    ],
    ["who may set other tags", [tagging({ "ForAllValues:StringEquals": { "aws:TagKeys": ["Owner"] } })], "no"],
    [
      "who is denied setting that tag",
      [
        allow("iam:TagUser"),
        deny("iam:TagUser", "*", { Condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": ["Team"] } } }),
      ],
      "no",
    ],
    ["who may only take them away", [allow("iam:UntagUser", SELF)], "no"],
    ["who needs MFA for it", [tagging({ Bool: { "aws:MultiFactorAuthPresent": "true" } })], "needs-actor"],
  ])("%s", (_, own, expected) => {
    expect(becomes(own)).toBe(expected);
  });

  it("decides by what they are", () => {
    expect(becomes([], { StringEquals: TEAM }, { Team: "admin" })).toBe("met");
    expect(becomes([], { StringEquals: TEAM }, { team: "admin" })).toBe("met");
    expect(becomes([], { StringEquals: TEAM }, {})).toBe("no");
  });

  it("and wants one away is met by who may take it away, or set another", () => {
    expect(becomes([], ifTeam("dev", "StringNotEquals"))).toBe("no");
    expect(becomes([allow("iam:UntagUser", SELF)], ifTeam("dev", "StringNotEquals"))).toBe("attacker-settable");
    expect(becomes([allow("iam:TagUser", SELF)], ifTeam("dev", "StringNotEquals"))).toBe("attacker-settable");
    const toTest = tagging({ StringEquals: { "aws:RequestTag/Team": ["dev", "test"] } });
    expect(becomes([toTest], ifTeam("dev", "StringNotEquals"))).toBe("attacker-settable");
    const toDev = tagging({ StringEquals: { "aws:RequestTag/Team": "dev" } });
    expect(becomes([toDev], ifTeam("dev", "StringNotEquals"))).toBe("no");
  });
});

it("a pattern of wanted values is met by a value that one may give, and open where both are patterns", () => {
  const wanted = { StringLike: { "aws:PrincipalTag/Team": "adm*" } };
  const may = (values: string | readonly string[], operator = "StringEquals") =>
    becomes([tagging({ [operator]: { "aws:RequestTag/Team": values } })], wanted);
  expect(may(["admin", "dev"])).toBe("attacker-settable");
  expect(may(["dev"])).toBe("no");
  expect(may("*in", "StringLike")).toBe("unknown");
});

describe("policies that compare tags of the caller with those of the role", () => {
  const same = allow("sts:AssumeRole", "*", {
    Condition: { StringEquals: { "aws:ResourceTag/Project": "${aws:PrincipalTag/Project}" } },
  });
  const becomesWith = (own: readonly Statement[]) => {
    const scene = new Scene()
      .user("caller", { inline: [same, ...own], tags: { Project: "web" } })
      .role("target", [trusts(root())], { tags: { Project: "payments" } })
      .role("near", [trusts(root())], { tags: { Project: "web" } });
    const found = stepsFrom(analyzeScene(scene).edges, SELF, ["can_assume"]);
    return [arn("role/near"), arn("role/target")].map((role) => strength(found.get(role)));
  };

  it("are met by who may change its own", () => {
    expect(becomesWith([])).toEqual(["met", "no"]);
    expect(becomesWith([allow("iam:TagUser", SELF)])).toEqual(["met", "attacker-settable"]);
    expect(becomesWith([tagging({ StringEquals: { "aws:RequestTag/Project": "payments" } })])).toEqual([
      "met",
      "attacker-settable",
    ]);
    expect(becomesWith([tagging({ StringEquals: { "aws:RequestTag/Project": "other" } })])).toEqual(["met", "no"]);
  });
});

describe("a trust policy that reads the tags of a role", () => {
  const chain = (trust: readonly Statement[], own: readonly Statement[] = [], person: readonly Statement[] = []) => {
    const scene = new Scene()
      .user("person", { inline: person })
      .role("first", trust, { inline: [ASSUMES, ...own], tags: { Team: "dev" } })
      .role("target", [trusts(root(), { StringEquals: TEAM })]);
    return strength(stepsFrom(analyzeScene(scene).edges, arn("role/first"), ["can_assume"]).get(arn("role/target")));
  };
  const NAMED = trusts({ AWS: arn("user/person") });

  it("is met by a role that may change its own, and perhaps where somebody may who becomes it", () => {
    const tags = allow("iam:TagRole", arn("role/first"));
    expect(chain([NAMED])).toBe("no");
    expect(chain([NAMED], [tags])).toBe("attacker-settable");
    expect(chain([NAMED], [], [tags])).toBe("unknown");
    expect(chain([NAMED], [], [allow("iam:TagRole", arn("role/target"))])).toBe("no");
  });

  const gives = (condition?: Statement, more: Statement = {}) => ({
    ...NAMED,
    Action: ["sts:AssumeRole", "sts:TagSession"],
    ...(condition && { Condition: condition }),
    ...more,
  });
  const denies = (condition?: Statement) => ({
    ...gives(condition, { Effect: "Deny", Principal: "*" }),
    Action: "sts:TagSession",
  });

  it.each<[string, readonly Statement[], string]>([
    ["any", [gives()], "attacker-settable"],
    [
      "that one among others",
      [gives({ "ForAllValues:StringEquals": { "aws:TagKeys": ["Team"] } })],
      "attacker-settable",
    ],
    ["others only", [gives({ "ForAllValues:StringEquals": { "aws:TagKeys": ["Owner"] } })], "no"],
    [
      "that one with this value",
      [gives({ StringEquals: { "aws:RequestTag/Team": ["dev", "admin"] } })],
      "attacker-settable",
    ],
    ["that one with other values", [gives({ StringEquals: { "aws:RequestTag/Team": ["dev", "test"] } })], "no"],
    ["none: it is denied", [gives(), denies()], "no"],
    ["all but that one", [gives(), denies({ "ForAnyValue:StringEquals": { "aws:TagKeys": ["Team"] } })], "no"],
    ["all but that value", [gives(), denies({ StringEquals: { "aws:RequestTag/Team": "admin" } })], "no"],
    [
      "all but another value",
      [gives(), denies({ StringEquals: { "aws:RequestTag/Team": "root" } })],
      "attacker-settable",
    ],
    ["others than these values denied", [gives(), denies({ StringNotEquals: { "aws:RequestTag/Team": "dev" } })], "no"],
  ])("may be met by a session that may be given tags: %s", (_, trust, expected) => {
    expect(chain(trust)).toBe(expected);
  });
});

describe("whatever the caller holds", () => {
  const given = (values: readonly string[]) => tagging({ StringEquals: { "aws:RequestTag/Team": values } }, "*");
  const HELD: readonly Statement[] = [
    allow("sts:AssumeRole"),
    allow("iam:TagUser"),
    given(["dev", "test"]),
    given(["admin"]),
    tagging({ "ForAllValues:StringEquals": { "aws:TagKeys": ["Team"] } }, "*"),
    tagging({ StringLike: { "aws:RequestTag/Team": "a*" } }, "*"),
    allow("iam:UntagUser"),
  ];
  const CONDITIONS: readonly Statement[] = [
    { StringEquals: TEAM },
    ifTeam("dev", "StringNotEquals"),
    ifTeam("adm*", "StringLike"),
    { Null: { "aws:PrincipalTag/Team": "true" } },
  ];
  const LADDER = ["met", "attacker-settable", "needs-actor", "unknown", "no"];
  const rank = (held: readonly Statement[], condition: number, name = "caller") => {
    const scene = new Scene()
      .user(name, { inline: held, tags: { Team: "dev" } })
      .role("target", [trusts(root(), CONDITIONS[condition])]);
    const found = stepsFrom(analyzeScene(scene).edges, arn(`user/${name}`), ["can_assume"]);
    return LADDER.indexOf(strength(found.get(arn("role/target"))));
  };

  it("a Deny and a permission taken away make nothing surer, and another name nothing different", () => {
    const lists = fc.array(fc.constantFrom(...HELD), { maxLength: 4 });
    fc.assert(
      fc.property(lists, lists, fc.nat(CONDITIONS.length - 1), fc.nat(3), (allowed, denied, condition, which) => {
        const toDeny = (one: Statement): Statement => ({ ...one, Effect: "Deny" });
        const held = [allow("sts:AssumeRole"), ...allowed];
        const before = rank(held, condition);
        expect(rank([...held, ...denied.map(toDeny)], condition)).toBeGreaterThanOrEqual(before);
        expect(
          rank(
            held.filter((_, index) => index !== which),
            condition,
          ),
        ).toBeGreaterThanOrEqual(before);
        expect(rank(held, condition, "z")).toBe(before);
      }),
      { numRuns: 150, seed: 11 },
    );
  });
});

describe("a trust policy that wants the tag of the role on a user who may set its own", () => {
  const SAME = { StringEquals: { "aws:ResourceTag/Team": "$" + "{aws:PrincipalTag/Team}" } };
  const notFor = (value: string) => deny("sts:AssumeRole", "*", { Condition: ifTeam(value) });
  const named = allow("sts:AssumeRole", arn("role/$" + "{aws:PrincipalTag/Team}-role"));
  const becomesTagged = (role: string, allows: readonly Statement[], condition?: Statement): string => {
    const scene = new Scene()
      .user("caller", { inline: [allow("iam:TagUser", SELF), ...allows] })
      .role("ops-role", [trusts(root(), condition)], { tags: { Team: role } });
    return strength(stepsFrom(analyzeScene(scene).edges, SELF, ["can_assume"]).get(arn("role/ops-role")));
  };
  const any = allow("sts:AssumeRole");
  it.each<[string, string, readonly Statement[], Statement | undefined, string]>([
    ["denied to others", "ops", [any, notFor("web")], SAME, "attacker-settable"],
    ["denied to others twice", "ops", [any, notFor("web"), notFor("dev")], SAME, "attacker-settable"],
    ["denied to those of the tag", "web", [any, notFor("web")], SAME, "no"],
    ["denied to those of the tag, and to others", "web", [any, notFor("web"), notFor("dev")], SAME, "no"],
    [
      "by whose name it is, denied to others",
      "",
      [named, notFor("web"), notFor("dev")],
      undefined,
      "attacker-settable",
    ],
    ["by whose name it is, denied to those of the tag", "", [named, notFor("ops"), notFor("dev")], undefined, "no"],
    ["by whose name it is, denied to those of the tag alone", "", [named, notFor("ops")], undefined, "no"],
  ])("%s", (_, role, allows, condition, expected) => {
    expect(becomesTagged(role, allows, condition)).toBe(expected);
  });
});
