// Which branches and tags start a workflow, as the filters of `push` say it.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
import { expect, it } from "vitest";
import { plainNames, pushedRefs } from "../../../src/analyze/ci/push-filters.js";
import type { JsonRecord } from "../../../src/model/words.js";

it.each<[string, JsonRecord, branches: readonly string[], tags: readonly string[]]>([
  ["none: every branch and tag", {}, ["main", "dev", "release/1"], ["v1", "v2-rc"]],
  ["branches alone: no tag", { branches: ["main"] }, ["main"], []],
  ["tags alone: no branch", { tags: ["v1"] }, [], ["v1"]],
  ["both", { branches: ["dev"], tags: ["v*"] }, ["dev"], ["v1", "v2-rc"]],
  ["branches that are left out: no tag", { branches_ignore: ["dev"] }, ["main", "release/1"], []],
  ["tags that are left out: no branch", { tags_ignore: ["*-rc"] }, [], ["v1"]],
  ["within one level", { branches: ["*"] }, ["main", "dev"], []],
  ["at any level", { branches: ["**"] }, ["main", "dev", "release/1"], []],
  ["all but some", { branches: ["**", "!dev"] }, ["main", "release/1"], []],
  ["the last that fits counts", { branches: ["!dev", "**"] }, ["main", "dev", "release/1"], []],
  ["tags of branches that are left out", { branches_ignore: ["**"], tags: ["v1"] }, [], ["v1"]],
])("%s", (_, fact, branches, tags) => {
  const refs = pushedRefs({ event: "push", ...fact });
  expect(["main", "dev", "release/1"].filter((name) => refs.branches?.takes(name))).toEqual(branches);
  expect(["v1", "v2-rc"].filter((name) => refs.tags?.takes(name))).toEqual(tags);
});

it("names are plain where no pattern is among them", () => {
  const plain = (fact: JsonRecord) => Object.values(pushedRefs(fact)).map((refs) => refs && plainNames(refs));
  expect(plain({ branches: ["main", "dev"] })).toEqual([["main", "dev"], undefined]);
  expect(plain({ branches: ["main", "release/**"], tags: ["v1"] })).toEqual([undefined, ["v1"]]);
  expect(plain({ branches_ignore: ["main"] })).toEqual([undefined, undefined]);
});
