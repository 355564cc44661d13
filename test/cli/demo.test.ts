// nhi demo: every format on the built-in company, with its fixed clock, and nothing of the user's own in it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/index.js";
import { checkSarifLocations } from "../report/sarif-check.js";
import { ACME, freshFolder, nhi, type Outcome } from "./nhi.js";
import { REFUSED } from "./whole-acme.js";

const expected: { rules: { [rule: string]: { fires?: unknown } } } = JSON.parse(
  readFileSync("fixtures/acme/expected.json", "utf8"),
);
const RULES = Object.keys(expected.rules)
  .filter((rule) => expected.rules[rule]?.fires !== undefined)
  .sort();
const demo = (...more: string[]) => nhi(["demo", ...more]);

/** Rules with a finding, as each format has them; those of the company's table that fire. */
const FOUND: { readonly [format: string]: (text: string) => string[] } = {
  pretty: (text) => [...text.matchAll(/^ {2}([A-Z]+-\d{3}) /gm)].map(([, rule]) => rule ?? ""),
  json: (text) => JSON.parse(text).findings.map(({ rule }: { rule: string }) => rule),
  jsonl: (text) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === "finding")
      .map(({ rule }) => rule),
  sarif: (text) =>
    JSON.parse(text).runs.flatMap(({ results }: { results: { ruleId: string }[] }) =>
      results.map(({ ruleId }) => ruleId),
    ),
  csv: (text) =>
    parse<{ status: string; rule: string }>(text, { columns: true, bom: true })
      .filter(({ status }) => status === "finding")
      .map(({ rule }) => rule),
  markdown: (text) => [...text.matchAll(/\/docs\/rules\/([A-Z]+-\d{3})\.md\)/g)].map(([, rule]) => rule ?? ""),
  junit: (text) =>
    [...text.matchAll(/<testcase classname="nhi\.([A-Z]+-\d{3})"[^>]*>\s*<failure/g)].map(([, rule]) => rule ?? ""),
  html: (text) => [...text.matchAll(/<\/span> <code>([A-Z][A-Z0-9]*-\d{3})<\/code>/g)].map(([, rule]) => rule ?? ""),
  ocsf: (text) => [...text.matchAll(/"event_code":"([A-Z][A-Z0-9]*-\d{3})"/g)].map(([, rule]) => rule ?? ""),
  gitlab: (text) =>
    JSON.parse(text)
      .map(({ check_name }: { check_name: string }) => check_name)
      .filter((name: string) => name !== "gap"),
};

/** Holds paths, not findings. */
const PATHS_ALONE = "mermaid";

describe("every format", () => {
  const [one, two] = [freshFolder(), freshFolder()];
  const read = (folder: string, format: string) => readFileSync(join(folder, format), "utf8");

  beforeAll(async () => {
    for (const folder of [one, two]) {
      const outputs = Object.keys(FORMATS).flatMap((format) => ["--output", `${format}=${format}`]);
      const { code, stdout, stderr } = await nhi(["demo", "--verbose", ...outputs], folder);
      expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
      expect(stderr).not.toMatch(/\n\s+at |undefined|internal error/);
    }
  });

  it("is tried here", () => {
    expect([...Object.keys(FOUND), PATHS_ALONE].sort()).toEqual(Object.keys(FORMATS).sort());
  });

  it("is the same twice, byte by byte", () => {
    for (const format of Object.keys(FORMATS)) expect(read(one, format) === read(two, format), format).toBe(true);
  });

  it.each(Object.keys(FOUND))("%s has every rule of the company", (format) => {
    expect([...new Set(FOUND[format]?.(read(one, format)))].sort()).toEqual(RULES);
  });

  it("SARIF is taken by code scanning", () => {
    expect(checkSarifLocations(JSON.parse(read(one, "sarif")))).toEqual([]);
  });
});

describe("the report that a newcomer sees first", () => {
  let lines: readonly string[];
  beforeAll(async () => {
    lines = (await demo()).stdout.trimEnd().split("\n");
  });
  const at = (start: string) => lines.findIndex((line) => line.startsWith(start));

  it("says first what was found, then what was not seen and why, then what to do first", () => {
    const parts = ["CRITICAL", "NOT EVALUATED", "WHAT TO DO FIRST"].map(at);
    expect(parts).not.toContain(-1);
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
    expect(lines).toContain(`  1 rule  ${REFUSED.dataSet.slice("aws/".length)}  needs ${REFUSED.permission}`);
    expect(lines[at("WHAT TO DO FIRST") + 1]).toMatch(/^ {2}1\. Take away or narrow /);
    expect(lines.at(-1)).toBe("     nhi permissions aws");
  });

  it("whole sentences, names rather than ids, findings of a rule together, paths drawn", () => {
    const text = lines.join("\n");
    expect(text).not.toContain("…");
    expect(text).not.toMatch(/\/subscriptions\/|roleassignments/i);
    expect(text).toMatch(/^CRITICAL {2}Workload identity can escalate to administrator: 4 roles in 2 accounts$/m);
    expect(text).toMatch(/^ {2}AWS-010 - role\/site-deploy ─ escalates to → role\/platform-admin$/m);
    expect(text).toMatch(/^ {12}└─ controls → account acme-prod · d93c47ab$/m);
    expect(lines.filter((line) => line.startsWith("CRITICAL")).length).toBeLessThanOrEqual(12);
  });

  it("names commands that work", async () => {
    const reference = / · ([0-9a-f]{8})$/m.exec(lines.join("\n"))?.[1] ?? "";
    expect((await nhi(["explain", reference, "--bundle", ACME])).code).toBe(0);
    const explain =
      lines
        .find((line) => line.startsWith("     nhi explain "))
        ?.trim()
        .split(" ") ?? [];
    expect(explain.slice(3)).toEqual(["--bundle", ACME]);
  });
});

describe("on its own", () => {
  let whole: Outcome;
  beforeAll(async () => {
    whole = await demo("--format", "json");
  });

  it("the clock is that of the recording, not of the machine", () => {
    expect(JSON.parse(whole.stdout).now).toBe("2026-11-01T00:00:00.000Z");
  });

  it("the config and the database of the folder one is in do not count, and nothing is left behind", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "nhi.yaml"), "severity: critical\nfail_on: low\n");
    const own = await nhi(["demo", "--format", "json"], folder, { NHI_FAIL_ON: "low" });
    expect(own.code, own.stderr).toBe(0);
    expect(own.stdout).toBe(whole.stdout);
  });

  it("--fail-on makes it fail, as its help says it otherwise does not", async () => {
    expect((await demo("--fail-on", "high")).code).toBe(1);
    expect((await demo("--help")).stdout.replaceAll(/\s+/g, " ")).toContain("(default: none)");
  });

  it("its last line is a command that works", async () => {
    const folder = freshFolder();
    const { stdout } = await nhi(["demo"], folder);
    const next = /next: nhi (inventory .*)$/m.exec(stdout)?.[1]?.split(" ") ?? [];
    const { code, stdout: listed } = await nhi(next, folder);
    expect(code).toBe(0);
    expect(listed).toContain("platform-admin");
  });
});
