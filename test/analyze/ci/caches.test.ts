// Jobs that somebody outside gets into by a cache of the default branch, which a run of theirs may write only where the workflow
// says so: https://github.blog/changelog/2026-06-26-read-only-actions-cache-for-untrusted-triggers
import { expect, it, test } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { analyzed, type Company, condition, organization, reach, repository } from "./company.js";

const WRITER: JsonRecord = {
  id_token: false,
  outside_events: ["pull_request_target"],
  trigger_facts: [{ event: "pull_request_target", by: "anyone", privileged: true }],
  untrusted_checkout: { line: 12, by: "anyone", how: "checkout", events: ["pull_request_target"] },
  cache_writes: true,
};
const READER: JsonRecord = {
  trigger_facts: [{ event: "push", by: "writer", privileged: true, branches: ["main"] }],
  restored_cache: { line: 20, column: 9, action: "actions/cache" },
};

interface Scene {
  readonly writer?: JsonRecord;
  readonly reader?: JsonRecord;
  readonly environments?: { readonly [name: string]: JsonRecord };
  readonly properties?: JsonRecord;
  readonly server?: string;
}

function company({ writer = {}, reader = {}, environments = {}, properties = {}, server }: Scene): Company {
  return {
    ...(server !== undefined && { scope: organization({ oidc_issuer: server }), issuer: server }),
    nodes: repository({
      name: "site",
      id: 1,
      properties: { visibility: "public", ...properties },
      branches: { main: ["reviews"] },
      environments,
      jobs: { test: { ...WRITER, ...writer }, release: { ...READER, ...reader } },
    }),
    trust:
      server === undefined
        ? condition("repo:acme/site:ref:refs/heads/main")
        : { StringEquals: { [`${server}:sub`]: "repo:acme/site:ref:refs/heads/main" } },
  };
}

const SERVER = "github.acme.example/_services/token";
const ASKING = { reviewer_count: 1, reviewers: ["github:team/7"], prevent_self_review: true, branch_policy: "none" };

it.each<[string, string, Scene]>([
  ["yes", "the pull request's run may write it, and the release restores it", {}],
  ["no", "nothing is said: such a run reads alone", { writer: { cache_writes: undefined } as never }],
  ["no", "it may read alone", { writer: { cache_writes: false } }],
  ["unknown", "only a run knows whether it may", { writer: { cache_writes: "unknown" } }],
  ["no", "the release restores none", { reader: { restored_cache: [] } }],
  ["no", "nothing of the pull request runs there", { writer: { untrusted_checkout: [] } }],
  ["no", "those outside cause no run of it with rights", { writer: { outside_events: [] } }],
  ["needs-actor", "a label has to be set first", { writer: { gate: ["label"] } }],
  ["no", "someone has to approve the release", { reader: { environment: "p" }, environments: { p: ASKING } }],
  ["no", "the repository is private", { properties: { visibility: "private" } }],
  [
    "unknown",
    "nothing is said on a server, where it depends on its version",
    { writer: { cache_writes: null }, server: SERVER },
  ],
  ["no", "it may read alone on a server", { writer: { cache_writes: false }, server: SERVER }],
])("%s: %s", (expected, _, scene) => {
  const nodes = company(scene).nodes.map((one) => {
    const { cache_writes: said, ...others } = one.properties;
    return said === null || said === undefined ? { ...one, properties: others } : one;
  });
  expect(reach({ ...company(scene), nodes }, "any:internet")).toBe(expected);
});

test("the release says who gets in, and how", () => {
  const { facts } = analyzed(company({}));
  const columns = facts.find(({ node }) => node.endsWith("#release"))?.columns;
  expect(columns).toMatchObject({
    untrusted_source: "internet",
    untrusted_reason: expect.stringContaining(
      "files of a cache are restored by actions/cache (.github/workflows/ci.yml:20)",
    ),
  });
  const silent = analyzed(company({ writer: { cache_writes: false } })).facts;
  expect(silent.find(({ node }) => node.endsWith("#release"))?.columns).not.toHaveProperty("untrusted_source");
});
