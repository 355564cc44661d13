// One checkout: where it begins, what it is called, which files are in it.
import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { UsageError } from "../../model/errors.js";
import { type Git, GitFault } from "./git.js";
import { findRepository, type OpenRepository, openRepository } from "./repository.js";

export interface Checkout {
  /** Absolute path of its root: that of the repository when git knows it. */
  readonly root: string;
  /** `owner/name` from the remote, else the name of the folder. */
  readonly name: string;
  /** Host of the remote that the name is from; undefined without one. */
  readonly host: string | undefined;
  /** Folder below the root that was asked for, with slashes; empty for all. */
  readonly below: string;
  /** Undefined when git is not there or does not know it. */
  readonly git: Git | undefined;
  /** Why git is not used, when it is not and was to be. */
  readonly why: string | undefined;
  /** Removes what was made for git. */
  close(): Promise<void>;
}

export interface CheckoutOptions {
  /** As a plain folder. */
  readonly withoutGit?: boolean | undefined;
  /** Longest time of one command of git, in milliseconds. */
  readonly gitLimitMs?: number | undefined;
}

/** Folders that hold what others wrote, or what a build made; git's own ignore rules say the same where there is git. */
const LEFT_OUT = new Set([
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  "vendor",
  "dist",
  "build",
  "target",
  ".venv",
  "venv",
  ".tox",
  "__pycache__",
  ".terraform",
  ".next",
  ".cache",
]);
const MOST_FILES = 500_000;

/** Opens the checkout at a path. Throws UsageError when there is no such folder, or one without files. */
export async function openCheckout(
  path: string,
  signal: AbortSignal,
  { withoutGit = false, gitLimitMs = 120_000 }: CheckoutOptions = {},
): Promise<Checkout> {
  const folder = await realpath(path).catch((cause: unknown) => {
    throw new UsageError(`repo:${path}: no such folder`, { cause });
  });
  if (!(await lstat(folder)).isDirectory())
    throw new UsageError(`repo:${path}: not a folder; name the root of a checkout`);
  const close = async (): Promise<void> => undefined;
  const plain = { root: folder, below: "", git: undefined, name: basename(folder), host: undefined, close };
  if (withoutGit) return { ...plain, why: undefined };
  try {
    const found = await findRepository(folder);
    if (found === "no-files")
      throw new UsageError(
        `repo:${path}: a repository without files (bare, or the inside of .git); name a checkout of it`,
      );
    if (found === undefined) throw new GitFault("not a git repository");
    const { root } = found;
    const open = await openRepository(found, signal, gitLimitMs);
    const below = relative(root, folder).split(sep).join("/");
    return { root, below, git: open.git, close: open.close, why: undefined, ...nameOf(open, root) };
  } catch (fault) {
    if (!(fault instanceof GitFault)) throw fault;
    return { ...plain, why: fault.message };
  }
}

/** The remote's host, owner and name, of a URL or scp-like address. Whatever else it holds (a token) is dropped. */
function nameOf({ setting }: OpenRepository, root: string): Pick<Checkout, "name" | "host"> {
  const url = setting("remote.origin.url") ?? "";
  const [, owner, name] = /[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(url) ?? [];
  const isRemote = /^(?:https?|ssh|git):\/\//i.test(url) || /^[\w.-]+@[\w.-]+:/.test(url);
  if (!isRemote || owner === undefined || name === undefined) return { name: basename(root), host: undefined };
  const [, host] = /^(?:\w+:\/\/)?(?:[^@/]*@)?([\w.-]+)(?=[:/])/.exec(url) ?? [];
  return { name: `${owner}/${name}`, host: host?.toLowerCase() };
}

/**
 * Paths of the files, from the root, with slashes, sorted; files that git ignores are left out. Where git cannot list them,
 * `warn` is told why and they are found without it.
 */
export async function filesIn({ root, below, git }: Checkout, warn: (why: string) => void): Promise<readonly string[]> {
  const asked = below === "" ? [] : ["--", `:(literal)${below}`];
  const listed = await git
    ?.fields("ls-files", ["-z", "--cached", "--others", "--exclude-standard", ...asked])
    .catch((fault: unknown) => {
      if (!(fault instanceof GitFault)) throw fault;
      warn(fault.message);
      return undefined;
    });
  return [...new Set(listed ?? (await walk(root, below)))].sort().slice(0, MOST_FILES);
}

/** Which of the paths git tracks; undefined without git. */
export async function trackedAmong(
  { git }: Checkout,
  paths: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  if (git === undefined) return undefined;
  // Paths are names here, not patterns.
  return new Set(await git.fields("ls-files", ["-z", "--cached", "--", ...paths.map((path) => `:(literal)${path}`)]));
}

async function walk(root: string, below: string): Promise<string[]> {
  const found: string[] = [];
  const pending = [below];
  for (let folder = pending.pop(); folder !== undefined && found.length < MOST_FILES; folder = pending.pop()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      // Links are neither file nor folder here, so that nothing outside is reached.
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) pending.push(path);
      else if (entry.isFile()) found.push(path);
    }
  }
  return found;
}
