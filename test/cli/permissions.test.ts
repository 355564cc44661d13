// nhi permissions: policies that an administrator can set up as they are printed.
import { describe, expect, it } from "vitest";
import { compareText } from "../../src/model/compare.js";
import { nhi } from "./nhi.js";

interface Policy {
  readonly Version: string;
  readonly Statement: readonly {
    Sid: string;
    Effect: string;
    Action: string | string[];
    Resource: string | string[];
  }[];
}

async function permissions<T>(...more: string[]): Promise<T> {
  const { code, stdout, stderr } = await nhi(["permissions", "aws", ...more]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}
const actionsOf = ({ Statement }: Policy) => Statement.flatMap(({ Action }) => Action);

/** Verbs that change nothing; a credential report and the last use of services are made by AWS on request. */
const READS =
  /^[a-z0-9-]+:(?:GET$|Get|List|Describe|BatchGet|Generate(?:CredentialReport|ServiceLastAccessedDetails)$)/;

describe("the policy", () => {
  it("names actions one by one, all of them reading, in one order, each once", async () => {
    const policy = await permissions<Policy>();
    expect(policy.Version).toBe("2012-10-17");
    const [all, some] = policy.Statement;
    expect(policy.Statement).toMatchObject([{ Effect: "Allow", Resource: "*" }, { Effect: "Allow" }]);
    // the one action whose name does not say what it reads, on what is read
    expect(some?.Action).toEqual(["apigateway:GET"]);
    expect([some?.Resource].flat().join()).not.toMatch(/::\*|::\/\*/);
    const actions = actionsOf(policy);
    for (const action of actions) expect(action).toMatch(READS);
    expect(all?.Action).toEqual([...new Set([all?.Action ?? []].flat())].sort(compareText));
    expect(actions).toEqual(expect.arrayContaining(["iam:GetAccountAuthorizationDetails", "iam:GetCredentialReport"]));
    expect(actions.join()).not.toMatch(/\*|GetSecretValue|GetParameter\b|GetObject|Decrypt|sts:AssumeRole/);
  });

  it("fits a managed policy: IAM takes 6,144 characters", async () => {
    const policy = await permissions<Policy>();
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144);
  });

  it("for identities alone asks for no service", async () => {
    const [all, some] = [actionsOf(await permissions()), actionsOf(await permissions("--no-services"))];
    expect(new Set(some.map((action) => action.split(":")[0]))).toEqual(new Set(["iam", "organizations", "sts"]));
    expect(all).toEqual(expect.arrayContaining(some));
  });
});

describe("an organisation", () => {
  interface Pair {
    readonly managementPolicy: Policy;
    readonly stackSetTemplate: { Resources: { [name: string]: { Type: string; Properties: { RoleName?: string } } } };
  }

  it("the management account may assume the one role, and the template makes it", async () => {
    const { managementPolicy, stackSetTemplate } = await permissions<Pair>("--organization");
    const assume = managementPolicy.Statement.filter(({ Action }) => [Action].flat().includes("sts:AssumeRole"));
    expect(assume.map(({ Resource }) => [Resource].flat())).toEqual([["arn:*:iam::*:role/NhiAuditor"]]);
    const roles = Object.values(stackSetTemplate.Resources).filter(({ Type }) => Type === "AWS::IAM::Role");
    expect(roles.map(({ Properties }) => Properties.RoleName)).toEqual(["NhiAuditor"]);
  });

  it("under another name when it is given", async () => {
    const { managementPolicy, stackSetTemplate } = await permissions<Pair>("--organization", "--role", "audit.Role+1");
    expect(JSON.stringify(managementPolicy)).toContain("role/audit.Role+1");
    expect(JSON.stringify(managementPolicy)).not.toContain("NhiAuditor");
    const [role] = Object.values(stackSetTemplate.Resources);
    expect(role?.Properties.RoleName).toBe("audit.Role+1");
  });

  it.each<[args: string[], says: RegExp]>([
    [["--organization", "--role", "no role"], /"no role" is no name of a role/],
    [["--organization", "--role", "a/b"], /"a\/b" is no name of a role/],
    [["--organization", "--role", "x".repeat(65)], /is no name of a role/],
    [["--role", "audit"], /--role .* goes with --organization/],
  ])("%j is refused", async (args, says) => {
    const { code, stdout, stderr } = await nhi(["permissions", "aws", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });

  it.each([
    ["azure", "--organization"],
    ["gcp", "--role", "x"],
    ["github", "--no-services"],
  ])("%s has no %s: it would be passed over", async (...args) => {
    const { code, stdout, stderr } = await nhi(["permissions", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/are for aws$/m);
  });
});
