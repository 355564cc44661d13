import { describe, expect, test } from "vitest";
import type { ReportSource } from "../../src/model/report.js";
import { gitlab } from "../../src/report/gitlab.js";
import { cleanSource, finding, HOSTILE, hostileSource, render, source } from "./fixture.js";

interface Entry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

async function entriesOf(from: ReportSource): Promise<Entry[]> {
  const entries: Entry[] = JSON.parse(await render(gitlab, from));
  expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
  for (const entry of entries) {
    expect(Object.keys(entry)).toEqual(["description", "check_name", "fingerprint", "severity", "location"]);
    expect(entry.description).not.toBe("");
    expect(["info", "minor", "major", "critical", "blocker"]).toContain(entry.severity);
    expect(entry.location.path).toMatch(/^[^/]/);
    expect(entry.location.lines.begin).toBeGreaterThanOrEqual(1);
  }
  return entries;
}

describe("gitlab", () => {
  test("open findings, then what was not judged or read as info; accepted ones are left out", async () => {
    const entries = await entriesOf(source());
    expect(entries.map((entry) => `${entry.check_name} ${entry.severity}`)).toEqual([
      "AWS-013 blocker",
      "AWS-001 critical",
      "MY-001 minor",
      "AWS-001 info",
      "MY-001 info",
      "gap info",
      "gap info",
      "gap info",
    ]);
  });

  test("a file where there is one, else the pseudo-path", async () => {
    const [first, second] = await entriesOf(
      source({
        findings: [
          finding({ location: { file: "./ci.yml", line: 14 } }),
          finding({ severity: "low", fingerprint: "b" }),
        ],
      }),
    );
    expect(first?.location).toEqual({ path: "ci.yml", lines: { begin: 14 } });
    expect(second?.location.path).toBe("nhi/aws/111122223333/iam/user/ci-legacy/access-key/AKIAIOSFODNN7EXAMPLE");
  });

  test("two entries of one fingerprint would be merged: the second gets its own, the same every time", async () => {
    const twice = source({ findings: [finding(), finding({ message: "again" })] });
    const [first, second] = await entriesOf(twice);
    expect(first?.fingerprint).toBe(finding().fingerprint);
    expect((await entriesOf(twice))[1]?.fingerprint).toBe(second?.fingerprint);
  });

  test("nothing to say is an empty array", async () => {
    expect(await entriesOf(cleanSource())).toEqual([]);
  });

  test.each(HOSTILE)("$label", async ({ name }) => {
    await entriesOf(hostileSource(name));
  });
});
