// One checkout: where it begins, what it is called, which files are in it.
import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { UsageError } from "../../model/errors.js";
import { Git, GitFault } from "./git.js";

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

/** Opens the checkout at a path, as a plain folder if that is wanted. Throws UsageError when there is no such folder. */
export async function openCheckout(path: string, signal: AbortSignal, withoutGit = false): Promise<Checkout> {
  const folder = await realpath(path).catch((cause: unknown) => {
    throw new UsageError(`repo:${path}: no such folder`, { cause });
  });
  if (!(await lstat(folder)).isDirectory())
    throw new UsageError(`repo:${path}: not a folder; name the root of a checkout`);
  const plain = { root: folder, below: "", git: undefined, name: basename(folder), host: undefined };
  if (withoutGit) return { ...plain, why: undefined };
  const git = new Git(folder, signal);
  try {
    const top = await git.text("rev-parse", ["--show-toplevel"]);
    if (top === "") throw new GitFault("git rev-parse: said nothing");
    const root = await realpath(top);
    const atRoot = new Git(root, signal);
    const below = relative(root, folder).split(sep).join("/");
    return { root, below, git: atRoot, why: undefined, ...(await nameOf(atRoot, root)) };
  } catch (fault) {
    if (!(fault instanceof GitFault)) throw fault;
    if ((await git.text("rev-parse", ["--is-inside-git-dir"]).catch(() => "")) === "true") {
      throw new UsageError(
        `repo:${path}: a repository without files (bare, or the inside of .git); name a checkout of it`,
      );
    }
    return { ...plain, why: fault.message };
  }
}

/** The remote's host, owner and name, of a URL or scp-like address. Whatever else it holds (a token) is dropped. */
async function nameOf(git: Git, root: string): Promise<Pick<Checkout, "name" | "host">> {
  const url = await git.text("config", ["--get", "remote.origin.url"]).catch(() => "");
  const [, owner, name] = /[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(url) ?? [];
  const isRemote = /^(?:https?|ssh|git):\/\//i.test(url) || /^[\w.-]+@[\w.-]+:/.test(url);
  if (!isRemote || owner === undefined || name === undefined) return { name: basename(root), host: undefined };
  const [, host] = /^(?:\w+:\/\/)?(?:[^@/]*@)?([\w.-]+)(?=[:/])/.exec(url) ?? [];
  return { name: `${owner}/${name}`, host: host?.toLowerCase() };
}

/** Paths of the files, from the root, with slashes, sorted; files that git ignores are left out. */
export async function filesIn({ root, below, git }: Checkout): Promise<readonly string[]> {
  const prefix = below === "" ? [] : ["--", below];
  const listed =
    git === undefined
      ? await walk(root)
      : await git.fields("ls-files", ["-z", "--cached", "--others", "--exclude-standard", ...prefix]);
  return [...new Set(listed)].sort().slice(0, MOST_FILES);
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

async function walk(root: string): Promise<string[]> {
  const found: string[] = [];
  const pending = [""];
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
