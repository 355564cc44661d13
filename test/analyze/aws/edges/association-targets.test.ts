// Associations of State Manager name instances among their targets, and AWS asks about the document and not about them: "The Targets
// parameter for each resource in the account isn't checked" ("Working with associations using IAM", AWS Systems Manager User Guide).
// Documents of Systems Manager that a caller may make itself run what it wants as well as those of AWS do.
import { beforeAll, describe, expect, it, test } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, Scene, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()).filter(({ id }) => id.startsWith("ssm-")));
});

const CALLER = arn("user/caller");
const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
const ASSOCIATIONS = `arn:aws:ssm:*:${ACCOUNT}:association/*`;
const SCRIPT = "arn:aws:ssm:*::document/AWS-RunShellScript";
const OWN = `arn:aws:ssm:*:${ACCOUNT}:document`;

type Statement = ReturnType<typeof allow>;

/** How surely the caller gets to the instance, with the technique that it does so by. */
function reached(...statements: readonly Statement[]): string {
  const scene = new Scene()
    .user("caller", { inline: [...statements] })
    .role("machine", [trusts({ Service: "ec2.amazonaws.com" })], { inline: [allow("ssm:UpdateInstanceInformation")] })
    .workload("aws.ec2-instance", INSTANCE, "machine", { ssm_managed: true, ssm_ping: "Online" });
  const { edges } = analyzeScene(scene, techniques);
  const state = stepsFrom(edges, CALLER, ["runs_code_in"]).get(INSTANCE) ?? "no";
  return state === "none" ? "met" : state;
}

describe("an association", () => {
  const create = (resource: string | string[]) => allow("ssm:CreateAssociation", resource);

  it.each<[expected: string, what: string, statements: Statement[]]>([
    ["met", "the document and associations are allowed", [create([ASSOCIATIONS, SCRIPT])]],
    ["met", "the instance is denied", [create([ASSOCIATIONS, SCRIPT]), deny("ssm:CreateAssociation", INSTANCE)]],
    ["met", "of a batch, the document is allowed", [allow("ssm:CreateAssociationBatch", SCRIPT)]],
    [
      "met",
      "of a batch, the instance is denied",
      [allow("ssm:CreateAssociationBatch", SCRIPT), deny("ssm:CreateAssociationBatch", INSTANCE)],
    ],
    ["unknown", "associations are not allowed", [create([INSTANCE, SCRIPT])]],
    ["no", "the document is denied", [create([ASSOCIATIONS, SCRIPT]), deny("ssm:CreateAssociation", SCRIPT)]],
    ["no", "no document is allowed", [create([ASSOCIATIONS, INSTANCE])]],
  ])("%s: %s", (expected, _, statements) => {
    expect(reached(...statements)).toBe(expected);
  });
});

describe("a document of the account", () => {
  const send = (...names: string[]) => allow("ssm:SendCommand", [INSTANCE, ...names.map((name) => `${OWN}/${name}`)]);
  const make = (name: string) => allow("ssm:CreateDocument", `${OWN}/${name}`);

  it.each<[expected: string, what: string, statements: Statement[]]>([
    ["met", "it makes one that it may use", [send("team-*"), make("team-*")]],
    ["met", "by a name that both leave open", [send("team-*"), make("*")]],
    ["unknown", "it makes one of one name, which may be taken", [send("team-1"), make("team-1")]],
    ["unknown", "it makes others", [send("team-*"), make("ours-*")]],
    ["unknown", "it makes none", [send("team-*")]],
    ["unknown", "it is denied to make one", [send("team-*"), make("*"), deny("ssm:CreateDocument")]],
    ["no", "it may use none", [send(), make("*")]],
    ["no", "it is denied to use one", [send("team-*"), make("*"), deny("ssm:SendCommand", `${OWN}/*`)]],
  ])("%s: %s", (expected, _, statements) => {
    expect(reached(...statements)).toBe(expected);
  });

  test("of an association", () => {
    const create = allow("ssm:CreateAssociation", [ASSOCIATIONS, `${OWN}/team-*`]);
    expect([reached(create, make("team-*")), reached(create)]).toEqual(["met", "unknown"]);
  });
});
