// action.yml is what GitHub's own parser takes, holds no expression where it would be code, and passes every input on.
import { readFileSync } from "node:fs";
import { NoOperationTraceWriter } from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/action-parser";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const TEXT = readFileSync("action.yml", "utf8");
const step = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  shell: z.literal("bash").optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
  with: z.record(z.string(), z.string()).default({}),
});
const action = z
  .looseObject({
    inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
    outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
    runs: z.strictObject({ using: z.literal("composite"), steps: z.array(step) }),
  })
  .parse(parse(TEXT));
const { steps } = action.runs;

describe("action.yml", () => {
  test("is taken by GitHub's parser", () => {
    const { context, value } = parseAction({ name: "action.yml", content: TEXT }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    expect(value).toBeDefined();
  });

  test("no run step holds an expression", () => {
    const runs = steps.filter(({ run }) => run !== undefined);
    expect(runs).toHaveLength(3);
    for (const { run } of runs) expect(run).not.toContain("${{");
  });

  test("what runs is a script of this repository, and what is used is pinned to a commit", () => {
    for (const { run, uses } of steps) {
      if (uses === undefined) expect(run).toMatch(/^bash "\$GITHUB_ACTION_PATH\/scripts\/action\/[a-z]+\.sh"$/);
      else expect(uses).toMatch(/^[\w./-]+@[0-9a-f]{40}$/);
    }
    expect(TEXT).toMatch(/uses: github\/codeql-action\/upload-sarif@[0-9a-f]{40} # v\d+\.\d+\.\d+\n/);
  });

  test("every input comes to a script under its name, or decides a condition", () => {
    for (const name of Object.keys(action.inputs)) {
      const variable = `NHI_INPUT_${name.toUpperCase().replaceAll("-", "_")}`;
      const user = steps.find(({ env }) => env[variable] === `\${{ inputs.${name} }}`);
      if (user === undefined) {
        expect(
          steps.some((one) => one.if?.includes(`inputs.${name} `)),
          name,
        ).toBe(true);
        continue;
      }
      const [script = ""] = /scripts\/action\/[a-z]+\.sh/.exec(user.run ?? "") ?? [];
      expect(readFileSync(script, "utf8"), name).toContain(variable);
    }
  });

  test("every output is one that the scan sets", () => {
    const script = readFileSync("scripts/action/scan.sh", "utf8");
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.scan.outputs.${name} }}`);
      expect(script).toMatch(new RegExp(`output ${name} `));
    }
  });

  test("the verdict comes after the upload", () => {
    const names = steps.map(({ name }) => name);
    expect(names.indexOf("Verdict")).toBeGreaterThan(names.indexOf("Upload to code scanning"));
  });
});
