// Pipeline files that would never be written out: anchors that hold themselves, and references that multiply.
import { expect, it } from "vitest";
import { parsePipeline } from "../../../src/collect/shared/gitlab-ci/parse.js";
import { jobsOf } from "../../../src/collect/shared/gitlab-ci/resolve.js";

it.each([
  "build: &a\n  script: *a\n",
  "build: &a\n  variables: {x: {y: [*a]}}\n",
  ".x: &a [[*a]]\nbuild:\n  script: [x]\n",
])("%j holds itself: a fault of the file, not a defect", (text) => {
  const { root, faults } = parsePipeline(text);
  expect(root).toBeUndefined();
  expect(faults).toEqual([{ line: 1, column: 1, message: "an anchor holds itself" }]);
});

it("an anchor that is used again, also within another, is written out", () => {
  const { root, faults } = parsePipeline(".a: &a [one]\n.b: &b [*a, *a]\nbuild:\n  script: [*a, *b, *b]\n");
  expect(faults).toEqual([]);
  expect(jobsOf(root ?? {})[0]?.body["script"]).toEqual([["one"], [["one"], ["one"]], [["one"], ["one"]]]);
});

/** Hidden jobs of which each names the one before it `times` times, and a job that names the last. */
function tower(levels: number, times: number, one: (level: number) => string, body: (parts: string) => string): string {
  const hidden = Array.from({ length: levels }, (_, level) => {
    const parts = Array.from({ length: times }, () => one(level)).join(", ");
    return `.l${level + 1}:\n  ${body(parts)}\n`;
  });
  return `.l0:\n  script: [x]\n${hidden.join("")}build:\n  ${body(one(levels))}\n`;
}

const byReference = (levels: number, times: number) =>
  tower(
    levels,
    times,
    (level) => `!reference [.l${level}, script]`,
    (parts) => `script: [${parts}]`,
  );
const byExtends = (levels: number, times: number) =>
  tower(
    levels,
    times,
    (level) => `.l${level}`,
    (parts) => `extends: [${parts}]`,
  );

it.each([
  ["!reference", byReference],
  ["extends", byExtends],
])("%s that multiply are followed so far, and it is said; some hundred are followed", (_, text) => {
  const [bomb] = jobsOf(parsePipeline(text(9, 10)).root ?? {});
  expect(bomb?.undecided).toContain("more than 2000 extends and !reference in one job");
  const [many] = jobsOf(parsePipeline(text(2, 10)).root ?? {});
  expect(many?.undecided).toEqual([]);
  expect([many?.body["script"]].flat(9)).toContain("x");
});
