import { describe, expect, test } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import type { Policy } from "../../../src/analyze/aws/policy/policy.js";

const compiler = createPolicyCompiler();
const compile = (written: unknown): Policy => {
  const text = typeof written === "string" ? written : JSON.stringify(written);
  return compiler.compile(text, text);
};
const problemsOf = (policy: Policy) => policy.problems.map(({ where, message }) => `${where}: ${message}`);

describe("documents as AWS accepts them", () => {
  test.each([
    ["single texts for lists", { Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } }],
    ["lists", { Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] }] }],
    ["elements and effect in other case", { statement: [{ effect: "ALLOW", action: "s3:GetObject", RESOURCE: "*" }] }],
    ["an empty Sid", { Statement: [{ Sid: "", Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] }],
  ])("%s", (_, written) => {
    const policy = compile({ Version: "2012-10-17", ...written });
    expect(policy).toMatchObject({ isOpaque: false, problems: [] });
    expect(policy.statements).toHaveLength(1);
    expect(policy.statements[0]).toMatchObject({ index: 0, sid: undefined, isAllow: true });
    expect(policy.statements[0]?.actions.patterns).toEqual(["s3:GetObject"]);
    expect(policy.statements[0]?.resources.isEverything).toBe(true);
  });

  test("a byte order mark before the document", () => {
    const text = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] });
    expect(compile(`\uFEFF${text}`)).toMatchObject({ isOpaque: false, problems: [] });
    expect(compile(`\uFEFF\uFEFF${text}`)).toMatchObject({ isOpaque: true });
  });

  test("empty lists cover nothing, and nothing left out covers everything", () => {
    const policy = compile({
      Statement: [
        { Effect: "Allow", Action: [], Resource: [] },
        { Effect: "Allow", NotAction: [], NotResource: [] },
      ],
    });
    expect(policy.isOpaque).toBe(false);
    expect(policy.statements[0]?.resources.isEverything).toBe(false);
    expect(policy.statements[0]?.actions.bits().every((word) => word === 0)).toBe(true);
    expect(policy.statements[1]?.resources.isEverything).toBe(true);
    expect(policy.statements[1]?.actions.bits().some((word) => word === 0)).toBe(false);
  });

  test("a policy without statements is empty, not broken", () => {
    expect(compile({ Version: "2012-10-17", Statement: [] })).toMatchObject({ isOpaque: false, statements: [] });
  });

  test("principals in every form", () => {
    const principals = [
      "*",
      { AWS: "*" },
      { AWS: ["111122223333", "arn:aws:iam::111122223333:user/ann"] },
      { aws: "111122223333", Service: "ec2.amazonaws.com", Federated: ["cognito-identity.amazonaws.com"] },
      ["111122223333"],
    ];
    const policy = compile({
      Statement: principals.map((Principal) => ({ Effect: "Allow", Principal, Action: "sts:AssumeRole" })),
    });
    expect(policy.problems).toEqual([]);
    expect(policy.statements.map(({ principals: set }) => set)).toMatchObject([
      { isEveryone: true },
      { isEveryone: true },
      { isEveryone: false, aws: ["111122223333", "arn:aws:iam::111122223333:user/ann"] },
      { aws: ["111122223333"], services: ["ec2.amazonaws.com"], federated: ["cognito-identity.amazonaws.com"] },
      { aws: ["111122223333"] },
    ]);
  });

  test("NotPrincipal, and no Resource in a trust policy", () => {
    const [statement] = compile({
      Statement: { Effect: "Deny", NotPrincipal: { AWS: "111122223333" }, Action: "*" },
    }).statements;
    expect(statement?.principals).toMatchObject({ isNegated: true, aws: ["111122223333"] });
    expect(statement?.resources.isEverything).toBe(true);
  });

  test("the same text is compiled once, and so are its parts", () => {
    const one = {
      Statement: [
        {
          Sid: "A",
          Effect: "Allow",
          Action: "sqs:*",
          Resource: "arn:aws:sqs:*:*:a",
          Condition: { Bool: { k: "true" } },
        },
      ],
    };
    const other = { Statement: [{ ...one.Statement[0], Sid: "B" }] };
    expect(compile(one)).toBe(compile(one));
    const [a, b] = [compile(one).statements[0], compile(other).statements[0]];
    expect(a?.actions).toBe(b?.actions);
    expect(a?.resources).toBe(b?.resources);
    expect(a?.condition).toBe(b?.condition);
  });
});

