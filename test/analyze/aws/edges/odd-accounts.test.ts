// Accounts as they should not be: odd documents, cycles, one principal with everything, ids of the deleted, other partitions.
// Never a crash, and what was not understood is named.
import { describe, expect, it } from "vitest";
import { hashText } from "../../../../src/model/hash.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, root, Scene, trusts } from "./scene.js";

type Statement = ReturnType<typeof allow>;

/** A user with the statement, and a role that it can take where the statement allows that. */
function taking(statement: Statement) {
  const scene = new Scene().user("caller", { inline: [statement] }).role("target", [trusts(root())]);
  const { edges, gaps } = analyzeScene(scene);
  const states = edges.flatMap(({ kind, from, to, state }) =>
    kind === "can_assume" && from === arn("user/caller") && to === arn("role/target") ? [state] : [],
  );
  return { states, gaps };
}

describe("odd statements", () => {
  it.each<[string, Statement]>([
    ["single texts", { Effect: "Allow", Action: "sts:AssumeRole", Resource: arn("role/target") }],
    ["another case of the action", { Effect: "Allow", Action: ["STS:assumerole"], Resource: "*" }],
    ["the same thing twice", { Effect: "Allow", Action: ["sts:AssumeRole", "sts:AssumeRole"], Resource: ["*", "*"] }],
    ["empty conditions", { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*", Condition: {} }],
  ])("%s are read as AWS reads them", (_, statement) => {
    expect(taking(statement)).toEqual({ states: ["none"], gaps: [] });
  });

  it.each<[string, Statement]>([
    ["no action", { Effect: "Allow", Action: [], Resource: "*" }],
    ["no resource", { Effect: "Allow", Action: "sts:AssumeRole", Resource: [] }],
    ["an effect that is none", { Effect: "Maybe", Action: "sts:AssumeRole", Resource: "*" }],
    [
      "an operator that nobody knows",
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: "*",
        Condition: { StringSortOf: { "aws:username": "x" } },
      },
    ],
    ["numbers for texts", { Effect: "Allow", Action: 7, Resource: "*" }],
    ["no text", allow("sts:AssumeRole", "*", { Condition: { StringEquals: { "aws:username": { is: "caller" } } } })],
    [
      "a list in a list",
      allow("sts:AssumeRole", "*", { Condition: { StringEquals: { "aws:username": [["caller"]] } } }),
    ],
    ["nothing", allow("sts:AssumeRole", "*", { Condition: { StringEquals: { "aws:username": null } } })],
  ])("%s allows nothing for sure, and is named", (_, statement) => {
    const { states, gaps } = taking(statement);
    expect(states.filter((state) => state !== "unknown")).toEqual([]);
    expect(gaps.map(({ subject }) => subject)).toContain(`${arn("user/caller")}/inline/own`);
  });

  it.each(["constructor", "__proto__", "tostring"])("a key named %s, as every object has one, is no key", (key) => {
    const Condition = JSON.parse(`{"StringEquals":{"${key}":"x"}}`) as object;
    expect(taking(allow("sts:AssumeRole", "*", { Condition })).states).toEqual(["unknown"]);
  });

  it.each<[string, object]>([
    ["a value that is no text", { StringEquals: { "aws:username": { is: "caller" } } }],
    ["no value", { StringEquals: { "aws:username": null } }],
  ])("%s leaves a Deny open", (_, Condition) => {
    const own = [allow("sts:AssumeRole"), { Effect: "Deny", Action: "sts:AssumeRole", Resource: "*", Condition }];
    const scene = new Scene().user("caller", { inline: own }).role("target", [trusts(root())]);
    const { edges } = analyzeScene(scene);
    expect(edges.filter(({ to }) => to === arn("role/target")).map(({ state }) => state)).toEqual(["unknown"]);
  });

  it("a Deny that cannot be understood leaves what it may deny open", () => {
    const scene = new Scene()
      .user("caller", {
        inline: [
          allow("sts:AssumeRole"),
          {
            Effect: "Deny",
            Action: "sts:AssumeRole",
            Resource: "*",
            Condition: { Sometimes: { "aws:username": "x" } },
          },
        ],
      })
      .role("target", [trusts(root())]);
    const { edges } = analyzeScene(scene);
    expect(edges.filter(({ to }) => to === arn("role/target")).map(({ state }) => state)).toEqual(["unknown"]);
  });
});

describe("odd accounts", () => {
  const hops = (scene: Scene, id: string) => {
    return analyzeScene(scene).facts.find(({ node }) => node === id)?.columns["admin_hops"];
  };

  it("roles that trust each other in a circle are each at their own distance", () => {
    const next = { a: "b", b: "c", c: "a", d: "d" } as const;
    const scene = new Scene().role("admin", [trusts({ AWS: arn("role/c") })], { inline: [allow("*")] });
    for (const [name, to] of Object.entries(next)) {
      const before = Object.entries(next).flatMap(([from, other]) => (other === name ? [arn(`role/${from}`)] : []));
      scene.role(name, [trusts({ AWS: before })], {
        inline: [allow("sts:AssumeRole", [arn(`role/${to}`), arn("role/admin")])],
      });
    }
    expect(["a", "b", "c", "d"].map((name) => hops(scene, arn(`role/${name}`)))).toEqual([3, 2, 1, undefined]);
  });

  it("10,000 statements on one principal: the last one counts like the first", () => {
    const statements = Array.from({ length: 10_000 }, (_, at) => allow("sts:AssumeRole", arn(`role/r${at}`)));
    const scene = new Scene()
      .user("caller", { inline: statements })
      .role("r0", [trusts(root())])
      .role("r9999", [trusts(root())], { inline: [allow("*")] })
      .role("other", [trusts(root())], { inline: [allow("*")] });
    const { edges, facts } = analyzeScene(scene);
    const taken = edges.filter(({ kind, from }) => kind === "can_assume" && from === arn("user/caller"));
    expect(taken.map(({ to }) => to)).toEqual([arn("role/r0"), arn("role/r9999")]);
    expect(facts.find(({ node }) => node === arn("user/caller"))?.columns["admin_hops"]).toBe(1);
  });

  it("a trust in someone who was deleted lets nobody in, in any role of its account", () => {
    const scene = new Scene()
      .user("caller", { inline: [allow("sts:AssumeRole")] })
      .role("target", [trusts({ AWS: ["AIDAGONEGONEGONEGONE2", "AROAGONEGONEGONEGONE2"] })], { inline: [allow("*")] });
    expect(
      analyzeScene(scene).edges.filter(({ to, state }) => to === arn("role/target") && state !== "blocked"),
    ).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    ["aws-cn", "ec2.amazonaws.com.cn", "ec2.amazonaws.com.cn", "reaches"],
    ["aws-cn", "ec2.amazonaws.com.cn", "ec2.amazonaws.com", "reaches"],
    ["aws-cn", "ec2.amazonaws.com", "ec2.amazonaws.com.cn", "reaches"],
    ["aws-cn", "ec2.amazonaws.com.cn", "lambda.amazonaws.com.cn", "no"],
    ["aws-cn", "ec2.amazonaws.com.cn.example", "ec2.amazonaws.com.cn", "no"],
    ["aws", "ec2.amazonaws.com", "ec2.amazonaws.com.cn", "no"],
  ])("in %s a role that trusts %s, passed to %s: %s", async (partition, trusted, passed, expected) => {
    const techniques = await shippedTechniques();
    const own = (what: string) => `arn:${partition}:iam::${ACCOUNT}:${what}`;
    const scene = new Scene();
    const document = (statements: readonly Statement[]): string => {
      const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
      scene.documents.set(hashText(text), text);
      return hashText(text);
    };
    const holder = (type: string, id: string, held: Statement[], trust?: Statement): void => {
      scene.node("principal", type, id);
      const node = scene.nodes.at(-1);
      if (node && trust) scene.nodes[scene.nodes.length - 1] = { ...node, document: document([trust]) };
      scene.node("grant", "aws.inline-policy", `${id}/inline/own`, { parent: id, document: held });
      scene.edge("has_grant", id, `${id}/inline/own`);
    };
    const passing = allow("iam:PassRole", own("role/target"), {
      Condition: { StringEquals: { "iam:PassedToService": passed } },
    });
    holder("aws.iam-user", own("user/caller"), [passing, allow("ec2:RunInstances")]);
    holder("aws.iam-role", own("role/target"), [allow("*")], trusts({ Service: trusted }));
    const profile = `arn:${partition}:iam::${ACCOUNT}:instance-profile/target`;
    scene.node("resource", "aws.instance-profile", profile, { properties: { role: own("role/target") } });
    const { facts } = analyzeScene(scene, techniques);
    const columns = facts.filter(({ node }) => node === own("user/caller")).map((fact) => fact.columns);
    expect(Object.assign({}, ...columns)).toMatchObject({ admin: expected });
  });

  it.each(["aws-us-gov", "aws-cn", "aws-iso"])("partition %s: the same ways, with its own addresses", (partition) => {
    const own = (what: string) => `arn:${partition}:iam::${ACCOUNT}:${what}`;
    const scene = new Scene();
    const document = (statements: readonly Statement[]): string => {
      const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
      scene.documents.set(hashText(text), text);
      return hashText(text);
    };
    const holder = (type: string, id: string, held: Statement, trust?: Statement): void => {
      scene.node("principal", type, id);
      const node = scene.nodes.at(-1);
      if (node && trust) scene.nodes[scene.nodes.length - 1] = { ...node, document: document([trust]) };
      scene.node("grant", "aws.inline-policy", `${id}/inline/own`, { parent: id, document: [held] });
      scene.edge("has_grant", id, `${id}/inline/own`);
    };
    holder("aws.iam-user", own("user/caller"), allow("sts:AssumeRole", own("role/*")));
    holder("aws.iam-role", own("role/target"), allow("*"), trusts({ AWS: own("root") }));
    const { facts, gaps } = analyzeScene(scene);
    const columns = facts.filter(({ node }) => node === own("user/caller")).map((fact) => fact.columns);
    expect(Object.assign({}, ...columns)).toMatchObject({
      admin: "reaches",
      admin_hops: 1,
      assumes_any_role: "account",
    });
    expect(gaps).toEqual([]);
  });

  it.each(["aws", "aws-us-gov", "aws-cn"])("partition %s: strangers are of it, too", (partition) => {
    const FAR = "999988887777";
    const BUCKET = `arn:${partition}:s3:::data`;
    const named = (world: string) => ({ StringLike: { "aws:PrincipalArn": `arn:${world}:iam::${FAR}:role/*` } });
    const scene = new Scene();
    const role = (name: string, principal: Statement, condition?: Statement): void => {
      const document = [trusts(principal, condition)];
      scene.node("principal", "aws.iam-role", `arn:${partition}:iam::${ACCOUNT}:role/${name}`, { document });
    };
    const far = { AWS: `arn:${partition}:iam::${FAR}:root` };
    role("near", far, named(partition));
    role("never", far, named("aws-iso"));
    role("open", { AWS: "*" }, { StringLike: { "aws:PrincipalArn": `arn:${partition}:iam::*:role/*` } });
    role("shut", { AWS: "*" }, { StringLike: { "aws:PrincipalArn": "arn:aws-iso:iam::*:role/*" } });
    scene.node("resource", "aws.s3-bucket", BUCKET, {
      document: [
        { ...allow("s3:GetObject", `${BUCKET}/*`), Principal: far, Condition: named(partition) },
        { ...allow("s3:PutObject", `${BUCKET}/*`), Principal: far, Condition: named("aws-iso") },
      ],
    });
    const { edges } = analyzeScene(scene);
    const from = (id: string) =>
      edges.flatMap((edge) => (edge.from === id && edge.state !== "blocked" ? [`${edge.kind} ${edge.to}`] : [])).sort();
    expect(from(`arn:${partition}:iam::${FAR}:root`)).toEqual([
      `can_assume arn:${partition}:iam::${ACCOUNT}:role/near`,
      `permits ${BUCKET}`,
    ]);
    expect(from("any:internet")).toEqual([`can_assume arn:${partition}:iam::${ACCOUNT}:role/open`]);
  });
});
