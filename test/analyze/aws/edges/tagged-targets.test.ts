// Roles that callers get to by a tag that the roles have: found by the tag instead of asked about one by one, with the same answers.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { describe, expect, test } from "vitest";
import { compareText } from "../../../../src/model/compare.js";
import { shippedTechniques } from "../../../shipped.js";
import { FEW, MANY, MOST_GROWTH, questions } from "./questions.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { allow, arn, deny, root, Scene, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");

type Statement = ReturnType<typeof allow>;

const KEY = "aws:ResourceTag/owner";
const OWN = "${aws:PrincipalTag/owner}";
const assume = (condition: Statement, resource = "*") => allow("sts:AssumeRole", resource, { Condition: condition });

/** Roles by what tells them: `open` trusts everybody in the account, which takes no permission. */
const TAGS: { readonly [role: string]: { readonly [tag: string]: string } } = {
  a: { owner: "a" },
  cased: { OWNER: "a" },
  b: { owner: "b" },
  capital: { owner: "A" },
  prefixed: { owner: "team-a" },
  other: { desk: "a" },
  bare: {},
};

function taken(inline: readonly Statement[], tags: { readonly [tag: string]: string } = { owner: "a" }) {
  const scene = new Scene().account().user("caller", { inline, tags });
  for (const [name, own] of Object.entries(TAGS)) scene.role(name, [trusts(root())], { tags: own });
  scene.role("open", [trusts("*", { StringEquals: { "aws:PrincipalAccount": "111122223333" } })], {
    tags: { owner: "b" },
  });
  const steps = stepsFrom(analyzeScene(scene, techniques).edges, arn("user/caller"), ["can_assume"]);
  return [...steps]
    .flatMap(([to, state]) => (to.includes(":role/") && state !== "blocked" ? [to.slice(to.indexOf("/") + 1)] : []))
    .sort(compareText)
    .join(" ");
}

describe("a caller whose owner is a takes", () => {
  test.each<[string, Statement, string]>([
    ["what has its tag, whatever the case of the tag's name", { StringEquals: { [KEY]: OWN } }, "a cased open"],
    ["the same by the key of IAM", { StringEquals: { "iam:ResourceTag/Owner": OWN } }, "a cased open"],
    ["the values that are written", { StringEquals: { [KEY]: ["a", "b"] } }, "a b cased open"],
    ["its own and one that is written", { StringEquals: { [KEY]: [OWN, "b"] } }, "a b cased open"],
    ["what has more around it", { StringEquals: { [KEY]: `team-${OWN}` } }, "open prefixed"],
    ["nothing by a tag that it does not have", { StringEquals: { [KEY]: "${aws:PrincipalTag/none}" } }, "open"],
    ["the value in its stead", { StringEquals: { [KEY]: "${aws:PrincipalTag/none, 'b'}" } }, "b open"],
    ["nothing by a star that stands for itself", { StringEquals: { [KEY]: "*" } }, "open"],
    ["any case of the value", { StringEqualsIgnoreCase: { [KEY]: OWN } }, "a capital cased open"],
    ["a pattern", { StringLike: { [KEY]: `*${OWN}` } }, "a cased open prefixed"],
    ["what has none besides", { StringEqualsIfExists: { [KEY]: OWN } }, "a bare cased open other"],
    [
      "what has none besides, of all values",
      { "ForAllValues:StringEquals": { [KEY]: OWN } },
      "a bare cased open other",
    ],
    ["what has it, of any value", { "ForAnyValue:StringEquals": { [KEY]: OWN } }, "a cased open"],
    ["all others", { StringNotEquals: { [KEY]: OWN } }, "b bare capital open other prefixed"],
    ["what meets both", { StringEquals: { [KEY]: OWN }, StringLike: { "aws:ResourceTag/desk": "*" } }, "open"],
  ])("%s", (_, condition, expected) => {
    expect(taken([assume(condition)])).toBe(expected);
  });

  test("what another Allow adds, and nothing that a Deny names", () => {
    const own = assume({ StringEquals: { [KEY]: OWN } });
    const more = allow("sts:AssumeRole", arn("role/b*"));
    expect(taken([own, more])).toBe("a b bare cased open");
    expect(taken([own, more, deny("sts:AssumeRole", arn("role/ca*"))])).toBe("a b bare open");
  });

  test("nothing but the open one where it has no tag itself", () => {
    expect(taken([assume({ StringEquals: { [KEY]: OWN } })], {})).toBe("open");
  });

  test("all that it may tag", () => {
    const retags = allow("iam:TagRole", arn("role/b"));
    expect(taken([assume({ StringEquals: { [KEY]: OWN } }), retags])).toBe("a b cased open");
  });
});

test("a role that is named and has another tag is kept, as blocked", () => {
  const scene = new Scene()
    .account()
    .user("caller", { inline: [assume({ StringEquals: { [KEY]: OWN } }, arn("role/b"))], tags: { owner: "a" } })
    .role("a", [trusts(root())], { tags: { owner: "a" } })
    .role("b", [trusts(root())], { tags: { owner: "b" } });
  const from = analyzeScene(scene, techniques).edges.filter((one) => one.from === arn("user/caller"));
  expect(from.map(({ to, state }) => [to, state])).toEqual([[arn("role/b"), "blocked"]]);
});

test("many with a tag of their own each are not asked about the roles of all others", () => {
  const inline = [
    allow(["sts:AssumeRole", "iam:PassRole", "iam:PutRolePolicy"], "*", {
      Condition: { StringEquals: { [KEY]: OWN } },
    }),
    allow("lambda:*"),
  ];
  const scene = (count: number) => {
    const made = new Scene().account();
    for (let at = 0; at < count; at++) {
      const tags = { owner: `o${at}` };
      made.user(`user-${at}`, { inline, tags }).role(`app-${at}`, [trusts(root())], { tags });
    }
    return made;
  };
  expect(questions(scene(MANY), techniques) / questions(scene(FEW), techniques)).toBeLessThan(MOST_GROWTH);
});
