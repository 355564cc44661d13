// docs/coverage.md is fresh and claims nothing that no test holds.
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { coveragePage } from "../../scripts/docs/coverage.js";
import {
  type Proofs,
  proofOfCall,
  proofOfClient,
  proofOfRule,
  readProofs,
} from "../../scripts/docs/coverage-proofs.js";
import { PUBLISHED, proofOfTechnique, techniqueRows } from "../../scripts/docs/coverage-techniques.js";
import { CALLS } from "../../src/collect/aws/calls.js";

it("docs/coverage.md is fresh (else: npm run docs)", async () => {
  expect(await readFile("docs/coverage.md", "utf8")).toBe(await coveragePage());
});

it("every call that was answered is one that nhi may make", async () => {
  const { answered, modelled } = await readProofs(".");
  const listed = CALLS.map(({ call }) => call);
  expect([...answered, ...modelled].filter((call) => !listed.includes(call))).toEqual([]);
  expect(answered.size).toBeGreaterThan(50);
});

const PROOFS: Proofs = {
  server: "a server",
  answered: new Set(["iam:ListUsers"]),
  modelled: new Set(["iam:ListUsers", "iam:ListPolicies", "sso:ListInstances"]),
  serverRules: new Set(["AWS-001"]),
  modelRules: new Set(["AWS-001", "AWS-006"]),
  recorded: new Set(["iam/list-users", "iam/list-roles"]),
  fixtureRules: new Set(["AWS-001", "AWS-005"]),
};

it.each([
  ["lambda-001", [], "published"],
  ["lambda-002", [true, false], "cases"],
  // what must not be found has to be said as well
  ["lambda-003", [true], "nothing"],
  ["lambda-004", [], "nothing"],
])("technique %s", (id, found, expected) => {
  const cases = found.map((one) => ({ found: one }));
  expect(proofOfTechnique(id, new Set(["lambda-001"]), cases)).toBe(expected);
});

it("lists no technique as proven that is not there", async () => {
  const names = (await techniqueRows(".")).map(({ name }) => name.slice(name.indexOf("/") + 1));
  const published = JSON.parse(await readFile(PUBLISHED, "utf8")) as readonly string[];
  expect(published.filter((id) => !names.includes(id))).toEqual([]);
  expect(published.length).toBeGreaterThan(60);
});

describe("the strongest proof wins", () => {
  it.each([
    ["iam:ListUsers", "list-users", "server"],
    ["iam:ListPolicies", "list-policies", "schema"],
    ["iam:ListRoles", "list-roles", "bundle"],
    ["iam:ListGroups", "list-groups", "nothing"],
    // A command of the same name in another service proves nothing.
    ["sts:ListRoles", "list-roles", "nothing"],
  ])("call %s", (call, command, expected) => {
    const service = call.slice(0, 3);
    expect(proofOfCall(PROOFS, { call, path: [service, command] })).toBe(expected);
  });

  it.each([
    ["AWS-001", "server"],
    ["AWS-006", "schema"],
    ["AWS-005", "bundle"],
    ["AWS-999", "nothing"],
  ])("rule %s", (rule, expected) => {
    expect(proofOfRule(PROOFS, rule)).toBe(expected);
  });

  it.each([
    ["iam", "server"],
    ["sso", "schema"],
    ["sts", "nothing"],
    ["ia", "nothing"],
  ])("client %s", (service, expected) => {
    expect(proofOfClient(PROOFS, service)).toBe(expected);
  });
});
