// The action's own scripts, run for real on a bundle: figures, summary, SARIF, verdict, and inputs that try to be code.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nhi } from "../cli/kept-nhi.js";
import { ACME, freshFolder } from "../cli/nhi.js";
import { outputsOf, runStep, type StepResult } from "./step.js";

const TWO_KEYS = join(ACME, "../scenes/two-old-keys");
const HIDDEN = mkdtempSync(join(tmpdir(), "nhi-action-"));
afterAll(() => rmSync(HIDDEN, { recursive: true, force: true }));

const scan = (env: { readonly [name: string]: string }, folder = freshFolder()) => runStep("scan.sh", folder, env);

describe("a scan with findings", () => {
  let folder: string;
  let step: StepResult;
  beforeAll(async () => {
    folder = freshFolder();
    step = await scan({ NHI_INPUT_BUNDLE: TWO_KEYS, NHI_INPUT_SUMMARY: "true", NHI_INPUT_FAIL_ON: "high" }, folder);
  });

  test("ends with 0 and hands the exit code on, so that the upload comes before the verdict", () => {
    expect(step.code, step.log).toBe(0);
    expect(step.outputs).toEqual({
      findings: "3",
      "new-findings": "3",
      "exit-code": "1",
      "sarif-file": expect.stringMatching(/\/nhi\.sarif$/),
    });
  });

  test("writes a SARIF file with a category for each run", () => {
    const sarif = JSON.parse(readFileSync(step.outputs["sarif-file"] ?? "", "utf8"));
    expect(sarif.runs.map((run: { automationDetails: { id: string } }) => run.automationDetails.id)).toEqual([
      "nhi/aws/111122223333/",
    ]);
  });

  test("appends to the summary what others wrote before", async () => {
    const again = freshFolder();
    mkdirSync(join(again, "runner temp"));
    writeFileSync(join(again, "runner temp/summary.md"), "tests passed\n");
    const { summary } = await scan({ NHI_INPUT_BUNDLE: TWO_KEYS, NHI_INPUT_SUMMARY: "true" }, again);
    expect(summary).toMatch(/^tests passed\n### nhi: 0 critical, 2 high, 1 medium, 0 low\n/);
    expect(Buffer.byteLength(summary)).toBeLessThan(900_000);
  });

  test("writes nothing into the workspace", () => {
    expect(readdirSync(folder).filter((name) => name !== "runner temp")).toEqual([]);
  });
});

describe("inputs", () => {
  test("no summary when none is wanted", async () => {
    expect((await scan({ NHI_INPUT_BUNDLE: TWO_KEYS, NHI_INPUT_SUMMARY: "false" })).summary).toBe("");
  });

  test("several bundles, one a line", async () => {
    const bundles = `\n  ${TWO_KEYS}  \n\n${join(ACME, "../scenes/empty-account")}\n`;
    const { outputs, summary } = await scan({ NHI_INPUT_BUNDLE: bundles, NHI_INPUT_SUMMARY: "true" });
    expect(outputs["findings"]).toBe("3");
    expect(summary).toContain("aws:222233334444");
  });

  test("a baseline: what it knows is there, but not new, and does not fail", async () => {
    const folder = freshFolder();
    const made = await nhi(["baseline", "create", "--bundle", TWO_KEYS, "--out", "known.jsonl"], folder);
    expect(made.code, made.stderr).toBe(0);
    const inputs = { NHI_INPUT_BUNDLE: TWO_KEYS, NHI_INPUT_BASELINE: "known.jsonl", NHI_INPUT_NEW_ONLY: "true" };
    const { outputs } = await scan(inputs, folder);
    expect(outputs).toMatchObject({ findings: "3", "new-findings": "0", "exit-code": "0" });
  });

  test("strict: what was not evaluated makes the scan incomplete", async () => {
    const inputs = { NHI_INPUT_BUNDLE: TWO_KEYS, NHI_INPUT_FAIL_ON: "none" };
    expect((await scan({ ...inputs, NHI_INPUT_STRICT: "true" })).outputs["exit-code"]).toBe("3");
    expect((await scan({ ...inputs, NHI_INPUT_STRICT: "false" })).outputs["exit-code"]).toBe("0");
  });

  test("a flag that is neither true nor false is refused, in one line", async () => {
    const { code, log, outputs } = await scan({ NHI_INPUT_BUNDLE: TWO_KEYS, NHI_INPUT_STRICT: "yes\n::warning::x" });
    expect(code).toBe(2);
    expect(log).toBe('::error title=nhi::strict: true or false, not "yes%0A::warning::x"\n');
    expect(outputs).toEqual({});
  });
});

describe("inputs that try to be code", () => {
  const NAMES = [
    "two keys",
    'say "hello"',
    "it's",
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned #",
    "&& touch pwned",
    "${HOME}",
    "*",
    "a=b",
    "%0A::set-output name=x::y",
  ];
  test.each(NAMES)("a bundle called %s is read, and nothing else happens", async (name) => {
    const folder = freshFolder();
    cpSync(TWO_KEYS, join(folder, name), { recursive: true });
    const { outputs, log } = await scan({ NHI_INPUT_BUNDLE: name }, folder);
    expect(outputs, log).toMatchObject({ findings: "3", "exit-code": "1" });
    expect(readdirSync(folder).sort()).toEqual([name, "runner temp"].sort());
  });

  const VALUES = ["$(touch pwned)", "`touch pwned`", '" ; touch pwned ; "', "--version", "high\nfindings=0", "-"];
  const INPUTS = ["SOURCES", "CONFIG", "RULES", "SEVERITY", "FAIL_ON", "BASELINE"];
  test.each(INPUTS.flatMap((input) => VALUES.map((value) => [input, value] as const)))(
    "%s = %j is a fault of that input",
    async (input, value) => {
      const folder = freshFolder();
      const { outputs, log } = await scan({ NHI_INPUT_BUNDLE: TWO_KEYS, [`NHI_INPUT_${input}`]: value }, folder);
      expect(outputs, log).toEqual({ "exit-code": "2" });
      expect(log).toMatch(/^nhi: .+/m);
      expect(readdirSync(folder)).toEqual(["runner temp"]);
    },
  );

  test("a folder of the runner with a line break sets no output of its own", async () => {
    const temp = join(HIDDEN, "temp\nfindings=0\nx<<y");
    mkdirSync(temp);
    const { outputs } = await scan({ NHI_INPUT_BUNDLE: TWO_KEYS, RUNNER_TEMP: temp });
    expect(Object.keys(outputs).sort()).toEqual(["exit-code", "findings", "new-findings", "sarif-file"]);
    expect(outputs["findings"]).toBe("3");
    expect(outputs["sarif-file"]?.startsWith(temp)).toBe(true);
  });

  test("the runner takes no command from what is printed meanwhile", async () => {
    const { log } = await scan({ NHI_INPUT_BUNDLE: "no\n::add-mask::x" });
    const lines = log.split("\n");
    const [, mark] = /^::stop-commands::([0-9a-f]{32})$/m.exec(log) ?? [];
    const end = lines.indexOf(`::${mark}::`);
    expect(end).toBeGreaterThan(0);
    expect(lines.slice(end + 1).filter((line) => line.startsWith("::"))).toEqual([]);
  });
});

describe("the verdict", () => {
  test.each<[string, string, number, RegExp]>([
    ["0", "fail", 0, /^$/],
    ["1", "fail", 1, /^::error title=nhi::findings at or over the threshold \(2 new\)/],
    ["1", "warn", 1, /^::error/],
    ["2", "fail", 2, /^::error title=nhi::nhi stopped with 2/],
    ["3", "fail", 3, /^::error title=nhi::the scan is incomplete/],
    ["3", "warn", 0, /^::warning title=nhi::the scan is incomplete/],
    ["3", "$(touch pwned)", 2, /^::error title=nhi::incomplete: fail or warn/],
    ["130", "warn", 130, /^::error title=nhi::nhi stopped with 130/],
    ["", "warn", 2, /^::error title=nhi::nhi stopped with 2/],
    ["0; exit 0", "warn", 2, /^::error/],
  ])("exit code %j, incomplete %s: %i", async (exit, incomplete, code, log) => {
    const folder = freshFolder();
    const env = { NHI_EXIT_CODE: exit, NHI_NEW_FINDINGS: "2", NHI_INPUT_INCOMPLETE: incomplete };
    const step = await runStep("verdict.sh", folder, env);
    expect(step.code).toBe(code);
    expect(step.log).toMatch(log);
    expect(existsSync(join(folder, "pwned"))).toBe(false);
  });
});

describe("the installation", () => {
  test("is skipped where nhi is built already", async () => {
    expect(await runStep("install.sh", freshFolder(), {})).toMatchObject({ code: 0, log: "" });
  });

  test("says what is missing on a runner with an old Node", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "node"), "#!/bin/sh\nexit 1\n");
    chmodSync(join(folder, "node"), 0o755);
    const path = `${folder}${delimiter}${process.env["PATH"]}`;
    const step = await runStep("install.sh", freshFolder(), { GITHUB_ACTION_PATH: folder, PATH: path });
    expect(step.code).toBe(2);
    expect(step.log).toContain("nhi needs Node 20.19 or later");
  });
});

test("outputs are read as a runner reads them", () => {
  expect(outputsOf("a=1=2\nb<<E\nx\ny=z\nE\n")).toEqual({ a: "1=2", b: "x\ny=z" });
  expect(() => outputsOf("b<<E\nx\n")).toThrow("does not end");
});
