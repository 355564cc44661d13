// Policies of the organisation on paths: what a service control policy denies ends the ways of an account's principals, what a
// resource control policy denies ends the ways to its resources, and neither holds in the management account.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, OTHER, root, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

type Statement = ReturnType<typeof allow>;
const ORGANIZATION = "o-acme";
/** Management account that was not read. */
const FAR = "777766665555";
const VENDOR = "999988887777";
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:db`;

interface Control {
  readonly type: "aws.scp" | "aws.rcp";
  /** Account, or the root of the organisation. */
  readonly on: string;
  readonly statements: readonly Statement[];
}

const scp = (on: string, ...statements: Statement[]): Control => ({ type: "aws.scp", on, statements });
const rcp = (on: string, ...statements: Statement[]): Control => ({ type: "aws.rcp", on, statements });
const denyAll = (action: string, more: object = {}) => ({ ...deny(action, "*", { ...more }), Principal: "*" });

/** Two accounts of an organisation: whoever is in them, a role and a secret worth taking. */
function organization(management: string, controls: readonly Control[], isWhole: boolean): Scene {
  const scene = new Scene()
    .account()
    .account(OTHER)
    .user("caller", { inline: [allow("sts:AssumeRole", arn("role/admin"))] })
    .user("caller", { inline: [allow("sts:AssumeRole", arn("role/admin"))] }, OTHER)
    .user("maker", { inline: [allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])] })
    .user("reader", { inline: [allow("secretsmanager:GetSecretValue", SECRET)] })
    .role("admin", [trusts(root()), trusts(root(OTHER)), trusts(root(VENDOR)), trusts(service("lambda"))], {
      inline: [EVERYTHING],
    })
    .node("resource", "aws.secret", SECRET);
  scene.scopes.set(ORGANIZATION, {
    id: `aws:${ORGANIZATION}`,
    type: "aws.organization",
    name: "acme",
    parent: undefined,
    properties: { management_account: management },
    coverage: [{ dataSet: "aws/organizations:policies", state: isWhole ? "complete" : "partial" }],
  });
  scene.node("scope", "aws.organization-root", "r-root", { account: ORGANIZATION });
  for (const account of [ACCOUNT, OTHER]) scene.edge("contains", "r-root", `aws:${account}`);
  const whole = ["r-root", ACCOUNT, OTHER].flatMap((on) => [
    scp(on, allow("*")),
    rcp(on, { ...allow("*"), Principal: "*" }),
  ]);
  for (const [at, { type, on, statements }] of [...whole, ...controls].entries()) {
    const id = `arn:aws:organizations::${management}:policy/${ORGANIZATION}/${type}/p-${at}`;
    scene.node("grant", type, id, { document: statements, account: ORGANIZATION });
    scene.edge("references", id, on === "r-root" ? on : `aws:${on}`);
  }
  return scene;
}

const WAYS: { readonly [name: string]: readonly [from: string, kind: string, to: string] } = {
  own: [arn("user/caller"), "can_assume", arn("role/admin")],
  far: [arn("user/caller", OTHER), "can_assume", arn("role/admin")],
  vendor: [arn("root", VENDOR), "can_assume", arn("role/admin")],
  maker: [arn("user/maker"), "escalates_to", arn("role/admin")],
  reader: [arn("user/reader"), "permits", SECRET],
};

/** Which of the ways are open. */
function open(controls: readonly Control[], management = FAR, isWhole = true): string[] {
  const { edges } = analyzeScene(organization(management, controls, isWhole), techniques);
  return Object.entries(WAYS).flatMap(([name, [from, kind, to]]) => {
    const state = strength(stepsFrom(edges, from, [kind]).get(to));
    return state === "no" ? [] : state === "met" ? [name] : [`${name} (${state})`];
  });
}

const NOT_OURS = { StringNotEquals: { "aws:PrincipalOrgID": ORGANIZATION } };
const OUTSIDERS = denyAll("sts:AssumeRole", { Condition: NOT_OURS });
const NAMED = denyAll("sts:AssumeRole", {
  Condition: { StringNotEquals: { "aws:PrincipalOrgID": [ORGANIZATION, "o-partner"] } },
});

describe("policies of the organisation", () => {
  it.each<[string, Control[], string[]]>([
    ["none that denies", [], ["own", "far", "vendor", "maker", "reader"]],
    [
      "a denial of something else",
      [scp("r-root", deny("s3:*")), rcp("r-root", denyAll("s3:*"))],
      ["own", "far", "vendor", "maker", "reader"],
    ],
    ["assuming denied to everyone", [scp("r-root", deny("sts:AssumeRole"))], ["vendor", "maker", "reader"]],
    ["assuming denied in one account", [scp(OTHER, deny("sts:AssumeRole"))], ["own", "vendor", "maker", "reader"]],
    ["passing denied", [scp(ACCOUNT, deny("iam:PassRole"))], ["own", "far", "vendor", "reader"]],
    ["making functions denied", [scp(ACCOUNT, deny("lambda:CreateFunction"))], ["own", "far", "vendor", "reader"]],
    [
      "passing denied but for roles of another name",
      [scp(ACCOUNT, deny("iam:PassRole", arn("role/app-*")))],
      ["own", "far", "vendor", "maker", "reader"],
    ],
    ["reading denied to the principals", [scp(ACCOUNT, deny("secretsmanager:*"))], ["own", "far", "vendor", "maker"]],
    ["reading denied on the resources", [rcp(ACCOUNT, denyAll("secretsmanager:*"))], ["own", "far", "vendor", "maker"]],
    [
      "reading denied on the resources of others",
      [rcp(OTHER, denyAll("secretsmanager:*"))],
      ["own", "far", "vendor", "maker", "reader"],
    ],
    ["assuming denied to everyone outside, which services are", [rcp("r-root", OUTSIDERS)], ["own", "far", "reader"]],
    [
      "assuming denied to everyone outside but services",
      [
        rcp(
          "r-root",
          denyAll("sts:AssumeRole", { Condition: { ...NOT_OURS, Bool: { "aws:PrincipalIsAWSService": "false" } } }),
        ),
      ],
      ["own", "far", "maker", "reader"],
    ],
  ])("%s", (_, controls, expected) => {
    expect(open(controls)).toEqual(expected);
  });

  it.each<[string, Control]>([
    ["service control policies", scp("r-root", deny("*"))],
    ["resource control policies", rcp("r-root", denyAll("*"))],
  ])("%s do not hold in the management account", (_, control) => {
    // the account itself is free, the other one is not
    const expected =
      control.type === "aws.scp" ? ["own", "vendor", "maker", "reader"] : ["own", "far", "vendor", "maker", "reader"];
    expect(open([control], ACCOUNT)).toEqual(expected);
    expect(open([control], FAR)).toEqual(control.type === "aws.scp" ? ["vendor"] : []);
  });

  it("decide who is outside only where every account of the organisation is known", () => {
    expect(open([rcp("r-root", OUTSIDERS)])).not.toContainEqual(expect.stringMatching(/^vendor/));
    expect(open([rcp("r-root", OUTSIDERS)], FAR, false)).toContain("vendor (unknown)");
    // an account outside may be of the organisation of a partner
    expect(open([rcp("r-root", NAMED)])).toContain("vendor (unknown)");
  });
});

it("what a control policy names for tags is offered where it binds", () => {
  const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
  const session: Technique = {
    id: "ssm-901",
    provider: "aws",
    title: "ssm:StartSession",
    source:
      "https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html",
    edge: "runs_code_in",
    target: "workload",
    types: ["aws.ec2-instance"],
    actions: [{ action: "ssm:StartSession", on: "target" }],
    yields: "target",
    how: "Opens a session.",
    fix: "Take it away.",
    cases: [],
  };
  const tagged = (operator: string, key: string, value: string) => ({ Condition: { [operator]: { [key]: value } } });
  // a pattern leaves open which values may be set
  const like = scp("r-root", allow("ec2:CreateTags", "*", tagged("StringLike", "aws:RequestTag/team", "w*")));
  const gets = (management: string): string => {
    const scene = organization(management, [like], true)
      .role("machine", [trusts(service("ec2"))])
      .workload("aws.ec2-instance", INSTANCE, "machine", { state: "running", tags: { team: "ops" } })
      .user("tagger", {
        inline: [
          allow("ssm:StartSession", "*", tagged("StringLike", "ssm:resourceTag/team", "we*b")),
          allow("ec2:CreateTags", "*", tagged("StringEquals", "aws:RequestTag/team", "blue")),
        ],
      });
    const { edges } = analyzeScene(scene, [session]);
    return strength(stepsFrom(edges, arn("user/tagger"), ["runs_code_in"]).get(INSTANCE));
  };
  expect([gets(ACCOUNT), gets(OTHER)]).toEqual(["no", "unknown"]);
});
