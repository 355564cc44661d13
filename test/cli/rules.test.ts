// nhi rules: a rule is shown by its id alone, and what is neither a rule nor a command is said.
import { expect, test } from "vitest";
import { nhi } from "./kept-nhi.js";

test.each([["rules AWS-013"], ["rules aws-013"], ["rules aws-oidc-trust-no-tenant"]])(
  "nhi %s shows the rule",
  async (line) => {
    const { code, stdout } = await nhi(line.split(" "));
    const whole = await nhi(["rules", "show", "AWS-013"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^AWS-013 {2}Role trusts/);
    expect(stdout).toBe(whole.stdout);
  },
);

test("its options go with it", async () => {
  const { code, stdout } = await nhi(["rules", "AWS-013", "--format", "json"]);
  expect([code, (JSON.parse(stdout) as { id: string }).id]).toEqual([0, "AWS-013"]);
});

test.each([
  ["rules lsit", /unknown command "lsit", did you mean "list"\?/],
  ["rules AWS-999", /no rule "AWS-999"/],
  ["rules", /^Usage: nhi rules/],
  ["rules show", /^Usage: nhi rules/],
])("nhi %s is a mistake", async (line, said) => {
  const { code, stdout, stderr } = await nhi(line.split(" "));
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(said);
});

test("its commands stay what they are", async () => {
  const { code, stdout } = await nhi(["rules", "list"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^RULE +SEVERITY/);
});
