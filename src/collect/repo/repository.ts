// Finds the repository of a folder, and makes git look at it without its settings. A checkout may be written by somebody who
// means harm: its configuration names programs, includes files of others, moves the working tree. None of it is read: git gets a
// directory of nhi's own, with a configuration of nhi's own, that links to the objects, references and index alone.
import { lstat, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { Git, GitFault, type GitPlace, settingsOf } from "./git.js";

/** Where a repository keeps its things. All are absolute and without links. */
export interface Repository {
  /** The folder that holds `.git`. */
  readonly root: string;
  /** HEAD and index. */
  readonly gitDir: string;
  /** Objects, references and settings; another one than `gitDir` in a linked worktree. */
  readonly commonDir: string;
}

/** git for one repository; `close` removes what was made for it. */
export interface OpenRepository {
  readonly git: Git;
  /** Value of a setting of the repository, as it stands in its own file. */
  setting(name: string): string | undefined;
  close(): Promise<void>;
}

const LARGEST_POINTER = 4096;
/** Files of the git directory that may be absent. */
const OF_TREE = ["index", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD"];
const OF_ALL = ["packed-refs", "shallow", "config", "info/exclude", "objects/info/alternates"];
const HEAD = /^(?:ref: refs\/[^\s\0]+|[0-9a-f]{40,64})\n?$/;
/** Settings of a repository's format that change how its files are read: https://git-scm.com/docs/repository-version */
const FORMATS: { readonly [setting: string]: RegExp } = {
  objectformat: /^sha(?:1|256)$/,
  refstorage: /^(?:files|reftable)$/,
};
/** Those that change nothing for a reader of objects and the index. */
const HARMLESS = new Set(["noop", "noop-v1", "partialclone", "preciousobjects", "relativeworktrees", "worktreeconfig"]);

/**
 * The repository that a folder is in; undefined where there is none, "no-files" in a bare one or inside of `.git`.
 * Throws GitFault when there is one that nhi does not follow, with the reason.
 */
export async function findRepository(folder: string): Promise<Repository | "no-files" | undefined> {
  if (folder.split("/").includes(".git")) return "no-files";
  for (let at = folder; ; at = dirname(at)) {
    const entry = await lstat(join(at, ".git")).catch(() => undefined);
    if (entry !== undefined) {
      const gitDir = entry.isDirectory() ? join(at, ".git") : await pointedTo(at, entry.isSymbolicLink());
      return { root: at, gitDir, commonDir: await commonOf(gitDir) };
    }
    if (await isGitDirectory(at)) return "no-files";
    if (dirname(at) === at) return undefined;
  }
}

async function isGitDirectory(folder: string): Promise<boolean> {
  const found = await Promise.all(
    ["HEAD", "objects", "refs"].map((name) => lstat(join(folder, name)).catch(() => undefined)),
  );
  return found.every((entry, at) => (at === 0 ? entry?.isFile() : entry?.isDirectory()));
}

/** The directory that `.git` names, where that names this folder back: else it is of another repository, perhaps a private one. */
async function pointedTo(root: string, isLink: boolean): Promise<string> {
  const text = isLink ? "" : await smallFile(join(root, ".git"));
  const [, target] = /^gitdir: ([^\n\0]+)\n?$/.exec(text) ?? [];
  const path = isLink ? join(root, ".git") : target === undefined ? undefined : resolve(root, target);
  const gitDir = path === undefined ? undefined : await realpath(path).catch(() => undefined);
  if (gitDir === undefined) throw new GitFault(".git names no directory");
  const back = await smallFile(join(gitDir, "gitdir")).catch(() => "");
  if (back !== "" && (await sameFile(resolve(gitDir, back.trim()), join(root, ".git")))) return gitDir;
  const tree = (await settingsIn(gitDir)).get("core.worktree");
  if (tree !== undefined && (await sameFile(resolve(gitDir, tree), root))) return gitDir;
  throw new GitFault(".git names a directory elsewhere that does not name this folder back");
}

async function commonOf(gitDir: string): Promise<string> {
  const named = await smallFile(join(gitDir, "commondir")).catch(() => "");
  if (named === "") return gitDir;
  const common = await realpath(resolve(gitDir, named.trim())).catch(() => "");
  if (dirname(dirname(gitDir)) !== common || basename(dirname(gitDir)) !== "worktrees")
    throw new GitFault("the worktree is not one of the repository that it names");
  return common;
}

/** Opens a repository for reading. Throws GitFault where something of it is no plain file or folder, or of a format unknown here. */
export async function openRepository(
  { root, gitDir, commonDir }: Repository,
  signal: AbortSignal,
  limitMs: number,
): Promise<OpenRepository> {
  await plain(gitDir, ["HEAD", ...OF_TREE], false);
  await plain(commonDir, OF_ALL, false);
  await plain(commonDir, ["objects", "refs", "reftable", "logs", "info"], true);
  const head = await smallFile(join(gitDir, "HEAD"));
  if (!HEAD.test(head)) throw new GitFault("HEAD is not one of git's");
  const settings = await settingsIn(commonDir);
  const own = await mkdtemp(join(tmpdir(), "nhi-git-"));
  const close = () => rm(own, { recursive: true, force: true });
  try {
    await writeFile(join(own, "HEAD"), head);
    await writeFile(join(own, "config"), configOf(settings));
    const shared = (await readdir(gitDir)).filter((name) => /^sharedindex\.[0-9a-f]+$/.test(name));
    await plain(gitDir, shared, false);
    for (const name of [...OF_TREE, ...shared]) await link(join(gitDir, name), join(own, name));
    for (const name of ["packed-refs", "shallow", "refs", "reftable", "logs", "info"])
      await link(join(commonDir, name), join(own, name));
  } catch (cause) {
    await close();
    throw cause instanceof GitFault ? cause : new GitFault("its files cannot be linked to", { cause });
  }
  const place: GitPlace = { root, gitDir: own, objects: join(commonDir, "objects") };
  return { git: new Git(place, signal, limitMs), setting: (name) => settings.get(name), close };
}

async function settingsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  await plain(folder, ["config"], false);
  const file = join(folder, "config");
  return (await lstat(file).catch(() => undefined)) === undefined ? new Map() : settingsOf(file);
}

/** A configuration with the format of the repository, and nothing else of what it sets. */
function configOf(settings: ReadonlyMap<string, string>): string {
  const lines: string[] = [];
  for (const [name, value] of settings) {
    const [, extension] = /^extensions\.(.+)$/.exec(name) ?? [];
    if (extension === undefined || HARMLESS.has(extension)) continue;
    if (FORMATS[extension]?.test(value) !== true)
      throw new GitFault(`a repository of a format that nhi does not know (${extension})`);
    lines.push(`\t${extension} = ${value}`);
  }
  const version = lines.length > 0 ? 1 : 0;
  return `[core]\n\trepositoryformatversion = ${version}\n\tbare = false\n[extensions]\n${lines.join("\n")}\n`;
}

/** Refuses links, pipes and devices: git would follow them, or wait for ever. */
async function plain(folder: string, names: readonly string[], areFolders: boolean): Promise<void> {
  for (const name of names) {
    const entry = await lstat(join(folder, name)).catch(() => undefined);
    if (entry === undefined) continue;
    if (areFolders ? entry.isDirectory() : entry.isFile()) continue;
    throw new GitFault(`.git/${name} is not a ${areFolders ? "folder" : "file"}`);
  }
}

async function link(target: string, path: string): Promise<void> {
  if ((await lstat(target).catch(() => undefined)) !== undefined) await symlink(target, path);
}

async function smallFile(path: string): Promise<string> {
  const entry = await lstat(path);
  if (!entry.isFile() || entry.size > LARGEST_POINTER) throw new GitFault(`${basename(path)} is not one of git's`);
  return readFile(path, "utf8");
}

async function sameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}
