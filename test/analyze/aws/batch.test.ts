import { describe, expect, test } from "vitest";
import { answerLine } from "../../../src/analyze/aws/batch.js";
import { ACCOUNT, allow, document, evaluatorOf, userArn } from "./estate-of.js";

const ANN = userArn("ann");
const condition = { Condition: { Bool: { "aws:SecureTransport": "true" } } };
const evaluator = evaluatorOf({
  users: { ann: { policies: [document(allow("s3:*", "*", { Sid: "Read", ...condition }))] } },
});
const answer = (line: unknown) =>
  JSON.parse(answerLine(evaluator, typeof line === "string" ? line : JSON.stringify(line))) as object;
const request = { principal: ANN, action: "s3:GetObject", resource: "arn:aws:s3:::b/k" };

describe("requests, one a line", () => {
  test.each([
    ["a context that holds", { ...request, context: { "aws:SecureTransport": ["true"] } }, "allowed"],
    ["a text for a list", { ...request, context: { "AWS:securetransport": "true" } }, "allowed"],
    ["a context that does not", { ...request, context: { "aws:SecureTransport": ["false"] } }, "implicit-deny"],
    ["no context: the key is absent", request, "implicit-deny"],
    [
      "no resource: *",
      { principal: ANN, action: "s3:ListAllMyBuckets", context: { "aws:SecureTransport": "true" } },
      "allowed",
    ],
  ])("%s", (_, line, verdict) => {
    expect(answer(line)).toMatchObject({ verdict });
  });

  test("names the statement that decided", () => {
    expect(answer({ ...request, context: { "aws:SecureTransport": "true" } })).toEqual({
      verdict: "allowed",
      decided_by: { layer: "identity", policy: `${ANN}/inline/p0`, statement: 0, sid: "Read" },
      state: "met",
      open_keys: [],
      assumptions: [],
    });
    expect(answer(request)).toMatchObject({
      decided_by: { layer: "identity", policy: null, statement: null, sid: null },
    });
  });

  test.each([
    ["no JSON", "{"],
    ["no principal", { action: "s3:GetObject" }],
    ["an empty action", { principal: ANN, action: "" }],
    ["a context that is none", { ...request, context: "x" }],
    ["a list", []],
    ["a group, which makes no request", { ...request, principal: `arn:aws:iam::${ACCOUNT}:group/readers` }],
    ["an instance profile", { ...request, principal: `arn:aws:iam::${ACCOUNT}:instance-profile/p` }],
    ["a name for an ARN", { ...request, principal: "ann" }],
  ])("%s is answered with an error, not a verdict", (_, line) => {
    expect(answer(line)).toMatchObject({ verdict: "unknown", decided_by: null, error: expect.any(String) as string });
  });

  test("a principal that does not exist may nothing", () => {
    expect(answer({ ...request, principal: `arn:aws:iam::${ACCOUNT}:user/gone` })).toMatchObject({
      verdict: "implicit-deny",
    });
  });

  test("an answer is one line", () => {
    expect(answerLine(evaluator, "{\n")).not.toContain("\n");
    expect(answerLine(evaluator, JSON.stringify({ principal: 1, action: 2 }))).not.toContain("\n");
  });
});
