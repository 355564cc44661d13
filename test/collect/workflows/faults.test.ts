// Files that are wrong, huge or hostile: a gap with its place, never a crash, a hang or a quoted secret.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isActionPath, isWorkflowPath } from "../../../src/collect/shared/workflows/graph.js";
import { jobIn, read } from "./read.js";

const GOOD = `name: CI
on: [push, pull_request_target]
permissions: { contents: read, id-token: write }
env: { AWS_SECRET_ACCESS_KEY: "\${{ secrets.KEY }}" }
jobs:
  build:
    runs-on: [self-hosted, "\${{ matrix.os }}"]
    if: github.event_name == 'push' && contains(github.event.head_commit.message, 'x')
    strategy: { matrix: { os: [a, b] } }
    environment: { name: "prod-\${{ inputs.x }}" }
    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: |
          echo "\${{ github.event.pull_request.title }}"
          az login --service-principal -p "\${{ secrets.P }}"
  call: { uses: ./.github/workflows/other.yml, secrets: inherit }
`;

describe("faults", () => {
  it.each([
    ["no YAML", "on: push\njobs: [\n", /^\.github\/workflows\/w\.yml:\d+:\d+: /],
    ["no mapping", "- a\n", /w\.yml:1:1: /],
    ["empty", "", /w\.yml:1:1: /],
    ["binary", "on: push\0", /w\.yml:1:1: is no text/],
    ["huge", `# ${"x".repeat(1100 * 1024)}\n`, /w\.yml:1:1: is larger than 1024 kB/],
    ["deep", `on: push\nx: ${"[".repeat(5000)}`, /w\.yml:2:1: is nested deeper/],
    ["deep in compact lists", `on: push\nx:\n${"- ".repeat(5000)}a\n`, /w\.yml:3:1: is nested deeper/],
    [
      "multiplied by aliases",
      `on: push\na: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: [*e, *e, *e, *e, *e, *e, *e, *e]\n`,
      /w\.yml:1:1: becomes more than/,
    ],
    ["a mistake a word, at length", '"'.repeat(30_000), /w\.yml:1:1: is no YAML that can be read/],
    ["an unknown key", "on: push\nsurprise: 1\njobs: {}\n", /w\.yml:2:1: Unexpected value 'surprise'/],
    [
      "a key that every object has",
      "on: push\njobs:\n  a:\n    runs-on: x\n    toString:\n      - run: x\n",
      /w\.yml:5:1: is not a file that GitHub's parser can read: it stumbles over keys such as 'toString'$/,
    ],
    [
      "the same in braces and quotes",
      'on: push\njobs:\n  a: { runs-on: x, steps: [{ run: x, "__proto__": 1 }] }\n',
      /w\.yml:3:1: is not a file that GitHub's parser can read: it stumbles over keys such as '__proto__'$/,
    ],
  ])("%s", (_, text, expected) => {
    expect(read({ "w.yml": text }).gaps?.[0]?.message).toMatch(expected);
  });

  it("a long file with a mistake is read but for that", () => {
    const steps = Array.from({ length: 1_500 }, (_, at) => `      - run: echo ${at}\n`).join("");
    const part = read({ "w.yml": `on: push\nsurprise: 1\njobs:\n  build:\n    runs-on: x\n    steps:\n${steps}` });
    expect(part.gaps?.map(({ message }) => message)).toEqual([expect.stringContaining("w.yml:2:1: Unexpected value")]);
    expect(jobIn(part, "acme/site/w.yml#build")).toBeDefined();
  });

  it("a job or variable with such a name is none", () => {
    const part = read({
      "w.yml": "on: push\njobs:\n  toString: { runs-on: x, env: { valueOf: y }, steps: [{ run: x }] }\n",
    });
    expect(part.gaps ?? []).toEqual([]);
  });

  it("a fault in one job leaves the facts of the others", () => {
    const part = read({ "w.yml": `${GOOD}  bad: { runs-on: x, stepz: 1 }\n` });
    expect(part.gaps?.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^acme\/site\/\.github\/workflows\/w\.yml:18:/),
    ]);
    expect(jobIn(part, "acme/site/w.yml#build")["secret_names"]).toEqual(["KEY", "P"]);
  });

  it("never quotes what may be a secret", () => {
    const part = read({
      "w.yml": "on: push\njobs:\n  a: { runs-on: x, steps: [{ run: x, 'MARKER with words': 1 }] }\nx: MARKER: other\n",
    });
    expect(part.gaps?.length).toBeGreaterThan(0);
    expect(JSON.stringify(part)).not.toContain("MARKER");
  });

  it("anchors are followed", () => {
    const text =
      "on: push\nenv: &e { AWS_SECRET_ACCESS_KEY: '${{ secrets.K }}' }\njobs:\n  a: { runs-on: x, env: *e, steps: [{ run: x }] }\n";
    expect(jobIn(read({ "w.yml": text }), "acme/site/w.yml#a")["secret_names"]).toEqual(["K"]);
  });

  it("files are told by their path", () => {
    expect(
      [
        ".github/workflows/a.yml",
        ".github/workflows/a.YAML",
        ".github/workflows/sub/a.yml",
        "x/.github/workflows/a.yml",
        ".github/workflows/a.txt",
      ].map(isWorkflowPath),
    ).toEqual([true, true, false, false, false]);
    expect(["action.yml", "a/b/action.yaml", "a/my-action.yml"].map(isActionPath)).toEqual([true, true, false]);
  });
});

describe("mutated workflows", () => {
  it("never crash the reader", () => {
    const places = fc.array(
      fc.tuple(
        fc.nat(GOOD.length),
        fc.nat(12),
        fc.constantFrom(
          "",
          "\t",
          "{",
          "[",
          "}",
          "- ",
          ": ",
          "&a ",
          "*a ",
          "${{",
          "}}",
          "'",
          '"',
          "\n",
          "!!map ",
          "? ",
          "|\n",
          "%",
          "\u0000",
          "secrets.",
          "\uD800",
        ),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(places, (edits) => {
        let text = GOOD;
        for (const [at, length, added] of edits) text = text.slice(0, at) + added + text.slice(at + length);
        const part = read({ "w.yml": text, "other.yml": text, "act/action.yml": text });
        for (const node of part.nodes ?? []) expect(node.id).toMatch(/^github:repo\/7\/workflow\//);
      }),
      { numRuns: 150 },
    );
  });

  it("of arbitrary text never crash it either", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(read({ "w.yml": `on: push\njobs: ${text}` }).nodes?.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});
