// Runs the built nhi as a user would: in an empty home, with a scrubbed environment.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Outcome, type RunOptions, run } from "./run.js";

const NHI = fileURLToPath(new URL("../../../dist/nhi.js", import.meta.url));

/** A fresh folder that the test may fill; it stays when a test of the file failed, to be looked at. */
export function scratch(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `nhi-e2e-${name}-`));
  process.once("exit", (code) => {
    if (code === 0) rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Environment with nothing but PATH, an empty home and what the test gives. */
export function cleanEnvironment(home: string, extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  mkdirSync(home, { recursive: true });
  return { PATH: process.env["PATH"], HOME: home, TZ: "Pacific/Auckland", LANG: "C.UTF-8", CI: "true", ...extra };
}

/** Runs `nhi` with the arguments. */
export function nhi(args: readonly string[], options: RunOptions): Promise<Outcome> {
  return run(process.execPath, [NHI, ...args], { timeout: 240_000, ...options });
}
