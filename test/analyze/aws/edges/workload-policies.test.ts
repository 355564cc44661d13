// Functions whose own policy lets callers change their code: in the account of the function they need no policy of their own for it.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
import { describe, expect, test } from "vitest";
import { ANYONE } from "../../../../src/analyze/aws/edges/trust/public-principal.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, root, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");
const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:fn`;
const ANN = { AWS: arn("user/ann") };
const BOB = { AWS: arn("user/bob") };
const FAR = { AWS: arn("role/far", OTHER) };
const UNREAD = "777788889999";
const CHANGE = "lambda:UpdateFunctionConfiguration";

type Statement = ReturnType<typeof allow>;
interface Given {
  readonly policy: readonly Statement[];
  /** What ann of the function's account holds, what her boundary is, what far of the other account holds. */
  readonly ann?: readonly Statement[];
  readonly boundary?: readonly Statement[];
  readonly far?: readonly Statement[];
}

/** Callers with an edge of the technique to the function, as `name state`; in the order of their ids. */
function callers({ policy, ann = [], boundary, far = [] }: Given, wanted = "lambda-007"): readonly string[] {
  const scene = new Scene();
  scene.user("ann", { inline: ann, ...(boundary && { boundary: "limit" }) }).user("bob", {});
  scene.managed("limit", boundary ?? [allow("*")]);
  scene.role("worker", [trusts(service("lambda"))], { inline: [allow("s3:*")] });
  scene.role("far", [trusts(service("ec2"))], { inline: far }, OTHER);
  scene.node("workload", "aws.lambda-function", FUNCTION, { name: "fn", region: "eu-west-1", document: policy });
  scene.edge("runs_as", FUNCTION, arn("role/worker"));
  const { edges } = analyzeScene(
    scene,
    techniques.filter(({ id }) => id === wanted),
  );
  const members = (set: string) =>
    edges.flatMap(({ kind, from, to }) => (kind === "member_of" && to === set ? [from] : []));
  return edges
    .filter(({ kind, to }) => kind === "runs_code_in" && to === FUNCTION)
    .flatMap(({ from, state }) =>
      (from.startsWith("set:") ? members(from) : [from]).map((id) => `${id.split("/").at(-1)} ${state}`),
    )
    .sort();
}

const lets = (principal: Statement | string, action: string | readonly string[] = CHANGE, more: Statement = {}) =>
  allow(action, FUNCTION, { Principal: principal, ...more });

/** A Deny of the change for callers of a type. */
const ofType = (type: string) =>
  deny(CHANGE, FUNCTION, { Principal: "*", Condition: { StringEquals: { "aws:PrincipalType": type } } });

describe("the policy of a function", () => {
  test.each<[string, Given, readonly string[]]>([
    ["names nobody", { policy: [lets(service("s3"))] }, []],
    ["lets a user of its account change it", { policy: [lets(ANN)] }, ["ann none"]],
    ["lets it call the function alone", { policy: [lets(ANN, "lambda:InvokeFunction")] }, []],
    ["is about another function", { policy: [allow(CHANGE, `${FUNCTION}2`, { Principal: ANN })] }, []],
    ["lets the user, who is denied it", { policy: [lets(ANN)], ann: [deny("lambda:*")] }, []],
    ["denies it as well", { policy: [lets(ANN), deny(CHANGE, FUNCTION, { Principal: ANN })] }, []],
    [
      "lets the user, whose boundary has no say in it",
      { policy: [lets(ANN)], boundary: [allow("s3:*")] },
      ["ann none"],
    ],
    ["lets the user within a boundary that denies it", { policy: [lets(ANN)], boundary: [deny("lambda:*")] }, []],
    ["lets its account, where nobody is allowed it", { policy: [lets(root())] }, []],
    ["lets its account, where one is allowed it", { policy: [lets(root())], ann: [allow(CHANGE)] }, ["ann none"]],
    ["lets a role elsewhere that is not allowed it", { policy: [lets(FAR)] }, []],
    ["lets a role elsewhere that is allowed it", { policy: [lets(FAR)], far: [allow(CHANGE)] }, ["far none"]],
    ["lets an account where nobody is allowed it", { policy: [lets(root(OTHER))] }, []],
    ["lets an account where one is allowed it", { policy: [lets(root(OTHER))], far: [allow(CHANGE)] }, ["far none"]],
    [
      "lets nobody elsewhere, where one is allowed it",
      { policy: [lets(ANN, "lambda:GetFunction")], far: [allow(CHANGE)] },
      [],
    ],
    ["denies it to all users, of whom one is allowed it", { policy: [ofType("User")], ann: [allow(CHANGE)] }, []],
    [
      "denies it to all roles, and a user is allowed it",
      { policy: [ofType("AssumedRole")], ann: [allow(CHANGE)] },
      ["ann met"],
    ],
    [
      "denies it to one user, and another is allowed it",
      { policy: [deny(CHANGE, FUNCTION, { Principal: BOB })], ann: [allow(CHANGE)] },
      ["ann none"],
    ],
    [
      "denies it to the one user that is allowed it",
      { policy: [deny(CHANGE, FUNCTION, { Principal: ANN })], ann: [allow(CHANGE)] },
      [],
    ],
    ["lets everyone", { policy: [lets("*")] }, [`${ANYONE} none`]],
    [
      "lets everyone from one address",
      { policy: [lets("*", CHANGE, { Condition: { IpAddress: { "aws:SourceIp": "198.51.100.7/32" } } })] },
      [`${ANYONE} unknown`],
    ],
    [
      "lets everyone of its account alone, who need nothing of their own",
      {
        policy: [lets("*", CHANGE, { Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNT } } })],
        ann: [deny("lambda:*")],
        far: [allow(CHANGE)],
      },
      ["bob met", "worker met"],
    ],
    [
      "lets everyone of an account, and one there who is allowed it",
      {
        policy: [lets("*", CHANGE, { Condition: { StringEquals: { "aws:PrincipalAccount": OTHER } } })],
        ann: [allow("s3:*")],
        far: [allow(CHANGE)],
      },
      ["far met"],
    ],
    ["lets an account that was not read", { policy: [lets(root(UNREAD))] }, [`arn:aws:iam::${UNREAD}:root none`]],
  ])("%s", (_name, given, expected) => {
    expect(callers(given)).toEqual(expected);
  });

  test("and the caller's own allow one action of two each", () => {
    const policy = [lets(ANN, "lambda:UpdateFunctionCode")];
    expect(callers({ policy, ann: [allow("lambda:InvokeFunction")] }, "lambda-004")).toEqual(["ann none"]);
    expect(callers({ policy, ann: [allow("lambda:GetFunction")] }, "lambda-004")).toEqual([]);
  });
});

/** With iam:PassRole of its own, and the function's policy for the rest, a caller gives the function another role and code of its own. */
describe("a caller who may pass a role", () => {
  const PASS = allow("iam:PassRole", arn("role/other"));
  const BOTH = ["lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode"];

  /** Those of ann and bob who get to the role, which ann may pass, and so may bob. */
  function passing(policy: readonly Statement[], ann: readonly Statement[] = [PASS]): readonly string[] {
    const scene = new Scene().user("ann", { inline: ann }).user("bob", { inline: [PASS] });
    scene.role("worker", [trusts(service("lambda"))]).role("other", [trusts(service("lambda"))]);
    scene.node("workload", "aws.lambda-function", FUNCTION, { name: "fn", region: "eu-west-1", document: policy });
    scene.edge("runs_as", FUNCTION, arn("role/worker"));
    const { edges } = analyzeScene(
      scene,
      techniques.filter(({ id }) => id === "lambda-008"),
    );
    return ["ann", "bob"].filter((name) =>
      stepsFrom(edges, arn(`user/${name}`), ["escalates_to"]).has(arn("role/other")),
    );
  }

  test.each<[string, readonly Statement[], readonly Statement[] | undefined, readonly string[]]>([
    ["and whom the policy lets change code and settings", [lets(ANN, BOTH)], undefined, ["ann"]],
    ["and whom it lets do anything", [lets(ANN, "lambda:*")], undefined, ["ann"]],
    [
      "and whom it lets do one of the two, itself the other",
      [lets(ANN, "lambda:UpdateFunctionCode")],
      [PASS, allow("lambda:UpdateFunctionConfiguration")],
      ["ann"],
    ],
    ["as everyone may change it", [lets("*", BOTH)], undefined, ["ann", "bob"]],
    ["and whom it lets change the code alone", [lets(ANN, "lambda:UpdateFunctionCode")], undefined, []],
    ["and whom it lets do both, but is denied one", [lets(ANN, BOTH)], [PASS, deny(BOTH[0] ?? "")], []],
    ["of an account that it lets do both", [lets(root(), BOTH)], undefined, []],
    ["which it lets do both, but not pass the role", [lets(ANN, BOTH)], [allow("iam:PassRole", arn("role/third"))], []],
    ["and whom it is not about", [lets(BOB, "lambda:InvokeFunction")], undefined, []],
  ])("%s", (_name, policy, ann, expected) => {
    expect(passing(policy, ann)).toEqual(expected);
  });
});
