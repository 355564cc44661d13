// What holds for every trust: a narrower condition never lets a context in, a wider one never keeps one out, and names of
// things that the condition does not name change nothing.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { acceptance } from "../../../src/analyze/ci/acceptance.js";
import { contextsOf } from "../../../src/analyze/ci/contexts.js";
import { readCiEstate } from "../../../src/analyze/ci/estate.js";
import { tokensOf } from "../../../src/analyze/ci/github-token.js";
import { readFederatedTrusts } from "../../../src/analyze/trust/federated.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { condition, GITHUB, inputOf, repository, withIds } from "./company.js";

const NOW = new Date("2026-11-25T12:00:00Z");

/** Contexts that a trust with these conditions accepts, or may accept. */
function accepted(trust: JsonRecord, name = "site"): string[] {
  const parts = {
    branches: { main: ["reviews"], dev: ["lock_branch"] },
    environments: {
      production: { reviewer_count: 0, branch_policy: "none" },
      "eu:prod": { reviewer_count: 0, branch_policy: "none" },
    },
  };
  const input = inputOf({
    nodes: [
      ...repository({ name, id: 1, ...parts }),
      ...repository({ name: "shop", id: 2, properties: withIds("shop", 2), ...parts }),
    ],
    trust,
  });
  const [one] = readFederatedTrusts(input, createPolicyCompiler(), () => true);
  if (one === undefined) return [];
  const contexts = readCiEstate(input).flatMap(({ repositories }) => repositories.flatMap(contextsOf));
  return contexts
    .filter(({ repository: of, run }) => acceptance(one, tokensOf(of, run), NOW).state !== "blocked")
    .map(({ id }) => id);
}

const SUBJECTS = [
  "*",
  "repo:*",
  "repo:acme*",
  "repo:acme/*",
  "repo:acme/site*",
  "repo:acme/site:*",
  "repo:acme/site:ref:*",
  "repo:acme/site:ref:refs/heads/*",
  "repo:acme/site:ref:refs/heads/main",
  "repo:acme/site:environment:*",
  "repo:acme/site:environment:eu%3Aprod",
  "repo:acme/site:pull_request",
  "repo:acme@10482231/*",
  "repo:acme@10482231/shop@2:environment:production",
];
const CLAIMS: readonly (readonly [string, string])[] = [
  ["repository", "acme/site"],
  ["repository_id", "1"],
  ["repository_id", "2"],
  ["repository_owner_id", "10482231"],
  ["ref", "refs/heads/main"],
  ["environment", "production"],
  ["aud", "sts.amazonaws.com"],
];

const subject = fc.constantFrom(...SUBJECTS);
const claims = fc.subarray([...CLAIMS], { maxLength: 3 });

function conditions(sub: string, more: readonly (readonly [string, string])[]): JsonRecord {
  const wanted = new Map<string, string[]>();
  // the same claim twice asks for both, which nothing can be
  for (const [claim, value] of more) wanted.set(claim, [...(wanted.get(claim) ?? []), value].slice(0, 1));
  const equals = Object.fromEntries([...wanted].map(([claim, values]) => [`${GITHUB}:${claim}`, values]));
  return { StringLike: { [`${GITHUB}:sub`]: sub }, ...(wanted.size > 0 && { StringEquals: equals }) };
}

test("a further condition never adds a context", () => {
  fc.assert(
    fc.property(subject, claims, fc.constantFrom(...CLAIMS), (sub, more, extra) => {
      fc.pre(!more.some(([claim]) => claim === extra[0]));
      const before = new Set(accepted(conditions(sub, more)));
      for (const context of accepted(conditions(sub, [...more, extra]))) expect(before).toContain(context);
    }),
    { numRuns: 150 },
  );
});

test("a subject that every wildcard of another covers accepts no more than that one", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 60 }),
      fc.constantFrom(...SUBJECTS.filter((one) => !one.includes("*"))),
      claims,
      (cut, exact, more) => {
        const wide = `${exact.slice(0, cut)}*`;
        const wider = new Set(accepted(conditions(wide, more)));
        for (const context of accepted(conditions(exact, more))) expect(wider).toContain(context);
      },
    ),
    { numRuns: 150 },
  );
});

test("one more value of a list never keeps a context out", () => {
  fc.assert(
    fc.property(subject, subject, (one, other) => {
      const both = new Set(accepted({ StringLike: { [`${GITHUB}:sub`]: [one, other] } }));
      for (const context of accepted(conditions(one, []))) expect(both).toContain(context);
    }),
    { numRuns: 100 },
  );
});

test("renaming a repository changes nothing about trusts that name ids", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
      fc.subarray(
        CLAIMS.filter(([claim]) => claim !== "repository"),
        { maxLength: 2 },
      ),
      (name, more) => {
        fc.pre(name !== "shop");
        const trust = conditions("*", more);
        expect(accepted(trust, name)).toEqual(accepted(trust));
      },
    ),
    { numRuns: 60 },
  );
});

test("what is accepted at all is not nothing", () => {
  expect(accepted(condition("*")).length).toBeGreaterThan(10);
  expect(accepted(condition("repo:acme/site:ref:refs/heads/main"))).toEqual([
    "github:repo/1@any-branch",
    "github:repo/1@branch/main",
  ]);
  expect(accepted(condition("repo:evil/*"))).toEqual([]);
});
