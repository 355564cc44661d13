import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const COUNT = fileURLToPath(new URL("../../.ci/count.mjs", import.meta.url));

interface Suite {
  readonly status: string;
  readonly assertionResults: readonly unknown[];
}

function closingLine(
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

describe("closing line of CI", () => {
  it("adds both runners", () => {
    expect(closingLine(100, 2, [], TAP)).toBe("105 passed, 4 failed\n");
    expect(closingLine(100, 0, [], SPEC)).toBe("103 passed, 0 failed\n");
  });

  it("counts a test file that could not load", () => {
    const suites = [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{}] },
      { status: "passed", assertionResults: [{}] },
    ];
    expect(closingLine(10, 1, suites, SPEC)).toBe("13 passed, 2 failed\n");
  });

  it("never says 0 failed when a section failed without a failing test", () => {
    expect(closingLine(10, 0, [], SPEC, ["check", "bench"])).toBe("13 passed, 2 failed\n");
  });

  it("adds the runs of a log with several", () => {
    expect(closingLine(0, 0, [], `${TAP}${SPEC}`)).toBe("8 passed, 2 failed\n");
  });
});
