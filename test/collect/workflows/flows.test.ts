// Text of others that comes into a script under another name, each beside the form in which the shell reads it as data.
import { describe, expect, it } from "vitest";
import { job, jobIn, picked, read } from "./read.js";

const script = (text: string): string => `      - run: ${text}`;
const TITLE = "${{ github.event.pull_request.title }}";

function injectionsOf(steps: readonly string[], more = "", on = "pull_request_target"): unknown[] {
  const text = `on: ${on}\njobs:\n${more}  it:\n    needs: a\n    runs-on: ubuntu-latest\n    steps:\n${steps.join("\n")}\n`;
  return picked(jobIn(read({ "w.yml": text }), "acme/site/w.yml#it")["injections"], "by", "line");
}

const set = (value: string, env = TITLE): string =>
  `      - id: B\n        env: { T: "${env}" }\n        run: ${value}`;
const USE = script("echo ${{ steps.b.outputs.x }}");

describe("outputs of steps", () => {
  it.each([
    ["a variable", 'echo "x=$T" >> $GITHUB_OUTPUT', TITLE, true],
    ["a variable in braces, the file in quotes", 'echo "x=a-${T}" >> "$GITHUB_OUTPUT"', TITLE, true],
    ["a variable of nobody else's", 'echo "x=$T" >> $GITHUB_OUTPUT', "${{ github.base_ref }}", false],
    ["a variable in single quotes, which is its name", "echo 'x=$T' >> $GITHUB_OUTPUT", TITLE, false],
    ["another output", 'echo "y=$T" >> $GITHUB_OUTPUT', TITLE, false],
    ["a file that is no output", 'echo "x=$T" >> $GITHUB_STEP_SUMMARY', TITLE, false],
  ])("%s", (_, value, env, isFound) => {
    expect(injectionsOf([set(JSON.stringify(value), env), USE])).toEqual(isFound ? ["anyone 10"] : []);
  });

  it("put into a variable again, it is data", () => {
    const safe = `      - env: { X: "\${{ steps.b.outputs.x }}" }\n        run: echo "$X"`;
    expect(injectionsOf([set('echo "x=$T" >> $GITHUB_OUTPUT'), safe])).toEqual([]);
  });

  it("a checkout of the head by an output is one", () => {
    const head = set('echo "x=$T" >> $GITHUB_OUTPUT', "${{ github.event.pull_request.head.sha }}");
    const steps = `runs-on: ubuntu-latest\nsteps:\n${head}\n      - uses: actions/checkout@v3\n        with: { ref: "\${{ steps.b.outputs.x }}" }\n      - run: make`;
    const facts = job(
      "pull_request_target",
      steps.replaceAll("\n      ", "\n  ").replaceAll("\n          ", "\n      "),
    );
    expect(picked(facts["untrusted_checkout"], "how", "by")).toEqual(["checkout anyone"]);
  });
});

describe("variables that a step sets for later ones", () => {
  const USED = script("git log ${{ env.X }}");
  const write = (line: string, env = TITLE) => `      - env: { T: "${env}" }\n        run: ${JSON.stringify(line)}`;
  it.each([
    ["put into a script", write('echo "X=$T" >> $GITHUB_ENV'), USED, ["anyone 9"]],
    ["of nobody else's", write('echo "X=$T" >> $GITHUB_ENV', "${{ github.base_ref }}"), USED, []],
    ["another one", write('echo "Y=$T" >> $GITHUB_ENV'), USED, []],
    ["of an output", write('echo "X=$T" >> $GITHUB_OUTPUT'), USED, []],
    ["read as data", write('echo "X=$T" >> $GITHUB_ENV'), script('git log "$X"'), []],
  ])("%s", (_, first, second, expected) => {
    expect(injectionsOf([first, second])).toEqual(expected);
  });
});

describe("outputs of jobs", () => {
  const needed = (outputs: string, steps: string): string =>
    `  a:\n    runs-on: ubuntu-latest\n    outputs: ${outputs}\n    steps:\n${steps}\n`;

  it("an expression, and what a step put out", () => {
    const use = [script("echo ${{ needs.a.outputs.t }}")];
    const none = script("make");
    expect(injectionsOf(use, needed(`{ t: "${TITLE}" }`, none))).toHaveLength(1);
    expect(injectionsOf(use, needed('{ t: "${{ github.event.pull_request.number }}" }', none))).toEqual([]);
    expect(injectionsOf(use, needed(`{ u: "${TITLE}" }`, none))).toEqual([]);
    const step = set('echo "x=$T" >> $GITHUB_OUTPUT');
    expect(injectionsOf(use, needed('{ t: "${{ steps.B.outputs.x }}" }', step))).toHaveLength(1);
  });

  it("of a job that is not needed there are none", () => {
    const other = needed(`{ t: "${TITLE}" }`, script("make")).replace("  a:", "  b:");
    const a = needed("{}", script("make"));
    expect(injectionsOf([script("echo ${{ needs.b.outputs.t }}")], a + other)).toEqual([]);
  });
});

it("values of a matrix", () => {
  const facts = (value: string) =>
    job(
      "issues",
      `runs-on: ubuntu-latest\nstrategy: { matrix: { t: [${value}] } }\nsteps:\n  - run: echo \${{ matrix.t }}`,
    );
  expect(picked(facts('"${{ github.event.issue.title }}"')["injections"], "by")).toEqual(["anyone"]);
  expect(facts("a, b")["injections"]).toEqual([]);
});

it("a key that is newer than the parser is no fault", () => {
  const text = (key: string) =>
    `on: push\n${key}: read\njobs:\n  it: { runs-on: ubuntu-latest, ${key}: none, steps: [{ run: make }] }\n`;
  expect(read({ "w.yml": text("cache-mode") }).gaps ?? []).toEqual([]);
  expect(read({ "w.yml": text("cash-mode") }).gaps).toHaveLength(2);
});

it("a job that runs whatever became of those before, but for one that has to have gone well", () => {
  const gate = (condition: string): unknown => {
    const first = "  a: { if: \"github.actor == 'dana'\", runs-on: ubuntu-latest, steps: [{ run: make }] }\n";
    const text = `on: issue_comment\njobs:\n${first}  it: { needs: a, if: ${JSON.stringify(condition)}, runs-on: ubuntu-latest, steps: [{ run: make }] }\n`;
    return jobIn(read({ "w.yml": text }), "acme/site/w.yml#it")["gate"];
  };
  expect(gate("always() && needs.a.result == 'success'")).toEqual(["actor"]);
  expect(gate("always() && needs.a.result != 'skipped'")).toEqual(["actor"]);
  expect(gate("always() && needs.a.result != 'failure'")).toEqual([]);
  expect(gate("always()")).toEqual([]);
});
