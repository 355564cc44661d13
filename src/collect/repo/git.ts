// Runs git for a checkout. Only commands that read objects and lists are used, and none that compares the working tree. The
// settings of the repository are never read (see repository.ts); those of the user that could run a program are overridden.
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";

const execute = promisify(execFile);
const LARGEST = 512 * 1024 * 1024;
const SETTINGS_MS = 10_000;

/** Settings that could run a program, fetch something, or change what is printed. */
const OVERRIDES = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.sshCommand=false",
  "core.gitProxy=",
  "core.askPass=",
  "core.editor=false",
  "core.alternateRefsCommand=",
  "core.quotePath=false",
  "credential.helper=",
  "diff.external=",
  "log.showSignature=false",
  "gpg.program=false",
  "protocol.allow=never",
  "submodule.recurse=false",
  "uploadpack.packObjectsHook=",
].flatMap((setting) => ["-c", setting]);

/** Commands that read objects, the index and the names of files; nothing else is ever called. */
const ALLOWED = new Set(["rev-parse", "ls-files", "ls-tree", "merge-base", "diff-index", "log", "cat-file"]);

export class GitFault extends Error {}

/** What git is told about where things are; absolute paths. */
export interface GitPlace {
  readonly root: string;
  readonly gitDir: string;
  readonly objects: string;
}

export class Git {
  readonly #place: GitPlace;
  readonly #signal: AbortSignal;
  readonly #limitMs: number;

  /** A command that takes longer than the limit fails: a pipe among the files would never end. */
  constructor(place: GitPlace, signal: AbortSignal, limitMs: number) {
    this.#place = place;
    this.#signal = signal;
    this.#limitMs = limitMs;
  }

  /** The same, for commands that must not take longer together; what does fails. */
  within(milliseconds: number): Git {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(milliseconds)]);
    return new Git(this.#place, signal, this.#limitMs);
  }

  /** What a command prints. Throws GitFault with git's first line when it fails or is not there. */
  async run(command: string, args: readonly string[], input?: string): Promise<Buffer> {
    if (!ALLOWED.has(command)) throw new GitFault(`git ${command} is not a command that nhi calls`);
    const { root, gitDir, objects } = this.#place;
    const env = { GIT_DIR: gitDir, GIT_WORK_TREE: root, GIT_OBJECT_DIRECTORY: objects };
    return start(["-C", root, ...OVERRIDES, command, ...args], {
      env,
      input,
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(this.#limitMs)]),
    });
  }

  /** What a command prints, without white space around it. Throws GitFault. */
  async text(command: string, args: readonly string[]): Promise<string> {
    return (await this.run(command, args)).toString("utf8").trim();
  }

  /** Fields of an answer that are separated by NUL. */
  async fields(command: string, args: readonly string[], input?: string): Promise<readonly string[]> {
    return (await this.run(command, args, input)).toString("utf8").split("\0").slice(0, -1);
  }

  /** Contents of objects by id; those that are missing or are no file are left out. */
  async blobs(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const found = new Map<string, Buffer>();
    if (ids.length === 0) return found;
    const answer = await this.run("cat-file", ["--batch"], `${[...new Set(ids)].join("\n")}\n`);
    for (let at = 0; at < answer.length; ) {
      const end = answer.indexOf(10, at);
      if (end < 0) break;
      const [id = "", type, size] = answer.subarray(at, end).toString("utf8").split(" ");
      at = end + 1;
      if (size === undefined) continue;
      if (type === "blob") found.set(id, answer.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
    return found;
  }
}

/** Settings of one file by name in lower case, the last of each; files that it includes are not read. Throws GitFault. */
export async function settingsOf(file: string): Promise<ReadonlyMap<string, string>> {
  const limit = { env: {}, input: undefined, signal: AbortSignal.timeout(SETTINGS_MS) };
  const answer = await start(["config", "--file", file, "--no-includes", "--null", "--list"], limit);
  const lines = answer.toString("utf8").split("\0").slice(0, -1);
  return new Map(lines.map((line) => [line.split("\n", 1)[0] ?? "", line.slice(line.indexOf("\n") + 1)]));
}

/** What git prints. Throws GitFault with its first line when it fails, is not there or takes too long. */
async function start(
  args: readonly string[],
  { env, input, signal }: { env: NodeJS.ProcessEnv; input: string | undefined; signal: AbortSignal },
): Promise<Buffer> {
  const command = args.find((arg, at) => !arg.startsWith("-") && !/^-[cC]$/.test(args[at - 1] ?? "")) ?? "";
  try {
    // Started elsewhere: a program named git in the checkout is never found first.
    const running = execute("git", ["--no-pager", ...args], {
      cwd: tmpdir(),
      env: { ...environment(), ...env },
      encoding: "buffer",
      maxBuffer: LARGEST,
      signal,
    });
    running.child.stdin?.on("error", () => undefined);
    running.child.stdin?.end(input ?? "");
    return (await running).stdout;
  } catch (cause) {
    const { code, stderr } = cause as { code?: unknown; stderr?: Buffer };
    if (code === "ENOENT") throw new GitFault("git is not installed", { cause });
    if (code === "ABORT_ERR") throw new GitFault(`git ${command}: took too long`, { cause });
    const [line = "failed"] = (stderr?.toString("utf8") ?? "").trim().split("\n");
    throw new GitFault(`git ${command}: ${line.replace(/^fatal: /, "")}`, { cause });
  }
}

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    // A partial clone would fetch what is missing, through programs that its configuration names.
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_ATTR_NOSYSTEM: "1",
    LC_ALL: "C",
  };
}
