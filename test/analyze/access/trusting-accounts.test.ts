// Who comes to control an account gets to roles elsewhere that trust it, also where nobody there may assume them as yet.
import { expect, test } from "vitest";
import { loadTechniques } from "../../../src/catalog/techniques.js";
import { ORGANIZATION, organization } from "./center-account.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, OTHER, root, type Scene, service, trusts } from "./scene.js";

const techniques = (await loadTechniques("rules/techniques")).filter(({ provider }) => provider === "aws");
const MANAGER = "777788889999";
const FAR = arn("role/far", OTHER);
type Statements = Parameters<Scene["role"]>[1];
/** May give itself everything. */
const RAISING = [allow("iam:PutUserPolicy", arn("user/ann"))];

interface Given {
  readonly trust: Statements;
  /** What ann of the trusted account holds. */
  readonly ann?: Statements;
  /** Statements that a control policy adds: of services on the trusted account, of resources on the other. */
  readonly control?: readonly [type: "aws.scp" | "aws.rcp", ...statements: Statements];
  /** Others of the trusted account. */
  readonly more?: (scene: Scene) => unknown;
}

/** Ann and a reader in an account, and a role of another. */
function estate({ trust, ann = RAISING, control, more }: Given): Scene {
  const scene = organization([MANAGER, ACCOUNT, OTHER]);
  scene.user("ann", { inline: ann }).role("reader", [trusts(service("ec2"))], { inline: [allow("s3:*")] });
  scene.role("far", trust, { inline: [allow("s3:*")] }, OTHER);
  more?.(scene);
  if (control === undefined) return scene;
  const [type, ...statements] = control;
  const places = ["r-root", MANAGER, ACCOUNT, OTHER];
  const bound = type === "aws.scp" ? ACCOUNT : OTHER;
  const open = type === "aws.scp" ? EVERYTHING : { ...EVERYTHING, Principal: "*" };
  scene.node("scope", "aws.organization-root", "r-root", { account: ORGANIZATION });
  for (const place of places) {
    const id = `arn:aws:organizations::${MANAGER}:policy/${ORGANIZATION}/${type}/p-${place}`;
    const document = place === bound ? [open, ...statements] : [open];
    scene.node("grant", type, id, { document, account: ORGANIZATION });
    scene.edge("references", id, place === "r-root" ? place : `aws:${place}`);
    if (place !== "r-root") scene.edge("contains", "r-root", `aws:${place}`);
  }
  return scene;
}

/** States of the edges from the account itself to the role of the other. */
const ways = (given: Given) =>
  analyzeScene(estate(given), techniques)
    .edges.filter(({ kind, from, to }) => kind === "can_assume" && from === `aws:${ACCOUNT}` && to === FAR)
    .map(({ state }) => state);

test.each<[string, Given]>([
  ["the account", { trust: [trusts(root())] }],
  ["a role of it that may not assume anything", { trust: [trusts({ AWS: arn("role/reader") })] }],
  [
    "the account, with a role that is not let",
    {
      trust: [trusts(root())],
      more: (scene) => scene.role("held", [], { inline: [allow("sts:AssumeRole", FAR), deny("sts:*")] }),
    },
  ],
  [
    "the account, with control policies about other things",
    { trust: [trusts(root())], control: ["aws.scp", deny("s3:*")] },
  ],
  [
    "the account, with resource policies about other things",
    { trust: [trusts(root())], control: ["aws.rcp", { ...deny("s3:*"), Principal: "*" }] },
  ],
])("of a role that trusts %s there is a way for who controls the account", (_, given) => {
  expect(ways(given)).toEqual(["met"]);
});

test.each<[string, Given]>([
  ["trusts another account", { trust: [trusts(root(MANAGER))] }],
  [
    "asks for another name of who comes",
    { trust: [trusts(root(), { StringEquals: { "aws:PrincipalArn": arn("user/x", MANAGER) } })] },
  ],
  ["trusts an account of which nobody gets control", { trust: [trusts(root())], ann: [allow("s3:*")] }],
  [
    "is kept from the account by a service control policy",
    { trust: [trusts(root())], control: ["aws.scp", deny("sts:AssumeRole")] },
  ],
  [
    "is kept from others by a resource control policy",
    { trust: [trusts(root())], control: ["aws.rcp", { ...deny("sts:AssumeRole"), Principal: "*" }] },
  ],
  ["trusts a service", { trust: [trusts(service("lambda"))] }],
])("of a role that %s there is none", (_, given) => {
  expect(ways(given)).toEqual([]);
});

test("a name that can be made leads there, and no second edge is drawn", () => {
  expect(ways({ trust: [trusts(root(), { ArnLike: { "aws:PrincipalArn": arn("role/made-*") } })] })).toEqual([]);
});

test("whom the role takes as it is leads there, and no second edge is drawn", () => {
  const more = (scene: Scene) =>
    scene.role("comer", [trusts(service("ec2"))], { inline: [allow("sts:AssumeRole", FAR)] });
  expect(ways({ trust: [trusts(root())], more })).toEqual([]);
  const { edges } = analyzeScene(estate({ trust: [trusts(root())], more }), techniques);
  expect(
    edges.some(({ kind, from, to }) => kind === "contains" && from === `aws:${ACCOUNT}` && to === arn("role/comer")),
  ).toBe(true);
});
