// Contexts of CircleCI: a job that names one gets its variables, and what is probably in them.
import { expect, test } from "vitest";
import { analyzePlainStores } from "../../../src/analyze/ci/plain-stores.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import { node, toInput } from "../estate.js";
import { TABLES } from "./company.js";

const SCOPE = "circleci:circleci.com/gh/acme";
const CONTEXT = "circleci:circleci.com/-/contexts/1";
const JOB = "repo:acme/app/.circleci/config.yml#build/deploy";
const KEY = "AKIAEXAMPLEKEY000001";

function variable(name: string, context = CONTEXT): StoredNode {
  return node(`${context}/variable/${name}`, "circleci.context-variable", {
    name,
    kind: "credential",
    scope: SCOPE,
    parent: context,
    properties: { level: "context", updated_at: "2026-09-01T15:20:00Z" },
  });
}

/** Edges of a job of this repository that names these contexts, beside a context `deploy` of acme. */
function edges(repository: string, contexts: readonly string[]): readonly string[] {
  const nodes = [
    node(CONTEXT, "circleci.context", { name: "deploy", kind: "resource", scope: SCOPE }),
    variable("AWS_SECRET_ACCESS_KEY"),
    variable("OTHER", "circleci:circleci.com/-/contexts/2"),
    node(JOB, "circleci.job", {
      kind: "workload",
      scope: "repo:acme/app",
      properties: { repository, contexts: [...contexts] },
    }),
    node(KEY, "aws.access-key", { properties: { status: "active", created_at: "2026-09-01T15:00:00Z" } }),
  ];
  const drawn = analyzePlainStores(toInput({ scopes: [], nodes, documents: [], tables: TABLES }))?.edges ?? [];
  return drawn.map(({ kind, from, to }) => `${from.split("/").at(-1)} ${kind} ${to.split("/").at(-1)}`);
}

const STORES = `AWS_SECRET_ACCESS_KEY stores ${KEY}`;

test("a job that names a context of its organisation gets its variables, and the key that is probably in one", () => {
  expect(edges("acme/app", ["deploy"])).toEqual([STORES, "deploy holds AWS_SECRET_ACCESS_KEY"]);
});

test.each<[string, string, readonly string[]]>([
  ["names no context", "acme/app", []],
  ["names another one", "acme/app", ["release"]],
  ["is of another owner", "other/app", ["deploy"]],
])("a job that %s gets nothing", (_name, repository, contexts) => {
  expect(edges(repository, contexts)).toEqual([STORES]);
});

test("a Jenkinsfile that binds an id may hold the credential of that id, and no other", () => {
  const credential = (id: string, controller: string): StoredNode =>
    node(`jenkins:${controller}/-/credentials/_/${id}`, "jenkins.credential", {
      name: id,
      kind: "credential",
      scope: `jenkins:${controller}`,
    });
  const nodes = [
    credential("deploy", "ci.example.com"),
    credential("other", "ci.example.com"),
    credential("deploy", "old.example.com"),
    node("repo:acme/app/Jenkinsfile#pipeline", "jenkins.pipeline", {
      kind: "workload",
      scope: "repo:acme/app",
      properties: { repository: "acme/app", credential_ids: ["deploy", "nowhere"] },
    }),
  ];
  const drawn = analyzePlainStores(toInput({ scopes: [], nodes, documents: [], tables: TABLES }))?.edges ?? [];
  expect(drawn.map(({ kind, to, state, condition }) => [kind, to, state, condition])).toEqual([
    [
      "holds",
      "jenkins:ci.example.com/-/credentials/_/deploy",
      "unknown",
      "whether jenkins:ci.example.com builds acme/app was not read",
    ],
    [
      "holds",
      "jenkins:old.example.com/-/credentials/_/deploy",
      "unknown",
      "whether jenkins:old.example.com builds acme/app was not read",
    ],
  ]);
});
