import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const COUNT = fileURLToPath(new URL("../../.ci/count.mjs", import.meta.url));

interface Suite {
  readonly name: string;
  readonly message: string;
  readonly status: string;
  readonly assertionResults: readonly object[];
}

/** A file of tests as vitest reports it. */
const suite = (name: string, status: string, assertionResults: readonly object[], message = ""): Suite => ({
  name: join(process.cwd(), name),
  status,
  assertionResults,
  message,
});

function closingLines(
  passed: number,
  failed: number,
  suites: readonly Suite[],
  log: string,
  sections: string[] = [],
): string {
  const folder = mkdtempSync(join(tmpdir(), "nhi-count-"));
  const vitest = join(folder, "vitest.json");
  writeFileSync(vitest, JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: suites }));
  const e2e = join(folder, "e2e.log");
  writeFileSync(e2e, log);
  return execFileSync(process.execPath, [COUNT, vitest, e2e, ...sections], { encoding: "utf8" });
}

const TAP = "# Subtest: x\n# tests 7\n# pass 5\n# fail 1\n# cancelled 1\n";
const SPEC = "ℹ tests 3\nℹ pass 3\nℹ fail 0\nℹ cancelled 0\n";

describe("closing lines of CI", () => {
  it("adds both runners", () => {
    expect(closingLines(100, 2, [], TAP)).toBe("105 passed, 4 failed\n");
    expect(closingLines(100, 0, [], SPEC)).toBe("103 passed, 0 failed\n");
  });

  it("counts a test file that could not load, and names it with what failed", () => {
    const suites = [
      suite("test/a.test.ts", "failed", [], "SyntaxError: no such export\n at x"),
      suite("test/b.test.ts", "failed", [
        { status: "failed", fullName: "a path is found", failureMessages: ["AssertionError: expected 1\n at y"] },
        { status: "passed", fullName: "a twin is silent", failureMessages: [] },
      ]),
      suite("test/c.test.ts", "passed", [{ status: "passed", fullName: "c", failureMessages: [] }]),
    ];
    const lines = closingLines(10, 1, suites, SPEC).split("\n");
    expect(lines).toEqual([
      "failed test: test/a.test.ts",
      "  SyntaxError: no such export",
      "failed test: test/b.test.ts: a path is found",
      "  AssertionError: expected 1",
      "13 passed, 2 failed",
      "",
    ]);
  });

  it("names what failed for Node's runner, in both of its forms", () => {
    const tap = "    ok 1 - a\n    not ok 2 - of an account\nnot ok 1 - scans\n# pass 5\n# fail 1\n";
    const spec =
      "✖ of a tenant (2ms)\nℹ pass 3\nℹ fail 1\n✖ failing tests:\n\ntest at x:1\n✖ of a tenant (2ms)\n  Error\n";
    expect(closingLines(0, 0, [], tap)).toBe("failed test: of an account\nfailed test: scans\n5 passed, 1 failed\n");
    expect(closingLines(0, 0, [], spec)).toBe("failed test: of a tenant (2ms)\n3 passed, 1 failed\n");
  });

  it("never says 0 failed when a section failed without a failing test", () => {
    expect(closingLines(10, 0, [], SPEC, ["check", "bench"])).toBe("13 passed, 2 failed\n");
  });

  it("adds the runs of a log with several", () => {
    expect(closingLines(0, 0, [], `${TAP}${SPEC}`)).toBe("8 passed, 2 failed\n");
  });
});
