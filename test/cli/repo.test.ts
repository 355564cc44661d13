// The job of a pull request, as its user runs it: a checkout, what a change adds, a baseline, SARIF, exit codes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { begin, placesOf, TOKEN, write } from "./checkouts.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const WORKFLOW = `on: pull_request_target
permissions: { id-token: write }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v3
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: make
`;

function repository(): string {
  const folder = freshFolder();
  write(folder, { "old.txt": `old = "${TOKEN}"\n` });
  begin(folder);
  return folder;
}

const SCAN = ["scan", "repo:.", "--db", ":memory:"];

describe("nhi scan repo:.", () => {
  it("finds what is there, points to line and column, and keeps no value", async () => {
    const folder = repository();
    write(folder, { ".github/workflows/ci.yml": WORKFLOW });
    const { code, stdout, stderr } = await nhi([...SCAN, "--format", "sarif"], folder);
    expect(code, stderr).toBe(1);
    const places = placesOf(stdout);
    expect(places).toEqual(["GH-023 .github/workflows/ci.yml:4:3", "X-010 old.txt:1:8"]);
    expect(stdout + stderr).not.toContain(TOKEN.slice(4, 30));
  });

  it("with --since only what the change adds fails it", async () => {
    const folder = repository();
    const clean = await nhi([...SCAN, "--since", "HEAD"], folder);
    expect(clean.code, clean.stderr).toBe(0);
    write(folder, { "new.txt": `new = "${TOKEN}"\n` });
    const { code, stdout } = await nhi([...SCAN, "--since", "HEAD", "--format", "jsonl"], folder);
    expect(code).toBe(1);
    expect(stdout).toContain("new.txt");
    expect(stdout).not.toContain("old.txt");
  });

  it("with a baseline only what it does not know fails it", async () => {
    const folder = repository();
    await nhi(["scan", "repo:.", "--db", "nhi.db", "--fail-on", "none"], folder);
    const made = await nhi(["baseline", "create", "--db", "nhi.db"], folder);
    expect(made.code, made.stderr).toBe(0);
    const flags = [
      "--baseline",
      "nhi-baseline.jsonl",
      "--new-only",
      "--fail-on",
      "high",
      "--output",
      "sarif=nhi.sarif",
    ];
    expect((await nhi([...SCAN, ...flags], folder)).code).toBe(0);
    write(folder, { "new.txt": `new = "${TOKEN}"\n` });
    const { code, stderr } = await nhi([...SCAN, "--since", "HEAD", ...flags], folder);
    expect(code, stderr).toBe(1);
    const found = placesOf(readFileSync(join(folder, "nhi.sarif"), "utf8"));
    expect(found).toEqual(["X-010 new.txt:1:8"]);
  });

  it("says what is wrong with a revision or a path", async () => {
    const folder = repository();
    const gone = await nhi([...SCAN, "--since", "origin/main"], folder);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining("--since origin/main: no such commit here")]);
    const nowhere = await nhi(["scan", "repo:nowhere", "--db", ":memory:"], folder);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("repo:nowhere: no such folder")]);
  });

  it("what does not parse is a gap with its place", async () => {
    const folder = repository();
    write(folder, {
      ".github/workflows/bad.yml": "on: push\njobs:\n  a: { runs-on: x, steps: [{ run: x }], surprise: 1 }\n",
    });
    const { stdout } = await nhi([...SCAN, "--format", "json", "--fail-on", "none"], folder);
    expect(stdout).toContain(".github/workflows/bad.yml:3:");
  });
});
