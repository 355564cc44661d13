// Secrets of workflows that a tag runs: pushing one starts the workflows that are in its commit.
// https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#push
import { expect, it } from "vitest";
import { ruleOf, rulesets, sureness } from "./recorded.js";

const plan = { grants: [{ who: "user-1", repository: 0, role: "write" as const }], shared: [0] };
const branches = ruleOf("branch", ["~ALL"], "creation", "update");

it.each<[string, object[], 0 | 2]>([
  ["tags are free", [branches], 2],
  ["some tags are", [branches, ruleOf("tag", ["refs/tags/v*"], "creation", "update")], 2],
  ["none is", [branches, ruleOf("tag", ["~ALL"], "creation", "update")], 0],
  ["a ruleset of tags that is about moving them", [branches, ruleOf("tag", ["~ALL"], "update")], 2],
])("where branches are closed to writers and %s", async (_, rules, sure) => {
  const recorded = { plan, answers: rulesets("repos/acme/repo-0", ...rules) };
  expect(await sureness(recorded, "user-1", "secret-0")).toBe(sure);
  expect(await sureness(recorded, "user-1", "shared")).toBe(sure);
});
