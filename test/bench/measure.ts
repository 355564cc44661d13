// Runs a program and says what it used: CPU seconds of all its threads, peak resident memory, wall time.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PRELOAD = fileURLToPath(new URL("usage.cjs", import.meta.url));
export const NHI = fileURLToPath(new URL("../../dist/nhi.js", import.meta.url));

export interface Usage {
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly wallSeconds: number;
  readonly status: number | null;
  readonly stdout: string;
}

/** Runs `node ...args` to its end in `folder`; throws with its messages when the exit code is none of `expected`. */
export function measure(args: readonly string[], folder: string, expected: readonly number[] = [0]): Usage {
  const usageFile = join(folder, "usage.json");
  const env = { PATH: process.env["PATH"], HOME: folder, BENCH_USAGE_FILE: usageFile };
  const started = process.hrtime.bigint();
  const outcome = spawnSync(process.execPath, ["--require", PRELOAD, ...args], {
    encoding: "utf8",
    env,
    maxBuffer: 1 << 30,
    timeout: 900_000,
  });
  const wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { status, stdout, stderr, signal } = outcome;
  if (status === null || !expected.includes(status)) {
    throw new Error(`nhi ${args.slice(1).join(" ")} ended with ${status ?? signal}\n${stderr.slice(-3000)}`);
  }
  const usage = JSON.parse(readFileSync(usageFile, "utf8")) as Pick<Usage, "cpuSeconds" | "peakMegabytes">;
  return { ...usage, wallSeconds, status, stdout };
}

/**
 * Median CPU seconds of so many runs, from before the first byte of node to after its last: of a start, the part that the
 * process can see of itself is the smaller one. bash reads them as the parent.
 */
export function medianCpu(args: readonly string[], folder: string, runs: number): number {
  return median(Array.from({ length: runs }, () => cpuOfStart(args, folder)));
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * CPU seconds of a fixed loop, now. A machine that others use inflates every figure: this one says by how much, beside the
 * figures of a quiet one.
 */
export function calibration(folder: string): number {
  const loop =
    "let x = 0; for (let i = 0; i < 3e8; i++) x = (x * 1103515245 + i) | 0; process.exitCode = x === 1 ? 1 : 0";
  return measure(["--eval", loop], folder).cpuSeconds;
}

function cpuOfStart(args: readonly string[], folder: string): number {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null';
  const env = { PATH: process.env["PATH"], HOME: folder };
  const { stderr } = spawnSync("bash", ["-c", script, "bash", process.execPath, ...args], { encoding: "utf8", env });
  const [user, system] = stderr.trim().split("\n").at(-1)?.split(" ") ?? [];
  const cpu = Number(user) + Number(system);
  if (Number.isNaN(cpu)) throw new Error(`node ${args.join(" ")} could not be timed: ${stderr.slice(-500)}`);
  return cpu;
}
