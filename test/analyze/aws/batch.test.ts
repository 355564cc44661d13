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
    ["no JSON", "{", /^the line is not JSON: /],
    ["no principal", { action: "s3:GetObject" }, /^principal is missing$/],
    ["an empty action", { principal: ANN, action: "" }, /^action is empty$/],
    ["two faults", { principal: 5 }, /^principal: expected string, received number; action is missing$/],
    ["a context that is none", { ...request, context: "x" }, /^context: expected record, received string$/],
    ["a number in a context", { ...request, context: { a: 5 } }, /^context\.a: a text or a list of texts is expected$/],
    ["a name for a resource", { ...request, resource: "b/k" }, /^"b\/k" is no ARN, nor "\*"$/],
    ["a list", [], /^the line: expected object, received array$/],
    [
      "a group, which makes no request",
      { ...request, principal: `arn:aws:iam::${ACCOUNT}:group/readers` },
      /group\/readers" is no user/,
    ],
    [
      "an instance profile",
      { ...request, principal: `arn:aws:iam::${ACCOUNT}:instance-profile/p` },
      /instance-profile\/p" is no user/,
    ],
    ["a name for an ARN", { ...request, principal: "ann" }, /^"ann" is no user/],
  ])("%s is answered with what is wrong, not a verdict", (_, line, error) => {
    expect(answer(line)).toEqual({
      verdict: "unknown",
      decided_by: null,
      error: expect.stringMatching(error) as string,
    });
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
