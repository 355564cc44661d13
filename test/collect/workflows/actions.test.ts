// Actions that use actions: those of the repository are written out, those of others are named.
import { describe, expect, it, test } from "vitest";
import { actionProperties } from "../../../src/collect/shared/workflows/action-file.js";
import { jobIn, picked, read } from "./read.js";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const DIGEST = `sha256:${"0".repeat(64)}`;

function composite(...uses: readonly string[]): string {
  const steps = uses.map((one) => `    - uses: ${one}\n`).join("");
  return `name: n\ndescription: d\nruns:\n  using: composite\n  steps:\n${steps}`;
}

function image(text: string): string {
  return `name: n\ndescription: d\nruns:\n  using: docker\n  image: ${text}\n`;
}

/** What a job that uses `./outer` runs that others can change, and what of its owner. */
function used(actions: { readonly [path: string]: string }) {
  const workflow = "on: push\njobs:\n  it:\n    runs-on: x\n    steps: [{ uses: ./outer }]\n";
  const facts = jobIn(read({ "w.yml": workflow, ...actions }), "acme/site/w.yml#it");
  return {
    unpinned: picked(facts["unpinned_actions"], "action", "ref", "file"),
    names: facts["unpinned_names"],
    own: picked(facts["own_actions"], "action", "ref"),
    undecided: facts["undecided"],
  };
}

describe("two levels of actions of the repository", () => {
  const outer = { "outer/action.yml": composite("./inner") };

  it("name what the inner one uses, where it does", () => {
    expect(used({ ...outer, "inner/action.yml": composite("a/b@v1", `c/d@${SHA}`) })).toEqual({
      unpinned: ["a/b v1 inner/action.yml"],
      names: ["a/b@v1"],
      own: [],
      undecided: undefined,
    });
  });

  it("that use nothing that others can change are silent", () => {
    expect(used({ ...outer, "inner/action.yml": composite(`c/d@${SHA}`) }).names).toBeUndefined();
  });

  it("say what was not read, and end in a circle", () => {
    expect(used(outer).undecided).toEqual(["action ./inner was not read"]);
    expect(used({ ...outer, "inner/action.yml": composite("./outer") }).undecided).toEqual([
      "actions nested deeper than 10 are not followed",
    ]);
  });

  it("may end in an image", () => {
    expect(used({ ...outer, "inner/action.yml": image("docker://alpine:3") }).names).toEqual(["docker://alpine:3"]);
    expect(used({ ...outer, "inner/action.yml": image(`docker://alpine@${DIGEST}`) }).names).toBeUndefined();
    expect(used({ ...outer, "inner/action.yml": image("Dockerfile") }).names).toBeUndefined();
  });

  it("may use actions of the owner, which are named whether they are pinned or not", () => {
    expect(used({ ...outer, "inner/action.yml": composite("acme/tools@v1", `acme/x/y@${SHA}`) })).toMatchObject({
      names: undefined,
      own: ["acme/tools v1", `acme/x/y ${SHA}`],
    });
  });
});

test("an action file says what its users run", () => {
  expect(actionProperties("action.yml", composite("a/b@v1", "./x"))).toEqual({
    is_read: true,
    using: "composite",
    uses: [
      { action: "a/b", ref: "v1", line: 6, column: 13 },
      { action: "./x", line: 7, column: 13 },
    ],
  });
  expect(actionProperties("action.yml", image("docker://alpine:3"))).toEqual({
    is_read: true,
    using: "docker",
    image: "docker://alpine:3",
  });
  expect(actionProperties("action.yml", "- a\n")).toEqual({ is_read: false });
});
