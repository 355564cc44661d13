// Calls of functions by URL: whether a URL asks for a signature is how it was made, not what a caller chooses.
// Source: "Control access to Lambda function URLs", AWS Lambda Developer Guide.
import { describe, expect, test } from "vitest";
import { ACCOUNT, allow, document, evaluatorOf, OTHER, userArn } from "./estate-of.js";

const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:mail`;
const CALL = "lambda:InvokeFunctionUrl";
const by = (auth: string) => ({ Condition: { StringEquals: { "lambda:FunctionUrlAuthType": auth } } });
const OPEN = { Effect: "Allow", Principal: "*", Action: CALL, Resource: FUNCTION };

function answer(
  principal: string,
  statement: object | undefined,
  auth: string | undefined,
  action = CALL,
  of = FUNCTION,
) {
  const { verdict, state } = evaluatorOf({
    users: { app: { policies: [allow("lambda:*", "*", by("NONE"))] }, far: { account: OTHER } },
    resources: {
      [FUNCTION]: {
        type: "aws.lambda-function",
        properties: auth === undefined ? {} : { url_auth: auth },
        ...(statement && { policy: document(statement) }),
      },
    },
  }).can({ principal, action, resource: of, context: {} });
  return verdict.endsWith("deny") ? "denied" : state;
}

describe("anyone who calls a function by its URL", () => {
  test.each<[string, object | undefined, string | undefined, string]>([
    ["gets in by one that is open", { ...OPEN, ...by("NONE") }, "NONE", "met"],
    ["not by one that asks for a signature", { ...OPEN, ...by("NONE") }, "AWS_IAM", "denied"],
    ["nor by an open one without a statement", undefined, "NONE", "denied"],
    ["may by one that was not read", { ...OPEN, ...by("NONE") }, undefined, "unknown"],
    ["twin: whatever the URL asks for", OPEN, undefined, "none"],
  ])("%s", (_, statement, auth, expected) => {
    expect(answer("*", statement, auth)).toBe(expected);
  });
});

test("an own policy for open URLs is none for others", () => {
  expect(answer(userArn("app"), undefined, "NONE")).toBe("met");
  expect(answer(userArn("app"), undefined, "AWS_IAM")).toBe("denied");
});

test("a URL of an alias is another one", () => {
  expect(answer(userArn("app"), undefined, "AWS_IAM", CALL, `${FUNCTION}:live`)).toBe("unknown");
});

test("who makes a URL chooses", () => {
  expect(answer(userArn("app"), undefined, "AWS_IAM", "lambda:UpdateFunctionUrlConfig")).toBe("attacker-settable");
});
