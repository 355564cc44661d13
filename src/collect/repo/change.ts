// What a change adds: the files that differ from where it left its base, each with what it was there.
import { UsageError } from "../../model/errors.js";
import type { Checkout } from "./checkout.js";
import { GitFault } from "./git.js";

export interface Change {
  /** The commit compared with, shortened. */
  readonly base: string;
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
    const base = await git.text("merge-base", [commit, "HEAD"]).catch(() => commit);
    const tree = await git.fields("ls-tree", ["-r", "-z", "--full-tree", base]);
    const byPath = new Map(tree.flatMap(toEntry));
    const renamed = await renames(checkout, base);
    const blobs = new Set(byPath.values());
    return {
      base: base.slice(0, 12),
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

/** New name to old name, as far as git tells renames between the base and HEAD. */
async function renames({ git }: Checkout, base: string): Promise<ReadonlyMap<string, string>> {
  const fields =
    (await git?.fields("diff-tree", [
      "-r",
      "-z",
      "-M",
      "--no-ext-diff",
      "--no-textconv",
      "--diff-filter=R",
      "--raw",
      base,
      "HEAD",
    ])) ?? [];
  const found = new Map<string, string>();
  for (let at = 0; at + 2 < fields.length; at += 3) found.set(fields[at + 2] ?? "", fields[at + 1] ?? "");
  return found;
}
