// What a change adds: the files that differ from where it left its base, each with what it was there.
import { UsageError } from "../../model/errors.js";
import type { Checkout } from "./checkout.js";
import { GitFault } from "./git.js";
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
  if (git === undefined) throw new UsageError(`--since ${since}: needs git: ${checkout.why ?? "no repository"}`);
  try {
    // A name that begins with a dash would be an option.
    const commit = await git.text("rev-parse", ["--verify", "--quiet", "--end-of-options", `${since}^{commit}`]);
    const base = await git.text("merge-base", [commit, "HEAD"]).catch(() => undefined);
    const from = base ?? commit;
    const tree = await git.fields("ls-tree", ["-r", "-z", "--full-tree", from]);
    const byPath = new Map(tree.flatMap(toEntry));
    const renamed = await renamesSince(git, from);
    const blobs = new Set(byPath.values());
    return {
      base: from.slice(0, 12),
      ...(base === undefined && {
        note: `--since ${since}: the history at hand has no commit in common with HEAD (a shallow clone?); compared with ${since} itself, so what was removed there since looks added`,
      }),
      isUnchanged: (blob) => blobs.has(blob),
      before: async (path) => {
        const id = byPath.get(path) ?? byPath.get(renamed.get(path) ?? "");
        return id === undefined ? undefined : (await git.blobs([id])).get(id)?.toString("utf8");
      },
    };
  } catch (fault) {
    if (!(fault instanceof GitFault)) throw fault;
    throw new UsageError(
      `--since ${since}: no such commit here. A shallow checkout lacks it: fetch it first (in GitHub Actions: actions/checkout with fetch-depth: 0)`,
      { cause: fault },
    );
  }
}

/** `<mode> <type> <id>\t<path>`; only files count. */
function toEntry(line: string): readonly (readonly [path: string, id: string])[] {
  const [, id, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
  return id === undefined || path === undefined ? [] : [[path, id]];
}
