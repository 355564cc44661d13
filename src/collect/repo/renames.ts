// Names that files had before: what tells a secret of a renamed file from a new one.
import { addTo } from "../../model/group-by.js";
import type { Checkout } from "./checkout.js";
import { type Git, GitFault } from "./git.js";

/** Files whose history is looked at; a tree with more secrets than that has other worries. */
const MOST_FILES = 100;
/** A long history takes its time: no longer than that. */
const LONGEST_MS = 5000;
/** Names that one file had one after the other. */
const MOST_NAMES = 20;

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
  // Names whose earlier ones are not known yet, with the paths that they were once of.
  let open = new Map<string, string[]>();
  const add = (now: string, before: string, next: Map<string, string[]>): void => {
    const names = found.get(now) ?? [];
    if (before === now || names.includes(before)) return;
    found.set(now, [...names, before]);
    addTo(next, before, now);
  };
  for (const path of paths.slice(0, MOST_FILES)) {
    const before = staged.get(path);
    if (before === undefined) open.set(path, [path]);
    else add(path, before, open);
  }
  for (let round = 0; round < MOST_NAMES && open.size > 0; round += 1) {
    const next = new Map<string, string[]>();
    for (const [before, after] of await renamesTo(within, [...open.keys()]))
      for (const now of open.get(after) ?? []) add(now, before, next);
    open = next;
  }
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

/**
 * Old name and new name of each commit that gave a file one of the names, the latest first. Renames are looked for in the
 * commits alone that add such a name: comparing all files of every commit takes minutes in a long history.
 */
async function renamesTo(git: Git, names: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  try {
    // Paths are names here, not patterns.
    const these = names.map((name) => `:(literal)${name}`);
    const added = await git.text("log", ["--no-renames", "--diff-filter=A", "--format=%H", "HEAD", "--", ...these]);
    if (added === "") return [];
    const options = ["-M", "-z", "--no-ext-diff", "--no-textconv", "--diff-filter=R", "--name-status"];
    const fields = await git.fields(
      "log",
      ["--no-walk", "--stdin", ...options, "--format=", "--no-show-signature"],
      added,
    );
    return fields.flatMap((field, at) =>
      /^R\d+$/.test(field.trim()) ? [[fields[at + 1] ?? "", fields[at + 2] ?? ""] as const] : [],
    );
  } catch (fault) {
    return ignoreFault<readonly (readonly [string, string])[]>([])(fault);
  }
}

/** What git cannot tell (no commit yet, an object that a partial clone lacks) is not known. */
function ignoreFault<T>(otherwise: T): (fault: unknown) => T {
  return (fault) => {
    if (fault instanceof GitFault) return otherwise;
    throw fault;
  };
}
