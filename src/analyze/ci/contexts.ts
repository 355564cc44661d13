// Contexts in which code runs: those that a repository has, and those that someone could make.
import { compareText } from "../../model/compare.js";
import { type CiBranch, type CiEnvironment, type CiRepository, fullName } from "./estate.js";
import type { Run } from "./github-token.js";

export interface CiContext {
  /** `<repository>@any-branch`, `@branch/main`, `@environment/production`, … */
  readonly id: string;
  readonly name: string;
  readonly repository: CiRepository;
  readonly run: Run;
  readonly branch?: CiBranch;
  /** Undefined for an environment that is yet to be made. */
  readonly environment?: CiEnvironment;
  /** One that whoever runs code there makes: a new branch, tag or environment. */
  readonly isNew: boolean;
}

/** Contexts of a repository. Archived ones run nothing. */
export function contextsOf(repository: CiRepository): readonly CiContext[] {
  if (repository.isArchived) return [];
  const { id, branches, environments } = repository;
  const name = fullName(repository);
  const make = (suffix: string, words: string, run: Run, more: Partial<CiContext> = {}): CiContext => ({
    id: `${id}@${suffix}`,
    name: `${name}: ${words}`,
    repository,
    run,
    isNew: false,
    ...more,
  });
  return [
    make("any-branch", "a new branch", { kind: "branch" }, { isNew: true }),
    make("any-tag", "a new tag", { kind: "tag" }, { isNew: true }),
    make("any-environment", "a new environment", { kind: "environment" }, { isNew: true }),
    make("pull-request", "a pull request", { kind: "pull_request" }),
    ...branches.map((branch) =>
      make(`branch/${branch.name}`, `branch ${branch.name}`, { kind: "branch", branch: branch.name }, { branch }),
    ),
    ...[...environments]
      .sort((a, b) => compareText(a.name, b.name))
      .map((environment) =>
        make(
          `environment/${environment.name}`,
          `environment ${environment.name}`,
          { kind: "environment", environment: environment.name },
          { environment },
        ),
      ),
  ];
}
