// --severity says what is listed, --fail-on what counts: neither hides what the other is about.
import { expect, test } from "vitest";
import { nhi } from "./kept-nhi.js";
import { SMALL } from "./nhi.js";

// two findings of high severity, one of medium
const scan = (...more: string[]) => nhi(["scan", "--bundle", SMALL, ...more]);

test("what a severity leaves out is counted, and decides the exit code all the same", async () => {
  const { code, stdout, stderr } = await scan("--severity", "critical");
  expect(code).toBe(1);
  expect(stdout.replace(/\s+/g, " ")).toContain(
    "No findings of severity critical in what was read (3 findings below critical are left out by --severity)",
  );
  expect(stderr).toContain(
    "nhi: exit 1: 2 findings at or over high (--fail-on), 2 of them left out of the report (--severity critical)\n",
  );
  for (const format of ["markdown", "html"])
    expect((await scan("--severity", "critical", "--format", format)).stdout).toContain(
      "No findings of severity critical in what was read (3 findings below critical are left out by --severity).",
    );
});

test("one that leaves out nothing that counts says so where it lists the others", async () => {
  const { code, stdout, stderr } = await scan("--severity", "high");
  expect(code).toBe(1);
  expect(stdout).toContain("\n1 finding below high is left out by --severity\n");
  expect(stderr).toContain("nhi: exit 1: 2 findings at or over high (--fail-on)\n");
});

test("a threshold that nothing reaches passes, and all is listed where no severity is asked for", async () => {
  const strict = await scan("--severity", "critical", "--fail-on", "critical");
  expect([strict.code, strict.stderr]).toEqual([0, expect.not.stringContaining("exit 1") as string]);
  const { stdout } = await scan("--fail-on", "none");
  expect(stdout).not.toContain("left out by --severity");
});

test.each([
  ["2026-02-30", 2, "there is no such date"],
  ["2026-02-29T12:00:00Z", 2, "there is no such date"],
  ["2026-04-31T00:00:00+02:00", 2, "there is no such date"],
  ["2028-02-29", 0, ""],
  ["2026-12-31T23:30:00-05:00", 0, ""],
])("--now %s ends with %i", async (now, expected, said) => {
  const { code, stderr } = await scan("--fail-on", "none", "--now", now);
  expect([code, stderr]).toEqual([expected, expect.stringContaining(said) as string]);
});
