// Runs the built nhi in a folder of its own, with a scrubbed environment and no network.
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { inject } from "vitest";
import { freshFolder } from "../fresh-folder.js";
import { builtNhi } from "./built.js";
import { inOpenCopy } from "./open-copy.js";

export const ACME = resolve("fixtures/acme");
/** One account with three findings: for what does not depend on how much was read, at a fifth of the time. */
export const SMALL = resolve("fixtures/scenes/two-old-keys");

export { freshFolder };

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Start {
  /** Folder to start in, when it is not the home. */
  readonly cwd?: string;
  /** User to run as, on a copy of the program that all may read; only root may. */
  readonly uid?: number;
  /** File descriptor that becomes stdout. */
  readonly stdout?: number;
  /** Called with the process once it runs. */
  readonly started?: (child: ChildProcess) => void;
}

/**
 * Runs nhi; HOME is `folder`, where it also starts. What V8 made of its code is kept in one place for all tests: a run writes
 * nothing of it into its home, and starts sooner.
 */
export function nhi(
  args: readonly string[],
  folder: string = freshFolder(),
  env: NodeJS.ProcessEnv = {},
  start: Start = {},
): Promise<Outcome> {
  const command = [builtNhi(), ...args];
  const child = spawn(process.execPath, start.uid === undefined ? command : command.map(inOpenCopy), {
    cwd: start.cwd ?? folder,
    env: environmentOf(folder, env),
    stdio: ["ignore", start.stdout ?? "pipe", "pipe"],
    ...(start.uid === undefined ? {} : { uid: start.uid, gid: start.uid }),
  });
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  start.started?.(child);
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, stdout: stdout(), stderr: stderr() }));
  });
}

/** A scrubbed environment, with a home. */
export function environmentOf(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: folder,
    XDG_CACHE_HOME: inject("sharedFolder"),
    AWS_EC2_METADATA_DISABLED: "true",
    ...fakeClock(),
    ...env,
  };
}

/** The clock of `faketime`, where the tests run under it, as on a later day: else only they would have it, and not the program. */
function fakeClock(): NodeJS.ProcessEnv {
  const names = ["FAKETIME", "FAKETIME_SHARED", "LD_PRELOAD"];
  return process.env["FAKETIME"] === undefined
    ? {}
    : Object.fromEntries(names.map((name) => [name, process.env[name]] as const).filter(([, value]) => value));
}

function textOf(stream: Readable | null): () => string {
  let all = "";
  stream?.setEncoding("utf8").on("data", (text: string) => {
    all += text;
  });
  return () => all;
}

/** The JSON report of a scan. */
export function reportOf({ stdout }: Outcome): {
  findings: {
    fingerprint: string;
    rule: string;
    severity: string;
    subject: { id: string };
    state: string;
    carried: boolean;
  }[];
} {
  return JSON.parse(stdout);
}