describe("what cannot be understood is named and decides nothing", () => {
  test.each([
    ["not JSON", "{", ": the document is not JSON"],
    ["a list", [], ": the document is not a JSON object"],
    ["null", null, ": the document is not a JSON object"],
    ["no Statement", { Version: "2012-10-17" }, ": the document has no Statement"],
    ["a statement that is none", { Statement: ["x"] }, "Statement[0]: the statement is not a JSON object"],
    ["no Effect", { Statement: { Action: "*", Resource: "*" } }, "Statement[0]: Effect is neither Allow nor Deny"],
    [
      "another Effect",
      { Statement: { Effect: "Permit", Action: "*" } },
      "Statement[0]: Effect is neither Allow nor Deny",
    ],
    ["no Action", { Statement: { Effect: "Allow", Resource: "*" } }, "Statement[0]: the statement has no Action"],
    [
      "a Condition that is none",
      { Statement: { Effect: "Allow", Action: "*", Resource: "*", Condition: ["x"] } },
      "Statement[0].Condition: Condition is not a JSON object",
    ],
  ])("%s", (_, written, problem) => {
    const policy = compile(written);
    expect(policy.isOpaque).toBe(true);
    expect(problemsOf(policy).join("\n")).toContain(problem);
  });

  test("the other statements of the document still count", () => {
    const policy = compile({ Statement: [{ Effect: "Allow" }, { Effect: "Deny", Action: "s3:*", Resource: "*" }] });
    expect(policy.isOpaque).toBe(true);
    expect(policy.statements.map(({ index }) => index)).toEqual([1]);
  });

  test.each([
    [
      "an unknown operator",
      { Effect: "Allow", Action: "*", Resource: "*", Condition: { StringIs: { "aws:x": "y" } } },
      "Statement[0].Condition StringIs aws:x: no operator is named StringIs",
    ],
    [
      "a wildcard in a principal",
      { Effect: "Allow", Action: "*", Principal: { AWS: "arn:aws:iam::111122223333:role/*" } },
      'Statement[0].Principal: "arn:aws:iam::111122223333:role/*": wildcards do not work in a principal',
    ],
    [
      "Action beside NotAction",
      { Effect: "Allow", Action: "s3:*", NotAction: "iam:*", Resource: "*" },
      "Statement[0]: the statement has Action and NotAction; only Action is read",
    ],
  ])("%s is named, and the statement counts", (_, statement, problem) => {
    const policy = compile({ Statement: statement });
    expect(policy.isOpaque).toBe(false);
    expect(policy.statements).toHaveLength(1);
    expect(problemsOf(policy)).toEqual([problem]);
  });

  test("odd values never throw", () => {
    const odd: unknown[] = [1, true, { a: 1 }, [[]], null, "x"];
    for (const value of odd) {
      for (const element of [
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Principal",
        "Condition",
        "Sid",
      ]) {
        const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*", [element]: value };
        expect(() => compile({ Statement: [statement] })).not.toThrow();
      }
      expect(() => compile({ Statement: value })).not.toThrow();
      expect(() =>
        compile({
          Statement: { Effect: "Allow", Action: "*", Resource: "*", Condition: { StringEquals: { k: value } } },
        }),
      ).not.toThrow();
    }
  });

  test("ten thousand statements are a policy like any other", () => {
    const statements = Array.from({ length: 10_000 }, (_, i) => ({
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::b${i}/*`,
    }));
    expect(compile({ Statement: statements }).statements).toHaveLength(10_000);
  });
});
