// Names that files had before: what tells a secret of a renamed file from a new one.
import type { Checkout } from "./checkout.js";
import { type Git, GitFault } from "./git.js";

/** Files whose history is looked at; a tree with more secrets than that has other worries. */
const MOST_FILES = 100;
const AT_ONCE = 4;
/** A long history is walked once a file: no longer than that for all of them. */
const LONGEST_MS = 5000;

/**
 * Earlier names of each of the paths, the latest first: renames that are staged, then those of the history. Paths of which
 * nothing is known are left out, as where a shallow clone cuts the history off.
 */
export async function formerNames(
  { git }: Checkout,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  if (git === undefined || paths.length === 0) return found;
  const within = git.within(LONGEST_MS);
  const staged = await stagedRenames(within);
  const pending = [...paths.slice(0, MOST_FILES)];
  const work = async (): Promise<void> => {
    for (let path = pending.shift(); path !== undefined; path = pending.shift()) {
      const before = staged.get(path);
      const names = [...(before === undefined ? [] : [before]), ...(await renamesOf(within, before ?? path))];
      if (names.length > 0) found.set(path, names);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

async function stagedRenames(git: Git): Promise<ReadonlyMap<string, string>> {
  return renamesSince(git, "HEAD").catch(ignoreFault(new Map()));
}

/** New name to old name, between a commit and the index. */
export async function renamesSince(git: Git, commit: string): Promise<ReadonlyMap<string, string>> {
  const options = ["-z", "-M", "--cached", "--no-ext-diff", "--no-textconv", "--diff-filter=R", "--name-status"];
  const fields = await git.fields("diff-index", [...options, commit, "--"]);
  const found = new Map<string, string>();
  for (let at = 0; at + 2 < fields.length; at += 3) found.set(fields[at + 2] ?? "", fields[at + 1] ?? "");
  return found;
}

async function renamesOf(git: Git, path: string): Promise<readonly string[]> {
  const options = ["--follow", "-M", "-z", "--no-ext-diff", "--no-textconv", "--diff-filter=R", "--name-status"];
  const fields = await git
    .fields("log", [...options, "--format=", "--no-show-signature", "HEAD", "--", path])
    .catch(ignoreFault<readonly string[]>([]));
  return fields.flatMap((field, i) => (/^R\d+$/.test(field.trim()) ? (fields[i + 1] ?? []) : []));
}

/** What git cannot tell (no commit yet, an object that a partial clone lacks) is not known. */
function ignoreFault<T>(otherwise: T): (fault: unknown) => T {
  return (fault) => {
    if (fault instanceof GitFault) return otherwise;
    throw fault;
  };
}
