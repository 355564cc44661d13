// The built nhi in a process that is kept for the next run of the same test file: a run of a small recording takes a fifth of the
// time. The same program, from its entry point on, with the same arguments, environment, folder and pipes.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { builtNhi } from "./built.js";
import { environmentOf, freshFolder, nhi as nhiAlone, type Outcome, type Start } from "./nhi.js";

const PROCESS = fileURLToPath(new URL("kept-process.mjs", import.meta.url));
/** Written to both streams after a run; nhi writes no such character. */
const END = "\u0001end of the run\u0001";

let kept: KeptProcess | undefined;
/** Runs wait for one another: a process has one folder and one environment. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs nhi as `nhi` of nhi.ts does, for what a command says and writes; with another user, another stdout or a look at the
 * process, it is that one. A test of how nhi starts or ends takes it too, and so does one of a sign-in: SDKs keep what they read.
 */
export function nhi(
  args: readonly string[],
  folder: string = freshFolder(),
  env: NodeJS.ProcessEnv = {},
  start: Start = {},
): Promise<Outcome> {
  const { cwd = folder, ...ofProcess } = start;
  if (Object.keys(ofProcess).length > 0) return nhiAlone(args, folder, env, start);
  const run = last.then(() => {
    if (kept === undefined || kept.hasEnded()) kept = new KeptProcess();
    return kept.run({ args, cwd, env: environmentOf(folder, env) });
  });
  last = run.catch(() => {});
  return run;
}

/** Ends the process, if there is one: called after each test file. */
export async function endKept(): Promise<void> {
  const ending = kept;
  kept = undefined;
  await ending?.end();
}

interface Request {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

class KeptProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<number | null>;
  readonly #text = { stdout: "", stderr: "" };
  #code: number | undefined;
  #look = (): void => {};

  constructor() {
    this.#child = spawn(process.execPath, [PROCESS, builtNhi(), END], {
      env: environmentOf(freshFolder(), {}),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#closed = new Promise((done, fail) => this.#child.on("close", done).on("error", fail));
    for (const name of ["stdout", "stderr"] as const)
      this.#child[name]?.setEncoding("utf8").on("data", (text: string) => {
        this.#text[name] += text;
        this.#look();
      });
    this.#child.on("message", ({ code }: { code: number }) => {
      this.#code = code;
      this.#look();
    });
  }

  hasEnded(): boolean {
    return !this.#child.connected;
  }

  async run(request: Request): Promise<Outcome> {
    const text = Object.assign(this.#text, { stdout: "", stderr: "" });
    this.#code = undefined;
    const whole = new Promise<number>((done) => {
      this.#look = () => {
        if (this.#code !== undefined && text.stdout.endsWith(END) && text.stderr.endsWith(END)) done(this.#code);
      };
    });
    this.#child.send(request);
    const code = await Promise.race([whole, this.#closed]);
    return { code, stdout: text.stdout.replace(END, ""), stderr: text.stderr.replace(END, "") };
  }

  async end(): Promise<void> {
    // Node tells nothing of a process whose channel was closed from here.
    if (!this.hasEnded()) this.#child.send("end");
    await this.#closed;
  }
}
