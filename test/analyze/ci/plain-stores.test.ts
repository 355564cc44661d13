// Contexts of CircleCI: a job that names one gets its variables, and what is probably in them.
import { expect, test } from "vitest";
import { analyzePlainStores } from "../../../src/analyze/ci/plain-stores.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
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

const RESTRICTIONS = "circleci/organization:context-restrictions";
const FOR_ALL = { restriction_kinds: ["group"], for_all_members: true };

/** What a job of this repository that names these contexts gets, beside a context `deploy` of acme. */
function drawn(repository: string, contexts: readonly string[], restrictions?: JsonRecord, scope = SCOPE) {
  const supplements = restrictions === undefined ? {} : { [RESTRICTIONS]: restrictions };
  const nodes = [
    node(CONTEXT, "circleci.context", { name: "deploy", kind: "resource", scope, supplements }),
    variable("AWS_SECRET_ACCESS_KEY"),
    variable("OTHER", "circleci:circleci.com/-/contexts/2"),
    node(JOB, "circleci.job", {
      kind: "workload",
      scope: "repo:acme/app",
      properties: { repository, contexts: [...contexts] },
    }),
    node(KEY, "aws.access-key", { properties: { status: "active", created_at: "2026-09-01T15:00:00Z" } }),
  ];
  return analyzePlainStores(toInput({ scopes: [], nodes, documents: [], tables: TABLES }))?.edges ?? [];
}

const edges = (repository: string, contexts: readonly string[]): readonly string[] =>
  drawn(repository, contexts, FOR_ALL).map(
    ({ kind, from, to }) => `${from.split("/").at(-1)} ${kind} ${to.split("/").at(-1)}`,
  );

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

const MEMBERS = "whoever started it is in a group that the context is for";
const PROJECT = "the project of app is among those that the context is for";
const ONE = { restriction_kinds: ["project"], for_all_members: true };

test.each<[string, JsonRecord | undefined, string, string | undefined, string?]>([
  ["for everybody", FOR_ALL, "none", undefined],
  ["for this project", { ...ONE, projects: ["App", "web"] }, "none", undefined],
  ["for other projects", { ...ONE, projects: ["web"] }, "blocked", "the context is for other projects"],
  ["for projects without a name", ONE, "unknown", PROJECT],
  [
    "for others, where projects may be called as one likes",
    { ...ONE, projects: ["web"] },
    "unknown",
    PROJECT,
    "circleci:circleci.com/circleci/acme",
  ],
  ["for some members", { restriction_kinds: ["group"], for_all_members: false }, "unknown", MEMBERS],
  [
    "for some runs of some members",
    { restriction_kinds: ["expression", "group"], expressions: ['pipeline.git.branch == "main"'] },
    "unknown",
    `the run meets pipeline.git.branch == "main"; ${MEMBERS}`,
  ],
  ["of which that was not read", undefined, "unknown", "what restricts the context was not read"],
])("a context %s", (_name, restrictions, state, condition, scope) => {
  const held = drawn("acme/app", ["deploy"], restrictions, scope).filter(({ kind }) => kind === "holds");
  expect(held.map((edge) => [edge.state, edge.condition])).toEqual([[state, condition]]);
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
