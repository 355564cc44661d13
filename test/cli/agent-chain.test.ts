// From the configuration of an agent to control of an account: a key in a file, whose user assumes a role. Twins beside it lead
// nowhere. Through the collectors: a home, and a recording of the account.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const ACCOUNT = "111122223333";
const iam = (what: string) => `arn:aws:iam::${ACCOUNT}:${what}`;
const KEYS = { ci: "AKIAEXAMPLECI2222222", ops: "AKIAEXAMPLEOPS222222", reader: "AKIAEXAMPLEREADER222" };
/** Drawn once, of the form of a secret access key; it opens nothing. */
const SECRET = ["q8Zr4TvN2xLm7KwP3Yb9", "HcD5sQj6FgUn7Vk2MtX8"].join("");

const allow = (Action: string, Resource: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource }],
});
const DATES = { CreateDate: "2026-01-01T00:00:00+00:00", Path: "/" };

function user(name: string, document: object): object {
  return {
    ...DATES,
    UserName: name,
    UserId: `AIDAEXAMPLE${name.toUpperCase().padEnd(9, "0")}`,
    Arn: iam(`user/${name}`),
    GroupList: [],
    AttachedManagedPolicies: [],
    Tags: [],
    UserPolicyList: [{ PolicyName: "own", PolicyDocument: document }],
  };
}

const role = {
  ...DATES,
  RoleName: "deploy",
  RoleId: "AROAEXAMPLEDEPLOY001",
  Arn: iam("role/deploy"),
  AssumeRolePolicyDocument: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: iam("user/ci") }, Action: "sts:AssumeRole" }],
  },
  InstanceProfileList: [],
  AttachedManagedPolicies: [],
  Tags: [],
  RolePolicyList: [{ PolicyName: "own", PolicyDocument: allow("*", "*") }],
};

const folder = freshFolder();

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(content, null, 2));
}

interface Finding {
  readonly rule: string;
  readonly subject: { readonly id: string };
  readonly path?: { readonly hops: readonly { readonly edge: string; readonly to: string }[] };
}
let findings: readonly Finding[] = [];

beforeAll(async () => {
  const asked = ["aws/iam:account-authorization-details", "aws/iam:access-keys"];
  write("answers/bundle.json", { version: 1, recordedAt: "2026-06-01T00:00:00Z", asked });
  const users = [
    user("ci", allow("sts:AssumeRole", iam("role/deploy"))),
    user("ops", allow("*", "*")),
    user("reader", allow("s3:GetObject", "arn:aws:s3:::notes/*")),
  ];
  write(`answers/aws/${ACCOUNT}/iam/get-account-authorization-details.json`, {
    UserDetailList: users,
    GroupDetailList: [],
    RoleDetailList: [role],
    Policies: [],
  });
  for (const [name, id] of Object.entries(KEYS)) {
    const key = { UserName: name, AccessKeyId: id, Status: "Active", CreateDate: "2026-05-01T00:00:00+00:00" };
    write(`answers/aws/${ACCOUNT}/iam/list-access-keys/${name}.json`, { AccessKeyMetadata: [key] });
  }
  const server = (id: string) => ({
    mcpServers: {
      files: {
        command: "npx",
        args: ["-y", "x-mcp@1.0.0"],
        env: { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: SECRET },
      },
    },
  });
  write("home/.cursor/mcp.json", server(KEYS.ci));
  write("home/.roo/mcp.json", server(KEYS.ops));
  write("home/.kiro/settings/mcp.json", server(KEYS.reader));
  const sources = ["--bundle", "answers", "agents:home"];
  const scan = ["scan", ...sources, "--db", "nhi.db", "--now", "2026-06-01T00:00:00Z", "--fail-on", "none"];
  const { stdout, stderr } = await nhi([...scan, "--format", "json"], folder);
  expect(stdout + stderr).not.toContain(SECRET);
  findings = (JSON.parse(stdout) as { findings: Finding[] }).findings;
});

const subjects = (rule: string) => findings.filter((one) => one.rule === rule).map(({ subject }) => subject.id);

test("a key whose user is administrator, or becomes it, is told; the key of a reader is not", () => {
  expect(subjects("AGT-004").sort()).toEqual([
    "agents:home/agent/.cursor/mcp.json#files/environment/AWS_SECRET_ACCESS_KEY",
    "agents:home/agent/.roo/mcp.json#files/environment/AWS_SECRET_ACCESS_KEY",
  ]);
});

test("a chain over a role is one finding with its steps; an administrator's key without one is none", () => {
  expect(subjects("X-006")).toEqual(["agents:home/agent/.cursor/mcp.json"]);
  const steps = findings.find(({ rule }) => rule === "X-006")?.path?.hops ?? [];
  expect(steps.map(({ edge, to }) => `${edge} ${to}`)).toEqual([
    "runs_code_in agents:home/agent/.cursor/mcp.json#files",
    "holds agents:home/agent/.cursor/mcp.json#files/environment/AWS_SECRET_ACCESS_KEY",
    `stores ${KEYS.ci}`,
    `authenticates_as ${iam("user/ci")}`,
    `can_assume ${iam("role/deploy")}`,
  ]);
});

test("nhi paths shows the way, and says that the twin has none", async () => {
  const from = (file: string) => ["paths", "--from", `agents:home/agent/${file}`, "--to", "admin", "--db", "nhi.db"];
  const found = await nhi(from(".cursor/mcp.json"), folder);
  expect(found.code).toBe(0);
  expect(found.stdout).toContain("role/deploy");
  expect((await nhi(from(".kiro/settings/mcp.json"), folder)).code).toBe(1);
});

test("the same secret with three servers is told once", () => {
  expect(subjects("AGT-006")).toEqual(["agents:home/agent/.cursor/mcp.json#files/environment/AWS_SECRET_ACCESS_KEY"]);
});
