// No way was found, and the inventory says of the start that it is not known how far it gets: what would tell was never asked for.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { freshFolder } from "../fresh-folder.js";
import { nhi } from "./kept-nhi.js";

const ACCOUNT = "111122223333";
const policy = (actions: readonly string[]) => ({
  PolicyName: "own",
  PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] },
});
const user = (name: string, actions: readonly string[]) => ({
  Path: "/",
  UserName: name,
  UserId: `AIDAEXAMPLE${name.toUpperCase()}`,
  Arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
  CreateDate: "2024-01-01T00:00:00+00:00",
  UserPolicyList: [policy(actions)],
  GroupList: [],
  AttachedManagedPolicies: [],
});
const ROLE = {
  Path: "/",
  RoleName: "boss",
  RoleId: "AROAEXAMPLEBOSS",
  Arn: `arn:aws:iam::${ACCOUNT}:role/boss`,
  CreateDate: "2024-01-01T00:00:00+00:00",
  AssumeRolePolicyDocument: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  },
  RolePolicyList: [policy(["*"])],
  AttachedManagedPolicies: [],
  InstanceProfileList: [],
  Tags: [],
};

let bundle = "";

beforeAll(() => {
  bundle = freshFolder();
  const write = (path: string, content: object): void => {
    const file = join(bundle, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  };
  write("bundle.json", {
    version: 1,
    recordedAt: "2026-11-01T00:00:00Z",
    asked: ["aws/iam:account-authorization-details", "aws/organizations:policies"],
  });
  write(`aws/${ACCOUNT}/iam/get-account-authorization-details.json`, {
    UserDetailList: [user("coder", ["lambda:UpdateFunctionCode"]), user("looker", ["lambda:ListFunctions"])],
    GroupDetailList: [],
    RoleDetailList: [ROLE],
    Policies: [],
    IsTruncated: false,
  });
});

const asked = (name: string, ...more: readonly string[]) =>
  nhi(["paths", "--from", `arn:aws:iam::${ACCOUNT}:user/${name}`, "--to", "admin", "--bundle", bundle, ...more]);

test("who may change code of functions that nobody listed: no way, and that is not certain", async () => {
  const { code, stderr } = await asked("coder");
  expect(stderr).toMatch(/no path from .*user\/coder to admin\n.*whether it gets there is not known/);
  expect(code).toBe(3);
  const { stdout } = await asked("coder", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({ paths: [], undecided: true });
});

test("who may only list them: no way", async () => {
  const { stderr } = await asked("looker");
  expect(stderr).toContain("no path from");
  expect(stderr).not.toContain("whether it gets there is not known");
  const { stdout } = await asked("looker", "--format", "json");
  expect(JSON.parse(stdout)).not.toHaveProperty("undecided");
});
