// Which actions of interest a policy speaks of: by its text alone where that is enough, and then the same as when it is compiled.
import fc from "fast-check";
import { expect, it } from "vitest";
import { createInterest } from "../../../../src/analyze/aws/edges/evaluation/action-mask.js";
import { createPolicyCompiler } from "../../../../src/analyze/aws/policy/compile.js";

const INTERESTING = ["iam:PassRole", "sts:AssumeRole", "s3:GetObject", "iam:PutRolePolicy"];

const text = (Action: string | readonly string[], effect = "Effect") =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ [effect]: "Allow", Action, Resource: "*" }] });

/** Whether reading the actions of a policy made its statements, which its text otherwise tells apart. */
function isCompiled(actions: string | readonly string[]): boolean {
  const policy = createPolicyCompiler().compile("x", text(actions));
  createInterest(INTERESTING).allowedBy(policy);
  return policy.mayName?.(/nothing is called so/) === true;
}

it("is nothing of what names none, which is not compiled for it", () => {
  expect(isCompiled(["sqs:SendMessage", "s3:ListBucket", "iam:PassRoles", "s3:Get"])).toBe(false);
  // the end of the name of another service
  expect(isCompiled("xiam:PassRole")).toBe(false);
});

it.each(["iam:PassRole", "iam:passrole", "iam:Pass*", "iam:*", "s3:?etObject", "s3:G*ct"])(
  "is something of %s, by name and by pattern",
  (action) => {
    const policy = createPolicyCompiler().compile("x", text(["sqs:SendMessage", action]));
    expect(createInterest(INTERESTING).allowedBy(policy)).not.toBe(0n);
  },
);

it("is the same by text as by statements", () => {
  const service = fc.constantFrom("iam", "sts", "s3", "sqs", "s3-object");
  const name = fc.constantFrom("PassRole", "AssumeRole", "GetObject", "Get*", "passrole", "PassRol?", "List", "*");
  const actions = fc.array(
    fc.tuple(service, name).map((parts) => parts.join(":")),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(actions, (list) => {
      const interest = createInterest(INTERESTING);
      // a spelling that is not plain is compiled at once
      const eager = createPolicyCompiler().compile("b", text(list, "effect"));
      expect(eager.mayName).toBeUndefined();
      expect(interest.allowedBy(createPolicyCompiler().compile("a", text(list)))).toBe(interest.allowedBy(eager));
    }),
  );
});
