// Code of people outside in the default branch, by a workflow that merges their pull request: what the branch and the token ask for.
import { expect, it, test } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { analyzed, type Company, condition, reach, repository } from "./company.js";

const MERGE = { does: "merge", own_token: true, by: "anyone", line: 8, events: ["pull_request_target"] };
const APPROVE = { ...MERGE, does: "approve" };
const RIGHTS = { contents: "write", "pull-requests": "write" };
const AUTO: JsonRecord = {
  id_token: false,
  permissions: RIGHTS,
  trigger_facts: [{ event: "pull_request_target", by: "anyone", privileged: true }],
  merges: [MERGE],
};
const BUILD: JsonRecord = {
  runs_files: true,
  trigger_facts: [{ event: "push", by: "writer", privileged: true, branches: ["main"] }],
};

interface Scene {
  readonly auto?: JsonRecord;
  readonly build?: JsonRecord;
  readonly branches?: { readonly [name: string]: readonly string[] };
  readonly properties?: JsonRecord;
  readonly environments?: { readonly [name: string]: JsonRecord };
}

function company({ auto = {}, build = {}, branches = {}, properties = {}, environments = {} }: Scene): Company {
  return {
    nodes: repository({
      name: "site",
      id: 1,
      properties: { visibility: "public", ...properties },
      branches,
      environments,
      jobs: { auto: { ...AUTO, ...auto }, build: { ...BUILD, ...build } },
    }),
    trust: condition("repo:acme/site:ref:refs/heads/main"),
  };
}

const REVIEWS = { main: ["reviews"] };
const BOTH = { merges: [MERGE, APPROVE] };
const of = (more: JsonRecord) => ({
  protections: [{ pattern: "main", requires_reviews: true, reviews: 1, ...more }],
  can_approve_pull_requests: true,
});

it.each<[string, string, Scene]>([
  ["yes", "nothing protects the branch", {}],
  ["no", "a condition asks who opened it", { auto: { gate: ["actor"] } }],
  ["no", "the step asks for a label", { auto: { merges: [{ ...MERGE, gates: ["label"] }] } }],
  ["no", "the token only reads", { auto: { permissions: { contents: "read" } } }],
  ["unknown", "what the token may do was not read", { auto: { permissions: { "*": "default" } } }],
  ["yes", "another token merges", { auto: { permissions: {}, merges: [{ ...MERGE, own_token: false }] } }],
  ["no", "changes need a review", { branches: REVIEWS }],
  ["yes", "a workflow gives it", { branches: REVIEWS, auto: BOTH, properties: { can_approve_pull_requests: true } }],
  ["no", "a workflow may not", { branches: REVIEWS, auto: BOTH, properties: { can_approve_pull_requests: false } }],
  ["unknown", "whether it may was not read", { branches: REVIEWS, auto: BOTH }],
  [
    "no",
    "its token may not write about pull requests",
    {
      branches: REVIEWS,
      auto: { ...BOTH, permissions: { contents: "write" } },
      properties: { can_approve_pull_requests: true },
    },
  ],
  [
    "yes",
    "another token gives it",
    {
      branches: REVIEWS,
      auto: { merges: [MERGE, { ...APPROVE, own_token: false }] },
      properties: { can_approve_pull_requests: false },
    },
  ],
  ["no", "two have to", { auto: BOTH, properties: of({ reviews: 2 }) }],
  ["no", "an owner of the code has to", { auto: BOTH, properties: of({ code_owners: true }) }],
  ["no", "only some may push", { branches: { main: ["push_restrictions"] }, auto: BOTH }],
  ["no", "the repository is private, and nobody forks it", { properties: { visibility: "private" } }],
  ["no", "the build runs none of its files", { build: { runs_files: false } }],
  [
    "unknown",
    "the same, and another token merges, which may change workflows",
    { build: { runs_files: false }, auto: { permissions: {}, merges: [{ ...MERGE, own_token: false }] } },
  ],
  [
    "no",
    "another token, and nobody gives the review",
    { build: { runs_files: false }, branches: REVIEWS, auto: { merges: [{ ...MERGE, own_token: false }] } },
  ],
  [
    "no",
    "someone has to approve the build",
    {
      build: { environment: "p" },
      environments: {
        p: { reviewer_count: 1, reviewers: ["github:team/7"], prevent_self_review: true, branch_policy: "none" },
      },
    },
  ],
])("%s: %s", (expected, _, scene) => {
  expect(reach(company(scene), "any:internet")).toBe(expected);
});

test("the build says who gets in, and how", () => {
  const columnsOf = (scene: Scene) =>
    analyzed(company(scene)).facts.find(({ node }) => node.endsWith("#build"))?.columns ?? {};
  expect(columnsOf({})).toMatchObject({
    untrusted_source: "internet",
    untrusted_reason: expect.stringContaining("merges pull requests of people outside (.github/workflows/ci.yml:8)"),
  });
  expect(columnsOf({ branches: REVIEWS })).not.toHaveProperty("untrusted_source");
});

test("a review that a workflow gives to anyone is a way round it", () => {
  const waysOf = (scene: Scene) =>
    analyzed(company(scene)).facts.find(({ node }) => node === "github:repo/1")?.columns["review_ways"];
  const stale = { dismisses_stale: true, last_push: true };
  expect(waysOf({ auto: BOTH, properties: of(stale) })).toEqual(["a workflow approves pull requests of anyone"]);
  expect(waysOf({ auto: { ...BOTH, gate: ["actor"] }, properties: of(stale) })).toEqual([]);
  expect(waysOf({ auto: BOTH, properties: { ...of(stale), can_approve_pull_requests: false } })).toEqual([]);
  expect(waysOf({ auto: BOTH, properties: of({ ...stale, code_owners: true }) })).toEqual([]);
  // whether a workflow may approve was not read
  const unread = { protections: of(stale).protections };
  expect(waysOf({ auto: BOTH, properties: unread })).toBeUndefined();
  expect(waysOf({ properties: unread })).toEqual([]);
});
