// A sort of pipeline run of GitLab.

/** One sort of run: on a branch or tag, perhaps in an environment. */
export interface GitLabRun {
  readonly kind: "branch" | "tag";
  readonly ref: string;
  readonly environment?: string;
  /** The ref is an example of those that someone can make. */
  readonly isNew?: boolean;
  /** Tier that the job says of an environment that it makes. */
  readonly tier?: string;
  /** Once somebody who may has changed whether its ref, or its environment, is protected. */
  readonly turned?: "ref" | "environment";
}
