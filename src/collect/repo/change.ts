// What a change adds: the files that differ from where it left its base, each with what it was there.
import { UsageError } from "../../model/errors.js";
import type { Checkout } from "./checkout.js";
import { type Git, GitFault } from "./git.js";
import { renamesSince } from "./renames.js";

export interface Change {
  /** The commit compared with, shortened. */
  readonly base: string;
  /** Why the comparison is not the one that was asked for. */
  readonly note?: string;
  /** Whether a file has the same bytes somewhere in the base. */
  isUnchanged(blob: string): boolean;
  /** Text that a file had in the base, under its own name or the one it had before; undefined for a new file. */
  before(path: string): Promise<string | undefined>;
}

/** Opens the change since a revision. Throws UsageError when git cannot tell. */
export async function openChange(checkout: Checkout, since: string): Promise<Change> {
  const { git } = checkout;
  if (git === undefined) throw new UsageError(`--since ${since}: needs git: ${withoutGit(checkout)}`);
  // A name that begins with a dash would be an option.
  const commit = await git
    .text("rev-parse", ["--verify", "--quiet", "--end-of-options", `${since}^{commit}`])
    .catch(async (fault: unknown) => {
      if (!(fault instanceof GitFault)) throw fault;
      throw new UsageError(`--since ${since}: no such commit here. ${await whatNext(git)}`, { cause: fault });
    });
  const base = await git.text("merge-base", [commit, "HEAD"]).catch(() => undefined);
  const from = base ?? commit;
  try {
    return { ...(await changeFrom(git, from)), ...(base === undefined && { note: await withoutBase(git, since) }) };
  } catch (fault) {
    if (!(fault instanceof GitFault)) throw fault;
    throw new UsageError(`--since ${since}: ${fault.message}. ${FETCH}`, { cause: fault });
  }
}

const FETCH =
  "Fetch the whole history first (git fetch --unshallow; in GitHub Actions: actions/checkout with fetch-depth: 0)";

async function changeFrom(git: Git, from: string): Promise<Change> {
  const tree = await git.fields("ls-tree", ["-r", "-z", "--full-tree", from]);
  const byPath = new Map(tree.flatMap(toEntry));
  const renamed = await renamesSince(git, from);
  const blobs = new Set(byPath.values());
  return {
    base: from.slice(0, 12),
    isUnchanged: (blob) => blobs.has(blob),
    before: async (path) => {
      const id = byPath.get(path) ?? byPath.get(renamed.get(path) ?? "");
      return id === undefined ? undefined : (await git.blobs([id])).get(id)?.toString("utf8");
    },
  };
}

/** Why git is not used, and what would let it. */
function withoutGit({ why = "no repository" }: Checkout): string {
  const next = why.includes("not installed")
    ? "install it, or leave --since out to read every file"
    : "name a checkout that git made, or leave --since out to read every file";
  return `${why}; ${next}`;
}

async function whatNext(git: Git): Promise<string> {
  if (await isShallow(git)) return `This checkout is shallow and lacks it. ${FETCH}`;
  return "Fetch it first (git fetch origin), or name one that `git log` knows";
}

async function withoutBase(git: Git, since: string): Promise<string> {
  const compared = `compared with ${since} itself, so what was removed there since looks added`;
  const note = `--since ${since}: the history at hand has no commit in common with HEAD; ${compared}`;
  return (await isShallow(git)) ? `${note}. This checkout is shallow. ${FETCH}` : note;
}

async function isShallow(git: Git): Promise<boolean> {
  return (await git.text("rev-parse", ["--is-shallow-repository"]).catch(() => "")) === "true";
}

/** `<mode> <type> <id>\t<path>`; only files count. */
function toEntry(line: string): readonly (readonly [path: string, id: string])[] {
  const [, id, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
  return id === undefined || path === undefined ? [] : [[path, id]];
}
