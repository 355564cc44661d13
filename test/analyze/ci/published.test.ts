// Tokens in artifacts: who reads the repository has them, that of a job for as long as it runs.
import { expect, it } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { analyzed, type Company, condition, ORG, organization, reach, repository } from "./company.js";

const JOB = "github:repo/1/workflow/.github/workflows/ci.yml#test";
const SECRET = "github:repo/1/secret/BOT_PAT";
const PUSH = [{ event: "push", by: "writer", privileged: true, branches: ["main"] }];

interface Scene {
  readonly test: JsonRecord;
  readonly properties?: JsonRecord;
  readonly basePermission?: string;
}

function company({ test, properties = { visibility: "public" }, basePermission = "read" }: Scene): Company {
  const jobs = {
    test: { id_token: false, trigger_facts: PUSH, secrets: [{ name: "BOT_PAT", sink: "with", line: 4 }], ...test },
    build: { runs_files: true, trigger_facts: PUSH },
  };
  return {
    scope: organization({ default_repository_permission: basePermission }),
    nodes: [
      ...repository({ name: "site", id: 1, properties, jobs }),
      node(`${JOB}/token`, "github.job-token", { kind: "session", scope: ORG, properties: { permissions: {} } }),
      node(SECRET, "github.actions-secret", {
        kind: "credential",
        scope: ORG,
        name: "BOT_PAT",
        parent: "github:repo/1",
      }),
    ],
    edges: [{ kind: "permits", from: `${JOB}/token`, to: "github:repo/1", capability: "write" }],
    trust: condition("repo:acme/site:ref:refs/heads/main"),
  };
}

const TOKEN = { published_tokens: [{ line: 9, column: 9 }] };
const PAT = { published_tokens: [{ line: 9, column: 9, secret: "BOT_PAT" }] };
const PRIVATE = { visibility: "private" };

it.each<[string, string, string, Scene]>([
  ["yes", "any:internet", "the token of the job, which writes what the build runs", { test: TOKEN }],
  ["no", "any:internet", "no artifact has it", { test: {} }],
  ["no", "any:internet", "the repository is private", { test: TOKEN, properties: PRIVATE }],
  ["yes", "any:member", "members read it", { test: TOKEN, properties: PRIVATE }],
  ["no", "any:member", "members do not", { test: TOKEN, properties: PRIVATE, basePermission: "none" }],
])("%s, from %s: %s", (expected, from, _, scene) => {
  expect(reach(company(scene), from)).toBe(expected);
});

it.each<[string, string, Scene]>([
  ["yes", "it is the token of the checkout", { test: PAT }],
  ["no", "it is another secret's", { test: { published_tokens: [{ line: 9, column: 9, secret: "OTHER" }] } }],
  ["no", "only the token of the job is in it", { test: TOKEN }],
])("a secret, %s: %s", (expected, _, scene) => {
  expect(reach(company(scene), "any:internet", SECRET, "read")).toBe(expected);
});

it.each<[unknown, string, Scene]>([
  ["internet", "anybody downloads it", { test: TOKEN }],
  ["readers", "members do", { test: TOKEN, properties: PRIVATE }],
  [undefined, "nobody without a role does", { test: TOKEN, properties: PRIVATE, basePermission: "none" }],
  [undefined, "there is nothing in it", { test: {} }],
])("published to %s: %s", (expected, _, scene) => {
  const facts = analyzed(company(scene)).facts.filter(({ node }) => node === JOB);
  expect(facts.map(({ columns }) => columns["published_to"]).find((one) => one !== undefined)).toBe(expected);
});
