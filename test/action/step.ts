// Runs a script of the action the way a runner does: inputs in the environment, files for outputs and summary.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(".");

export interface StepResult {
  readonly code: number | null;
  /** Both streams, as the log of the job has them. */
  readonly log: string;
  readonly outputs: { readonly [name: string]: string };
  readonly summary: string;
}

/** Runs scripts/action/<script> in `folder`, which also holds what the runner keeps; `env` are the inputs. */
export async function runStep(
  script: string,
  folder: string,
  env: { readonly [name: string]: string },
): Promise<StepResult> {
  const temp = join(folder, "runner temp");
  mkdirSync(temp, { recursive: true });
  const output = join(temp, "output");
  const summary = join(temp, "summary.md");
  for (const file of [output, summary]) if (!existsSync(file)) writeFileSync(file, "");
  const child = spawn("bash", [join(ROOT, "scripts/action", script)], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      CI: "true",
      AWS_EC2_METADATA_DISABLED: "true",
      GITHUB_ACTION_PATH: ROOT,
      GITHUB_WORKSPACE: folder,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: temp,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const code = await new Promise<number | null>((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
  return { code, log, outputs: outputsOf(readFileSync(output, "utf8")), summary: readFileSync(summary, "utf8") };
}

/** Reads the file of outputs like a runner: `name=value`, or `name<<mark`, lines, `mark`. */
export function outputsOf(text: string): { readonly [name: string]: string } {
  const lines = text.split("\n");
  const outputs: { [name: string]: string } = {};
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const [, name = "", mark] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (mark === undefined) {
      const equals = line.indexOf("=");
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const end = lines.indexOf(mark, at + 1);
    if (end < 0) throw new Error(`output ${name} does not end`);
    outputs[name] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return outputs;
}
