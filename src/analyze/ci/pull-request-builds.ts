// Pull requests of a repository that something outside of GitHub builds: those of its writers, and those of whoever may fork it.

import type { Enter, How } from "./built-refs.js";
import { contextsOf } from "./contexts.js";
import type { CiDrawing } from "./drawing.js";
import type { CiRepository } from "./estate.js";
import { drawOutsiders, outsideSource } from "./jobs.js";

/** Somebody of the project has to write a comment first. */
export const COMMENT_ASKED: How = {
  state: "needs-actor",
  condition: "a comment has to let the pull request build",
  confidence: 0.3,
};

export const FORK_BUILT = "a pull request of a fork is built";

export interface PullRequestBuilds {
  readonly writers: How;
  /** Undefined where none of theirs is taken. */
  readonly outsiders: How | undefined;
}

/** Draws who gets code into a build by a pull request. */
export function enterPullRequests(
  repository: CiRepository,
  { writers, outsiders }: PullRequestBuilds,
  { drawing, enter }: { readonly drawing: CiDrawing; readonly enter: Enter },
): void {
  const pull = contextsOf(repository).find(({ run }) => run.kind === "pull_request");
  if (pull !== undefined) enter(pull.id, writers);
  const source = outsideSource(repository);
  if (source !== undefined && outsiders !== undefined) enter(drawOutsiders(source, drawing), outsiders);
}
