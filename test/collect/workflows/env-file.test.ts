// Text of others in the file of variables: what can add one of its own beside what cannot.
import { expect, it } from "vitest";
import { job, picked } from "./read.js";

const BODY = "${{ github.event.comment.body }}";

function found(run: string, value = BODY, after = "\n  - run: make", on = "issue_comment"): unknown[] {
  const step = `  - env: { T: "${value}" }\n    run: ${JSON.stringify(run)}`;
  return picked(job(on, `runs-on: ubuntu-latest\nsteps:\n${step}${after}`)["injections"], "by", "expression");
}

const ANYONE = ["anyone github.event.comment.body"];

it.each([
  ["a comment, whose second line is a variable", 'echo "V=$T" >> $GITHUB_ENV', BODY, ANYONE],
  ["by tee", 'echo "V=${T}" | tee -a "$GITHUB_ENV"', BODY, ANYONE],
  ["a title has one line", 'echo "V=$T" >> $GITHUB_ENV', "${{ github.event.issue.title }}", []],
  [
    "a title that is the whole line",
    'echo "$T" >> $GITHUB_ENV',
    "${{ github.event.issue.title }}",
    ["anyone github.event.issue.title"],
  ],
  ["the name of the variable in single quotes", "echo 'V=$T' >> $GITHUB_ENV", BODY, []],
  ["another variable", 'echo "V=$U" >> $GITHUB_ENV', BODY, []],
  ["a number", 'echo "V=$T" >> $GITHUB_ENV', "${{ github.event.comment.id }}", []],
  ["the summary, which nothing runs", 'echo "V=$T" >> $GITHUB_STEP_SUMMARY', BODY, []],
])("%s", (_, run, value, expected) => {
  expect(found(run, value)).toEqual(expected);
});

it("where nothing runs after it, nothing has the variable", () => {
  expect(found('echo "V=$T" >> $GITHUB_ENV', BODY, "")).toEqual([]);
});
