import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { ReportSource } from "../../src/model/report.js";
import { gitlab } from "../../src/report/gitlab.js";
import { cleanSource, finding, HOSTILE, hostileSource, render, source } from "./fixture.js";

/** What GitLab's own schema (codeclimate.json) and its documentation ask of an entry. */
const published = z.object({
  description: z.string(),
  check_name: z.string(),
  fingerprint: z.string(),
  severity: z.enum(["info", "minor", "major", "critical", "blocker"]),
  location: z.object({ path: z.string().regex(/^(?!\.?\/)/), lines: z.object({ begin: z.int() }) }),
});
type Entry = z.infer<typeof published>;

async function entriesOf(from: ReportSource): Promise<Entry[]> {
  // GitLab stops at the first entry that does not fit, and drops it with all that follow.
  const entries = z.array(published).parse(JSON.parse(await render(gitlab, from)));
  expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
  for (const entry of entries) {
    expect(Object.keys(entry)).toEqual(["description", "check_name", "fingerprint", "severity", "location"]);
    expect(entry.description).not.toBe("");
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
