// Of what a trust names, what is there already and what somebody would have to make.
import type { Acceptance } from "./acceptance.js";
import type { CiContext } from "./contexts.js";

/** What of a new branch, tag or environment a trust accepts. */
export interface NewOnes {
  /** All that it names is there. */
  readonly isExisting: boolean;
  readonly isUnread?: true;
  readonly condition?: string;
  readonly names?: readonly string[];
}

/** A trust that names what exists is no matter of something new: the branch or environment itself is judged. */
export function newOnes({ run, repository }: CiContext, closed: Acceptance["closed"]): NewOnes {
  if (run.kind === "environment") {
    const wanted =
      closed.get("environment") ?? closed.get("sub_environment")?.map((name) => name.replaceAll("%3A", ":"));
    if (wanted === undefined) return { isExisting: false };
    const known = new Set(repository.environments.map(({ name }) => name.toLowerCase()));
    const missing = wanted.filter((name) => !known.has(name.toLowerCase()));
    if (missing.length === 0) return { isExisting: true };
    if (!repository.areEnvironmentsRead) {
      const condition = `whether ${missing.join(", ")} exists, and what protects it, was not read`;
      return { isExisting: false, isUnread: true, condition };
    }
    return {
      isExisting: false,
      condition: `${missing.join(", ")} does not exist: a run that names it makes it, without protection`,
    };
  }
  const wanted = closed.get(run.kind);
  if (wanted === undefined) return { isExisting: false };
  if (run.kind !== "branch") return { isExisting: false, names: wanted };
  const known = new Set([repository.defaultBranch, ...repository.branches.map(({ name }) => name)]);
  const names = wanted.filter((name) => !known.has(name));
  return { isExisting: names.length === 0, names };
}
