// The cache between runs: what `cache-mode` gives a job, and which steps take files from it. Expected as GitHub documents
// `cache-mode` (changelog of 2026-09-10) and as the actions describe their inputs.
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { job, jobIn, picked, read } from "./read.js";

const MADE = "runs-on: ubuntu-latest\nsteps:\n  - run: make";
const writes = (properties: JsonRecord) => properties["cache_writes"];

describe("what a job may write", () => {
  it.each([
    ["nothing is said", undefined, MADE, ""],
    ["of the workflow", true, MADE, "cache-mode: write\n"],
    ["of the job, which counts more", false, `cache-mode: read\n${MADE}`, "cache-mode: write\n"],
    ["without reading", true, `cache-mode: write-only\n${MADE}`, ""],
    ["nothing at all", false, `cache-mode: none\n${MADE}`, ""],
    ["what a run works out", "unknown", `cache-mode: \${{ inputs.mode }}\n${MADE}`, ""],
  ])("%s", (_, expected, body, top) => {
    expect(writes(job("pull_request_target", body, top))).toBe(expected);
  });

  it.each([
    ["a caller that gives it", "write", undefined, true],
    ["a caller that does not", "read", "write", false],
    ["a caller that says nothing: its event decides", undefined, "write", undefined],
    ["less than the caller gives", "write", "read", false],
  ])("a called workflow, by %s", (_, caller, called, expected) => {
    const mode = (value: string | undefined) => (value === undefined ? "" : `    cache-mode: ${value}\n`);
    const part = read({
      "a.yml": `on: pull_request_target\njobs:\n  call:\n${mode(caller)}    uses: ./.github/workflows/b.yml\n`,
      "b.yml": `on: workflow_call\njobs:\n  it:\n${mode(called)}    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n`,
    });
    expect(part.gaps ?? []).toEqual([]);
    expect(writes(jobIn(part, "acme/site/b.yml#it"))).toBe(expected);
  });
});

describe("files of a cache", () => {
  const restored = (step: string, more = "") =>
    picked(
      job("push", `${more}runs-on: ubuntu-latest\nsteps:\n  - ${step}\n  - run: make`)["restored_cache"],
      "action",
    );
  it.each([
    [
      "uses: actions/cache@v4\n    with: { path: x, key: k }",
      "uses: actions/cache/save@v4\n    with: { path: x, key: k }",
    ],
    ["uses: actions/setup-node@v4\n    with: { cache: npm }", "uses: actions/setup-node@v4"],
    ["uses: actions/setup-go@v5", "uses: actions/setup-go@v5\n    with: { cache: false }"],
    ["uses: actions/setup-go@v4", "uses: actions/setup-go@v3"],
    ["uses: ruby/setup-ruby@v1\n    with: { bundler-cache: true }", "uses: ruby/setup-ruby@v1"],
    ["uses: Swatinem/rust-cache@v2", "uses: Swatinem/rust-cache@v2\n    with: { lookup-only: true }"],
    [
      "uses: docker/build-push-action@v6\n    with: { cache-from: type=gha }",
      "uses: docker/build-push-action@v6\n    with: { cache-from: type=registry }",
    ],
  ])("%s, and not %s", (taken, none) => {
    expect([restored(taken).length, restored(none).length]).toEqual([1, 0]);
  });

  it("not where the job may not read any", () => {
    expect(restored("uses: actions/cache@v4", "cache-mode: write-only\n")).toEqual([]);
    expect(restored("uses: actions/cache@v4", "cache-mode: read\n")).toEqual(["actions/cache"]);
  });
});
