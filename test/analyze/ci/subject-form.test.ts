// A repository whose form of subjects was not read: a run gets in for certain where both forms of it would.
import { expect, test } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { acceptance } from "../../../src/analyze/ci/acceptance.js";
import { contextsOf } from "../../../src/analyze/ci/contexts.js";
import { readCiEstate } from "../../../src/analyze/ci/estate.js";
import { tokensOf } from "../../../src/analyze/ci/github-token.js";
import { readFederatedTrusts } from "../../../src/analyze/trust/federated.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { condition, inputOf, repository, withIds } from "./company.js";

const NOW = new Date("2026-11-25T12:00:00Z");
const UNREAD = { oidc_prefix: null, oidc_use_default: null };

/** What a trust in these subjects says of a new environment of acme/shop. */
function ofNewEnvironment(subjects: readonly string[], properties: JsonRecord): string {
  const nodes = repository({
    name: "shop",
    id: 2,
    properties,
    environments: { production: { reviewer_count: 1, branch_policy: "none" } },
  });
  const input = inputOf({ nodes, trust: condition([...subjects]) });
  const [trust] = readFederatedTrusts(input, createPolicyCompiler(), () => true);
  const [owner] = readCiEstate(input);
  const context = owner?.repositories
    .flatMap(contextsOf)
    .find(({ id }) => id.includes("environment") && !id.includes("production"));
  if (trust === undefined || context === undefined) return "not there";
  return acceptance(trust, tokensOf(context.repository, context.run), NOW).state;
}

const BY_NAME = "repo:acme/*";
const OF_PRODUCTION = "repo:acme@10482231/shop@2:environment:production";

test.each<[what: string, subjects: readonly string[], properties: JsonRecord, state: string]>([
  ["by name any, by number that of production", [BY_NAME, OF_PRODUCTION], UNREAD, "unknown"],
  ["the same, where subjects have names", [BY_NAME, OF_PRODUCTION], {}, "none"],
  ["by name alone", [BY_NAME], UNREAD, "unknown"],
  ["any by name and by number", [BY_NAME, "repo:acme@10482231/shop@2:*"], UNREAD, "none"],
  ["the same, where they have numbers", [BY_NAME, "repo:acme@10482231/shop@2:*"], withIds("shop", 2), "none"],
])("%s", (_, subjects, properties, state) => {
  expect(ofNewEnvironment(subjects, properties)).toBe(state);
});
